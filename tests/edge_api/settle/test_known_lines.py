"""The quick way answers as the careful one does, or leaves the line to it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_api.settle.command import carefully, settle_lines
from edge_api.settle.known_lines import KnownLines
from tests.edge_api.settle.any_line import lines, spoiled

PLAIN: dict[str, Any] = {
    "id": "1", "game": "roulette", "rules": {"wheel": "european"}, "outcome": {"pocket": "17"},
    "bet": {"type": "straight", "sel": ["17"]}, "stake": 100,
}  # fmt: skip


def compact(line: dict[str, Any]) -> str:
    return json.dumps(line, separators=(",", ":"))


@settings(deadline=None, max_examples=400)
@given(lines())
def test_a_line_of_any_game_gets_the_same_answer(line: str) -> None:
    known = KnownLines()
    for _ in ("for the first time", "again"):
        assert known.answer(line) in (None, carefully(line))


@settings(deadline=None, max_examples=1000)
@given(spoiled())
def test_a_line_with_something_odd_about_it_gets_the_same_answer(pair: tuple[str, str]) -> None:
    line, odd = pair
    known = KnownLines()
    known.answer(line)
    for _ in ("for the first time", "again"):
        assert known.answer(odd) in (None, carefully(odd))


@settings(deadline=None)
@given(st.text())
def test_any_text_gets_the_same_answer(text: str) -> None:
    assert KnownLines().answer(text) in (None, carefully(text))


@settings(deadline=None)
@given(st.permutations(list(PLAIN)))
def test_a_plain_line_is_answered_quickly_in_any_order_of_its_fields(order: list[str]) -> None:
    for line in (
        compact({name: PLAIN[name] for name in order}),
        json.dumps({name: PLAIN[name] for name in order}),
    ):
        assert KnownLines().answer(line) == KnownLines().answer(line + "\n") == carefully(line)


@pytest.mark.parametrize(
    "change",
    [
        {"id": 7},
        {"id": 0},
        {"id": ""},
        {"id": "a b-c"},
        {"rules": {}},
        {"outcome": {"void": True}},
        {"stake": 10**15},
    ],
)
def test_plain_lines_of_other_kinds_are_answered_quickly(change: dict[str, Any]) -> None:
    line = compact(PLAIN | change)
    assert KnownLines().answer(line) == carefully(line)


def test_a_line_with_the_one_price_of_its_bet_is_plain() -> None:
    tie = {
        "game": "baccarat",
        "outcome": {"shoe": ["9S", "9D", "KS", "KD"]},
        "bet": {"type": "tie"},
        "stake": 10,
    }
    for price, returned in (("9", 100), ("12", 130), (8, 90)):
        line = compact(tie | {"rules": {"pays": price}})
        answer = KnownLines().answer(line)
        assert answer is not None
        assert json.loads(answer)["returned"] == returned


def test_id_and_rules_may_be_left_out() -> None:
    line = compact({name: PLAIN[name] for name in ("game", "outcome", "bet", "stake")})
    assert KnownLines().answer(line) == carefully(line)
    assert json.loads(carefully(line)) == {"status": "settled", "staked": 100, "returned": 3600, "net": 3500}


@pytest.mark.parametrize(
    "line",
    [
        '{"id":"1","id":"1","game":"roulette","outcome":{"pocket":"17"},"bet":{"type":"red"},"stake":1}',
        '{"id":1,"id":1,"game":"roulette","outcome":{"pocket":"1"},"bet":{"type":"red"},"stake":1}',
        '{"game":"roulette","outcome":{"pocket":"1"},"bet":{"type":"red"},"stake":1,"stake":1}',
        '{"game":"roulette","outcome":{"pocket":"1","pocket":"1"},"bet":{"type":"red"},"stake":1}',
        '{"game":"roulette","outcome":{"pocket":"1"},"bet":{"type":"red"},"st\\u0061ke":1,"stake":2}',
        '{"id":"\\u0061","game":"roulette","outcome":{"pocket":"1"},"bet":{"type":"red"},"stake":1}',
        '{"id":"é","game":"roulette","outcome":{"pocket":"1"},"bet":{"type":"red"},"stake":1}',
        '{"id":null,"game":"roulette","outcome":{"pocket":"1"},"bet":{"type":"red"},"stake":1}',
        '{"id":-0,"game":"roulette","outcome":{"pocket":"1"},"bet":{"type":"red"},"stake":1}',
        '{"id":"\x7f","game":"roulette","outcome":{"pocket":"1"},"bet":{"type":"red"},"stake":1}',
        '{"game":"roulette","outcome":{"pocket":"1"},"bet":{"type":"red"},"stake":0}',
        '{"game":"roulette","outcome":{"pocket":"1"},"bet":{"type":"red"},"stake":-1}',
        '{"game":"roulette","outcome":{"pocket":"1"},"bet":{"type":"red"},"stake":1.0}',
        '{"game":"roulette","outcome":{"pocket":"1"},"bet":{"type":"red"},"stake":1000000000000001}',
        '{"game":"roulette","outcome":{"pocket":"1"},"bet":{"type":"red"},"stake":1e3}',
        '{"game":"bingo","outcome":{"pocket":"1"},"bet":{"type":"red"},"stake":1}',
        '{"game":"roulette","outcome":{"pocket":"37"},"bet":{"type":"red"},"stake":1}',
        '{"game":"roulette","outcome":{"pocket":"1"},"bet":{"type":"tiers"},"stake":7}',
        '{"game":"roulette","outcome":{"pocket":"1"},"bet":{"type":"red"},"stake":1,"other":1}',
        '{"game":"roulette","outcome":{"pocket":"1"},"bet":{"type":"red"}}',
        "", "null", "[]", "[" * 100_000, '{"outcome":' * 100_000,
    ],
)  # fmt: skip
def test_what_is_not_plain_or_not_right_is_left_to_the_careful_way(line: str) -> None:
    known = KnownLines()
    known.answer('{"id":"1","game":"roulette","outcome":{"pocket":"1"},"bet":{"type":"red"},"stake":1}')
    assert known.answer(line) is None
    assert carefully(line)


@pytest.mark.parametrize("name", ["id", "game", "rules", "outcome", "bet", "stake"])
@pytest.mark.parametrize("left_out", [None, "rules"])
def test_a_line_without_a_space_is_plain_even_when_its_id_looks_like_a_field(
    name: str, left_out: str | None
) -> None:
    said = PLAIN | {"id": name, "bet": {"type": "red"}, "stake": 7}
    line = compact({key: value for key, value in said.items() if key != left_out})
    for text in (line, line + "\n"):
        assert KnownLines().answer(text) == carefully(text)
    if name != left_out:
        assert KnownLines().answer(line + " ") is None, (
            "which of the two is the field can't be told by looking"
        )


def test_each_part_is_kept_once() -> None:
    known = KnownLines()
    for line in (PLAIN, PLAIN | {"id": "2"}, PLAIN | {"stake": 5}):
        known.answer(compact(line))
    assert len(known) == 4, "a profile, a bet, a rule set, an outcome"
    known.answer(compact(PLAIN | {"outcome": {"pocket": "18"}}))
    assert len(known) == 6, "one profile and one outcome more"
    known.answer(compact(PLAIN | {"bet": {"type": "red"}}))
    assert len(known) == 10, "a bet of another type has its own rule set and outcome"


def test_no_more_is_kept_than_was_asked_for() -> None:
    known = KnownLines(most=2)
    for pocket in ("1", "2", "3"):
        known.answer(compact(PLAIN | {"outcome": {"pocket": pocket}}))
    assert len(known) == 4, "at the third, profiles and outcomes were started afresh"


def test_memory_does_not_grow_with_the_file() -> None:
    known = KnownLines(most=3)
    for pocket in map(str, range(37)):
        line = compact(PLAIN | {"outcome": {"pocket": pocket}})
        assert known.answer(line) == carefully(line)
    assert 0 < len(known) <= 4 * 3


def test_the_command_answers_quick_and_careful_lines_in_their_order() -> None:
    plain, void = compact(PLAIN), compact(PLAIN | {"id": "é"})
    asked = [plain, "x", void, plain]
    assert list(settle_lines(asked)) == [carefully(line) for line in asked]

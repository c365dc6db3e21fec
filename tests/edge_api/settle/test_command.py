"""`edge-api settle`: lines in, lines out."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_api.settle.command import settle_lines

SHOE_BANKER_SIX = ["6H", "7D", "4H", "3H", "JH", "6D"]
DRAGON = {"player": ["2S", "TS", "3S"], "banker": ["TD", "3D", "4D"]}
PANDA = {"player": ["2S", "3S", "3D"], "banker": ["TD", "7D"]}
NATURAL_TIE = {"player": ["9S", "TS"], "banker": ["9D", "KD"]}
PERFECT_TWICE = {"player": ["4S", "4S"], "banker": ["QD", "QD"]}


def answer(line: str) -> dict[str, Any]:
    (out,) = settle_lines([line])
    assert "\n" not in out
    parsed: dict[str, Any] = json.loads(out)
    return parsed


def settle(game: str, rules: object, outcome: object, bet: object, stake: object) -> dict[str, Any]:
    line = {"game": game, "rules": rules, "outcome": outcome, "bet": bet, "stake": stake}
    return answer(json.dumps(line))


def roulette(pocket: str, bet: str, sel: object, stake: object, **rules: object) -> dict[str, Any]:
    return settle("roulette", rules, {"pocket": pocket}, {"type": bet, "sel": sel}, stake)


def test_the_documented_line_gives_the_documented_answer() -> None:
    line = (
        '{"id":"1","game":"roulette","rules":{"wheel":"european"},"outcome":{"pocket":"17"},'
        '"bet":{"type":"straight","sel":["17"]},"stake":100}'
    )
    assert answer(line) == {"id": "1", "status": "settled", "staked": 100, "returned": 3600, "net": 3500}


@pytest.mark.parametrize(
    ("pocket", "bet", "sel", "stake", "returned"),
    [
        ("17", "split", ["20", "17"], 10, 180), ("18", "split", ["20", "17"], 10, 0), ("0", "trio", ["2", "0", "1"], 5, 60),
        ("3", "first_four", ["3", "2", "1", "0"], 7, 63), ("36", "six_line", ["36", "35", "34", "33", "32", "31"], 2, 12),
        ("36", "column", 3, 10, 30), ("0", "column", 3, 10, 0), ("13", "dozen", 2, 10, 30), ("24", "two_dozens", [2, 1], 101, 151),
        ("25", "two_dozens", [2, 1], 101, 0), ("0", "voisins", None, 9, 24), ("12", "voisins", None, 18, 36),
        ("17", "orphelins", None, 5, 36), ("26", "jeu_zero", None, 8, 72), ("17", "complete_progressive", "17", 40, 432),
        ("17", "complete_flat", "17", 12, 36 + 4 * 18 + 12 + 4 * 9 + 2 * 6), ("34", "final_cheval", "4/7", 4, 36),
        ("30", "snake", None, 12, 36), ("12", "red_splits", None, 4, 18), ("29", "black_splits", None, 5, 18),
        ("26", "neighbours", {"centre": "0"}, 5, 36), ("0", "red", None, 10, 0), ("1", "red", None, 10, 20),
    ],
)  # fmt: skip
def test_roulette_bets_return_what_the_cloth_says(
    pocket: str, bet: str, sel: object, stake: int, returned: int
) -> None:
    expected = {"status": "settled", "staked": stake, "returned": returned, "net": returned - stake}
    assert roulette(pocket, bet, sel, stake) == expected


@pytest.mark.parametrize(
    ("rounding", "returned"), [("down", 151), ("half_up", 152), ("half_even", 151), ("up", 152)]
)
def test_two_dozens_round_their_winnings_once(rounding: str, returned: int) -> None:
    assert roulette("1", "two_dozens", [1, 2], 101, rounding=rounding)["returned"] == returned


@pytest.mark.parametrize(
    ("rounding", "returned"), [("down", 51), ("half_up", 52), ("half_even", 52), ("up", 52)]
)
@pytest.mark.parametrize("zero_rule", ["la_partage", "surrender"])
@pytest.mark.parametrize(("wheel", "zero"), [("french", "0"), ("american", "0"), ("american", "00")])
def test_half_of_an_odd_stake_is_rounded(
    rounding: str, returned: int, zero_rule: str, wheel: str, zero: str
) -> None:
    out = roulette(zero, "odd", None, 103, wheel=wheel, zero_rule=zero_rule, rounding=rounding)
    assert out["returned"] == returned


@pytest.mark.parametrize(
    ("second_zero", "spins", "status", "returned"),
    [
        ("lose", ["1"], "settled", 200), ("lose", ["2"], "settled", 0), ("lose", ["0"], "open", 0),
        ("lose", ["0", "1"], "settled", 100), ("lose", ["0", "2"], "settled", 0), ("lose", ["0", "0"], "settled", 0),
        ("half", ["0", "0"], "settled", 50), ("stay", ["0", "0"], "open", 0), ("stay", ["0", "0", "1"], "settled", 100),
        ("stay", ["0", "0", "2"], "settled", 0), ("lose", ["1", "0"], "settled", 200), ("lose", ["0", "1", "2"], "settled", 100),
    ],
)  # fmt: skip
def test_a_bet_in_prison_waits_for_its_spin(
    second_zero: str, spins: list[str], status: str, returned: int
) -> None:
    rules = {"zero_rule": "en_prison", "prison_second_zero": second_zero}
    out = settle("roulette", rules, {"pockets": spins}, {"type": "red"}, 100)
    assert (out["status"], out["returned"], out["net"]) == (status, returned, returned - 100)


@pytest.mark.parametrize(
    ("rules", "outcome", "bet", "stake", "returned"),
    [
        ({}, {"shoe": SHOE_BANKER_SIX}, "banker", 101, 196), ({"rounding": "up"}, {"shoe": SHOE_BANKER_SIX}, "banker", 101, 197),
        ({"commission": "0.04"}, {"shoe": SHOE_BANKER_SIX}, "banker", 100, 196),
        ({"commission": "none_super6"}, {"shoe": SHOE_BANKER_SIX}, "banker", 101, 151),
        ({"commission": "ez"}, {"shoe": SHOE_BANKER_SIX}, "banker", 101, 202),
        ({"commission": "ez"}, DRAGON, "banker", 101, 101), ({"commission": "none_super6"}, DRAGON, "banker", 100, 200),
        ({}, DRAGON, "dragon7", 10, 410), ({}, DRAGON, "panda8", 10, 0), ({}, PANDA, "panda8", 10, 260),
        ({}, PANDA, "dragon7", 10, 0), ({}, PANDA, "player_bonus", 10, 0), ({}, PANDA, "player", 10, 20),
        ({}, NATURAL_TIE, "player", 10, 10), ({}, NATURAL_TIE, "banker", 10, 10), ({}, NATURAL_TIE, "tie", 10, 90),
        ({"pays": {"tie": "9"}}, NATURAL_TIE, "tie", 10, 100), ({"pays": "9"}, NATURAL_TIE, "tie", 10, 100),
        ({}, NATURAL_TIE, "player_bonus", 10, 10), ({}, NATURAL_TIE, "banker_bonus", 10, 10),
        ({}, NATURAL_TIE, "small", 101, 252), ({}, DRAGON, "big", 101, 155), ({}, DRAGON, "small", 100, 0),
        ({}, {"shoe": SHOE_BANKER_SIX}, "super6", 10, 130), ({}, {"shoe": SHOE_BANKER_SIX}, "banker_bonus", 10, 50),
        ({"pays": {"super6_three_card": "20"}}, {"shoe": SHOE_BANKER_SIX}, "super6", 10, 210),
        ({"pays": {"super6_three_card": "20"}}, {"player": ["TS", "KS", "5S"], "banker": ["6S", "TD"]}, "super6", 10, 130),
        ({"pays": {"super6_three_card": "20"}}, {"player": ["TS", "6S"], "banker": ["6S", "TD"]}, "super6", 10, 0),
        ({}, PERFECT_TWICE, "perfect_pair", 10, 2010), ({"pays": {"perfect_pair_two": None}}, PERFECT_TWICE, "perfect_pair", 10, 260),
        ({}, PERFECT_TWICE, "either_pair", 10, 60), ({}, PERFECT_TWICE, "player_pair", 10, 120), ({}, PERFECT_TWICE, "banker_pair", 10, 120),
        ({}, {"player": ["8S", "TS"], "banker": ["QD", "KD"]}, "player_bonus", 10, 20),
        ({}, {"player": ["8S", "TS"], "banker": ["QD", "KD"]}, "banker_pair", 10, 0),
        ({}, {"player": ["TS", "KS", "9S"], "banker": ["2D", "8D", "TC"]}, "player_bonus", 10, 310),
        ({"pays": {"bonus": {"9": "25"}}}, {"player": ["TS", "KS", "9S"], "banker": ["2D", "8D", "TC"]}, "player_bonus", 10, 260),
    ],
)  # fmt: skip
def test_baccarat_bets_return_what_the_layout_says(
    rules: object, outcome: object, bet: str, stake: int, returned: int
) -> None:
    out = settle("baccarat", rules, outcome, {"type": bet}, stake)
    assert out == {"status": "settled", "staked": stake, "returned": returned, "net": returned - stake}


@pytest.mark.parametrize(("game", "bet", "stake"), [("roulette", "voisins", 9), ("baccarat", "tie", 7)])
def test_a_void_round_returns_every_stake(game: str, bet: str, stake: int) -> None:
    out = settle(game, {}, {"void": True}, {"type": bet}, stake)
    assert out == {"status": "void", "staked": stake, "returned": stake, "net": 0}


RED = {"type": "red"}
SEVENTEEN = {"pocket": "17"}
REFUSED: list[tuple[dict[str, object], str]] = [
    ({"game": "faro"}, "unknown_game"), ({"game": 1}, "bad_line"), ({"extra": 1}, "bad_line"), ({"bet": []}, "bad_line"),
    ({"bet": {}}, "bad_line"), ({"bet": {"type": 1}}, "bad_line"), ({"bet": RED | {"units": 1}}, "bad_line"),
    ({"rules": []}, "bad_rules"), ({"rules": None}, "bad_rules"), ({"rules": {"wheel": "x"}}, "bad_rules"),
    ({"rules": {"decks": 8}}, "bad_rules"), ({"bet": {"type": "rouge"}}, "bad_selection"),
    ({"bet": RED | {"sel": ["1"]}}, "bad_selection"), ({"bet": {"type": "straight"}}, "bad_selection"),
    ({"rules": {"called_bets": False}, "bet": {"type": "tiers"}, "stake": 6}, "bad_selection"),
    ({"stake": 0}, "bad_stake"), ({"stake": -1}, "bad_stake"), ({"stake": True}, "bad_stake"), ({"stake": 1.0}, "bad_stake"),
    ({"stake": "1"}, "bad_stake"), ({"stake": None}, "bad_stake"), ({"stake": 10**15 + 1}, "bad_stake"), ({"stake": 10**400}, "bad_stake"),
    ({"bet": {"type": "tiers"}, "stake": 7}, "bad_stake"), ({"bet": {"type": "snake"}, "stake": 11}, "bad_stake"),
    ({"bet": {"type": "tiers"}, "outcome": {"void": True}, "stake": 7}, "bad_stake"),
    ({"outcome": {}}, "bad_outcome"), ({"outcome": None}, "bad_outcome"), ({"outcome": {"pocket": 17}}, "bad_outcome"),
    ({"outcome": {"pocket": "37"}}, "bad_outcome"), ({"outcome": {"pocket": "00"}}, "bad_outcome"),
    ({"outcome": {"pockets": []}}, "bad_outcome"), ({"outcome": {"pockets": ["1", "00"]}}, "bad_outcome"),
    ({"outcome": {"pockets": "1"}}, "bad_outcome"), ({"outcome": SEVENTEEN | {"pockets": ["17"]}}, "bad_outcome"),
    ({"outcome": {"void": False}}, "bad_outcome"), ({"outcome": {"void": 1}}, "bad_outcome"),
    ({"outcome": SEVENTEEN | {"void": True}}, "bad_outcome"), ({"outcome": {"shoe": SHOE_BANKER_SIX}}, "bad_outcome"),
    ({"id": 1.5}, "bad_line"), ({"id": []}, "bad_line"), ({"id": True}, "bad_line"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "code"), REFUSED)
def test_a_line_that_is_not_right_is_refused_with_its_code(change: dict[str, object], code: str) -> None:
    line = {"game": "roulette", "outcome": SEVENTEEN, "bet": RED, "stake": 10}
    out = answer(json.dumps(line | change))
    assert out.pop("message")
    assert out == {"error": code}


@pytest.mark.parametrize(
    "outcome",
    [{"shoe": SHOE_BANKER_SIX[:5]}, {"shoe": []}, {"shoe": "6H7D4H3H"}, {"shoe": [1]}, {"player": ["9S", "TS"]},
     {"player": ["9S", "TS", "2S"], "banker": ["TS", "7S"]}, {"shoe": ["8S"] * 9}, {"pocket": "1"},
     {"player": ["9S", "TS"], "banker": ["TS", "7S"], "winner": "banker"}, {"shoe": ["1S", "2S", "3S", "4S"]}],
)  # fmt: skip
def test_a_coup_that_cannot_be_is_refused(outcome: object) -> None:
    assert settle("baccarat", {}, outcome, {"type": "player"}, 10)["error"] == "bad_outcome"


def test_a_ninth_copy_is_refused_even_when_the_coup_does_not_use_it() -> None:
    shoe = ["4S", "4D", "5D", "5S"] + ["KS"] * 9
    assert settle("baccarat", {}, {"shoe": shoe}, {"type": "tie"}, 10)["error"] == "bad_outcome"
    assert settle("baccarat", {}, {"shoe": shoe[:-1]}, {"type": "tie"}, 10)["returned"] == 90


@pytest.mark.parametrize(
    "line",
    ["", "\n", "x", "{", "[" * 100_000, '{"a":1,"a":2}', '{"stake":NaN}', '{"stake":' + "9" * 5000 + "}", "\ufeff{}", "{} {}"],
)  # fmt: skip
def test_what_is_not_json_is_said_to_be_so(line: str) -> None:
    assert answer(line)["error"] == "bad_json"


@pytest.mark.parametrize("line", ["[]", "1", "null", '"x"', "{}"])
def test_json_of_another_shape_is_a_bad_line(line: str) -> None:
    assert answer(line)["error"] == "bad_line"


def test_order_is_kept_the_id_comes_back_and_an_error_stops_nothing() -> None:
    good = {"game": "roulette", "outcome": SEVENTEEN, "bet": RED, "stake": 10}
    lines = [
        json.dumps(good | {"id": "a"}),
        "broken",
        json.dumps(good | {"id": 2, "stake": 0}),
        json.dumps(good | {"id": "ü"}),
    ]
    out = [json.loads(line) for line in settle_lines(lines)]
    assert [(each.get("id"), "error" in each) for each in out] == [
        ("a", False),
        (None, True),
        (2, True),
        ("ü", False),
    ]


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["red", "17", "tie"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["type", "sel", "pocket", "shoe", "void", "x"]), inner)
    ),
    max_leaves=8,
)
fields = st.sampled_from(["id", "game", "rules", "outcome", "bet", "stake", "other"])


@settings(deadline=None)
@given(st.dictionaries(fields, json_values), st.sampled_from(["roulette", "baccarat", None]))
def test_any_json_gets_one_answer(line: dict[str, object], game: str | None) -> None:
    out = answer(json.dumps(line | ({"game": game} if game else {})))
    assert ("error" in out and "message" in out) != ("net" in out)


@settings(deadline=None)
@given(st.text())
def test_any_text_gets_one_answer(line: str) -> None:
    assert "error" in answer(line)


def test_a_perfect_pair_with_one_price_pays_it_for_both_hands() -> None:
    rules = {"pays": "25"}
    assert settle("baccarat", rules, PERFECT_TWICE, {"type": "perfect_pair"}, 10)["returned"] == 260
    assert settle("baccarat", {}, PERFECT_TWICE, {"type": "perfect_pair"}, 10)["returned"] == 2010


def test_a_line_on_standard_input_is_answered_before_the_next_is_written() -> None:
    line = b'{"game":"roulette","outcome":{"pocket":"1"},\r"bet":{"type":"red"},"stake":1}\n'
    unbuffered_by_us_only = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with subprocess.Popen(
        [sys.executable, "-m", "edge_api", "settle"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=unbuffered_by_us_only,
    ) as command:
        assert command.stdin is not None and command.stdout is not None
        command.stdin.write(line)
        command.stdin.flush()
        answered, _, _ = select.select([command.stdout], [], [], 30)
        command.stdin.close()
        assert answered, "no answer while the input is open"
        assert json.loads(command.stdout.read())["returned"] == 2
    assert command.returncode == 0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("x", "the line is not JSON: column 1: a value is expected, not x"), ("\n", "the line is not JSON: it is empty"),
        ('{"game":"roulette","outcome":{"pockets":[]},"bet":{"type":"red"},"stake":1}', "outcome.pockets: must have at least 1 entry, not 0"),
        ('{"game":"dragon_tiger","outcome":{"dragon":"AS"},"bet":{"type":"tie"},"stake":1}', "outcome.tiger: is missing: it must be given (an outcome has dragon, tiger, winner)"),
        ('{"game":"baccarat","rules":{"decks":true},"outcome":{"shoe":[]},"bet":{"type":"tie"},"stake":1}', "rules.decks: must be a whole number, not true"),
        ('{"game":"roulette","outcome":{"pocket":"1"},"bet":{"type":"red"},"stake":true}', "stake must be a whole number of minor units, not true"),
    ],
)  # fmt: skip
def test_a_refusal_says_what_would_be_right_in_our_own_words(line: str, said: str) -> None:
    assert answer(line)["message"] == said

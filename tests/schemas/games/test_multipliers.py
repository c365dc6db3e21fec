"""Multiplier rounds: the draw that anybody can repeat, laws that can't be, and lucky positions that a table can't have."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.games.deals import new_deal
from schemas.games.draw_stream import DrawStream, commitment
from schemas.games.lucky import lottery_of
from schemas.games.multipliers import Lottery
from schemas.games.refusal import IllegalOutcome, IllegalRules
from schemas.games.roulette import RouletteOutcome
from schemas.games.roulette_rules import RouletteRules
from schemas.games.rules import parse_rules
from schemas.games.sic_bo import SicBoOutcome
from schemas.phases import Game
from tests.schemas.games.lightning import LAW, SIC_BO_LAW, area, changed, draw_by_hand, words

POCKETS = [str(number) for number in range(37)]
SEED = bytes(range(32))
ROUND, SALT = "lightning-01-1795382400-21", "9f" * 32
seeds = st.binary(min_size=32, max_size=32)
round_ids = st.from_regex(r"[a-z0-9-]{1,80}", fullmatch=True)
salts = st.from_regex(r"[0-9a-f]{64}", fullmatch=True)


def rules(law: object = LAW, game: Game = Game.ROULETTE) -> Any:
    return parse_rules(game, {"multipliers": law})


def lottery(law: object = LAW, game: Game = Game.ROULETTE) -> Lottery:
    found = lottery_of(rules(law, game))
    assert found is not None
    return found


def test_the_published_vector() -> None:
    assert commitment(SEED) == "630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd"
    assert lottery().draw(SEED, ROUND, SALT) == {"31": 100, "24": 100, "8": 500, "34": 100}


@given(seeds, round_ids, salts)
def test_a_draw_is_what_its_description_says(seed: bytes, round_id: str, salt: str) -> None:
    drawn = lottery().draw(seed, round_id, salt)
    assert list(drawn.items()) == list(draw_by_hand(LAW, POCKETS, seed, round_id, salt).items())


@given(seeds, st.lists(st.integers(1, 2**64), max_size=12))
def test_numbers_come_from_the_words_and_those_above_the_last_whole_multiple_are_passed_over(
    seed: bytes, bounds: list[int]
) -> None:
    stream, left = DrawStream(seed, ROUND, SALT), words(seed, ROUND, SALT, 4000)
    for bound in bounds:
        while left[0] >= 2**64 // bound * bound:
            left.pop(0)
        assert stream.below(bound) == left.pop(0) % bound


@given(seeds, round_ids, salts)
def test_every_draw_is_one_that_the_law_allows(seed: bytes, round_id: str, salt: str) -> None:
    for found in (lottery(), lottery(SIC_BO_LAW, Game.SIC_BO)):
        drawn = found.draw(seed, round_id, salt)
        found.check(drawn)
        assert drawn == found.draw(seed, round_id, salt)


def test_another_seed_round_or_salt_is_another_draw() -> None:
    draws = [
        lottery().draw(seed, round_id, salt)
        for seed, round_id, salt in [
            (SEED, ROUND, SALT), (SEED[::-1], ROUND, SALT), (SEED, ROUND + "1", SALT), (SEED, ROUND, SALT[::-1]),
        ]
    ]  # fmt: skip
    assert len({json.dumps(draw) for draw in draws}) == 4


def test_a_long_run_of_draws_has_every_count_position_and_multiplier_as_often_as_its_weight() -> None:
    """40 000 fixed draws, each share within five standard errors of what the law says."""
    found, rounds = lottery(), 40_000
    counts: Counter[int] = Counter()
    places: Counter[str] = Counter()
    values: Counter[int] = Counter()
    for number in range(rounds):
        drawn = found.draw(SEED, f"r-{number}", SALT)
        counts[len(drawn)] += 1
        places.update(drawn.keys())
        values.update(drawn.values())
    lucky = places.total()
    for number, weight in LAW["count"].items():
        assert close(counts[int(number)], rounds, weight / 100)
    for pocket in POCKETS:
        assert close(places[pocket], rounds, 2.35 / 37)
    for value, weight in LAW["areas"][0]["values"].items():
        assert close(values[int(value)], lucky, weight / 100)


def close(seen: int, of: int, share: float) -> bool:
    return (seen - of * share) ** 2 < 25 * of * share * (1 - share)


@pytest.mark.parametrize("seed", [b"", bytes(31), bytes(33)])
def test_a_seed_has_32_bytes(seed: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        lottery().draw(seed, ROUND, SALT)
    with pytest.raises(ValueError, match="32 bytes"):
        commitment(seed)


@given(seeds)
def test_a_commitment_is_the_sha_256_of_the_seed(seed: bytes) -> None:
    assert commitment(seed) == hashlib.sha256(seed).hexdigest()


@pytest.mark.parametrize(
    ("law", "says"),
    [
        ({}, "rules.multipliers.pays"),
        (changed(pays="for two"), "rules.multipliers.pays"),
        (changed(count={}), "rules.multipliers.count"),
        (changed(count={"38": 1}), "38 lucky positions of 37"),
        (changed(count={"-1": 1}), "'-1' is not a whole number"),
        (changed(count={"01": 1}), "'01' is not a whole number"),
        (changed(count={"1": 0}), "the weight of 1 must be a whole number from 1"),
        (changed(count={"1": 0.5}), "the weight of 1"),
        (changed(count={"1": True}), "the weight of 1"),
        (changed(count=[["1", 1]]), "must be an object"),
        (changed(areas=[]), "rules.multipliers.areas"),
        (changed(seed="00"), "there is no such parameter"),
        (changed(areas=[LAW["areas"][0], LAW["areas"][0] | {"sels": ["7"]}]), "straight 7 is in more than one area"),
        (area(bet="split"), "'split' can't be lucky at this table"),
        (area(bet="red"), "'red' can't be lucky"),
        (area(sels=["7", "37"]), "'straight 37' can't be lucky"),
        (area(sels=["00"]), "'straight 00' can't be lucky"),
        (area(sels=[]), "sels"),
        (area(sels=["7"]), "5 lucky positions of 1"),
        (area(base="0"), "odds must be above zero"),
        (area(base=0.5), "odds must be an exact positive number"),
        (area(values={"30": 1, "50": 1}), "straight 0 pays 29 to one plain, and no more with 30, its lowest multiplier"),
        (area(base=None, values={"36": 1}), "straight 0 pays 35 to one plain, and no more with 36"),
        (area(values={"0": 1}), "no more with 0"),
        (area(values={"100001": 1}), "'100001' is not a whole number"),
    ],
)  # fmt: skip
def test_a_law_that_cannot_be_is_refused(law: object, says: str) -> None:
    with pytest.raises(IllegalRules, match=says):
        rules(law)


def test_a_multiplier_may_be_quoted_with_or_without_the_stake() -> None:
    assert lottery().odds("17", {"17": 500}) == 499
    assert lottery(changed(pays="to_one")).odds("17", {"17": 500}) == 500
    assert lottery().odds("17", {"18": 500}) == 29
    assert lottery().best("17") == 499
    assert lottery().odds("00", {}) is lottery().best("00") is None


def test_an_area_may_name_its_selections_and_keep_the_tables_prices() -> None:
    found = lottery(SIC_BO_LAW, Game.SIC_BO)
    assert list(found.positions) == [
        "any_triple",
        "total 4",
        "total 17",
        *(f"triple {face}" for face in range(1, 7)),
    ]
    for key, odds in (("total 4", 50), ("triple 6", 120), ("any_triple", 30)):
        assert found.odds(key, {}) == odds
    assert found.odds("total 4", {"total 4": 499}) == 499
    assert found.odds("total 5", {"total 4": 499}) is None


def test_positions_of_roulette_are_in_the_order_of_their_numbers() -> None:
    american = parse_rules(Game.ROULETTE, {"wheel": "american", "multipliers": LAW})
    assert isinstance(american, RouletteRules)
    assert american.lottery is not None
    assert list(american.lottery.positions) == ["0", "00", *POCKETS[1:]]
    assert list(lottery().positions) == POCKETS


def test_rules_without_a_law_have_the_hash_they_had_before_there_were_laws() -> None:
    plain = parse_rules(Game.ROULETTE, {})
    assert plain.rules_hash() == "34c96a34b57b5a64d707a2def10bcaadb7ddca1f746d689ab03f954db2251d44"
    assert lottery_of(plain) is None
    assert lottery_of(parse_rules(Game.BACCARAT, {})) is None


def test_a_law_is_part_of_the_hash_and_is_read_back_from_json() -> None:
    written = rules().model_dump(mode="json")
    assert written["multipliers"]["count"] == LAW["count"]
    assert parse_rules(Game.ROULETTE, json.loads(json.dumps(written))) == rules()
    heavier = rules(changed(count=LAW["count"] | {"5": 6}))
    assert len({rules().rules_hash(), heavier.rules_hash(), parse_rules(Game.ROULETTE, {}).rules_hash()}) == 3


@pytest.mark.parametrize(
    ("lucky", "says"),
    [
        ({}, "0 lucky positions can't be: this table draws 1 or 2 or 3 or 4 or 5"),
        (dict.fromkeys(POCKETS[:6], 50), "6 lucky positions can't be"),
        ({"37": 50}, "position '37' is never lucky"),
        ({"00": 50}, "position '00' is never lucky"),
        ({"17": 51}, "17 is never multiplied by 51"),
    ],
)
def test_lucky_positions_that_the_law_cannot_draw_are_refused(lucky: dict[str, int], says: str) -> None:
    with pytest.raises(IllegalOutcome, match=says):
        lottery().check(lucky)


@given(st.dictionaries(st.sampled_from(POCKETS), st.sampled_from([50, 100, 500]), max_size=5))
def test_an_outcome_carries_its_multipliers_as_an_object(lucky: dict[str, int]) -> None:
    outcome = RouletteOutcome(pocket="17").with_multipliers(lucky)
    assert outcome == RouletteOutcome.model_validate({"pocket": "17", "multipliers": lucky})
    text = outcome.model_dump_json(exclude_none=True)
    assert json.loads(text) == {"pocket": "17", "multipliers": lucky}
    assert RouletteOutcome.consume(text) == outcome
    assert hash(RouletteOutcome.consume(text)) == hash(outcome)


def test_an_outcome_without_multipliers_is_written_as_it_always_was() -> None:
    assert RouletteOutcome(pocket="17").model_dump(mode="json", exclude_none=True) == {"pocket": "17"}
    assert SicBoOutcome(dice=(1, 2, 3)).model_dump(mode="json") == {"dice": [1, 2, 3]}


@pytest.mark.parametrize(
    "lucky",
    [
        [], [["17", 50]], "17", {"17": "50"}, {"17": 0}, {"17": 5.0}, {"17": True}, {"17": 100_001}, {"": 50}, {"X": 50},
        {"a" * 41: 50}, {f"{number} 1": 50 for number in range(201)},
    ],
)  # fmt: skip
def test_multipliers_that_are_none_are_refused(lucky: object) -> None:
    with pytest.raises(ValidationError, match="multipliers"):
        RouletteOutcome.model_validate({"pocket": "17", "multipliers": lucky})


def test_a_table_asserts_no_multipliers() -> None:
    asserted = RouletteOutcome(pocket="17").with_multipliers({"17": 50})
    for law in (LAW, None):
        with pytest.raises(IllegalOutcome, match="a table asserts none"):
            new_deal(rules(law)).check(asserted)
        new_deal(rules(law)).check(RouletteOutcome(pocket="17"))

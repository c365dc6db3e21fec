"""Each game's book: one spelling a bet, one word a result, and results that are written are read back."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_api.settle import line_reading
from edge_api.settle.books import BOOKS
from edge_api.settle.profile import Status
from edge_api.settle.results import label_of_text, outcome_text, read_outcome, result_label
from edge_api.settle.settlement import best_profile, bet_types, profile
from schemas.games.refusal import Illegal, IllegalBet
from schemas.games.roulette import RouletteOutcome
from schemas.games.roulette_rules import RouletteRules, SecondZero, ZeroRule
from schemas.games.rules import parse_rules
from schemas.money import Rounding
from schemas.phases import Game
from tests.edge_api.settle.any_line import fields

COUP = {"player": ["9S", "TS"], "banker": ["2D", "KD"]}
SEAT: dict[str, Any] = {
    "initial": ["AS", "KD"], "hands": [{"cards": ["AS", "KD"]}], "dealer_up": "TS", "dealer_hole": "7H", "dealer_draws": [],
}  # fmt: skip
CANONICAL: list[tuple[Game, str, Any, Any]] = [
    (Game.ROULETTE, "split", ["20", "17"], ["17", "20"]), (Game.ROULETTE, "red", None, None),
    (Game.ROULETTE, "neighbours", {"centre": "5"}, {"centre": "5", "k": 2}), (Game.ROULETTE, "two_dozens", [2, 1], [1, 2]),
    (Game.BACCARAT, "tie", None, None), (Game.MONEY_WHEEL, "segment", "10", "10"), (Game.DRAGON_TIGER, "dragon_suit", "S", "S"),
    (Game.DRAGON_TIGER, "tie", None, None), (Game.SIC_BO, "combo", [5, 2], [2, 5]), (Game.SIC_BO, "total", 9, 9),
    (Game.ANDAR_BAHAR, "cards", "41+", "41+"), (Game.ANDAR_BAHAR, "andar", None, None), (Game.CRAPS, "hop", [6, 1], [1, 6]),
    (Game.CRAPS, "pass", None, None), (Game.CRAPS, "place", 4, 4),
]  # fmt: skip
OUTCOMES: list[tuple[Game, dict[str, Any], str]] = [
    (Game.ROULETTE, {"pocket": "17"}, "17"),
    (Game.BACCARAT, COUP, "player"),
    (Game.MONEY_WHEEL, {"stops": ["2x", "10"]}, "2x 10"),
    (Game.DRAGON_TIGER, {"dragon": "AS", "tiger": "KD"}, "tiger"),
    (Game.SIC_BO, {"dice": [1, 2, 3]}, "1-2-3"),
    (Game.ANDAR_BAHAR, {"joker": "6H", "cards": ["2S", "6C"]}, "bahar"),
    (Game.CRAPS, {"point": None, "rolls": [[3, 4]]}, "3-4"),
    (Game.BLACKJACK, SEAT, "one seat"),
]


@pytest.mark.parametrize(("game", "bet", "sel", "canonical"), CANONICAL)
def test_a_selection_has_one_spelling(game: Game, bet: str, sel: Any, canonical: Any) -> None:
    rules = parse_rules(game, {})
    assert BOOKS[game].canonical(rules, bet, sel) == canonical
    assert BOOKS[game].canonical(rules, bet, canonical) == canonical


def test_the_text_of_a_result_says_only_what_there_is() -> None:
    assert outcome_text(RouletteOutcome(pocket="17")) == '{"pocket":"17"}'
    assert outcome_text(RouletteOutcome(pockets=("0", "5"))) == '{"pockets":["0","5"]}'


def test_a_selection_is_spelled_on_the_wheel_of_the_table() -> None:
    american = parse_rules(Game.ROULETTE, {"wheel": "american"})
    assert BOOKS[Game.ROULETTE].canonical(american, "split", ["00", "0"]) == ["0", "00"]
    with pytest.raises(IllegalBet):
        BOOKS[Game.ROULETTE].canonical(parse_rules(Game.ROULETTE, {}), "split", ["00", "0"])


@pytest.mark.parametrize(("hole", "returned"), [("KD", 150), ("9D", 0)])
def test_insurance_looks_at_two_cards_of_the_dealer_whatever_follows(hole: str, returned: int) -> None:
    rules = parse_rules(Game.BLACKJACK, {})
    said = {"initial": ["5S", "6D"], "dealer_up": "AS", "dealer_hole": hole, "dealer_draws": ["5H", "2C"]}
    outcome = BOOKS[Game.BLACKJACK].read_outcome(rules, said)
    assert profile(rules, outcome, "insurance", {"main_stake": 101}).settle(50).returned == returned


@pytest.mark.parametrize("game", BOOKS)
def test_a_bet_that_is_none_has_no_spelling(game: Game) -> None:
    rules = parse_rules(game, {})
    for bet, sel in (("none_such", None), (None, None), (sorted(bet_types(game))[0], {"no": "selection"})):
        with pytest.raises(IllegalBet) as refused:
            BOOKS[game].canonical(rules, bet, sel)
        assert refused.value.code == "bad_selection"


def test_every_game_has_a_book_under_its_own_name() -> None:
    assert {game: book.game for game, book in BOOKS.items()} == {game: game for game in Game}
    assert {game for game, _, _ in OUTCOMES} == set(BOOKS)


@pytest.mark.parametrize(("game", "said", "label"), OUTCOMES)
def test_a_result_is_written_read_back_and_named(game: Game, said: dict[str, Any], label: str) -> None:
    outcome = BOOKS[game].read_outcome(parse_rules(game, {}), said)
    assert result_label(game, outcome) == label


@pytest.mark.parametrize(("game", "said", "label"), [row for row in OUTCOMES if row[0] is not Game.BLACKJACK])
def test_a_table_s_result_as_text_is_canonical_and_complete(
    game: Game, said: dict[str, Any], label: str
) -> None:
    outcome = BOOKS[game].read_outcome(parse_rules(game, {}), said)
    text = outcome_text(outcome)
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"))
    assert read_outcome(game, text) == outcome
    assert label_of_text(game, text) == label


@settings(deadline=None, max_examples=300)
@given(fields(), st.sampled_from(Rounding))
def test_every_profile_rounds_as_the_rules_say(line: dict[str, Any], rounding: Rounding) -> None:
    game = Game(line["game"])
    try:
        bet_type, sel = line_reading.read_bet(game, line["bet"])
        rules = line_reading.read_rules(game, line.get("rules", {}) | {"rounding": rounding.value}, bet_type)
        outcome = line_reading.read_outcome(rules, line["outcome"])
        found = profile(rules, outcome, bet_type, sel)
    except Illegal:
        return
    assert found.rounding is (Rounding.DOWN if found.status is Status.VOID else rounding)
    assert found.units == best_profile(rules, bet_type, sel).units
    assert found.per_unit_exact <= max(
        best_profile(rules, bet_type, sel).per_unit_exact, found.staked_exact * found.units
    )


@pytest.mark.parametrize("zero_rule", ZeroRule)
@pytest.mark.parametrize("second", SecondZero)
def test_roulette_rounds_as_the_rules_say_whatever_is_spun(zero_rule: ZeroRule, second: SecondZero) -> None:
    rules = RouletteRules(zero_rule=zero_rule, prison_second_zero=second, rounding=Rounding.UP)
    for spins in (("0",), ("1",), ("2",), ("0", "0"), ("0", "1"), ("0", "2"), ("0", "0", "1")):
        for bet in ("red", "black"):
            assert profile(rules, RouletteOutcome(pockets=spins), bet, None).rounding is Rounding.UP


@pytest.mark.parametrize(
    ("game", "bet", "sel"),
    [
        (Game.MONEY_WHEEL, "segment", "1"),
        (Game.BLACKJACK, "main", None),
        (Game.BACCARAT, "banker", None),
        (Game.CRAPS, "buy", 4),
    ],
)
def test_the_best_return_rounds_as_the_rules_say(game: Game, bet: str, sel: Any) -> None:
    rules = parse_rules(game, {"rounding": "up"})
    assert best_profile(rules, bet, sel).rounding is Rounding.UP


def test_every_hand_of_a_seat_may_be_won_doubled() -> None:
    best = best_profile(parse_rules(Game.BLACKJACK, {"das": True, "max_hands": 4}), "main", None)
    assert (best.stakes, best.per_unit_exact) == (8, Fraction(16))
    assert best.settle(10).staked == 80


def test_a_bet_that_waits_in_prison_is_one_unit_whatever_comes() -> None:
    for second in SecondZero:
        rules = RouletteRules(zero_rule=ZeroRule.EN_PRISON, prison_second_zero=second)
        for spins in (("0",), ("0", "0"), ("0", "0", "0"), ("0", "1"), ("0", "2"), ("0", "0", "1")):
            assert profile(rules, RouletteOutcome(pockets=spins), "red", None).units == 1


@pytest.mark.parametrize(
    ("rules", "stakes", "returned"),
    [
        ({"insurance_pays": "10:1"}, 2, 1 + Fraction(11, 2)),
        ({"insurance_pays": "10:1", "hole": "enhc", "enhc_loss": "obo", "das": True}, 4, 3 + Fraction(11, 2)),
        ({"insurance_pays": "10:1", "hole": "enhc", "enhc_loss": "bb1", "das": True}, 4, 3 + Fraction(11, 2)),
        ({"insurance_pays": "10:1", "hole": "enhc", "enhc_loss": "all", "das": True}, 4, Fraction(8)),
        ({"insurance_pays": "20:1", "hole": "enhc", "enhc_loss": "all", "das": True}, 4, 1 + Fraction(21, 2)),
    ],
)
def test_insurance_at_a_high_price_may_be_the_best_that_a_bet_returns(
    rules: dict[str, Any], stakes: int, returned: Fraction
) -> None:
    best = best_profile(parse_rules(Game.BLACKJACK, rules), "main", {"seat": 3})
    assert (best.stakes, best.per_unit_exact) == (stakes, returned)

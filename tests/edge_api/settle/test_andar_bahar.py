"""Andar bahar settled: every bet on every joker and number of cards, refusals, roundings and ceilings."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_api.settle.books import BOOKS
from edge_api.settle.command import settle_lines
from edge_api.settle.profile import Settled, Status
from edge_api.settle.settlement import VoidOutcome, bet_types, max_return, settle_bet, settle_round
from schemas.cards import DECK
from schemas.games.andar_bahar import AndarBaharOutcome, Side
from schemas.games.andar_bahar_rules import AndarBaharRules
from schemas.games.refusal import IllegalBet, IllegalOutcome
from schemas.money import Rounding
from schemas.phases import Game

CARDS = {"1-5": (1, 5, 350), "6-10": (6, 10, 450), "11-15": (11, 15, 550), "16-25": (16, 25, 450), "26-30": (26, 30, 1600),
         "31-35": (31, 35, 2600), "36-40": (36, 40, 5100), "41+": (41, 49, 12100)}  # fmt: skip
RANKS = {"below8": ("234567", 200), "8": ("8", 1200), "above8": ("9TJQKA", 200)}
BETS: list[tuple[str, object]] = [
    ("andar", None), ("bahar", None), *(("cards", sel) for sel in CARDS), *(("joker_colour", sel) for sel in ("red", "black")),
    *(("joker_suit", sel) for sel in "SHDC"), *(("joker_rank", sel) for sel in RANKS),
]  # fmt: skip
BOOK = BOOKS[Game.ANDAR_BAHAR]


def dealt(joker: str, number: int) -> list[str]:
    """That many cards after the joker, the last of its rank."""
    others = [card for card in DECK if card[0] != joker[0]]
    match = next(card for card in DECK if card[0] == joker[0] and card != joker)
    return [*others[: number - 1], match]


def outcome_of(joker: str, number: int, first: str) -> AndarBaharOutcome:
    return AndarBaharOutcome.from_cards(joker, dealt(joker, number), Side(first))


def first_of(rules: dict[str, Any], joker: str) -> str:
    by_colour = "andar" if joker[1] in "SC" else "bahar"
    return by_colour if rules["first_side"] == "by_joker_colour" else str(rules["first_side"])


def expected(rules: dict[str, Any], joker: str, number: int, bet: str, sel: Any) -> int:
    """What 100 return, from the words of the rules alone; prices as in docs/settle.md, so nothing is rounded."""
    match bet:
        case "andar" | "bahar":
            is_first = bet == first_of(rules, joker)
            if is_first != (number % 2 == 1):
                return 0
            if is_first and number == 1 and "first_card_pays" in rules:
                return 125
            return 190 if is_first and rules["pays_first"] == "0.9" else 200
        case "cards":
            low, high, returned = CARDS[sel]
            return returned if low <= number <= high else 0
        case "joker_colour":
            return 190 if (sel == "red") == (joker[1] in "HD") else 0
        case "joker_suit":
            return 380 if joker[1] == sel else 0
        case _:
            ranks, returned = RANKS[sel]
            return returned if joker[0] in ranks else 0


WRITTEN = [
    {"first_side": "andar", "pays_first": "0.9"}, {"first_side": "bahar", "pays_first": "0.9"},
    {"first_side": "by_joker_colour", "pays_first": "0.9"}, {"first_side": "andar", "pays_first": "1", "first_card_pays": "0.25"},
    {"first_side": "by_joker_colour", "pays_first": "1", "first_card_pays": "0.25"},
]  # fmt: skip


@pytest.mark.parametrize("written", WRITTEN, ids=lambda written: "-".join(written.values()))
def test_every_joker_and_number_of_cards_pays_what_the_rules_say(written: dict[str, Any]) -> None:
    rules = AndarBaharRules.parse(written)
    for joker in DECK:
        for number in range(1, 50):
            outcome = outcome_of(joker, number, first_of(written, joker))
            for bet, sel in BETS:
                returned = BOOK.profile(rules, outcome, bet, sel).settle(100).returned
                assert returned == expected(written, joker, number, bet, sel), (joker, number, bet, sel)


@pytest.mark.parametrize("written", WRITTEN, ids=lambda written: "-".join(written.values()))
@pytest.mark.parametrize(("bet", "sel"), BETS)
def test_a_ceiling_is_reached_by_some_round_and_passed_by_none(
    written: dict[str, Any], bet: str, sel: object
) -> None:
    rules = AndarBaharRules.parse(written)
    rounds = [
        outcome_of(joker, number, first_of(written, joker))
        for joker in ("2S", "8H", "9D", "AC")
        for number in (1, 2, 3, 7, 12, 20, 28, 33, 38, 49)
    ]
    best = max(settle_bet(Game.ANDAR_BAHAR, rules, each, bet, sel, 101).returned for each in rounds)
    assert best == max_return(Game.ANDAR_BAHAR, rules, bet, sel, 101)


def test_the_ceiling_counts_a_first_card_that_pays_more() -> None:
    rules = AndarBaharRules.parse({"first_card_pays": "25"})
    ceilings = [max_return(Game.ANDAR_BAHAR, rules, bet, None, 100) for bet in ("andar", "bahar")]
    assert ceilings == [2600, 200]


def settle(
    outcome: object, bet: str, sel: object = None, stake: object = 100, **rules: object
) -> dict[str, Any]:
    line = {
        "game": "andar_bahar",
        "rules": rules,
        "outcome": outcome,
        "bet": {"type": bet, "sel": sel},
        "stake": stake,
    }
    (out,) = settle_lines([json.dumps(line)])
    answer: dict[str, Any] = json.loads(out)
    return answer


def of(joker: object, *cards: object) -> dict[str, object]:
    return {"joker": joker, "cards": list(cards)}


@pytest.mark.parametrize(
    ("rules", "outcome", "bet", "sel", "stake", "returned"),
    [
        ({}, of("6H", "6C"), "andar", None, 100, 190), ({}, of("6H", "6C"), "bahar", None, 100, 0),
        ({}, of("6H", "7H", "6C"), "bahar", None, 100, 200), ({"pays_first": "1"}, of("6H", "6C"), "andar", None, 100, 200),
        ({"first_card_pays": "0.25"}, of("6H", "6C"), "andar", None, 101, 126), ({"first_card_pays": None}, of("6H", "6C"), "andar", None, 10, 19),
        ({"first_card_pays": "0.25"}, of("6H", "7H", "6C"), "bahar", None, 100, 200),
        ({"first_card_pays": "0.25"}, of("6H", "7H", "8H", "6C"), "andar", None, 100, 190),
        ({"first_side": "bahar"}, of("6H", "6C"), "bahar", None, 100, 190), ({"first_side": "bahar"}, of("6H", "7H", "6C"), "andar", None, 100, 200),
        ({"first_side": "by_joker_colour"}, of("6H", "6C"), "bahar", None, 100, 190),
        ({"first_side": "by_joker_colour"}, of("6C", "6H"), "andar", None, 100, 190),
        ({"pays_second": "0.95"}, of("6H", "7H", "6C"), "bahar", None, 101, 196), ({}, of("6H", "6C"), "cards", "1-5", 101, 353),
        ({"cards": {"1-5": "2"}}, of("6H", "6C"), "cards", "1-5", 100, 300), ({"cards": {"1-5": "2"}}, of("6H", "7H", "8H", "9H", "TH", "JH", "6C"), "cards", "6-10", 100, 450),
        ({}, of("6H", "6C"), "joker_colour", "red", 100, 190), ({"pays_joker_colour": "1"}, of("6H", "6C"), "joker_colour", "red", 100, 200),
        ({}, of("6H", "6C"), "joker_suit", "H", 101, 383), ({"pays_joker_suit": 3}, of("6H", "6C"), "joker_suit", "H", 100, 400),
        ({}, of("8H", "8C"), "joker_rank", "8", 100, 1200), ({"pays_joker_rank": {"8": "10"}}, of("8H", "8C"), "joker_rank", "8", 100, 1100),
        ({}, of("AH", "AC"), "joker_rank", "above8", 100, 200), ({}, of("AH", "AC"), "joker_rank", "below8", 100, 0),
        ({}, of("6H", "6C") | {"first_side": "andar", "winner": "andar"}, "andar", None, 100, 190),
    ],
)  # fmt: skip
def test_a_line_is_answered_with_what_the_layout_says(
    rules: dict[str, object], outcome: object, bet: str, sel: object, stake: int, returned: int
) -> None:
    out = settle(outcome, bet, sel, stake, **rules)
    assert out == {"status": "settled", "staked": stake, "returned": returned, "net": returned - stake}


@pytest.mark.parametrize(
    ("rounding", "won"),
    [
        ("down", (92, 94, 103)),
        ("half_up", (93, 95, 104)),
        ("half_even", (93, 94, 104)),
        ("up", (93, 95, 104)),
    ],
)
def test_ninety_per_cent_of_a_stake_is_rounded_once(rounding: str, won: tuple[int, int, int]) -> None:
    """92.7, 94.5 and 103.5."""
    for stake, added in zip((103, 105, 115), won, strict=True):
        assert settle(of("6H", "6C"), "andar", stake=stake, rounding=rounding)["returned"] == stake + added


@pytest.mark.parametrize(
    ("outcome", "why"),
    [
        (of("6H"), "not finished"), (of("6H", "7C"), "not finished"), (of("6H", "6C", "7C"), "card 1 has the rank"),
        (of("6H", "7C", "6D", "6C"), "card 2 has the rank"), (of("6H", "6H"), "more often than 1"), (of("6H", "7C", "7C", "6C"), "7C shows more often"),
        (of("6X", "6C"), "is not a card"), (of(None, "6C"), "is not a card"), (of("6H", "6"), "is not a card"), (of("6H", 6), "list of strings"),
        ({"joker": "6H", "cards": "6C"}, "list of strings"), ({"joker": "6H", "cards": None}, "list of strings"),
        ({"joker": "6H"}, "outcome.cards"), ({"cards": ["6C"]}, "outcome.joker"), ({}, "outcome.joker"), ([], "object"),
        (of("6H", "6C") | {"winner": "andar"}, "outcome.first_side"),
        (of("6H", "6C") | {"first_side": "andar", "winner": "bahar"}, "must be andar"),
        (of("6H", "6C") | {"first_side": "andar", "winner": "andar", "decks": 1}, "outcome.decks"),
        (of("6H", "6C") | {"first_side": "bahar", "winner": "bahar"}, "deals to andar first"),
        ({"void": False}, "void"), ({"void": True, "joker": "6H"}, "outcome.joker"), ({"dragon": "6H", "tiger": "6C"}, "outcome"),
    ],
)  # fmt: skip
def test_a_round_that_cannot_be_dealt_is_refused(outcome: object, why: str) -> None:
    out = settle(outcome, "andar")
    assert out["error"] == "bad_outcome" and why in out["message"]


@pytest.mark.parametrize("joker", ["6H", "6S"])
def test_a_result_that_began_on_the_wrong_side_pays_nothing(joker: str) -> None:
    rules = AndarBaharRules.parse({"first_side": "by_joker_colour"})
    wrong = "andar" if joker == "6H" else "bahar"
    with pytest.raises(IllegalOutcome, match="deals to"):
        settle_bet(Game.ANDAR_BAHAR, rules, outcome_of(joker, 2, wrong), "joker_suit", "H", 100)


@pytest.mark.parametrize(
    ("bet", "sel"),
    [
        ("andar", "S"), ("bahar", []), ("andar", False), ("cards", None), ("cards", "1-6"), ("cards", "41-49"), ("cards", 1), ("cards", ["1-5"]),
        ("cards", "41"), ("joker_colour", None), ("joker_colour", "green"), ("joker_colour", "Red"), ("joker_colour", ["red"]),
        ("joker_suit", None), ("joker_suit", "s"), ("joker_suit", "spades"), ("joker_suit", 1), ("joker_rank", None), ("joker_rank", 8),
        ("joker_rank", "eight"), ("joker_rank", "above"), ("joker_rank", {}), ("joker", None), ("tie", None), ("", None), ("ANDAR", None),
    ],
)  # fmt: skip
def test_a_bet_that_the_layout_does_not_have_is_refused(bet: str, sel: object) -> None:
    assert settle(of("6H", "6C"), bet, sel)["error"] == "bad_selection"
    with pytest.raises(IllegalBet):
        BOOK.canonical(AndarBaharRules(), bet, sel)
    with pytest.raises(IllegalBet):
        max_return(Game.ANDAR_BAHAR, AndarBaharRules(), bet, sel, 100)


@pytest.mark.parametrize("stake", [0, -1, 1.0, "100", True, None, 10**15 + 1, [100]])
@pytest.mark.parametrize("outcome", [of("6H", "6C"), {"void": True}])
def test_a_stake_that_is_no_whole_sum_above_zero_is_refused(outcome: object, stake: object) -> None:
    assert settle(outcome, "andar", stake=stake)["error"] == "bad_stake"


@pytest.mark.parametrize(("bet", "sel"), BETS)
def test_a_void_round_returns_every_stake(bet: str, sel: object) -> None:
    assert settle({"void": True}, bet, sel, 7) == {"status": "void", "staked": 7, "returned": 7, "net": 0}
    assert settle({"void": True}, bet, "none such", 7)["error"] == "bad_selection"


@pytest.mark.parametrize(("bet", "sel"), BETS)
def test_a_legal_selection_has_one_spelling(bet: str, sel: object) -> None:
    assert BOOK.canonical(AndarBaharRules(), bet, sel) == sel


def test_the_bets_are_those_of_the_layout_and_a_result_is_its_winner() -> None:
    assert bet_types(Game.ANDAR_BAHAR) == {bet for bet, _ in BETS}
    assert [BOOK.label(outcome_of("6H", number, "andar")) for number in (1, 2)] == ["andar", "bahar"]


odds = st.fractions(min_value="1/9", max_value=300, max_denominator=99).map(str)
placed = st.lists(st.tuples(st.sampled_from(BETS), st.integers(1, 10**15)), max_size=20)


@st.composite
def rule_sets(draw: st.DrawFn) -> AndarBaharRules:
    return AndarBaharRules.parse(
        {
            "first_side": draw(st.sampled_from(["andar", "bahar", "by_joker_colour"])),
            "first_card_pays": draw(st.none() | odds),
            "cards": draw(st.dictionaries(st.sampled_from(list(CARDS)), odds)),
            "pays_joker_rank": draw(st.dictionaries(st.sampled_from(list(RANKS)), odds)),
            "rounding": draw(st.sampled_from(Rounding)).value,
            **draw(
                st.dictionaries(
                    st.sampled_from(["pays_first", "pays_second", "pays_joker_colour", "pays_joker_suit"]),
                    odds,
                )
            ),
        }
    )


@st.composite
def rounds(draw: st.DrawFn) -> tuple[AndarBaharRules, AndarBaharOutcome]:
    rules, joker = draw(rule_sets()), draw(st.sampled_from(DECK))
    number = draw(st.integers(1, 49))
    return rules, AndarBaharOutcome.from_cards(joker, dealt(joker, number), rules.first(joker))


@settings(deadline=None)  # a busy machine is not a wrong payout
@given(rounds(), placed)
def test_a_round_settles_as_its_bets_and_within_their_ceilings(
    case: tuple[AndarBaharRules, AndarBaharOutcome], bets: list[tuple[tuple[str, object], int]]
) -> None:
    (rules, outcome), game = case, Game.ANDAR_BAHAR
    lines = [(key, bet, json.dumps(sel), stake) for key, ((bet, sel), stake) in enumerate(bets)]
    for (_, bet, sel, stake), (_, settled) in zip(lines, settle_round(rules, outcome, lines), strict=True):
        assert settled == settle_bet(game, rules, outcome, bet, json.loads(sel), stake)
        assert 0 <= settled.returned <= max_return(game, rules, bet, json.loads(sel), stake)
        assert (settled.status, settled.staked) == (Status.SETTLED, stake)
    for (_, _, _, stake), (_, settled) in zip(lines, settle_round(rules, VoidOutcome(), lines), strict=True):
        assert settled == Settled(Status.VOID, stake, stake)


@settings(deadline=None)  # a busy machine is not a wrong payout
@given(rounds(), st.sampled_from(BETS), st.integers(1, 10**9))
def test_winnings_are_rounded_once_by_less_than_one(
    case: tuple[AndarBaharRules, AndarBaharOutcome], bet: tuple[str, object], stake: int
) -> None:
    rules, outcome = case
    exact = BOOK.profile(rules, outcome, *bet).per_unit_exact * stake
    error = settle_bet(Game.ANDAR_BAHAR, rules, outcome, *bet, stake).returned - exact
    match rules.rounding:
        case Rounding.DOWN:
            assert -1 < error <= 0
        case Rounding.UP:
            assert 0 <= error < 1
        case Rounding.HALF_UP | Rounding.HALF_EVEN:
            assert abs(error) <= Fraction(1, 2)

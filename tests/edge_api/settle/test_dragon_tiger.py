"""Dragon tiger settled: every bet on every pair of cards, refusals, roundings and ceilings."""

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
from schemas.games.dragon_tiger import DragonTigerOutcome
from schemas.games.dragon_tiger_rules import DragonTigerRules
from schemas.games.refusal import IllegalBet, IllegalOutcome
from schemas.money import Rounding
from schemas.phases import Game

HANDS = ("dragon", "tiger")
PLAIN = [*HANDS, "tie", "suited_tie", *(f"{h}_{k}" for h in HANDS for k in ("big", "small", "odd", "even"))]
BETS: list[tuple[str, object]] = [(bet, None) for bet in PLAIN] + [
    (f"{hand}_suit", suit) for hand in HANDS for suit in "SHDC"
]
LADDER = "A23456789TJQK"
PAIRS = [DragonTigerOutcome.from_cards(dragon, tiger) for dragon in DECK for tiger in DECK]


def expected(rules: dict[str, Any], dragon: str, tiger: str, bet: str, sel: object) -> int:
    """What 100 return, from the words of the rules alone. Odds are whole here, so nothing is rounded."""
    tied = dragon[0] == tiger[0]
    if bet in HANDS:
        mine, other = (dragon, tiger) if bet == "dragon" else (tiger, dragon)
        if tied:
            return {"half": 50, "lose": 0, "push": 100}[rules["tie_main"]]
        return 200 if LADDER.index(mine[0]) > LADDER.index(other[0]) else 0
    if bet == "tie":
        return 1200 if tied else 0
    if bet == "suited_tie":
        return 5100 if dragon == tiger else 0
    card = dragon if bet.startswith("dragon") else tiger
    ranks = {"big": "89TJQK", "small": "A23456", "odd": "A3579JK", "even": "2468TQ", "suit": LADDER}
    kind = bet.partition("_")[2]
    won = ranks[kind].replace("7", "") if rules["seven_loses"] else ranks[kind]
    if card[0] not in won or (kind == "suit" and card[1] != sel):
        return 0
    return 400 if kind == "suit" else 200


@pytest.mark.parametrize(
    "written",
    [{"tie_main": "half", "seven_loses": True}, {"tie_main": "lose", "seven_loses": False}, {"tie_main": "push", "seven_loses": True}],
)  # fmt: skip
@pytest.mark.parametrize(("bet", "sel"), BETS)
def test_every_pair_of_cards_pays_what_the_rules_say(written: dict[str, Any], bet: str, sel: object) -> None:
    rules, profile = DragonTigerRules.parse(written), BOOKS[Game.DRAGON_TIGER].profile
    for outcome in PAIRS:
        returned = profile(rules, outcome, bet, sel).settle(100).returned
        assert returned == expected(written, outcome.dragon, outcome.tiger, bet, sel)


@pytest.mark.parametrize(("bet", "sel"), BETS)
def test_a_ceiling_is_reached_by_some_pair_and_passed_by_none(bet: str, sel: object) -> None:
    rules = DragonTigerRules()
    returns = [
        settle_bet(Game.DRAGON_TIGER, rules, outcome, bet, sel, 101).returned for outcome in PAIRS[::3]
    ]
    assert max(returns) == max_return(Game.DRAGON_TIGER, rules, bet, sel, 101)


def settle(
    outcome: object, bet: str, sel: object = None, stake: object = 100, **rules: object
) -> dict[str, Any]:
    line = {
        "game": "dragon_tiger",
        "rules": rules,
        "outcome": outcome,
        "bet": {"type": bet, "sel": sel},
        "stake": stake,
    }
    (out,) = settle_lines([json.dumps(line)])
    answer: dict[str, Any] = json.loads(out)
    return answer


def cards(dragon: object, tiger: object) -> dict[str, object]:
    return {"dragon": dragon, "tiger": tiger}


@pytest.mark.parametrize(
    ("rules", "outcome", "bet", "sel", "stake", "returned"),
    [
        ({}, cards("AH", "AD"), "dragon", None, 100, 50), ({"tie_main": "lose"}, cards("AH", "AD"), "tiger", None, 100, 0),
        ({"tie_main": "push"}, cards("AH", "AD"), "tiger", None, 101, 101), ({}, cards("AH", "AD"), "tie", None, 10, 120),
        ({"tie_pays": 8}, cards("AH", "AD"), "tie", None, 10, 90), ({"tie_pays": "10"}, cards("AH", "AH"), "tie", None, 10, 110),
        ({}, cards("AH", "AH"), "suited_tie", None, 10, 510), ({}, cards("AH", "AD"), "suited_tie", None, 10, 0),
        ({"suited_tie_pays": "60"}, cards("AH", "AH"), "suited_tie", None, 10, 610), ({}, cards("KH", "AD"), "dragon", None, 10, 20),
        ({}, cards("7S", "7S"), "dragon_big", None, 10, 0), ({"seven_loses": False}, cards("7S", "7S"), "tiger_small", None, 10, 0),
        ({"seven_loses": False}, cards("7S", "8S"), "dragon_odd", None, 10, 20), ({}, cards("7S", "8S"), "dragon_odd", None, 10, 0),
        ({}, cards("7S", "8S"), "dragon_suit", "S", 10, 0), ({"seven_loses": False}, cards("7S", "8S"), "dragon_suit", "S", 10, 40),
        ({"suit_pays": "14/5"}, cards("8S", "8S"), "tiger_suit", "S", 101, 101 + 282),
        ({"suit_pays": "14/5", "rounding": "up"}, cards("8S", "8S"), "tiger_suit", "S", 101, 101 + 283),
        ({}, {"dragon": "KH", "tiger": "AD", "winner": "dragon"}, "dragon", None, 10, 20),
    ],
)  # fmt: skip
def test_a_line_is_answered_with_what_the_layout_says(
    rules: dict[str, object], outcome: object, bet: str, sel: object, stake: int, returned: int
) -> None:
    out = settle(outcome, bet, sel, stake, **rules)
    assert out == {"status": "settled", "staked": stake, "returned": returned, "net": returned - stake}


@pytest.mark.parametrize(
    ("rounding", "returned"), [("down", (50, 51)), ("half_up", (51, 52)), ("half_even", (50, 52)), ("up", (51, 52))]
)  # fmt: skip
def test_half_of_an_odd_stake_is_rounded_once(rounding: str, returned: tuple[int, int]) -> None:
    tied = cards("QS", "QH")
    halves = [settle(tied, "dragon", stake=stake, rounding=rounding)["returned"] for stake in (101, 103)]
    assert tuple(halves) == returned


@pytest.mark.parametrize(
    ("outcome", "why"),
    [
        (cards("1H", "AD"), "is not a card"), (cards("AH", "10D"), "is not a card"), (cards("AH", None), "is not a card"),
        (cards(1, "AD"), "is not a card"), (cards(["AH"], "AD"), "is not a card"), (cards("ah", "AD"), "is not a card"),
        ({"dragon": "AH"}, "outcome.tiger"), ({"tiger": "AH"}, "outcome.dragon"), ({}, "outcome.dragon"), ([], "object"),
        ({"dragon": "KH", "tiger": "AD", "winner": "tiger"}, "must be dragon"), ({"pocket": "7"}, "outcome.dragon"),
        ({"dragon": "KH", "tiger": "AD", "winner": "dragon", "burned": "AS"}, "outcome.burned"), ({"shoe": ["KH", "AD"]}, "outcome"),
        ({"void": False}, "void"), ({"void": True, "dragon": "KH"}, "outcome.dragon"),
    ],
)  # fmt: skip
def test_cards_that_no_shoe_deals_are_refused(outcome: object, why: str) -> None:
    out = settle(outcome, "dragon")
    assert out["error"] == "bad_outcome" and why in out["message"]


def test_one_deck_deals_no_card_twice_and_takes_no_bet_on_it() -> None:
    assert settle(cards("AH", "AH"), "tie", decks=1)["error"] == "bad_outcome"
    assert settle(cards("AH", "AD"), "tie", decks=1)["returned"] == 1200
    refused = settle(cards("AH", "AD"), "suited_tie", decks=1)
    assert (refused["error"], "one deck" in refused["message"]) == ("bad_selection", True)
    with pytest.raises(IllegalOutcome, match="shows twice"):
        settle_bet(
            Game.DRAGON_TIGER,
            DragonTigerRules(decks=1),
            DragonTigerOutcome.from_cards("AH", "AH"),
            "tie",
            None,
            1,
        )


@pytest.mark.parametrize(
    ("bet", "sel"),
    [
        ("dragon_suit", None), ("dragon_suit", ""), ("dragon_suit", "s"), ("tiger_suit", "X"), ("tiger_suit", ["S"]), ("tiger_suit", "SH"),
        ("dragon", "S"), ("tie", []), ("dragon_big", True), ("suited_tie", "S"), ("tiger_suits", "S"), ("banker", None), ("", None),
        ("dragon_suit", 0), ("DRAGON", None), ("big", None),
    ],
)  # fmt: skip
def test_a_bet_that_the_layout_does_not_have_is_refused(bet: str, sel: object) -> None:
    assert settle(cards("KH", "AD"), bet, sel)["error"] == "bad_selection"
    with pytest.raises(IllegalBet):
        BOOKS[Game.DRAGON_TIGER].canonical(DragonTigerRules(), bet, sel)
    with pytest.raises(IllegalBet):
        max_return(Game.DRAGON_TIGER, DragonTigerRules(), bet, sel, 100)


@pytest.mark.parametrize("stake", [0, -1, 1.0, "100", True, None, 10**15 + 1, [100]])
@pytest.mark.parametrize("outcome", [cards("KH", "AD"), {"void": True}])
def test_a_stake_that_is_no_whole_sum_above_zero_is_refused(outcome: object, stake: object) -> None:
    assert settle(outcome, "dragon", stake=stake)["error"] == "bad_stake"


@pytest.mark.parametrize(("bet", "sel"), BETS)
def test_a_void_round_returns_every_stake(bet: str, sel: object) -> None:
    assert settle({"void": True}, bet, sel, 7) == {"status": "void", "staked": 7, "returned": 7, "net": 0}
    assert settle({"void": True}, bet, "SS", 7)["error"] == "bad_selection"


@pytest.mark.parametrize(("bet", "sel"), BETS)
def test_a_legal_selection_has_one_spelling(bet: str, sel: object) -> None:
    assert BOOKS[Game.DRAGON_TIGER].canonical(DragonTigerRules(), bet, sel) == sel


def test_the_bets_are_those_of_the_layout_and_a_result_is_its_winner() -> None:
    assert bet_types(Game.DRAGON_TIGER) == {bet for bet, _ in BETS}
    label = BOOKS[Game.DRAGON_TIGER].label
    assert [label(DragonTigerOutcome.from_cards(*pair)) for pair in (("KS", "QS"), ("2S", "QS"), ("QH", "QS"))] == [
        "dragon", "tiger", "tie",
    ]  # fmt: skip


odds = st.fractions(min_value="1/9", max_value=300, max_denominator=99).map(str)
placed = st.lists(st.tuples(st.sampled_from(BETS), st.integers(1, 10**15)), max_size=20)


@st.composite
def rule_sets(draw: st.DrawFn) -> DragonTigerRules:
    return DragonTigerRules.parse(
        {
            "decks": draw(st.integers(2, 8)),
            "tie_main": draw(st.sampled_from(["half", "lose", "push"])),
            "tie_pays": draw(odds),
            "suited_tie_pays": draw(odds),
            "suit_pays": draw(odds),
            "seven_loses": draw(st.booleans()),
            "rounding": draw(st.sampled_from(Rounding)).value,
        }
    )


@settings(deadline=None)  # a busy machine is not a wrong payout
@given(rule_sets(), st.sampled_from(PAIRS), placed)
def test_a_round_settles_as_its_bets_and_within_their_ceilings(
    rules: DragonTigerRules, outcome: DragonTigerOutcome, bets: list[tuple[tuple[str, object], int]]
) -> None:
    lines = [(key, bet, json.dumps(sel), stake) for key, ((bet, sel), stake) in enumerate(bets)]
    for (_, bet, sel, stake), (_, settled) in zip(lines, settle_round(rules, outcome, lines), strict=True):
        game = Game.DRAGON_TIGER
        assert settled == settle_bet(game, rules, outcome, bet, json.loads(sel), stake)
        assert 0 <= settled.returned <= max_return(game, rules, bet, json.loads(sel), stake)
        assert (settled.status, settled.staked) == (Status.SETTLED, stake)
    for (_, _, _, stake), (_, settled) in zip(lines, settle_round(rules, VoidOutcome(), lines), strict=True):
        assert settled == Settled(Status.VOID, stake, stake)


@settings(deadline=None)  # a busy machine is not a wrong payout
@given(rule_sets(), st.sampled_from(PAIRS), st.sampled_from(BETS), st.integers(1, 10**9))
def test_winnings_are_rounded_once_by_less_than_one(
    rules: DragonTigerRules, outcome: DragonTigerOutcome, bet: tuple[str, object], stake: int
) -> None:
    exact = BOOKS[Game.DRAGON_TIGER].profile(rules, outcome, *bet).per_unit_exact * stake
    error = settle_bet(Game.DRAGON_TIGER, rules, outcome, *bet, stake).returned - exact
    match rules.rounding:
        case Rounding.DOWN:
            assert -1 < error <= 0
        case Rounding.UP:
            assert 0 <= error < 1
        case Rounding.HALF_UP | Rounding.HALF_EVEN:
            assert abs(error) <= Fraction(1, 2)

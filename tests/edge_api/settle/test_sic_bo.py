"""Sic bo's bets: every roll against every bet, compared with the winning rolls as they are counted out by hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import cache
from itertools import combinations, permutations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_api.settle.books import BOOKS
from edge_api.settle.command import settle_lines
from edge_api.settle.profile import Settled, Status
from edge_api.settle.settlement import VoidOutcome, max_return, settle_bet
from edge_api.settle.sic_bo import SIC_BO, profile
from schemas.games.refusal import IllegalBet, IllegalOutcome
from schemas.games.sic_bo import SicBoBet, SicBoOutcome, selections
from schemas.games.sic_bo_rules import SicBoRules
from schemas.money import Rounding
from schemas.phases import Game

Roll = tuple[int, ...]
ROLLS = [SicBoOutcome(dice=dice) for dice in product(range(1, 7), repeat=3)]
TRIPLES = {(face, face, face) for face in range(1, 7)}
BETS = [(bet, sel) for bet in SicBoBet for sel in selections(bet)]
PRICES: dict[str, dict[str, Any]] = {
    "macau": {"total": "50 18 14 12 8 6 6", "single": (1, 2, 3), "double": 8, "triple": 150, "any_triple": 24, "combo": 5},
    "evolution": {"total": "50 20 15 12 8 6 6", "single": (1, 2, 3), "double": 8, "triple": 150, "any_triple": 30, "combo": 5},
    "atlantic_city": {"total": "60 30 17 12 8 6 6", "single": (1, 2, 3), "double": 10, "triple": 180, "any_triple": 30, "combo": 5},
    "australia": {"total": "62 31 18 12 8 7 6", "single": (1, 2, 12), "double": 11, "triple": 180, "any_triple": 31, "combo": 6},
}  # fmt: skip
OPTIONAL = {"three_number": 30, "pair_single": 50, "four_number": 7}
PLAIN_HALVES = {"small": range(3, 11), "big": range(11, 19), "odd": range(3, 19, 2), "even": range(4, 19, 2)}


def orders(faces: Iterable[int]) -> set[Roll]:
    return {(a, b, c) for a, b, c in permutations(faces, 3)}


@cache
def winners(bet: SicBoBet, sel_json: str, triples_lose: bool) -> dict[Roll, int]:
    """Rolls that win -> how many times the bet hits, counted out rather than tested for."""
    sel = json.loads(sel_json)
    match bet.value:
        case "small" | "big" | "odd" | "even" as half:
            lost = TRIPLES if triples_lose or half in ("small", "big") else set()
            return dict.fromkeys({r for r in every_roll() if sum(r) in PLAIN_HALVES[half]} - lost, 1)
        case "any_triple":
            return dict.fromkeys(TRIPLES, 1)
        case "total":
            return dict.fromkeys(
                {(a, b, sel - a - b) for a, b, _ in every_roll() if 1 <= sel - a - b <= 6}, 1
            )
        case "single":
            others = set(range(1, 7)) - {sel}
            once = {roll: 1 for a in others for b in others for roll in orders((sel, a, b))}
            return once | {roll: 2 for a in others for roll in orders((sel, sel, a))} | {(sel, sel, sel): 3}
        case "double":
            return dict.fromkeys({roll for a in range(1, 7) for roll in orders((sel, sel, a))}, 1)
        case "triple":
            return {(sel, sel, sel): 1}
        case "combo":
            return dict.fromkeys({roll for a in range(1, 7) for roll in orders((*sel, a))}, 1)
        case "three_number" | "pair_single":
            return dict.fromkeys(orders(sel), 1)
    return dict.fromkeys({roll for three in combinations(sel, 3) for roll in orders(three)}, 1)


def every_roll() -> list[Roll]:
    return [(a, b, c) for a in range(1, 7) for b in range(1, 7) for c in range(1, 7)]


def price(table: str, bet: SicBoBet, sel: object, hits: int) -> int:
    prices = PRICES[table] | OPTIONAL | dict.fromkeys(PLAIN_HALVES, 1)
    found = prices[bet.value]
    if isinstance(found, str):
        assert isinstance(sel, int)
        return int(found.split()[sel - 4 if sel <= 10 else 17 - sel])
    return int(found[hits - 1] if isinstance(found, tuple) else found)


@pytest.mark.parametrize("table", PRICES)
@pytest.mark.parametrize("triples_lose", [True, False])
def test_every_bet_returns_what_its_cloth_says_on_every_roll(table: str, triples_lose: bool) -> None:
    rules = SicBoRules.parse({"paytable": table, "odd_even_lose_on_triple": triples_lose})
    for bet, sel in BETS:
        won = winners(bet, json.dumps(sel), triples_lose)
        for roll in ROLLS:
            hits = won.get(roll.dice, 0)
            returned = Fraction(1 + price(table, bet, sel, hits) if hits else 0)
            found = profile(rules, roll, bet.value, sel)
            assert (found.per_unit_exact, found.units, found.status) == (returned, 1, Status.SETTLED), (
                bet,
                sel,
                roll,
            )


def test_every_bet_is_won_by_some_roll_and_its_ceiling_is_reached() -> None:
    for table in PRICES:
        rules = SicBoRules.parse({"paytable": table})
        for bet, sel in BETS:
            best = max(profile(rules, roll, bet.value, sel).returned(7) for roll in ROLLS)
            assert best == max_return(Game.SIC_BO, rules, bet.value, sel, 7) > 7


@settings(deadline=None)  # a busy machine is not a wrong payout
@given(
    st.sampled_from(BETS), st.sampled_from(ROLLS), st.integers(1, 10**9), st.sampled_from(Rounding),
    st.fractions(min_value="1/9", max_value=300, max_denominator=99), st.booleans(),
)  # fmt: skip
def test_winnings_are_rounded_once_at_any_price(
    bet: tuple[SicBoBet, object],
    roll: SicBoOutcome,
    stake: int,
    rounding: Rounding,
    odds: Fraction,
    triples_lose: bool,
) -> None:
    pays = [str(odds)] * 3 if bet[0] is SicBoBet.SINGLE else str(odds)
    written = {"pays": {bet[0].value: pays}, "rounding": rounding, "odd_even_lose_on_triple": triples_lose}
    rules = SicBoRules.parse(written)
    settled = settle_bet(Game.SIC_BO, rules, roll, bet[0].value, bet[1], stake)
    wins = roll.dice in winners(bet[0], json.dumps(bet[1]), triples_lose)
    exact = stake * odds
    lower, upper = exact.numerator // exact.denominator, -(-exact.numerator // exact.denominator)
    nearest = {Rounding.DOWN: [lower], Rounding.UP: [upper]}.get(rounding, [lower, upper])
    assert settled.returned in ([stake + winnings for winnings in nearest] if wins else [0])
    if wins:
        assert abs(settled.returned - stake - exact) <= (
            1 if rounding in (Rounding.UP, Rounding.DOWN) else Fraction(1, 2)
        )
    assert 0 <= settled.returned <= max_return(Game.SIC_BO, rules, bet[0].value, bet[1], stake)


@pytest.mark.parametrize(
    ("rounding", "returned"), [("down", 247), ("half_up", 248), ("half_even", 247), ("up", 248)]
)
def test_half_a_unit_of_winnings_goes_by_the_rounding(rounding: str, returned: int) -> None:
    rules = SicBoRules.parse({"pays": {"double": "3/2"}, "rounding": rounding})
    dice = SicBoOutcome(dice=(4, 1, 4))
    assert settle_bet(Game.SIC_BO, rules, dice, "double", 4, 99).returned == returned


@settings(deadline=None)  # a busy machine is not a wrong payout
@given(st.sampled_from(BETS), st.sampled_from(ROLLS), st.data())
def test_a_canonical_selection_is_the_same_bet(
    bet: tuple[SicBoBet, object], roll: SicBoOutcome, data: st.DataObject
) -> None:
    rules, (kind, sel) = SicBoRules(), bet
    shuffled = data.draw(st.permutations(sel)) if isinstance(sel, list) else sel
    assert SIC_BO.canonical(rules, kind.value, shuffled) == sel
    assert profile(rules, roll, kind.value, shuffled) == profile(rules, roll, kind.value, sel)


@pytest.mark.parametrize("bet", OPTIONAL)
def test_a_table_without_optional_bets_takes_none(bet: str) -> None:
    rules, sel = SicBoRules(optional_bets=False), selections(SicBoBet(bet))[0]
    asks: tuple[Callable[[], object], ...] = (
        lambda: profile(rules, ROLLS[0], bet, sel),
        lambda: SIC_BO.best(rules, bet, sel),
        lambda: SIC_BO.canonical(rules, bet, sel),
        lambda: settle_bet(Game.SIC_BO, rules, VoidOutcome(), bet, sel, 10),
    )
    for ask in asks:
        with pytest.raises(IllegalBet, match="no optional bets"):
            ask()


@pytest.mark.parametrize("stake", [0, -1, 1.0, "1", None, True, 10**15 + 1])
def test_a_stake_that_is_no_amount_is_refused(stake: object) -> None:
    with pytest.raises(IllegalBet) as refused:
        settle_bet(Game.SIC_BO, SicBoRules(), ROLLS[0], "small", None, stake)
    assert refused.value.code == "bad_stake"


@pytest.mark.parametrize(
    "outcome", [{}, {"dice": [1, 2]}, {"dice": [1, 2, 9]}, {"dice": [1, 2, 3], "total": 6}, {"stops": ["1"]}]
)
def test_an_outcome_that_is_no_roll_is_refused(outcome: dict[str, object]) -> None:
    with pytest.raises(IllegalOutcome):
        SIC_BO.read_outcome(SicBoRules(), outcome)


def test_void_gives_every_stake_back() -> None:
    for bet, sel in BETS:
        settled = settle_bet(Game.SIC_BO, SicBoRules(), VoidOutcome(), bet.value, sel, 7)
        assert settled == Settled(Status.VOID, 7, 7)


def test_the_book_names_every_bet_and_a_roll_in_a_word() -> None:
    assert BOOKS[Game.SIC_BO] is SIC_BO
    assert SIC_BO.bet_types == {bet.value for bet in SicBoBet}
    assert SIC_BO.label(SicBoOutcome(dice=(4, 1, 6))) == "1-4-6"


def line(rules: object, dice: object, bet: object, stake: object = 100) -> dict[str, Any]:
    whole = {"game": "sic_bo", "rules": rules, "outcome": {"dice": dice}, "bet": bet, "stake": stake}
    (answer,) = settle_lines([json.dumps(whole)])
    parsed: dict[str, Any] = json.loads(answer)
    return parsed


@pytest.mark.parametrize(
    ("rules", "dice", "bet", "returned"),
    [
        ({}, [2, 2, 2], {"type": "total", "sel": 6}, 1600), ({"paytable": "macau"}, [2, 2, 2], {"type": "total", "sel": 6}, 1500),
        ({}, [2, 2, 2], {"type": "small"}, 0), ({}, [2, 2, 2], {"type": "even"}, 0),
        ({"odd_even_lose_on_triple": False}, [2, 2, 2], {"type": "even"}, 200), ({}, [2, 2, 2], {"type": "double", "sel": 2}, 900),
        ({}, [2, 2, 2], {"type": "single", "sel": 2}, 400), ({"paytable": "australia"}, [2, 2, 2], {"type": "single", "sel": 2}, 1300),
        ({}, [1, 1, 2], {"type": "combo", "sel": [2, 1]}, 600), ({}, [1, 1, 2], {"type": "pair_single", "sel": [2, 1, 1]}, 5100),
        ({}, [1, 2, 2], {"type": "pair_single", "sel": [2, 1, 1]}, 0), ({}, [5, 2, 3], {"type": "four_number", "sel": [6, 5, 3, 2]}, 800),
        ({}, [5, 5, 3], {"type": "four_number", "sel": [6, 5, 3, 2]}, 0),
        ({"pays": "62"}, [6, 6, 5], {"type": "total", "sel": 17}, 6300), ({"pays": "9/2"}, [4, 4, 5], {"type": "double", "sel": 4}, 550),
        ({"pays": {"total": {"4": 62}}}, [6, 6, 5], {"type": "total", "sel": 17}, 6300),
    ],
)  # fmt: skip
def test_a_line_is_settled(rules: object, dice: object, bet: object, returned: int) -> None:
    assert line(rules, dice, bet) == {
        "status": "settled",
        "staked": 100,
        "returned": returned,
        "net": returned - 100,
    }


@pytest.mark.parametrize(
    ("rules", "dice", "bet", "error"),
    [
        ({"pays": "1"}, [1, 2, 3], {"type": "single", "sel": 1}, "bad_rules"), ({}, [1, 2], {"type": "big"}, "bad_outcome"),
        ({"paytable": "vegas"}, [1, 2, 3], {"type": "big"}, "bad_rules"), ({}, [1, 2, 3], {"type": "big", "sel": 1}, "bad_selection"),
        ({"pays": "2"}, [1, 2, 3], {"type": "huge"}, "bad_rules"), ({}, [1, 2, 3], {"type": "huge"}, "bad_selection"),
    ],
)  # fmt: skip
def test_a_line_that_is_wrong_is_answered_with_its_error(
    rules: object, dice: object, bet: object, error: str
) -> None:
    out = line(rules, dice, bet)
    assert out.pop("message") and out == {"error": error}

"""Every position of every wheel, over every pocket: the exact house edge."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from edge_api.settle.roulette import profile
from schemas.games.refusal import IllegalBet
from schemas.games.roulette import RouletteOutcome, canonical_sel
from schemas.games.roulette_called import SINGLE_ZERO_ONLY
from schemas.games.roulette_layout import EVEN_CHANCES, INSIDE_ODDS, RouletteBet, positions
from schemas.games.roulette_rules import RouletteRules
from schemas.games.wheels import Wheel, wheel_order

EDGES: dict[str, Any] = tomllib.loads(Path(__file__).with_name("edges.toml").read_text())["roulette"]
FINAL_CHEVALS = ("0/3", "1/4", "2/5", "3/6", "4/7", "5/8", "6/9", "7/10", "8/11", "9/12")


def every_bet(wheel: Wheel) -> Iterator[tuple[RouletteBet, object]]:
    """Every legal bet of a wheel with every selection."""
    for bet in RouletteBet:
        if wheel is Wheel.AMERICAN and bet in SINGLE_ZERO_ONLY:
            continue
        yield from ((bet, sel) for sel in every_selection(bet, wheel))


def every_selection(bet: RouletteBet, wheel: Wheel) -> list[object]:
    """Every legal selection of a bet."""
    order = wheel_order(wheel)
    if bet in INSIDE_ODDS:
        return [sorted(place) for place in positions(bet, wheel)]
    match bet:
        case RouletteBet.COLUMN | RouletteBet.DOZEN:
            return [1, 2, 3]
        case RouletteBet.TWO_COLUMNS | RouletteBet.TWO_DOZENS:
            return [[1, 2], [2, 3], [3, 2]]
        case RouletteBet.FINAL_PLEIN:
            return list(range(10))
        case RouletteBet.FINAL_CHEVAL:
            return list(FINAL_CHEVALS[wheel is Wheel.AMERICAN :])
        case RouletteBet.COMPLETE_FLAT | RouletteBet.COMPLETE_PROGRESSIVE:
            return list(order)
        case RouletteBet.NEIGHBOURS:
            return [{"centre": pocket, "k": k} for pocket in order for k in (1, 2, 5, 18)]
    return [None]


def edge(rules: RouletteRules, bet: RouletteBet, sel: object) -> Fraction:
    """The house edge of one spin, before rounding."""
    order = wheel_order(rules.wheel)
    hits = [profile(rules, RouletteOutcome(pocket=pocket), bet.value, sel) for pocket in order]
    return 1 - sum((hit.per_unit_exact / hit.units for hit in hits), Fraction(0)) / len(order)


@pytest.mark.parametrize("wheel", Wheel)
def test_every_position_has_the_published_edge(wheel: Wheel) -> None:
    usual = Fraction(EDGES["double" if wheel is Wheel.AMERICAN else "single"])
    for bet, sel in every_bet(wheel):
        expected = Fraction(EDGES["top_line"]) if bet is RouletteBet.TOP_LINE else usual
        assert edge(RouletteRules(wheel=wheel), bet, sel) == expected, (bet, sel)


@pytest.mark.parametrize("wheel", [Wheel.EUROPEAN, Wheel.AMERICAN])
@pytest.mark.parametrize("zero_rule", ["none", "la_partage", "surrender"])
@pytest.mark.parametrize("bet", EVEN_CHANCES)
def test_a_zero_rule_halves_the_edge_of_even_chances(wheel: Wheel, zero_rule: str, bet: RouletteBet) -> None:
    rules = RouletteRules.parse({"wheel": wheel.value, "zero_rule": zero_rule})
    zeros = "double" if wheel is Wheel.AMERICAN else "single"
    assert edge(rules, bet, None) == Fraction(EDGES["even_chance"][zeros][zero_rule])


def prison_return(rules: RouletteRules, bet: RouletteBet, spins: tuple[str, ...]) -> Fraction:
    return profile(rules, RouletteOutcome(pockets=spins), bet.value, None).per_unit_exact


@pytest.mark.parametrize("bet", EVEN_CHANCES)
@pytest.mark.parametrize("second_zero", ["lose", "half", "stay"])
def test_en_prison_has_the_published_edge(bet: RouletteBet, second_zero: str) -> None:
    rules = RouletteRules.parse({"zero_rule": "en_prison", "prison_second_zero": second_zero})
    order = wheel_order(rules.wheel)
    first = sum(prison_return(rules, bet, (pocket,)) for pocket in order[1:])
    second = sum(prison_return(rules, bet, ("0", pocket)) for pocket in order)
    decided = 36 if second_zero == "stay" else 37  # staying, the spin is simply made again
    expected = (first + second / decided) / 37
    assert 1 - expected == Fraction(EDGES["even_chance"]["single"]["en_prison"][second_zero])


@pytest.mark.parametrize("zero_rule", ["la_partage", "surrender", "en_prison"])
def test_a_zero_rule_touches_even_chances_only(zero_rule: str) -> None:
    plain, ruled = RouletteRules(), RouletteRules.parse({"zero_rule": zero_rule})
    for bet, sel in every_bet(Wheel.EUROPEAN):
        if bet not in EVEN_CHANCES:
            zero = RouletteOutcome(pocket="0")
            assert profile(plain, zero, bet.value, sel) == profile(ruled, zero, bet.value, sel)


@pytest.mark.parametrize("wheel", Wheel)
def test_a_canonical_selection_is_the_same_bet_and_its_own_canonical_form(wheel: Wheel) -> None:
    for bet, sel in every_bet(wheel):
        canonical = canonical_sel(bet, sel, wheel)
        assert canonical_sel(bet, canonical, wheel) == canonical
        spin = RouletteOutcome(pocket="2")
        rules = RouletteRules(wheel=wheel)
        assert profile(rules, spin, bet.value, sel) == profile(rules, spin, bet.value, canonical)


@pytest.mark.parametrize("bet", sorted(SINGLE_ZERO_ONLY, key=str))
def test_an_american_wheel_takes_no_single_zero_calls(bet: RouletteBet) -> None:
    with pytest.raises(IllegalBet, match="single-zero"):
        profile(RouletteRules(wheel=Wheel.AMERICAN), RouletteOutcome(pocket="1"), bet.value, "17")

"""Roulette's odds are those of every single selection, and leave no bet out."""

from __future__ import annotations

from fractions import Fraction

import pytest

from edge_api.odds.odds import BetOdds, weigh
from edge_api.odds.roulette import roulette_odds
from edge_api.settle.profile import Profile, Status
from edge_api.settle.roulette import profile
from schemas.games.roulette import RouletteOutcome
from schemas.games.roulette_called import CALLED
from schemas.games.roulette_layout import EVEN_CHANCES, RouletteBet
from schemas.games.roulette_rules import RouletteRules
from schemas.games.wheels import Wheel, wheel_order
from tests.edge_api.settle.test_roulette_edges import every_bet

SECOND_ZERO = ("lose", "half", "stay")


def of(rules: RouletteRules) -> dict[str, list[BetOdds]]:
    found: dict[str, list[BetOdds]] = {}
    for odds in roulette_odds(rules):
        found.setdefault(odds.bet_type, []).append(odds)
    return found


def one_spin(rules: RouletteRules, bet: RouletteBet, sel: object) -> BetOdds:
    spins = [(RouletteOutcome(pocket=pocket), 1) for pocket in wheel_order(rules.wheel)]
    return weigh(bet.value, sel, "", spins, lambda spin: profile(rules, spin, bet.value, sel))


@pytest.mark.parametrize("wheel", Wheel)
@pytest.mark.parametrize("zero_rule", ["none", "la_partage", "surrender"])
def test_every_selection_of_the_layout_has_the_odds_of_its_class(wheel: Wheel, zero_rule: str) -> None:
    rules = RouletteRules.parse({"wheel": wheel.value, "zero_rule": zero_rule})
    listed = {name: {odds.branches for odds in group} for name, group in of(rules).items()}
    for bet, sel in every_bet(wheel):
        assert one_spin(rules, bet, sel).branches in listed[bet.value], (bet, sel)


@pytest.mark.parametrize("wheel", Wheel)
def test_a_class_is_named_by_a_selection_that_has_its_odds(wheel: Wheel) -> None:
    rules = RouletteRules(wheel=wheel)
    for odds in roulette_odds(rules):
        assert one_spin(rules, RouletteBet(odds.bet_type), odds.sel).branches == odds.branches, odds.label


@pytest.mark.parametrize("wheel", Wheel)
def test_no_two_classes_have_the_same_name_or_the_same_odds(wheel: Wheel) -> None:
    found = roulette_odds(RouletteRules(wheel=wheel))
    assert len({odds.label for odds in found}) == len(found)
    assert len({(odds.bet_type, odds.branches) for odds in found}) == len(found)


def test_a_table_without_called_bets_has_no_odds_of_them() -> None:
    found = of(RouletteRules(called_bets=False))
    assert set(found) == {bet.value for bet in RouletteBet if bet not in CALLED} - {"top_line"}


@pytest.mark.parametrize("wheel", Wheel)
@pytest.mark.parametrize("zero_rule", ["none", "la_partage", "surrender", "en_prison"])
def test_the_chances_of_each_bet_add_up_to_one(wheel: Wheel, zero_rule: str) -> None:
    for odds in roulette_odds(RouletteRules.parse({"wheel": wheel.value, "zero_rule": zero_rule})):
        assert sum(branch.probability for branch in odds.branches) == 1


def chain(rules: RouletteRules, bet: RouletteBet, waits: int) -> tuple[Fraction, Fraction]:
    """The house edge of the first ``waits`` spins after the first, and the chance that more are needed."""
    order, ends, still = wheel_order(rules.wheel), Fraction(0), Fraction(1)
    history: tuple[str, ...] = ()
    for _ in range(waits + 1):
        here: list[Profile] = [
            profile(rules, RouletteOutcome(pockets=(*history, p)), bet.value, None) for p in order
        ]
        decided = [found for found in here if found.status is not Status.OPEN]
        ends += still * sum((1 - found.per_unit_exact for found in decided), Fraction(0)) / len(order)
        still *= Fraction(len(order) - len(decided), len(order))
        history = (*history, "0")
    return ends, still


@pytest.mark.parametrize("wheel", [Wheel.FRENCH, Wheel.AMERICAN])
@pytest.mark.parametrize("second_zero", SECOND_ZERO)
@pytest.mark.parametrize("bet", EVEN_CHANCES)
def test_prison_is_summed_over_its_whole_chain(wheel: Wheel, second_zero: str, bet: RouletteBet) -> None:
    rules = RouletteRules.parse(
        {"wheel": wheel.value, "zero_rule": "en_prison", "prison_second_zero": second_zero}
    )
    (odds,) = of(rules)[bet.value]
    edge, undecided = chain(rules, bet, 12)
    assert abs(odds.edge - edge) <= undecided
    assert undecided < Fraction(1, 10**12) if second_zero == "stay" else undecided == 0

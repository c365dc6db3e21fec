"""Craps' odds beyond the published rows: worked out from the dice by hand, for every rule, and the same for selections of one class."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest

from edge_api.odds.craps import craps_odds
from edge_api.odds.odds import BetOdds, Branch
from edge_api.settle.craps import CRAPS, profile
from edge_api.settle.profile import Status
from schemas.games.craps import POINTS, CrapsBet, CrapsOutcome, selections
from schemas.games.craps_rules import CrapsRules

WAYS = Counter(a + b for a in range(1, 7) for b in range(1, 7))
TRUE: dict[int, Fraction] = {number: Fraction(6, WAYS[number]) for number in POINTS}
"""A seven's ways against the number's."""


def odds(**rules: object) -> dict[str, BetOdds]:
    return {found.label: found for found in craps_odds(CrapsRules.parse(rules))}


def chance(*totals: int) -> Fraction:
    return Fraction(sum(WAYS[total] for total in totals), 36)


def before_seven(number: int) -> Fraction:
    return Fraction(WAYS[number], WAYS[number] + WAYS[7])


def branches(*branches: tuple[Fraction | int, Fraction]) -> tuple[Branch, ...]:
    return tuple(Branch(Fraction(won), probability) for won, probability in branches)


MADE = sum((chance(number) * before_seven(number) for number in POINTS), chance(7, 11))
MISSED = 1 - MADE


def test_a_line_bet_wins_on_its_come_out_or_on_its_point() -> None:
    found = odds()
    for bet in ("pass", "come"):
        assert found[bet].branches == branches((1, MADE), (-1, MISSED))
        assert found[bet].edge == Fraction(7, 495)


@pytest.mark.parametrize("bar", [2, 12])
def test_the_barred_total_takes_its_chance_from_dont_bets(bar: int) -> None:
    for bet in ("dont pass", "dont come"):
        found = odds(dont_bar=bar)[bet]
        assert found.branches == branches((1, MISSED - chance(bar)), (0, chance(bar)), (-1, MADE))
        assert found.edge == Fraction(3, 220)


@pytest.mark.parametrize(("label", "number"), [("4/10", 4), ("5/9", 5), ("6/8", 6)])
def test_odds_bets_have_no_edge_and_the_rest_is_priced_against_them(label: str, number: int) -> None:
    found, win = odds(), before_seven(number)
    assert found[f"pass odds {label}"].branches == branches((TRUE[number], win), (-1, 1 - win))
    assert found[f"dont pass odds {label}"].branches == branches((1 / TRUE[number], 1 - win), (-1, win))
    assert found[f"pass odds {label}"].edge == found[f"dont pass odds {label}"].edge == 0
    assert found[f"place {label}"].edge > 0


@pytest.mark.parametrize(("label", "number"), [("4/10", 4), ("5/9", 5), ("6/8", 6)])
def test_commission_up_front_is_part_of_what_is_at_risk(label: str, number: int) -> None:
    fee, win = Fraction(1, 20), before_seven(number)
    on_win, up_front = odds(vig="on_win"), odds(vig="up_front")
    assert on_win[f"buy {label}"].branches == branches((TRUE[number] - fee, win), (-1, 1 - win))
    assert up_front[f"buy {label}"].branches == branches(
        ((TRUE[number] - fee) / (1 + fee), win), (-1, 1 - win)
    )
    assert up_front[f"buy {label}"].edge == Fraction(1, 21)
    lay = 1 / TRUE[number]
    assert on_win[f"lay {label}"].branches == branches((lay - lay * fee, 1 - win), (-1, win))
    paid = (lay - lay * fee) / (1 + lay * fee)
    assert up_front[f"lay {label}"].branches == branches((paid, 1 - win), (-1, win))


@pytest.mark.parametrize(("label", "number", "pays"), [("4/10", 4, 7), ("6/8", 6, 9)])
def test_a_hardway_has_one_way_against_the_seven_and_its_easy_ways(
    label: str, number: int, pays: int
) -> None:
    win = Fraction(1, WAYS[number] + WAYS[7])
    assert odds()[f"hardway {label}"].branches == branches((pays, win), (-1, 1 - win))


@pytest.mark.parametrize(("field_2", "field_12"), [(2, 2), (2, 3), (3, 2), (3, 3)])
def test_the_field_pays_its_ends_by_the_rules(field_2: int, field_12: int) -> None:
    found = odds(field_2=field_2, field_12=field_12)["field"]
    assert found.edge == chance(5, 6, 7, 8) - chance(3, 4, 9, 10, 11) - Fraction(field_2 + field_12, 36)


@pytest.mark.parametrize("rules", [{}, {"vig": "up_front", "field_12": 3, "dont_bar": 2}])
def test_every_bet_has_its_odds_and_chances_add_up(rules: dict[str, object]) -> None:
    listed = craps_odds(CrapsRules.parse(rules))
    assert {found.bet_type for found in listed} == CRAPS.bet_types
    assert len({found.label for found in listed}) == len(listed)
    for found in listed:
        assert sum(branch.probability for branch in found.branches) == 1
        assert [branch.net for branch in found.branches] == sorted(
            {branch.net for branch in found.branches}, reverse=True
        )
        assert found.return_to_player == 1 - found.edge


def test_selections_of_one_class_have_one_price_on_every_next_roll() -> None:
    """A bet's chance to be decided by the next roll, and what it then wins, is that of its counterpart from the other end."""
    for bet in (CrapsBet.PLACE, CrapsBet.BUY, CrapsBet.LAY, CrapsBet.HARDWAY):
        for number in selections(bet):
            assert isinstance(number, int)
            assert answers(bet, number) == answers(bet, 14 - number)


def answers(bet: CrapsBet, number: int) -> Counter[tuple[Status, Fraction]]:
    found = (
        profile(CrapsRules(), CrapsOutcome(point=None, rolls=((a, b),)), bet.value, number)
        for a in range(1, 7)
        for b in range(1, 7)
    )
    return Counter((each.status, each.per_unit_exact) for each in found)

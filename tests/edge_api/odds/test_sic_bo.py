"""Sic bo's odds beyond the published rows: the optional rules, other prices, and what a table does not take."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_api.odds.odds import BetOdds, Branch
from edge_api.odds.sic_bo import sic_bo_odds
from edge_api.settle.sic_bo import SIC_BO
from schemas.games.sic_bo import OPTIONAL
from schemas.games.sic_bo_rules import Paytable, SicBoRules

TOTAL_WAYS = {4: 3, 5: 6, 6: 10, 7: 15, 8: 21, 9: 25, 10: 27}


def odds(**rules: object) -> dict[str, BetOdds]:
    return {found.label: found for found in sic_bo_odds(SicBoRules.parse(rules))}


@pytest.mark.parametrize("paytable", Paytable)
def test_every_bet_has_its_odds_and_chances_add_up(paytable: Paytable) -> None:
    listed = sic_bo_odds(SicBoRules(paytable=paytable))
    assert {found.bet_type for found in listed} == SIC_BO.bet_types
    assert len({found.label for found in listed}) == len(listed)
    for found in listed:
        assert sum(branch.probability for branch in found.branches) == 1
        assert found.edge > 0


def test_a_total_and_its_counterpart_are_one_entry_and_other_selections_are_alike() -> None:
    listed = sic_bo_odds(SicBoRules())
    totals = [found.label for found in listed if found.bet_type == "total"]
    assert totals == [f"total {low}/{21 - low}" for low in range(4, 11)]
    assert len(listed) == len(SIC_BO.bet_types) - 1 + len(totals)


@settings(deadline=None, max_examples=20)  # each example is the whole table
@given(st.sampled_from(list(TOTAL_WAYS)), st.fractions(min_value="1/9", max_value=300, max_denominator=99))
def test_a_total_at_any_price_is_worth_its_ways(total: int, price: Fraction) -> None:
    found = odds(pays={"total": {str(total): str(price)}})[f"total {total}/{21 - total}"]
    win = Fraction(TOTAL_WAYS[total], 216)
    assert found.branches == (Branch(price, win), Branch(Fraction(-1), 1 - win))


def test_without_the_triple_rule_odd_and_even_keep_nothing() -> None:
    found = odds(odd_even_lose_on_triple=False)
    assert found["odd"].edge == found["even"].edge == 0
    assert found["small"].edge == found["big"].edge == Fraction(1, 36)


def test_a_table_without_optional_bets_lists_none() -> None:
    listed = sic_bo_odds(SicBoRules(optional_bets=False))
    assert {found.bet_type for found in listed} == SIC_BO.bet_types - {bet.value for bet in OPTIONAL}

"""Odds of positions that may be lucky: equal to the sum over every draw, and of one piece with the settlement."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import permutations, product
from typing import Any

import pytest

from edge_api.odds.games import ODDS
from edge_api.odds.multipliers import fates
from edge_api.odds.odds import BetOdds, net
from edge_api.settle.roulette import profile
from schemas.games.lucky import lottery_of
from schemas.games.multipliers import Lottery
from schemas.games.roulette import RouletteOutcome
from schemas.games.roulette_rules import RouletteRules
from schemas.games.rule_set import RuleSet
from schemas.games.rules import parse_rules
from schemas.games.wheels import wheel_order
from schemas.phases import Game
from tests.schemas.games.lightning import LAW, SIC_BO_LAW, area, changed

STRAIGHT = "straight"
FEW = {
    "pays": "for_one",
    "count": {"0": 2, "1": 3, "3": 1},
    "areas": [
        {"bet": "straight", "sels": ["0", "7"], "base": "29", "values": {"50": 3, "500": 1}},
        {"bet": "straight", "sels": ["17", "20"], "base": "31", "values": {"40": 1, "60": 1, "80": 3}},
    ],
}


def lottery(law: object) -> Lottery:
    found = lottery_of(parse_rules(Game.ROULETTE, {"multipliers": law}))
    assert found is not None
    return found


def every_draw(found: Lottery) -> Iterator[tuple[dict[str, int], Fraction]]:
    """All draws in the order of drawing, with their chances."""
    total = sum(weight for _, weight in found.law.count)
    for count, weight in found.law.count:
        orders = list(permutations(found.positions, count))
        for keys in orders:
            values = [found.positions[key].values for key in keys]
            for picked in product(*values):
                chance = Fraction(weight, total) / len(orders)
                for (_, share), table in zip(picked, values, strict=True):
                    chance *= Fraction(share, sum(each for _, each in table))
                yield dict(zip(keys, (value for value, _ in picked), strict=True)), chance


@pytest.mark.parametrize("key", ["0", "7", "17", "20", "1", None])
def test_the_fates_of_a_position_are_those_of_every_draw(key: str | None) -> None:
    found = lottery(FEW)
    exact: dict[int | None, Fraction] = {}
    for drawn, chance in every_draw(found):
        found.check(drawn)
        exact[drawn.get(key or "")] = exact.get(drawn.get(key or ""), Fraction(0)) + chance
    listed = fates(found, key)
    ways = sum(weight for _, weight in listed)
    assert {drawn.get(key or ""): Fraction(weight, ways) for drawn, weight in listed} == exact
    for drawn, _ in listed:
        found.check(drawn)


def test_every_position_has_the_same_number_of_ways() -> None:
    assert len({sum(ways for _, ways in fates(lottery(FEW), key)) for key in ("0", "17", "1", None)}) == 1


@pytest.mark.parametrize("count", [{"37": 1}, {"0": 1}, {"0": 1, "37": 1}])
def test_all_or_none_may_be_lucky(count: dict[str, int]) -> None:
    found = lottery(changed(count=count))
    listed = fates(found, "17")
    for drawn, ways in listed:
        found.check(drawn)
        assert ways > 0
    assert any("17" not in drawn for drawn, _ in listed) is ("0" in count)
    assert any("17" in drawn for drawn, _ in listed) is ("37" in count)


def odds(law: object, bet: str, **others: object) -> list[BetOdds]:
    rules = parse_rules(Game.ROULETTE, {"multipliers": law, **others})
    return [entry for entry in listed_odds(rules) if entry.bet_type == bet]


@cache
def listed_odds(rules: RuleSet) -> list[BetOdds]:
    return ODDS[rules.game](rules)


def test_a_lucky_straight_returns_exactly_what_the_law_says() -> None:
    """29:1 plain; lucky with chance 2.35/37; the mean of 50 to 500 for one is 123.5."""
    (straight,) = odds(LAW, STRAIGHT)
    lucky = Fraction(235, 3700)
    assert (
        straight.return_to_player
        == (30 * (1 - lucky) + lucky * Fraction(247, 2)) / 37
        == Fraction(53189, 54760)
    )
    nets = {branch.net: branch.probability for branch in straight.branches}
    assert nets[Fraction(29)] == (1 - lucky) / 37
    assert nets[Fraction(499)] == lucky * Fraction(2, 100) / 37
    assert nets[Fraction(-1)] == Fraction(36, 37)
    assert sum(nets.values()) == 1


@pytest.mark.parametrize("law", [LAW, changed(pays="to_one"), area(sels=[str(n) for n in range(1, 37)]), FEW])
def test_multipliers_change_straights_and_leave_every_other_bet_as_it_was(law: Any) -> None:
    plain = {(bet.bet_type, bet.label): bet for bet in listed_odds(parse_rules(Game.ROULETTE, {}))}
    for bet in ("split", "street", "corner", "six_line", "column", "two_dozens", "red", "voisins", "tiers"):
        (boosted,) = odds(law, bet)
        assert boosted == plain[bet, boosted.label]


def test_neighbours_and_orphelins_hold_straights_that_may_be_lucky() -> None:
    (straight,), neighbours = odds(LAW, STRAIGHT), odds(LAW, "neighbours")
    assert {bet.edge for bet in neighbours} == {straight.edge}
    (orphelins,) = odds(LAW, "orphelins")
    assert orphelins.edge == (straight.edge + 4 * Fraction(1, 37)) / 5


def test_half_a_stake_in_prison_is_as_it_was() -> None:
    others = {"zero_rule": "en_prison", "prison_second_zero": "half"}
    (red,) = odds(LAW, "red", **others)
    assert red.edge == Fraction(1, 74)


def test_areas_of_their_own_have_odds_of_their_own() -> None:
    straights = odds(FEW, STRAIGHT)
    lucky = Fraction(2 * 0 + 3 * 1 + 1 * 3, 6) / 4
    for bet in straights:
        rules = RouletteRules.parse({"multipliers": FEW})
        key = bet.sel[0] if isinstance(bet.sel, list) else ""
        mean = {"0": Fraction(325, 2), "17": Fraction(68)}.get(key)
        plain = {"0": 30, "17": 32}.get(key, 36)
        expected = plain if mean is None else plain * (1 - lucky) + mean * lucky
        assert bet.return_to_player == Fraction(expected) / len(wheel_order(rules.wheel))
    assert len(straights) == 3


def test_every_draw_and_pocket_settled_one_by_one_gives_the_listed_odds() -> None:
    rules = RouletteRules.parse({"multipliers": FEW})
    found = lottery(FEW)
    for sel in (["0"], ["17"], ["1"]):
        total = Fraction(0)
        for drawn, chance in every_draw(found):
            for pocket in wheel_order(rules.wheel):
                outcome = RouletteOutcome(pocket=pocket).with_multipliers(drawn)
                total += chance / 37 * net(profile(rules, outcome, STRAIGHT, sel))
        (listed,) = [bet for bet in odds(FEW, STRAIGHT) if bet.sel == sel]
        assert listed.edge == -total


def test_sic_bo_positions_have_their_own_multipliers() -> None:
    rules = parse_rules(Game.SIC_BO, {"multipliers": SIC_BO_LAW})
    entries = {(bet.bet_type, str(bet.sel)): bet for bet in ODDS[Game.SIC_BO](rules)}
    lucky = Fraction(3 * 2, 4) / 9
    total = entries["total", "4"]
    mean = Fraction(3 * 61 + 500, 4)
    assert total.return_to_player == (51 * (1 - lucky) + mean * lucky) / 72
    assert entries["triple", "1"].return_to_player == (121 * (1 - lucky) + 201 * lucky) / 216
    assert entries["any_triple", "None"].return_to_player == (31 * (1 - lucky) + 89 * lucky) / 36
    assert entries["total", "5"].edge == Fraction(5, 12)
    assert entries["single", "1"].edge == Fraction(17, 216)

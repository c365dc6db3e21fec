"""Blackjack's odds: published figures, and what they are made of against slower reckonings that share nothing with them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from edge_api.odds.blackjack import blackjack_odds
from edge_api.odds.blackjack_dealer import NATURAL, TOTALS, DealerOdds
from edge_api.odds.blackjack_main import error_bound, main_nets
from edge_api.odds.blackjack_nets import ALL, FOLLOWS, Follow, mean
from edge_api.odds.blackjack_shoe import FACES, PIPS, Hand, Shoe, hand_of
from edge_api.odds.odds import BetOdds
from edge_api.odds.record import as_json, from_json, percent
from edge_api.odds_cache import OddsCache, user_cache
from schemas.games.blackjack_dealer import must_draw
from schemas.games.blackjack_hand import is_natural, points
from schemas.games.blackjack_rules import NAMED, BlackjackRules, Soft17


def rules(**changed: Any) -> BlackjackRules:
    return BlackjackRules.parse(changed)


OddsOf = Callable[[BlackjackRules], list[BetOdds]]


@pytest.fixture(scope="module")
def odds_of(known_odds: Path) -> OddsOf:
    """What this run's code has worked out: for packaged rules, and for others once."""
    return lru_cache(OddsCache(user_cache({"XDG_CACHE_HOME": str(known_odds)})).odds)


def main_in(listed: list[BetOdds]) -> BetOdds:
    return next(odds for odds in listed if odds.bet_type == "main" and odds.sel is None)


def edge(**changed: Any) -> float:
    return -mean(main_nets(rules(**changed))[ALL])


@pytest.mark.parametrize(("hole", "published"), [("enhc", "0.7154"), ("peek", "0.6072")])
def test_the_live_table_keeps_what_is_published(hole: str, published: str, odds_of: OddsOf) -> None:
    assert percent(main_in(odds_of(rules(hole=hole))).edge) == published


EDGES = {
    "live_8d": "0.6072",
    "vegas_6d_h17": "0.5272",
    "vegas_65": "2.0286",
    "europe_enhc": "-0.0726",
    "europe_obo": "0.4595",
    "europe_bb1": "0.4674",
    "six_card_charlie": "0.4566",
}


@pytest.mark.parametrize("name", EDGES)
def test_what_the_named_tables_keep(name: str, odds_of: OddsOf) -> None:
    assert percent(main_in(odds_of(NAMED[name])).edge) == EDGES[name]


def test_what_is_known_of_a_table_is_what_is_worked_out(odds_of: OddsOf) -> None:
    assert odds_of(rules()) == blackjack_odds(rules())


def test_losing_the_original_bet_only_is_worth_as_much_as_a_peek(odds_of: OddsOf) -> None:
    original_only = main_in(odds_of(rules(hole="enhc", enhc_loss="obo")))
    assert original_only.branches == main_in(odds_of(rules())).branches


def test_rules_move_the_edge_their_way(odds_of: OddsOf) -> None:
    usual = edge()
    assert edge(das=True) < usual < edge(dealer_soft17="hit")
    assert edge(surrender="late") < usual < edge(max_hands=1)
    assert edge(charlie=6) < usual < edge(hole="enhc")
    europe = [main_in(odds_of(NAMED[name])).edge for name in ("europe_enhc", "europe_obo", "europe_bb1")]
    assert europe == sorted(europe)


def test_a_natural_wins_as_often_as_it_is_dealt_without_another() -> None:
    dealt, again = Fraction(2 * 32 * 128, 416 * 415), Fraction(2 * 31 * 127, 414 * 413)
    assert main_nets(rules())[ALL][Fraction(3, 2)] == pytest.approx(float(dealt * (1 - again)), abs=1e-12)


@pytest.mark.parametrize("name", ["live_8d", "europe_bb1", "vegas_6d_h17"])
def test_chances_add_up_and_each_bet_behind_has_its_own(name: str, odds_of: OddsOf) -> None:
    table = NAMED[name]
    for odds in odds_of(table):
        nets = [branch.net for branch in odds.branches]
        assert sum(branch.probability for branch in odds.branches) == 1
        assert all(branch.probability > 0 for branch in odds.branches)
        assert nets == sorted(set(nets), reverse=True)
        assert from_json(as_json(odds)) == odds
    behind = {str(odds.sel): odds for odds in odds_of(table) if odds.bet_type == "bet_behind"}
    assert len(behind) == len(FOLLOWS) == 4
    assert behind["{'follow_double': True, 'follow_split': True}"].edge == main_in(odds_of(table)).edge
    assert all(odds.edge >= main_in(odds_of(table)).edge for odds in behind.values())


def test_a_bet_that_follows_nothing_never_has_more_than_its_stake_at_risk() -> None:
    nets = main_nets(NAMED["vegas_6d_h17"])[Follow(double=False, split=False)]
    assert {net for net, chance in nets.items() if chance} == {-1, Fraction(-1, 2), 0, 1, Fraction(3, 2)}
    assert min(main_nets(NAMED["vegas_6d_h17"])[ALL]) == -8


def test_only_the_main_bet_has_an_error_and_it_is_told(odds_of: OddsOf) -> None:
    exact = {
        odds.bet_type: odds.error_bound
        for odds in odds_of(rules())
        if odds.sel is None or "even_money" in str(odds.sel)
    }
    assert exact["insurance"] is exact["perfect_pairs"] is exact["21+3"] is None
    assert main_in(odds_of(rules())).error_bound == error_bound(rules()) == Fraction(1, 10**9)
    assert error_bound(rules(max_hands=3)) > error_bound(rules())
    assert error_bound(rules(hole="enhc", enhc_loss="bb1")) > error_bound(rules(hole="enhc"))
    assert error_bound(rules(hole="enhc", enhc_loss="bb1", max_hands=1)) == error_bound(rules())


def test_even_money_costs_what_the_natural_is_worth_more_and_is_listed_where_it_is_offered(
    odds_of: OddsOf,
) -> None:
    (taken,) = [odds for odds in odds_of(rules()) if odds.sel == {"even_money": True}]
    played_on = Fraction(3, 2) * Fraction(413 - 127, 413)
    assert taken.edge == played_on - 1 and taken.error_bound is None
    assert not [odds for odds in odds_of(NAMED["vegas_65"]) if odds.sel == {"even_money": True}]


def test_insurance_pays_by_its_rule(odds_of: OddsOf) -> None:
    (insured,) = [odds for odds in odds_of(rules()) if odds.bet_type == "insurance"]
    assert insured.edge == Fraction(31, 415)


def test_side_prices_do_not_touch_the_main_bet() -> None:
    other = rules(
        perfect_pairs="30/10/5", rounding="up", time_out="stand_12", insurance_pays="3:1", **{"21+3": "9"}
    )
    assert main_nets(other) is main_nets(rules())


def slow_law(up: int, soft17: Soft17, shoe: Shoe) -> dict[object, Fraction]:
    """The dealer's ends in rationals, card after card."""
    ends: dict[object, Fraction] = {}

    def draw(cards: tuple[int, ...], chance: Fraction) -> None:
        faces = [FACES[pip] for pip in cards]
        if len(cards) > 1 and not must_draw(soft17, faces):
            end = "natural" if is_natural(faces) else min(points(faces).total, 22)
            ends[end] = ends.get(end, Fraction(0)) + chance
            return
        for pip in PIPS:
            left = shoe.left[pip] - cards[1:].count(pip)
            if left > 0:
                draw((*cards, pip), chance * Fraction(left, shoe.size - len(cards) + 1))

    draw((up,), Fraction(1))
    return ends


@pytest.mark.parametrize("soft17", Soft17)
@pytest.mark.parametrize("up", [1, 6, 7, 10])
def test_the_dealers_law_is_that_of_a_dealer_who_draws_card_after_card(up: int, soft17: Soft17) -> None:
    shoe = Shoe(1)
    for pip in (up, 10, 2, 2, 1):
        shoe.take(pip)
    slow, law = slow_law(up, soft17, shoe), DealerOdds(up, soft17).law(shoe)
    assert sum(slow.values()) == 1
    for place, end in enumerate([*TOTALS, 22, "natural"]):
        assert law[place] == pytest.approx(float(slow.get(end, Fraction(0))), abs=1e-13)
    assert len(law) == NATURAL + 1


def test_a_shoe_takes_back_what_it_gave() -> None:
    shoe, fresh = Shoe(6), Shoe(6)
    assert fresh.left == [0, *[24] * 9, 96] and fresh.size == 312
    shoe.take(10, 3)
    shoe.take(1)
    gone = shoe.gone
    shoe.put_back(10)
    shoe.take(5)
    shoe.rewind(gone)
    assert (shoe.left[10], shoe.left[1], shoe.left[5], shoe.size) == (93, 23, 24, 308)
    shoe.rewind(0)
    assert (shoe.left, shoe.size, shoe.gone) == (fresh.left, fresh.size, 0)


def test_a_hand_of_pips_counts_like_a_hand_of_cards() -> None:
    for hand in (
        hand_of(1, 10),
        hand_of(1, 1, 9),
        hand_of(1, 5, 10),
        hand_of(2).plus(1),
        hand_of(10, 6).plus(6),
    ):
        assert isinstance(hand, Hand)
    assert [
        hand_of(1, 10).total,
        hand_of(1, 1, 9).total,
        hand_of(1, 5, 10).total,
        hand_of(10, 6).plus(6).total,
    ] == [21, 21, 16, 22]

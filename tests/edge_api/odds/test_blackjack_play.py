"""How blackjack is played for its odds: best play, splits and payoffs against reckonings that share nothing with them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge_api.odds.blackjack_dealer import NATURAL, TOTALS, DealerOdds
from edge_api.odds.blackjack_nets import ALL, Follow, mean, of_one_hand, of_split
from edge_api.odds.blackjack_payoff import BUSTED, CHARLIE, End, lost_to_natural, result, standing
from edge_api.odds.blackjack_play import Play
from edge_api.odds.blackjack_shoe import ACE, PIPS, TEN, Hand, Shoe, hand_of
from edge_api.odds.blackjack_split import Split, leaves
from edge_api.odds.blackjack_tally import Follower, Going
from edge_api.settle.blackjack import profile
from schemas.games.blackjack_deal import BlackjackDeal
from schemas.games.blackjack_hand import BlackjackHand, is_charlie, is_natural, points
from schemas.games.blackjack_rules import BlackjackRules
from schemas.games.blackjack_seat import SeatOutcome
from tests.schemas.games.blackjack_rounds import any_round


def rules(**changed: Any) -> BlackjackRules:
    return BlackjackRules.parse(changed)


def at(table: BlackjackRules, up: int, *seen: int, alone: bool = True) -> tuple[Play, Shoe]:
    """Play against a first card, and the shoe without it and without what was seen."""
    shoe = Shoe(table.decks)
    shoe.take(up)
    play = Play(table, DealerOdds(up, table.dealer_soft17), shoe, alone=alone)
    for pip in seen:
        shoe.take(pip)
    return play, shoe


def expectimax(play: Play, shoe: Shoe, hand: Hand) -> float:
    """The worth of a hand that may stand or hit, looking at both everywhere."""
    stand = play.ended(hand)
    if hand.total >= 21:
        return stand
    hit = 0.0
    for pip in PIPS:
        chance = shoe.chance(pip)
        shoe.take(pip)
        longer = hand.plus(pip)
        hit += chance * (play.ended(longer) if longer.total > 21 else expectimax(play, shoe, longer))
        shoe.put_back(pip)
    return max(stand, hit)


@pytest.mark.parametrize("up", [ACE, 2, 6, 7, TEN])
@pytest.mark.parametrize("hand", [(TEN, 6), (TEN, 2), (9, 7), (ACE, 7), (5, 6), (8, 8)])
@pytest.mark.parametrize("changed", [{}, {"hole": "enhc"}, {"decks": 2, "hole": "enhc", "enhc_loss": "bb1"}])
def test_no_decision_that_is_left_out_was_the_best(
    up: int, hand: tuple[int, int], changed: dict[str, Any]
) -> None:
    play, shoe = at(rules(**{"decks": 1, **changed}), up, *hand)
    assert play.best(hand_of(*hand)) == pytest.approx(expectimax(play, shoe, hand_of(*hand)), abs=1e-12)


@pytest.mark.parametrize(
    ("hand", "up", "hits"),
    [((TEN, 6), TEN, True), ((TEN, 6), 6, False), ((TEN, 2), 3, True), ((TEN, 2), 4, False), ((ACE, 7), 9, True), ((ACE, 7), 8, False),
     ((TEN, 7), ACE, False), ((ACE, 6), 2, True), ((9, 6), TEN, True), ((9, 3), 4, False)],
)  # fmt: skip
def test_hands_are_played_as_basic_strategy_has_it(hand: tuple[int, int], up: int, hits: bool) -> None:
    play, shoe = at(rules(), up, *hand)
    play.best(hand_of(*hand))
    assert play.plans[shoe.gone].hits is hits


def test_sixteen_of_many_cards_stands_against_a_ten() -> None:
    play, shoe = at(rules(), TEN, 4, 4, 4, 4)
    play.best(hand_of(4, 4, 4, 4))
    assert not play.plans[shoe.gone].hits


def test_a_soft_hand_hits_into_its_charlie() -> None:
    play, shoe = at(rules(charlie=6), TEN, ACE, 2, 2, 2, 2)
    hand = hand_of(ACE, 2, 2, 2, 2)
    assert play.best(hand) == pytest.approx(1 - 2 * play.dealer.natural(shoe), abs=1e-3)
    assert play.plans[shoe.gone].hits


@pytest.mark.parametrize("up", [6, TEN])
def test_following_a_hand_finds_the_worth_that_was_planned(up: int) -> None:
    table = rules(decks=2)
    play, shoe = at(table, up, TEN, 3)
    worth = play.best(hand_of(TEN, 3))
    follower = Follower(play, shoe, 0)
    follower.go_on({shoe.gone: Going(hand_of(TEN, 3), 1.0)})
    assert follower.tally.weight == pytest.approx(1.0, abs=1e-12)
    assert mean(of_one_hand(table, follower.tally, ALL)) == pytest.approx(worth, abs=1e-12)
    double = Follower(play, shoe, 0)
    double.double(hand_of(TEN, 3), 1.0)
    assert mean(of_one_hand(table, double.tally, ALL)) == pytest.approx(
        play.double(hand_of(TEN, 3)), abs=1e-12
    )
    if up == 6:
        declined = mean(of_one_hand(table, double.tally, Follow(double=False)))
        assert declined == pytest.approx(play.double(hand_of(TEN, 3)) / 2, abs=1e-12)


def split_of(table: BlackjackRules, up: int, pip: int, measured: int = 1) -> tuple[Split, Shoe]:
    play, shoe = at(table, up, pip, pip, alone=False)
    return Split(table, play, shoe, pip, measured), shoe


@pytest.mark.parametrize("up", [6, TEN, ACE])
@pytest.mark.parametrize("changed", [{}, {"hole": "enhc"}, {"hole": "enhc", "enhc_loss": "bb1"}])
def test_split_aces_are_worth_what_two_cards_dealt_one_after_the_other_make_them(
    up: int, changed: dict[str, Any]
) -> None:
    """Both second cards are drawn here, then the dealer: the hands are not taken one by one."""
    table = rules(decks=1, **changed)
    split, shoe = split_of(table, up, ACE)
    dealer, worth = split.play.dealer, 0.0
    for first in PIPS:
        chance = shoe.chance(first)
        shoe.take(first)
        for second in PIPS if chance else ():
            both = chance * shoe.chance(second)
            if both:
                shoe.take(second)
                law = dealer.law(shoe)
                ends = [standing(hand_of(ACE, pip).total) for pip in (first, second)]
                won = sum(
                    law[place] * sum(result(end.total, place) for end in ends) for place in range(NATURAL)
                )
                worth += both * (won - law[NATURAL] * lost_to_natural(table, ends))
                shoe.put_back(second)
        shoe.put_back(first)
    assert mean(of_split(table, split, ALL)) == pytest.approx(worth, abs=1e-12)
    assert split.hands == {2: 1.0}


def counts(shoe: Shoe, pip: int, most: int) -> dict[int, float]:
    """How many hands a pair leads to, by dealing second cards in order."""
    ways: dict[int, float] = {}

    def deal(waiting: int, hands: int, chance: float) -> None:
        if not waiting or hands == most:
            ways[hands] = ways.get(hands, 0.0) + chance
            return
        again = shoe.chance(pip)
        others = shoe.size - shoe.left[pip]
        shoe.take(pip)
        deal(waiting + 1, hands + 1, chance * again)
        shoe.put_back(pip)
        other = next(other for other in PIPS if other != pip and shoe.left[other])
        shoe.take(other)
        deal(waiting - 1, hands, chance * others / (shoe.size + 1))
        shoe.put_back(other)

    deal(2, 2, 1.0)
    return ways


@pytest.mark.parametrize("most", [2, 3, 4])
@pytest.mark.parametrize("decks", [1, 6])
def test_splits_lead_to_as_many_hands_as_dealing_does(most: int, decks: int) -> None:
    split, shoe = split_of(rules(decks=decks, max_hands=most), TEN, 8)
    assert split.hands == pytest.approx(counts(shoe, 8, most), abs=1e-12)
    mean_hands = sum(number * chance for number, chance in split.hands.items())
    assert split.ends.weight == pytest.approx(mean_hands, abs=1e-5)
    assert split.first.weight == pytest.approx(1.0, abs=1e-5)


def test_the_ways_of_splitting_end_with_the_hands_that_are_allowed() -> None:
    assert [leaf.hands for leaf in leaves(2)] == [2]
    assert sorted(leaf.hands for leaf in leaves(3)) == [2, 3, 3]
    assert {leaf.hands for leaf in leaves(4)} == {2, 3, 4}


@pytest.mark.parametrize(("decks", "up", "pip"), [(2, 6, 8), (6, 6, 2), (2, TEN, 8)])
def test_a_straight_line_for_more_cards_of_the_pair_is_as_good_as_playing_them_out(
    decks: int, up: int, pip: int
) -> None:
    table = rules(decks=decks, max_hands=4, das=True)
    line, _ = split_of(table, up, pip)
    played_out, _ = split_of(table, up, pip, measured=4)
    for follow in (ALL, Follow(double=True, split=False)):
        assert mean(of_split(table, line, follow)) == pytest.approx(
            mean(of_split(table, played_out, follow)), abs=5e-5
        )


def test_a_bet_on_the_first_hand_of_a_split_has_half_of_two_hands() -> None:
    table = rules(decks=6)
    split, _ = split_of(table, 6, 8)
    assert mean(of_split(table, split, Follow(split=False))) == pytest.approx(
        mean(of_split(table, split, ALL)) / 2, abs=1e-12
    )


def end_of(table: BlackjackRules, hand: BlackjackHand) -> End:
    stakes = 2 if hand.doubled else 1
    if is_charlie(table, hand.cards):
        return End(stakes, CHARLIE)
    return standing(points(hand.cards).total, stakes)


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(any_round(), st.integers(1, 10**6))
def test_the_odds_pay_what_the_settlement_pays(
    case: tuple[BlackjackRules, BlackjackDeal], stake: int
) -> None:
    """Naturals and surrenders apart, which are priced where they are counted."""
    table, deal = case
    outcome = deal.outcome()
    dealer = outcome.dealer
    for seat in outcome.seats.values():
        if seat.hands[0].surrendered or (len(seat.hands) == 1 and is_natural(seat.hands[0].cards)):
            continue
        line = SeatOutcome(
            initial=seat.initial,
            hands=seat.hands,
            dealer_up=outcome.dealer_up,
            dealer_hole=outcome.dealer_hole,
            dealer_draws=outcome.dealer_draws,
        )
        whole = profile(table, line, "main", None).settle(stake)
        ends = [end_of(table, hand) for hand in seat.hands]
        assert all((end.total == BUSTED) == hand.busted for end, hand in zip(ends, seat.hands, strict=True))
        if is_natural(dealer[:2]):
            assert whole.net == -stake * lost_to_natural(table, ends)
        else:
            place = min(max(points(dealer).total, TOTALS[0]), 22) - TOTALS[0]
            assert whole.net == stake * sum(end.stakes * result(end.total, place) for end in ends)

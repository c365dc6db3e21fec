"""Blackjack at a live table: bets name their seat, and the bets of a seat sum up to what the whole play returns."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge_api.settle.blackjack import BLACKJACK, best_profile, canonical, profile
from edge_api.settle.profile import Settled, Status
from schemas.games.blackjack import BlackjackOutcome, BlackjackSeat
from schemas.games.blackjack_deal import BlackjackDeal
from schemas.games.blackjack_hand import BlackjackHand, is_natural, points
from schemas.games.blackjack_rules import BlackjackRules, EnhcLoss, Hole, Surrender
from schemas.games.blackjack_seat import SeatOutcome
from schemas.games.refusal import IllegalBet, IllegalOutcome
from schemas.games.roulette import RouletteOutcome
from schemas.money import round_winnings
from tests.schemas.games.blackjack_rounds import any_round, any_rules

Case = tuple[BlackjackRules, BlackjackDeal]
STAKES = st.integers(1, 10**6)


def settled(rules: BlackjackRules, outcome: Any, bet: str, sel: object, stake: int) -> Settled:
    return profile(rules, outcome, bet, sel).settle(stake)


def as_line(outcome: BlackjackOutcome, seat: BlackjackSeat) -> SeatOutcome:
    """The same seat as a line of settle gives it; even money is said by the bet there."""
    hands = tuple(hand.model_copy(update={"even_money": False}) for hand in seat.hands)
    return SeatOutcome(
        initial=seat.initial,
        hands=hands,
        dealer_up=outcome.dealer_up,
        dealer_hole=outcome.dealer_hole,
        dealer_draws=outcome.dealer_draws,
    )


def bets_of(number: int, seat: BlackjackSeat) -> list[tuple[str, dict[str, int]]]:
    """What the seat's player staked in the round, one stake each."""
    hands = list(enumerate(seat.hands, start=1))
    splits = [("split", {"seat": number, "hand": hand}) for hand, _ in hands[1:]]
    doubles = [("double", {"seat": number, "hand": hand}) for hand, played in hands if played.doubled]
    return [("main", {"seat": number}), *splits, *doubles]


def by_the_book(
    rules: BlackjackRules, seat: BlackjackSeat, dealer: tuple[str, ...], stake: int
) -> tuple[int, int]:
    """Staked and returned, reckoned over the whole seat as the rules speak of it: what is lost, not what is paid."""
    first, natural = seat.hands[0], is_natural(dealer[:2])
    staked = sum(stake * (2 if hand.doubled else 1) for hand in seat.hands)
    if first.even_money:
        return staked, 2 * stake
    if first.surrendered:
        saved = 0 if natural and rules.surrender is Surrender.LATE else stake
        return staked, round_winnings(saved * BlackjackRules().bj_pays / 3, rules.rounding)
    if len(seat.hands) == 1 and is_natural(first.cards):
        return staked, stake if natural else stake + round_winnings(stake * rules.bj_pays, rules.rounding)
    if natural:
        return staked, staked - _taken_by_natural(rules, seat, staked, stake)
    return staked, sum(_hand_returns(rules, hand, dealer, stake) for hand in seat.hands)


def _taken_by_natural(rules: BlackjackRules, seat: BlackjackSeat, staked: int, stake: int) -> int:
    busted = sum(stake * (2 if hand.doubled else 1) for hand in seat.hands if hand.busted)
    match rules.enhc_loss:
        case EnhcLoss.OBO:
            return stake
        case EnhcLoss.BB1:
            return min(staked, busted + stake)
    return staked


def _hand_returns(rules: BlackjackRules, hand: BlackjackHand, dealer: tuple[str, ...], stake: int) -> int:
    bet = stake * (2 if hand.doubled else 1)
    mine, theirs = points(hand.cards).total, points(dealer).total
    if mine > 21:
        return 0
    if rules.charlie and len(hand.cards) >= rules.charlie:
        return 2 * bet
    if theirs > 21 or mine > theirs:
        return 2 * bet
    return bet if mine == theirs else 0


@settings(deadline=None, max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(any_round(), STAKES)
def test_the_bets_of_a_seat_sum_up_to_the_whole_play(case: Case, stake: int) -> None:
    rules, deal = case
    outcome = deal.outcome()
    for number, seat in outcome.seats.items():
        bets = [settled(rules, outcome, bet, sel, stake) for bet, sel in bets_of(int(number), seat)]
        summed = sum(bet.staked for bet in bets), sum(bet.returned for bet in bets)
        even_money = {"even_money": True} if seat.hands[0].even_money else None
        whole = settled(rules, as_line(outcome, seat), "main", even_money, stake)
        assert summed == (whole.staked, whole.returned) == by_the_book(rules, seat, outcome.dealer, stake)
        assert all(bet.staked == stake for bet in bets)


NO_HOLE = any_rules().filter(lambda rules: rules.hole is Hole.ENHC)


@settings(
    deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
@given(any_round(NO_HOLE), STAKES)
def test_without_a_hole_card_each_rule_on_naturals_sums_up_too(case: Case, stake: int) -> None:
    """Whatever a natural takes, it takes the same from single bets as from the whole: the dealer's hand made a natural by force."""
    rules, deal = case
    played = deal.outcome()
    for loss in EnhcLoss:
        table = rules.model_copy(update={"enhc_loss": loss})
        for number, seat in played.seats.items():
            outcome = natural_against(played, number)
            line = as_line(outcome, outcome.seats[number])
            bets = bets_of(int(number), seat)
            returned = sum(settled(table, outcome, bet, sel, stake).returned for bet, sel in bets)
            if not seat.hands[0].even_money:
                assert returned == settled(table, line, "main", None, stake).returned
            assert returned == by_the_book(table, seat, outcome.dealer, stake)[1]


def natural_against(played: BlackjackOutcome, number: str) -> BlackjackOutcome:
    """The play of one seat against an ace and a ten that the shoe still holds."""
    seat = played.seats[number]
    held = [card for hand in seat.hands for card in hand.cards]
    up = min(("AS", "AH", "AD", "AC"), key=held.count)
    hole = min((f"{rank}{suit}" for rank in "TJQK" for suit in "SHDC"), key=held.count)
    return BlackjackOutcome(seats={number: seat}, dealer_up=up, dealer_hole=hole, dealer_draws=())


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(any_round(), STAKES, st.booleans(), st.booleans())
def test_a_bettor_behind_gets_what_he_follows_of_the_seat(
    case: Case, stake: int, double: bool, split: bool
) -> None:
    """His own stake, and a bet for every double and split that he goes along with, come to what one line says of the whole."""
    rules, deal = case
    outcome = deal.outcome()
    for number, seat in outcome.seats.items():
        follows = {"follow_double": double, "follow_split": split}
        first, *added = bets_of(int(number), seat)
        own = [
            ("bet_behind", {**first[1], **follows}),
            *(bet for bet in added if followed(*bet, double, split)),
        ]
        bets = [settled(rules, outcome, bet, sel, stake) for bet, sel in own]
        line = settled(rules, as_line(outcome, seat), "bet_behind", follows, stake)
        assert line.staked == sum(bet.staked for bet in bets)
        assert line.returned == sum(bet.returned for bet in bets)
        assert bets[0].staked == stake


def followed(bet: str, sel: Any, double: bool, split: bool) -> bool:
    on_first = sel["hand"] == 1
    return (split or on_first) and (double or bet != "double")


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(any_round(), STAKES)
def test_no_bet_returns_less_than_nothing_or_more_than_its_best(case: Case, stake: int) -> None:
    rules, deal = case
    outcome = deal.outcome()
    for number, seat in outcome.seats.items():
        bets = [
            *bets_of(int(number), seat),
            *((bet, {"seat": int(number)}) for bet in ("perfect_pairs", "21+3", "bet_behind")),
        ]
        if outcome.dealer_up[0] == "A":
            bets.append(("insurance", {"seat": int(number)}))
        for bet, sel in bets:
            best = best_profile(rules, bet, sel).settle(stake)
            assert 0 <= settled(rules, outcome, bet, sel, stake).returned <= best.returned
        whole = settled(rules, as_line(outcome, seat), "main", None, stake)
        assert whole.returned <= best_profile(rules, "main", None).settle(stake).returned


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(any_round(), STAKES)
def test_all_that_a_main_bet_grows_to_returns_no_more_than_its_best(case: Case, stake: int) -> None:
    rules, deal = case
    outcome = deal.outcome()
    for number, seat in outcome.seats.items():
        sel = {"seat": int(number)}
        returned = [
            settled(rules, outcome, bet, at, stake).returned for bet, at in bets_of(int(number), seat)
        ]
        if outcome.dealer_up[0] == "A" and stake > 1 and not any(hand.even_money for hand in seat.hands):
            returned.append(settled(rules, outcome, "insurance", sel, stake // 2).returned)
        assert sum(returned) <= best_profile(rules, "main", sel).settle(stake).returned


@pytest.mark.parametrize(
    ("rules", "bet", "sel", "returned"),
    [
        ({}, "main", {"seat": 1}, 400), ({"das": True, "max_hands": 4}, "main", {"seat": 1}, 1600), ({}, "main", None, 400), ({"das": True, "max_hands": 4}, "main", None, 1600), ({"max_hands": 1}, "main", None, 400),
        ({"max_hands": 1, "bj_pays": "2:1"}, "bet_behind", {"follow_double": False}, 300), ({}, "main", {"even_money": True}, 200),
        ({"das": True}, "bet_behind", {"follow_double": False}, 400), ({"das": True}, "bet_behind", {"follow_split": False}, 400),
        ({"das": True}, "bet_behind", None, 800), ({"das": True}, "bet_behind", {"seat": 1}, 800), ({}, "bet_behind", {"seat": 1, "follow_double": False, "follow_split": False}, 250), ({}, "insurance", {"seat": 1}, 300), ({}, "perfect_pairs", {"seat": 1}, 2600),
        ({"perfect_pairs": "30/10/5"}, "perfect_pairs", {"seat": 1}, 3100), ({}, "21+3", {"seat": 1}, 10100), ({"21+3": "9"}, "21+3", None, 1000),
        ({}, "double", {"seat": 1, "hand": 1}, 200), ({}, "split", {"seat": 1, "hand": 2}, 200), ({"bj_pays": "6:5"}, "main", {"seat": 7}, 400),
        ({"bj_pays": "6:5"}, "bet_behind", {"seat": 7, "follow_double": False, "follow_split": False}, 250),
        ({"insurance_pays": "10:1", "max_hands": 1}, "main", {"seat": 1}, 650), ({"insurance_pays": "10:1", "hole": "enhc", "enhc_loss": "obo", "das": True}, "main", {"seat": 1}, 850),
    ],
)  # fmt: skip
def test_the_best_that_a_bet_can_return(rules: dict[str, Any], bet: str, sel: object, returned: int) -> None:
    assert best_profile(BlackjackRules.parse(rules), bet, sel).settle(100).returned == returned


def table(seat: str = "3", **hand: Any) -> BlackjackOutcome:
    cards = hand.pop("cards", "TS 9D").split()
    played = {"initial": cards[:2], "hands": [{"cards": cards, **hand}]}
    return BlackjackOutcome.model_validate(
        {"seats": {seat: played}, "dealer_up": "AH", "dealer_hole": "8H", "dealer_draws": []}
    )


def test_even_money_that_a_seat_took_is_paid_to_its_own_bet_and_not_to_those_behind() -> None:
    outcome = table(cards="AS KD", even_money=True)
    assert settled(BlackjackRules(), outcome, "main", {"seat": 3}, 100).returned == 200
    assert settled(BlackjackRules(), outcome, "bet_behind", {"seat": 3}, 100).returned == 250


@pytest.mark.parametrize(
    ("bet", "sel", "why"),
    [
        ("main", None, "must name its seat"), ("main", {}, "must name its seat"), ("main", {"seat": 2}, "seat 2 was not dealt"),
        ("perfect_pairs", {"seat": 7}, "seat 7 was not dealt"), ("main", {"seat": 0}, "seat is 1 to 7"), ("main", {"seat": 8}, "seat is 1 to 7"),
        ("main", {"seat": "3"}, "seat is 1 to 7"), ("main", {"seat": True}, "seat is 1 to 7"), ("main", {"seat": 3, "even_money": True}, "no 'even_money'"),
        ("insurance", {"seat": 3, "main_stake": 9}, "no 'main_stake'"), ("double", {"seat": 3, "hand": 1}, "no hand 1 that was doubled"),
        ("split", {"seat": 3, "hand": 2}, "no hand 2 that was made by a split"), ("split", {"seat": 3, "hand": 1}, "hand 2 or higher"),
        ("double", {"seat": 3}, "names its hand"), ("double", {"hand": 1}, "names its hand"), ("double", {"seat": 3, "hand": 2}, "after a split"),
        ("split", {"seat": 3, "hand": 3}, "hand is 1 to 2"), ("main", {"seat": 3, "hand": 1}, "takes no 'hand'"), ("tie", {"seat": 3}, "no bet 'tie'"),
    ],
)  # fmt: skip
def test_a_bet_that_the_round_does_not_have_is_refused(bet: str, sel: object, why: str) -> None:
    with pytest.raises(IllegalBet, match=why):
        profile(BlackjackRules(), table(), bet, sel)


def test_insurance_is_not_paid_where_it_was_not_offered() -> None:
    outcome = table().model_copy(update={"dealer_up": "TH"})
    with pytest.raises(IllegalBet, match="against an ace"):
        profile(BlackjackRules(), outcome, "insurance", {"seat": 3})


def test_a_round_of_other_rules_settles_nothing() -> None:
    with pytest.raises(IllegalOutcome, match="can't be doubled"):
        profile(BlackjackRules(), BlackjackOutcome.model_validate(SPLIT_DOUBLED), "main", {"seat": 1})
    with pytest.raises(IllegalOutcome, match="no round of blackjack"):
        profile(BlackjackRules(), RouletteOutcome(pocket="1"), "main", {"seat": 1})  # type: ignore[arg-type]


SPLIT_DOUBLED = {
    "seats": {"1": {"initial": ["8S", "8D"], "hands": [{"cards": ["8S", "3D", "KC"], "doubled": True}, {"cards": ["8D", "TC"]}]}},
    "dealer_up": "TS", "dealer_hole": "7S", "dealer_draws": [],
}  # fmt: skip


@pytest.mark.parametrize(
    ("bet", "sel", "spelled"),
    [
        ("main", {"seat": 3}, {"seat": 3}), ("bet_behind", {"seat": 1}, {"seat": 1, "follow_double": True, "follow_split": True}),
        ("bet_behind", {"follow_split": False, "seat": 1}, {"seat": 1, "follow_double": True, "follow_split": False}),
        ("split", {"hand": 2, "seat": 1}, {"seat": 1, "hand": 2}), ("insurance", {"seat": 7}, {"seat": 7}), ("21+3", {"seat": 7}, {"seat": 7}),
    ],
)  # fmt: skip
def test_equal_selections_have_one_spelling(bet: str, sel: object, spelled: object) -> None:
    assert canonical(BlackjackRules(), bet, sel) == spelled


@pytest.mark.parametrize("bet", sorted(BLACKJACK.bet_types - {"double", "split"}))
def test_at_a_table_every_bet_names_its_seat(bet: str) -> None:
    unnamed: list[object] = [None, {}]
    for sel in unnamed:
        with pytest.raises(IllegalBet, match="must name its seat"):
            canonical(BlackjackRules(), bet, sel)


def test_what_is_staked_during_play_is_known() -> None:
    assert BLACKJACK.in_play == {"insurance", "double", "split"} < BLACKJACK.bet_types


@pytest.mark.parametrize(
    ("dealer", "label"),
    [(("TS", "7H"), "dealer 17"), (("TS", "AH"), "dealer natural"), (("TS", "6H", "TC"), "dealer bust"), (("TS", "6H", "5C"), "dealer 21")],
)  # fmt: skip
def test_a_round_is_called_by_what_the_dealer_had(dealer: tuple[str, ...], label: str) -> None:
    up, hole, *draws = dealer
    wire = {
        "seats": {"1": {"initial": ["9S", "9D"], "hands": [{"cards": ["9S", "9D"]}]}},
        "dealer_up": up,
        "dealer_hole": hole,
        "dealer_draws": draws,
    }
    assert BLACKJACK.label(BlackjackOutcome.model_validate(wire)) == label


def test_a_stake_above_the_most_is_refused_and_the_most_is_taken() -> None:
    bounded = replace(best_profile(BlackjackRules(), "insurance", {"seat": 1}), most_stake=50)
    assert bounded.settle(50).status is Status.SETTLED
    with pytest.raises(IllegalBet, match="at most 50"):
        bounded.settle(51)

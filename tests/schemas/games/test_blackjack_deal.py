"""A live round of blackjack: order of the cards, turns, insurance, the peek, the dealer, and what is refused on the way."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.games.blackjack import BlackjackOutcome, check_round
from schemas.games.blackjack_box import Turn
from schemas.games.blackjack_deal import BlackjackDeal, Stage
from schemas.games.blackjack_hand import Action
from schemas.games.blackjack_rules import BlackjackRules
from schemas.games.deal import Spot
from schemas.games.deals import new_deal
from schemas.games.refusal import IllegalOutcome
from schemas.readings import FACE_DOWN, laid, reading_fact
from tests.schemas.games.blackjack_rounds import any_round

HIT, STAND, DOUBLE, SPLIT = Action.HIT, Action.STAND, Action.DOUBLE, Action.SPLIT
DOWN = FACE_DOWN


def deal_of(seats: tuple[int, ...] = (1,), **changed: Any) -> BlackjackDeal:
    return BlackjackDeal(BlackjackRules.parse(changed), seats)


def lay(deal: BlackjackDeal, cards: str) -> list[str]:
    """Lay cards wherever they are due; the spots, as people call them."""
    spots = []
    for card in cards.split():
        assert deal.due is not None, f"{card}: {deal.stage}"
        spots.append(str(deal.due))
        deal.lay(deal.due, card)
    return spots


def after(cards: str, seats: tuple[int, ...] = (1,), **changed: Any) -> BlackjackDeal:
    deal = deal_of(seats, **changed)
    lay(deal, cards)
    return deal


def asked(deal: BlackjackDeal) -> tuple[int, int, str]:
    assert deal.turn is not None
    return deal.turn.seat, deal.turn.hand, " ".join(sorted(action.value for action in deal.turn.actions))


def test_one_card_goes_up_to_each_seat_then_to_the_dealer_and_again_the_second_face_down() -> None:
    deal = deal_of((5, 2, 7))
    assert deal.seats == (2, 5, 7)
    assert lay(deal, f"TS 9S 8S 6S 2H 3H 4H {DOWN}") == [
        "seat-2 1", "seat-5 1", "seat-7 1", "dealer 1", "seat-2 2", "seat-5 2", "seat-7 2", "dealer 2",
    ]  # fmt: skip
    assert deal.stage is Stage.SEATS
    assert asked(deal) == (2, 1, "double hit stand")


def test_without_a_hole_card_the_dealer_has_one_card_until_the_seats_have_played() -> None:
    deal = after("TS 6S 9S", hole="enhc")
    assert asked(deal) == (1, 1, "double hit stand")
    deal.decide(1, 1, STAND)
    assert deal.due == Spot("dealer", 2)
    assert lay(deal, "5H KH") == ["dealer 2", "dealer 3"]
    assert deal.complete and deal.outcome().dealer_hole == "5H" and deal.outcome().dealer_draws == ("KH",)


def test_seats_are_taken_before_the_first_card_only() -> None:
    deal = new_deal(BlackjackRules())
    assert isinstance(deal, BlackjackDeal)
    assert deal.due is None and not deal.complete
    deal.seat(3)
    deal.seat(1)
    deal.seat(3)
    assert deal.due == Spot("seat-1", 1)
    lay(deal, "TS")
    deal.seat(1)
    with pytest.raises(IllegalOutcome, match="seat 2 is taken too late"):
        deal.seat(2)
    for number in (0, 8, -1):
        with pytest.raises(IllegalOutcome, match="seats are 1 to 7"):
            deal.seat(number)


def test_a_round_without_seats_waits() -> None:
    deal = deal_of(())
    with pytest.raises(IllegalOutcome, match="no reading is due"):
        deal.lay(Spot("seat-1", 1), "TS")
    with pytest.raises(IllegalOutcome, match="not complete"):
        deal.outcome()


def test_a_hand_is_hit_until_it_stands() -> None:
    deal = after(f"2S 6S 3S {DOWN}")
    deal.decide(1, 1, HIT)
    assert deal.turn is None and deal.due == Spot("seat-1", 3)
    lay(deal, "4S")
    assert asked(deal) == (1, 1, "hit stand")
    deal.decide(1, 1, STAND)
    assert lay(deal, "5H KH") == ["dealer 2", "dealer 3"]
    assert deal.standing() == {"seat-1": ("2S", "3S", "4S"), "dealer": ("6S", "5H", "KH")}


def test_a_doubled_hand_gets_one_card() -> None:
    deal = after(f"5S 6S 6D {DOWN}")
    deal.decide(1, 1, DOUBLE)
    assert lay(deal, "2S TH 9D") == ["seat-1 3", "dealer 2", "dealer 3"]
    (hand,) = deal.outcome().seats["1"].hands
    assert hand.doubled and hand.cards == ("5S", "6D", "2S") and deal.complete


def test_split_hands_are_played_in_the_order_of_their_numbers_each_with_its_second_card_first() -> None:
    deal = after(f"8S 6S 8D {DOWN}", max_hands=3)
    deal.decide(1, 1, SPLIT)
    assert deal.standing() == {"seat-1": ("8S",), "seat-1/2": ("8D",), "dealer": ("6S", DOWN)}
    assert lay(deal, "8H") == ["seat-1 2"]
    deal.decide(1, 1, SPLIT)
    assert lay(deal, "TH") == ["seat-1 2"]
    assert asked(deal) == (1, 1, "hit stand")
    deal.decide(1, 1, STAND)
    assert lay(deal, "8C") == ["seat-1 2, hand 2"]
    assert asked(deal) == (1, 2, "hit stand")
    deal.decide(1, 2, HIT)
    assert lay(deal, "KC 3C") == ["seat-1 3, hand 2", "seat-1 2, hand 3"]
    deal.decide(1, 3, HIT)
    lay(deal, "KD TD 9D")
    seat = deal.outcome().seats["1"]
    assert seat.initial == ("8S", "8D")
    assert [hand.cards for hand in seat.hands] == [("8S", "TH"), ("8D", "8C", "KC"), ("8H", "3C", "KD")]


def test_split_aces_get_one_card_each_and_twenty_one_is_no_natural() -> None:
    deal = after(f"AS 6S AD {DOWN}")
    deal.decide(1, 1, SPLIT)
    assert lay(deal, "KS 5D TC 2D") == ["seat-1 2", "seat-1 2, hand 2", "dealer 2", "dealer 3"]
    assert deal.complete


def test_the_next_seat_is_asked_when_the_first_is_done() -> None:
    deal = after(f"AS 8S 6S KS 8D {DOWN}", (1, 4))
    assert asked(deal)[:2] == (4, 1)
    deal.decide(4, 1, STAND)
    assert deal.due == Spot("dealer", 2)


def test_the_dealer_takes_no_card_when_no_hand_is_left() -> None:
    deal = after(f"TS AS 6S 6D KS {DOWN}", (1, 2))
    deal.decide(1, 1, HIT)
    lay(deal, "TC 9H")
    assert deal.complete and deal.outcome().dealer_draws == ()
    without = after("TS 6S 6D", hole="enhc")
    without.decide(1, 1, HIT)
    lay(without, "TC")
    assert without.complete and without.outcome().dealer_hole is None


def test_a_ten_is_peeked_under_and_a_natural_ends_the_round_at_once() -> None:
    deal = after(f"8S TS 8D {DOWN}")
    assert deal.stage is Stage.PEEK and deal.turn is None and deal.due == Spot("dealer", 2)
    lay(deal, "AS")
    assert deal.complete
    assert deal.outcome().seats["1"].hands[0].cards == ("8S", "8D")


def test_the_hole_card_laid_face_down_again_says_that_there_is_no_natural() -> None:
    deal = after(f"8S TS 8D {DOWN} {DOWN}")
    assert asked(deal)[:2] == (1, 1)
    deal.decide(1, 1, STAND)
    with pytest.raises(IllegalOutcome, match="the peek found none"):
        lay(deal, "AS")
    assert lay(deal, "7S") == ["dealer 2"]
    assert deal.complete


def test_what_belies_the_peek_is_refused() -> None:
    deal = after(f"8S TS 8D {DOWN}")
    with pytest.raises(IllegalOutcome, match="TS 7S is no natural"):
        lay(deal, "7S")
    assert deal.stage is Stage.PEEK
    with pytest.raises(IllegalOutcome, match="no seat is asked now"):
        deal.decide(1, 1, HIT)


def test_insurance_is_offered_against_an_ace_before_anything_else() -> None:
    deal = after(f"8S AS 8D {DOWN}")
    assert deal.insurance_due and deal.due is None and deal.turn is None
    assert deal.may_take_even_money == ()
    with pytest.raises(IllegalOutcome, match="no reading is due"):
        deal.lay(Spot("dealer", 2), DOWN)
    deal.close_insurance()
    assert not deal.insurance_due and deal.stage is Stage.PEEK
    with pytest.raises(IllegalOutcome, match="not offered now"):
        deal.close_insurance()


def test_insurance_is_not_offered_against_anything_else() -> None:
    for up in ("TS", "9S"):
        assert not after(f"8S {up} 8D {DOWN}").insurance_due


def test_even_money_ends_a_seats_need() -> None:
    deal = after(f"AS 8S AD KS 8D {DOWN}", (1, 2))
    assert list(deal.may_take_even_money) == [1]
    for seat, hand in ((2, 1), (1, 2), (3, 1)):
        with pytest.raises(IllegalOutcome, match="can't take even money"):
            deal.decide(seat, hand, Action.EVEN_MONEY)
    deal.decide(1, 1, Action.EVEN_MONEY)
    assert list(deal.may_take_even_money) == []
    deal.close_insurance()
    lay(deal, DOWN)
    deal.decide(2, 1, STAND)
    lay(deal, "9H")
    assert deal.outcome().seats["1"].hands[0].even_money and not deal.outcome().seats["2"].hands[0].even_money


def test_even_money_is_not_offered_where_a_natural_is_worth_less() -> None:
    deal = after(f"AS AD KS {DOWN}", bj_pays="6:5")
    assert list(deal.may_take_even_money) == []
    with pytest.raises(IllegalOutcome, match="can't take even money"):
        deal.decide(1, 1, Action.EVEN_MONEY)
    taken = {
        "seats": {"1": {"initial": ["AS", "KS"], "hands": [{"cards": ["AS", "KS"], "even_money": True}]}}
    }
    outcome = BlackjackOutcome.model_validate(
        taken | {"dealer_up": "AD", "dealer_hole": "9D", "dealer_draws": []}
    )
    with pytest.raises(IllegalOutcome, match="not offered where a natural pays 6/5"):
        check_round(BlackjackRules.parse({"bj_pays": "6:5"}), outcome)


def test_even_money_is_too_late_after_insurance() -> None:
    deal = after(f"AS AD KS {DOWN}")
    deal.close_insurance()
    with pytest.raises(IllegalOutcome, match="can't take even money"):
        deal.decide(1, 1, Action.EVEN_MONEY)


def test_without_a_hole_card_an_ace_takes_its_second_card_for_the_insurance() -> None:
    deal = after("TS AS 6D", hole="enhc")
    deal.close_insurance()
    deal.decide(1, 1, HIT)
    lay(deal, "TC")
    assert deal.due == Spot("dealer", 2)
    lay(deal, "5H")
    assert deal.complete and deal.outcome().dealer_draws == ()


def test_late_surrender_is_a_first_action_after_the_peek() -> None:
    deal = after(f"TS TD 6D {DOWN} {DOWN}", surrender="late")
    assert asked(deal) == (1, 1, "double hit stand surrender")
    deal.decide(1, 1, Action.SURRENDER)
    lay(deal, "7H")
    assert deal.complete and deal.outcome().seats["1"].hands[0].surrendered


def test_early_surrender_is_asked_before_the_peek_and_not_again() -> None:
    deal = after(f"TS TC AS TD 6D 7C KS {DOWN}", (1, 2, 3), surrender="early")
    assert asked(deal) == (1, 1, "play surrender")
    assert deal.turn == Turn(1, 1, frozenset({Action.SURRENDER, Action.PLAY}), Action.PLAY)
    deal.decide(1, 1, Action.SURRENDER)
    assert asked(deal) == (2, 1, "play surrender")
    with pytest.raises(IllegalOutcome, match="can't hit: it may play, surrender"):
        deal.decide(2, 1, HIT)
    deal.decide(2, 1, Action.PLAY)
    assert deal.stage is Stage.PEEK
    lay(deal, DOWN)
    assert asked(deal) == (2, 1, "double hit stand")


def test_early_surrender_saves_half_from_a_natural() -> None:
    deal = after(f"TS TD 6D {DOWN}", surrender="early")
    deal.decide(1, 1, Action.SURRENDER)
    lay(deal, "AS")
    check_round(BlackjackRules.parse({"surrender": "early"}), deal.outcome())
    assert deal.outcome().seats["1"].hands[0].surrendered


@pytest.mark.parametrize(("up", "rules"), [("6S", {}), ("TS", {"hole": "enhc"})])
def test_early_surrender_is_a_first_action_where_nothing_is_peeked_under(
    up: str, rules: dict[str, Any]
) -> None:
    down = "" if rules else DOWN
    assert asked(after(f"TS {up} 6D {down}", surrender="early", **rules)) == (
        1,
        1,
        "double hit stand surrender",
    )


@pytest.mark.parametrize(
    ("cards", "policy", "does"),
    [("TS 2D", "stand", STAND), ("5S 2D", "stand", STAND), ("5S 6D", "stand_12", HIT), ("TS 2D", "stand_12", STAND),
     ("AS AD", "stand_12", STAND), ("2S 2D", "stand_12", HIT)],
)  # fmt: skip
def test_a_seat_without_an_answer_does_what_the_rules_say(cards: str, policy: str, does: Action) -> None:
    first, second = cards.split()
    turn = after(f"{first} 6S {second} {DOWN}", time_out=policy).turn
    assert turn is not None and turn.on_time_out is does


def test_a_charlie_is_asked_no_more() -> None:
    deal = after(f"2S 6S 2D {DOWN}", charlie=5)
    for card in ("2C", "3C", "3D"):
        deal.decide(1, 1, HIT)
        lay(deal, card)
    assert deal.due == Spot("dealer", 2)
    lay(deal, "5D")
    assert deal.complete


@pytest.mark.parametrize(
    ("spot", "card", "why"),
    [(Spot("seat-2", 1), "TS", "seat-1 1 is next"), (Spot("dealer", 1), "TS", "seat-1 1 is next"), (Spot("seat-1", 1), "XS", "is not a card"),
     (Spot("seat-1", 1), DOWN, "face up at the seats"), (Spot("seat-1", 1, 2), "TS", "seat-1 1 is next"), (Spot("seat-1", 1), "", "is not a card")],
)  # fmt: skip
def test_a_card_that_is_not_due_is_refused_and_nothing_lies(spot: Spot, card: str, why: str) -> None:
    deal = deal_of((1, 2))
    with pytest.raises(IllegalOutcome, match=why):
        deal.lay(spot, card)
    assert deal.standing() == {"seat-1": (), "seat-2": (), "dealer": ()}


def test_the_dealers_cards_lie_the_right_way_up() -> None:
    with pytest.raises(IllegalOutcome, match="lies face up"):
        after(f"TS {DOWN}")
    with pytest.raises(IllegalOutcome, match="lies face down"):
        after("TS 6S 9S 5D")
    deal = after(f"TS 6S 9S {DOWN}")
    deal.decide(1, 1, STAND)
    with pytest.raises(IllegalOutcome, match="lies face up"):
        lay(deal, DOWN)


def test_no_card_shows_more_often_than_there_are_decks() -> None:
    with pytest.raises(IllegalOutcome, match="TS shows more often than 2"):
        after("TS TS TS", decks=2)
    deal = after(f"TS TS 9S {DOWN} {DOWN}", decks=2)
    deal.decide(1, 1, STAND)
    with pytest.raises(IllegalOutcome, match="TS shows more often than 2"):
        lay(deal, "TS")


@pytest.mark.parametrize(
    ("seat", "hand", "action", "why"),
    [(2, 1, HIT, "seat 1, hand 1, is asked"), (1, 2, HIT, "seat 1, hand 1, is asked"), (1, 1, SPLIT, "can't split: it may double, hit, stand"),
     (1, 1, Action.SURRENDER, "can't surrender"), (1, 1, Action.PLAY, "can't play"), (9, 1, HIT, "is asked")],
)  # fmt: skip
def test_a_decision_that_the_hand_does_not_have_is_refused(
    seat: int, hand: int, action: Action, why: str
) -> None:
    deal = after(f"TS 9S 6S 9D 8S {DOWN}", (1, 2))
    with pytest.raises(IllegalOutcome, match=why):
        deal.decide(seat, hand, action)
    assert asked(deal) == (1, 1, "double hit stand")


def test_no_decision_is_taken_while_a_card_is_due_or_after_the_end() -> None:
    deal = after(f"TS 9S 6S {DOWN}")
    deal.decide(1, 1, HIT)
    with pytest.raises(IllegalOutcome, match="no seat is asked now"):
        deal.decide(1, 1, HIT)
    lay(deal, "KS 8H")
    assert deal.complete
    with pytest.raises(IllegalOutcome, match="no seat is asked now"):
        deal.decide(1, 1, STAND)
    with pytest.raises(IllegalOutcome, match="no reading is due"):
        deal.lay(Spot("dealer", 3), "2S")


def test_an_outcome_of_another_round_is_found() -> None:
    deal = after(f"TS 9S 9D {DOWN}")
    deal.decide(1, 1, STAND)
    lay(deal, "8H")
    deal.check(deal.outcome())
    other = deal.outcome().model_dump() | {"dealer_hole": "9H"}
    with pytest.raises(IllegalOutcome, match="not of what was dealt"):
        deal.check(BlackjackOutcome.model_validate(other))


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(any_round())
def test_any_legal_play_ends_in_a_result_that_its_rules_lead_to(
    case: tuple[BlackjackRules, BlackjackDeal],
) -> None:
    rules, deal = case
    outcome = deal.outcome()
    check_round(rules, outcome)
    deal.check(outcome)
    assert deal.complete and deal.due is None and deal.turn is None and not deal.insurance_due
    assert BlackjackOutcome.consume(outcome.model_dump_json()) == outcome
    assert tuple(map(int, outcome.seats)) == deal.seats


ANY_SPOT = st.builds(
    Spot,
    st.sampled_from(["dealer", "seat-1", "seat-2", "seat-3", "player"]),
    st.integers(1, 5),
    st.integers(1, 3),
)


@settings(deadline=None, max_examples=300)
@given(st.data(), st.sampled_from(["peek", "enhc"]), st.sampled_from(["none", "late", "early"]))
def test_whatever_is_laid_or_decided_the_round_only_does_what_is_due(
    data: st.DataObject, hole: str, surrender: str
) -> None:
    """Readings and decisions at random: each is taken because it was due, or refused and changes nothing."""
    deal = deal_of((1, 3), hole=hole, surrender=surrender, max_hands=3, das=True)
    values = st.sampled_from(["AS", "AD", "KS", "8S", "8D", "8H", "5C", "2C", DOWN, "junk"])
    for _ in range(40):
        due, turn, standing = deal.due, deal.turn, deal.standing()
        try:
            if data.draw(st.booleans()):
                spot = due if due and data.draw(st.booleans()) else data.draw(ANY_SPOT)
                deal.lay(spot, data.draw(values))
                assert spot == due
            elif deal.insurance_due:
                deal.close_insurance()
            else:
                seat, action = data.draw(st.integers(1, 3)), data.draw(st.sampled_from(Action))
                deal.decide(seat, 1, action)
                assert turn is not None and action in turn.actions
        except IllegalOutcome:
            assert (deal.due, deal.turn, deal.standing()) == (due, turn, standing)
    if deal.complete:
        check_round(
            BlackjackRules.parse({"hole": hole, "surrender": surrender, "max_hands": 3, "das": True}),
            deal.outcome(),
        )


def test_readings_become_facts_and_facts_readings() -> None:
    for spot, value in ((Spot("seat-3", 2, 2), "8D"), (Spot("dealer", 2), DOWN), (Spot("dealer", 3), "AS")):
        assert laid(reading_fact(BlackjackDeal.reads, "r-1", spot, value)) == (spot, value)

"""A blackjack table: seats as the edge names them, hands asked in turn, a hole card that nobody hears of too early."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_agent.rounds.blackjack import BlackjackMachine
from firmware_agent.rounds.settings import BlackjackSettings, Confirm, OpenBy
from hardware.orders import Ordered, OrderName, Wish
from hardware.signals import CardDrawn, DeviceUp, Key
from schemas.cards import DECK
from schemas.causes import HoldCause, VoidCause
from schemas.facts import (
    CardDealt,
    Fact,
    HandDecided,
    InsuranceClosed,
    InsuranceOffered,
    RoundHeld,
    RoundOutcome,
    RoundVoided,
    SeatsTaken,
    TurnOpened,
)
from schemas.games.blackjack_deal import BlackjackDeal
from schemas.games.blackjack_rules import NAMED, BlackjackRules
from schemas.playing import Move, play
from tests.firmware_agent.rounds.floor import Floor, check_promises, kinds, s

GRACE = 1.5


def floor(rules: BlackjackRules | None = None) -> Floor:
    rules = rules or BlackjackRules()
    made = Floor(
        BlackjackMachine(
            BlackjackSettings(
                table="bj-1", betting_ns=s(10), gap_ns=s(2), open_by=OpenBy.DEALER, confirm=Confirm.DEALER,
                rules=rules, decks=rules.decks, decision_ns=s(5), insurance_ns=s(4), decision_grace_ns=s(GRACE),
            )
        )
    )  # fmt: skip
    made.feed(DeviceUp(0, "reader"))
    return made


class Table:
    """A round whose window has closed, driven card by card; ``now`` moves on by itself."""

    def __init__(self, *seats: int, rules: BlackjackRules | None = None) -> None:
        self.floor = floor(rules)
        self.floor.press(Key.OPEN, s(5))
        self.floor.until(s(15))
        self.now = 15.0
        self.decisions = 0
        self.seated = self.order(OrderName.SEATS, seats=seats)

    def order(
        self, name: OrderName, seats: tuple[int, ...] = (), wish: Wish | None = None
    ) -> tuple[bool, list[Fact]]:
        self.now += 0.1
        order = Ordered(s(self.now), name, "c", "edge", "", self.floor.machine.round_id, seats, wish)
        return self.floor.machine.judge(order).accepted, self.floor.feed(order)

    def deal(self, *cards: str) -> list[Fact]:
        facts: list[Fact] = []
        for card in cards:
            self.now += 0.1
            facts += self.floor.feed(CardDrawn(s(self.now), "reader", card))
        return facts

    def decide(
        self, seat: int, action: str, hand: int = 1, decision_id: str | None = None
    ) -> tuple[bool, list[Fact]]:
        self.decisions += 1
        number = f"00000000-0000-4000-8000-{self.decisions:012}"
        return self.order(OrderName.DECIDE, wish=Wish(decision_id or number, seat, hand, action))

    def wait(self, seconds: float) -> list[Fact]:
        self.now += seconds
        return self.floor.until(s(self.now))

    def confirm(self) -> list[Fact]:
        self.now += 0.1
        return self.floor.press(Key.CONFIRM, s(self.now))


def turn(facts: list[Fact]) -> TurnOpened:
    (found,) = [fact for fact in facts if isinstance(fact, TurnOpened)]
    return found


def test_a_round_from_the_seats_to_the_confirmed_result() -> None:
    table = Table(3)
    assert kinds(table.seated[1]) == ["round.seats"]
    facts = table.deal("TS", "9H", "8D", "7C")
    assert turn(facts).seat == 3
    assert table.floor.machine.view().guidance == "wait for seat 3, hand 1"
    accepted, facts = table.decide(3, "stand")
    assert accepted
    assert kinds(facts) == ["round.decided", "round.card"]
    assert isinstance(facts[1], CardDealt)
    assert facts[1].card == "7C"
    facts = table.deal("5S")
    assert table.floor.phase == "result_pending"
    (outcome,) = table.confirm()
    assert isinstance(outcome, RoundOutcome)
    assert outcome.outcome.model_dump(mode="json")["dealer_draws"] == ["5S"]
    check_promises(table.floor)


def test_the_hole_card_is_in_no_fact_before_it_is_turned() -> None:
    table = Table(1)
    facts = table.deal("TS", "9H", "8D", "7C")
    assert [fact.card for fact in facts if isinstance(fact, CardDealt)] == ["TS", "9H", "8D", None]
    assert "7C" not in "".join(fact.model_dump_json() for fact in table.floor.facts)


def test_without_a_bet_at_any_seat_the_round_is_void() -> None:
    table = Table()
    (void,) = [fact for fact in table.seated[1] if isinstance(fact, RoundVoided)]
    assert void.cause is VoidCause.NO_SEATS


def test_a_card_before_the_seats_are_known_holds_the_round() -> None:
    made = floor()
    made.press(Key.OPEN, s(5))
    made.until(s(15))
    facts = made.feed(CardDrawn(s(16), "reader", "TS"))
    assert [fact.cause for fact in facts if isinstance(fact, RoundHeld)] == [HoldCause.EXTRA_CARD]


def test_a_card_before_the_hand_has_decided_holds_and_the_hand_is_asked_again_after_the_release() -> None:
    table = Table(1)
    table.deal("TS", "9H", "2D", "7C")
    facts = table.deal("5S")
    assert [fact.cause for fact in facts if isinstance(fact, RoundHeld)] == [HoldCause.EXTRA_CARD]
    assert not table.decide(1, "hit")[0]
    accepted, facts = table.order(OrderName.RELEASE)
    assert accepted
    assert turn(facts).seat == 1
    assert table.decide(1, "hit")[0]


def test_without_an_answer_the_hand_stands_after_the_time_and_its_grace() -> None:
    table = Table(1)
    table.deal("TS", "9H", "8D", "7C")
    assert table.wait(5 + GRACE - 0.2) == []
    facts = table.wait(0.2)
    assert isinstance(facts[0], HandDecided)
    assert (facts[0].action.value, facts[0].decision_id) == ("stand", None)


def test_a_decision_within_the_grace_still_counts() -> None:
    table = Table(1)
    table.deal("TS", "9H", "2D", "7C")
    table.wait(5.5)
    assert table.decide(1, "double")[0]
    facts = table.deal("9S")
    assert "round.card" in kinds(facts)


def test_a_decision_for_another_hand_or_another_act_is_rejected() -> None:
    table = Table(1, 2)
    table.deal("TS", "9S", "9H", "8D", "7C", "4C")
    assert not table.decide(2, "stand")[0]
    assert not table.decide(1, "split")[0]
    assert not table.decide(1, "even_money")[0]
    assert table.decide(1, "stand")[0]


def test_an_ace_offers_insurance_and_a_natural_may_take_even_money() -> None:
    table = Table(1, 2)
    facts = table.deal("AS", "9S", "AH", "KD", "7C", "9C")
    assert isinstance(facts[-1], InsuranceOffered)
    assert table.decide(1, "even_money")[0]
    assert not table.decide(2, "even_money")[0]
    facts = table.wait(4 + GRACE)
    assert isinstance(facts[0], InsuranceClosed)
    assert turn(facts).seat == 2


def test_a_dealer_natural_ends_the_round_at_the_peek() -> None:
    table = Table(1)
    facts = table.deal("TS", "TH", "8D", "AC")
    assert [fact.card for fact in facts if isinstance(fact, CardDealt)][-2:] == [None, "AC"]
    assert table.floor.phase == "result_pending"
    assert isinstance(table.confirm()[0], RoundOutcome)


def test_two_split_hands_are_asked_one_after_the_other() -> None:
    table = Table(1)
    table.deal("8S", "9H", "8D", "7C")
    assert table.decide(1, "split")[0]
    assert turn(table.deal("2S")).hand == 1
    assert table.decide(1, "stand")[0]
    assert turn(table.deal("3S")).hand == 2
    assert table.decide(1, "stand", hand=2)[0]


@pytest.mark.parametrize("name", sorted(NAMED))
@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 2**32))
def test_any_round_ends_with_a_result_that_follows_from_its_facts(name: str, seed: int) -> None:
    rng, rules = Random(seed), NAMED[name]
    seats = tuple(sorted(rng.sample(range(1, 8), rng.randint(1, 7))))
    table = Table(*seats, rules=rules)
    shoe = list(DECK) * rules.decks
    rng.shuffle(shoe)
    for _ in range(400):
        if table.floor.phase == "result_pending":
            break
        step(table, rng, shoe)
    (outcome,) = table.confirm()
    assert isinstance(outcome, RoundOutcome)
    check_promises(table.floor)
    again = BlackjackDeal(rules)
    for fact in table.floor.facts:
        if isinstance(fact, Move):
            play(again, fact)
    again.check(outcome.outcome)


def step(table: Table, rng: Random, shoe: list[str]) -> None:
    """Whatever the table waits for: a card, a decision, or time."""
    guidance = table.floor.machine.view().guidance
    if guidance.startswith("next card"):
        table.deal(shoe.pop())
    elif guidance.startswith("wait for seat") and rng.random() < 0.8:
        asked = [fact for fact in table.floor.facts if isinstance(fact, TurnOpened)][-1]
        assert table.decide(asked.seat, rng.choice(asked.actions).value, asked.hand)[0]
    else:
        table.wait(7)


def test_a_decision_that_is_told_again_after_its_card_does_not_draw_another() -> None:
    """The edge repeats an order until it hears of it: by then the same hand may be asked again."""
    table, told = Table(1), "00000000-0000-4000-8000-0000000000aa"
    table.deal("2S", "9H", "2D", "7C")
    assert table.decide(1, "hit", decision_id=told)[0]
    assert turn(table.deal("2H")).seat == 1
    assert table.decide(1, "hit", decision_id=told) == (False, [])
    assert table.decide(1, "hit")[0]


def test_the_seats_of_a_round_are_told_once() -> None:
    table = Table(1)
    assert isinstance(table.seated[1][0], SeatsTaken)
    assert not table.order(OrderName.SEATS, seats=(2,))[0]

"""Coups from a reading shoe, told as the shoe tells them (Angel Eye II-EX events), against the incidents of a card table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from firmware_agent.rounds.baccarat import BaccaratMachine
from firmware_agent.rounds.machine import Memory
from firmware_agent.rounds.settings import BaccaratSettings, Confirm, OpenBy
from hardware.orders import OrderName
from hardware.signals import (
    CardRead,
    CardTarget,
    CutCardSeen,
    DeviceDown,
    DeviceUp,
    FramesMissed,
    Key,
    ShoeError,
    ShoeLock,
    ShoeMode,
    ShoeReady,
    ShoeResult,
    Signal,
    StrayCard,
    Winner,
)
from schemas.causes import HoldCause, VoidCause
from schemas.facts import (
    CardBurned,
    CardDealt,
    CutCardOut,
    RoundHeld,
    RoundOutcome,
    RoundVoided,
    ShoeChanged,
    SupervisorCalled,
    TablePaused,
)
from schemas.games.baccarat import BaccaratOutcome
from tests.firmware_agent.rounds.eyes import NATURAL
from tests.firmware_agent.rounds.floor import Floor, check_promises, kinds, s

RULES = BaccaratSettings(table="t", open_by=OpenBy.DEALER, betting_ns=s(10))
THREE_CARDS_EACH = ("P1 2S", "B1 3C", "P2 2H", "B2 2D", "P3 5S", "B3 TC")
BANKER_DRAWS_ALONE = ("P1 7S", "B1 2C", "P2 KH", "B2 3D", "B3 4H")
SEATS = {"P": CardTarget.PLAYER, "B": CardTarget.BANKER, "F": CardTarget.FIRST_CARD, "X": CardTarget.BURN}


def card(text: str, at: float, resent: bool = False) -> CardRead:
    """``"P1 8S"``: seat, index and card."""
    return CardRead(s(at), "shoe", SEATS[text[0]], int(text[1]), text[3:], resent)


def result(winner: Winner, at: float, pairs: str = "") -> ShoeResult:
    """The shoe's announcement."""
    return ShoeResult(s(at), "shoe", winner, "P" in pairs, "B" in pairs)


def table(memory: Memory | None = None, **rules: Any) -> Floor:
    """A floor with one shoe that is heard."""
    floor = Floor(BaccaratMachine(replace(RULES, **rules), memory))
    floor.feed(DeviceUp(0, "shoe"))
    return floor


def closed(floor: Floor, at: float = 1) -> Floor:
    """Opened at ``at``, bets closed by time ten seconds later."""
    floor.press(Key.OPEN, s(at))
    floor.until(s(at + 10))
    assert floor.phase == "bets_closed"
    return floor


def deal(floor: Floor, cards: tuple[str, ...], at: float = 12) -> Floor:
    """One card a second."""
    floor.feed(*(card(text, at + n) for n, text in enumerate(cards)))
    return floor


def coup(floor: Floor, at: float) -> None:
    """A whole coup that the Player wins with a natural."""
    closed(floor, at)
    deal(floor, NATURAL, at + 11)
    floor.feed(result(Winner.PLAYER, at + 16))
    assert floor.machine.round_id is None


def outcome(floor: Floor) -> tuple[BaccaratOutcome, tuple[str, ...]]:
    """The only outcome and its sources."""
    check_promises(floor)
    (fact,) = [fact for fact in floor.facts if isinstance(fact, RoundOutcome)]
    assert isinstance(fact.outcome, BaccaratOutcome)
    return fact.outcome, fact.sources


def held(floor: Floor) -> HoldCause:
    """Why the round is held."""
    check_promises(floor)
    assert floor.phase == "held"
    fact = floor.last(RoundHeld)
    assert isinstance(fact, RoundHeld) and fact.detail
    return fact.cause


@pytest.mark.parametrize(
    ("cards", "winner", "pairs", "totals"),
    [
        (NATURAL, Winner.PLAYER, "", (8, 7)),
        (THREE_CARDS_EACH, Winner.PLAYER, "P", (9, 5)),
        (BANKER_DRAWS_ALONE, Winner.BANKER, "", (7, 9)),
        (("P1 9S", "B1 9C", "P2 KH", "B2 KD"), Winner.TIE, "", (9, 9)),
    ],
)
def test_a_coup_from_bets_to_its_result(
    cards: tuple[str, ...], winner: Winner, pairs: str, totals: tuple[int, int]
) -> None:
    floor = deal(closed(table()), cards)
    assert floor.phase == "result_pending"
    floor.feed(result(winner, 30, pairs))
    told, sources = outcome(floor)
    assert (told.player_total, told.banker_total, told.winner.value) == (*totals, winner.value)
    assert sources == ("shoe.cards", "shoe.result")
    dealt = [
        (fact.seat.value[0].upper(), fact.index, fact.card)
        for fact in floor.facts
        if isinstance(fact, CardDealt)
    ]
    assert dealt == [(text[0], int(text[1]), text[3:]) for text in cards]


def test_a_card_before_close_holds_the_round() -> None:
    floor = table()
    floor.press(Key.OPEN, s(1))
    facts = floor.feed(card("P1 8S", 3))
    assert kinds(facts) == ["round.closed", "round.card", "round.held"]
    assert held(floor) is HoldCause.CARD_BEFORE_CLOSE
    assert not floor.order(OrderName.RELEASE, s(4))[0]


@pytest.mark.parametrize("wrong", ["P1 8S", "P2 8S", "B2 8S"])
def test_a_card_at_the_wrong_place_holds_the_round(wrong: str) -> None:
    floor = deal(closed(table()), ("P1 8S",))
    floor.feed(card(wrong, 14))
    assert held(floor) is HoldCause.WRONG_CARD


def test_a_pit_boss_restores_the_order_of_scanning() -> None:
    floor = deal(closed(table()), ("P1 8S", "P2 5C", "P2 KH", "B2 2D"))
    assert held(floor) is HoldCause.WRONG_CARD
    accepted, facts = floor.order(OrderName.RELEASE, s(20))
    assert accepted and kinds(facts)[:4] == ["round.released", "round.card", "round.card", "round.card"]
    floor.feed(result(Winner.PLAYER, 21))
    told, _ = outcome(floor)
    assert (told.player, told.banker) == (("8S", "KH"), ("5C", "2D"))


def test_an_extra_card_holds_the_round_and_is_burnt_when_it_goes_on() -> None:
    floor = deal(closed(table()), (*NATURAL, "P3 4C"))
    assert held(floor) is HoldCause.EXTRA_CARD
    floor.order(OrderName.RELEASE, s(20))
    assert floor.last(CardBurned) == CardBurned(card="4C", what="burn")
    floor.feed(result(Winner.PLAYER, 21))
    assert outcome(floor)[0].player == ("8S", "KH")


def test_a_retransmission_of_the_same_card_is_nothing() -> None:
    floor = deal(closed(table()), ("P1 8S",))
    assert floor.feed(card("P1 8S", 13, resent=True)) == []
    deal(floor, NATURAL[1:], 14)
    floor.feed(result(Winner.PLAYER, 20))
    assert outcome(floor)[0].natural


def test_a_retransmission_of_another_card_holds_the_round_for_good() -> None:
    floor = deal(closed(table()), ("P1 8S",))
    floor.feed(card("P1 9S", 13, resent=True))
    assert held(floor) is HoldCause.SOURCES_DISAGREE
    assert not floor.order(OrderName.RELEASE, s(14))[0]


def test_two_identical_cards_in_a_row_are_legal() -> None:
    floor = deal(closed(table()), ("P1 9S", "B1 9S", "P2 KH", "B2 KH"))
    floor.feed(result(Winner.TIE, 20))
    assert outcome(floor)[0].winner.value == "tie"


def test_more_copies_than_decks_hold_the_round() -> None:
    floor = deal(closed(table(decks=1)), ("P1 9S", "B1 9S"))
    assert held(floor) is HoldCause.FOREIGN_CARD


def test_membership_is_counted_over_coups_and_restarts() -> None:
    floor = table(decks=1)
    coup(floor, 1)
    again = table(memory=floor.machine.memory(), decks=1)
    deal(closed(again), ("P1 8S",))
    assert held(again) is HoldCause.FOREIGN_CARD


def test_a_foreign_card_outside_a_round_pauses_the_table() -> None:
    floor = table(decks=1)
    floor.feed(card("X1 8S", 1), card("X2 8S", 2))
    assert isinstance(floor.last(TablePaused), TablePaused)
    floor.press(Key.OPEN, s(3))
    assert floor.machine.round_id is None


@pytest.mark.parametrize(
    ("winner", "pairs"), [(Winner.BANKER, ""), (Winner.TIE, ""), (Winner.PLAYER, "P"), (Winner.PLAYER, "B")]
)
def test_a_shoe_that_disagrees_with_its_cards_holds_the_round(winner: Winner, pairs: str) -> None:
    floor = deal(closed(table()), NATURAL)
    floor.feed(result(winner, 20, pairs))
    assert held(floor) is HoldCause.SOURCES_DISAGREE


def test_a_result_before_the_last_card_holds_the_round() -> None:
    floor = deal(closed(table()), THREE_CARDS_EACH[:5])
    floor.feed(result(Winner.PLAYER, 20, "P"))
    assert held(floor) is HoldCause.SOURCES_DISAGREE


def test_a_result_that_never_comes_holds_the_round() -> None:
    floor = deal(closed(table()), NATURAL)
    floor.until(s(300))
    assert held(floor) is HoldCause.RESULT_NOT_CONFIRMED


def test_the_dealers_key_confirms_where_the_house_wants_it() -> None:
    floor = deal(closed(table(confirm=Confirm.DEALER)), NATURAL)
    floor.feed(result(Winner.PLAYER, 20))
    assert floor.phase == "result_pending"
    floor.press(Key.CONFIRM, s(21))
    assert outcome(floor)[1] == ("shoe.cards", "shoe.result", "dealer")


def test_the_dealers_key_stands_in_for_a_missing_announcement() -> None:
    floor = deal(closed(table(confirm=Confirm.DEALER)), NATURAL)
    floor.press(Key.CONFIRM, s(21))
    assert outcome(floor)[1] == ("shoe.cards", "dealer")


@pytest.mark.parametrize(
    ("signal", "cause"),
    [
        (result(Winner.FORCED_QUIT, 15), HoldCause.SHOE_FORCED_QUIT),
        (ShoeError(s(15), "shoe", 2, True), HoldCause.SHOE_ERROR),
        (FramesMissed(s(15), "shoe", 1), HoldCause.MISSED_EVENTS),
        (DeviceDown(s(15), "shoe", "gone"), HoldCause.DEVICE_LOST_MID_ROUND),
        (StrayCard(s(15), "shoe", ShoeMode.LOCKED, "4C"), HoldCause.WRONG_CARD),
        (card("X1 4C", 15), HoldCause.WRONG_CARD),
    ],
)
def test_what_goes_wrong_in_a_deal_holds_the_round(signal: Signal, cause: HoldCause) -> None:
    floor = deal(closed(table()), NATURAL[:2])
    floor.feed(signal)
    assert held(floor) is cause
    floor.press(Key.RELEASE, s(20))
    fact = floor.last(RoundVoided)
    assert isinstance(fact, RoundVoided) and fact.cause is VoidCause.HOLD_NOT_RESOLVED
    check_promises(floor)


def test_a_cleared_error_lets_the_coup_go_on() -> None:
    floor = deal(closed(table()), NATURAL[:2])
    floor.feed(ShoeError(s(15), "shoe", 1, True))
    assert not floor.order(OrderName.RELEASE, s(16))[0]
    floor.feed(ShoeError(s(17), "shoe", 1, False))
    assert floor.order(OrderName.RELEASE, s(18))[0]
    deal(floor, NATURAL[2:], 19)
    floor.feed(result(Winner.PLAYER, 22))
    assert outcome(floor)[0].natural


def test_missed_events_can_only_go_on_when_every_card_lies() -> None:
    floor = deal(closed(table()), NATURAL[:3])
    floor.feed(FramesMissed(s(16), "shoe", 1))
    assert not floor.order(OrderName.RELEASE, s(17))[0]
    floor.feed(card(NATURAL[3], 18))
    assert floor.order(OrderName.RELEASE, s(19))[0]
    floor.feed(result(Winner.PLAYER, 20))
    assert outcome(floor)[0].natural


def test_a_dealer_who_does_not_deal_is_called_for() -> None:
    floor = closed(table())
    floor.until(s(300))
    assert isinstance(floor.last(SupervisorCalled), SupervisorCalled)
    assert floor.phase == "bets_closed"


def test_cards_without_a_round_say_nothing_about_money_and_block_the_next() -> None:
    floor = table()
    deal(floor, NATURAL[:2], 1)
    floor.press(Key.OPEN, s(5))
    assert floor.machine.round_id is None
    assert kinds(floor.facts) == ["table.started", "device.changed", "supervisor.called"]
    floor.feed(result(Winner.PLAYER, 6))
    floor.press(Key.OPEN, s(7))
    assert floor.phase == "bets_open"


def test_the_cut_card_allows_this_coup_and_one_more() -> None:
    floor = closed(table())
    floor.feed(CutCardSeen(s(11.5), "shoe"))
    assert floor.last(CutCardOut) == CutCardOut(round_id="t-7-1")
    deal(floor, NATURAL)
    floor.feed(result(Winner.PLAYER, 17))
    coup(floor, 20)
    floor.press(Key.OPEN, s(50))
    assert floor.machine.round_id is None


def spent() -> Floor:
    """A table whose shoe is finished."""
    floor = table()
    floor.feed(CutCardSeen(s(0.5), "shoe"))
    coup(floor, 1)
    coup(floor, 30)
    assert not floor.order(OrderName.OPEN, s(59))[0]
    return floor


@pytest.mark.parametrize(
    "signs",
    [
        (ShoeLock(s(60), "shoe", True), ShoeLock(s(61), "shoe", False)),
        (ShoeReady(s(60), "shoe", False),),
        (card("F1 9D", 60),),
    ],
)
def test_a_shoe_change_lets_rounds_open_again_and_counts_from_nothing(signs: tuple[Signal, ...]) -> None:
    floor = spent()
    floor.feed(*signs)
    assert floor.last(ShoeChanged) == ShoeChanged(shoe_number=2)
    floor.press(Key.OPEN, s(70))
    assert floor.phase == "bets_open"
    assert dict(floor.machine.memory().shoe_cards).get("8S") is None


def test_the_dealer_or_an_order_can_declare_a_new_shoe() -> None:
    floor = spent()
    floor.press(Key.RELEASE, s(60))
    assert floor.last(ShoeChanged) == ShoeChanged(shoe_number=2)
    other = spent()
    assert other.order(OrderName.NEW_SHOE, s(60))[0]
    assert other.last(ShoeChanged) == ShoeChanged(shoe_number=2)
    assert other.order(OrderName.OPEN, s(61))[0]
    assert not other.order(OrderName.NEW_SHOE, s(62))[0]


def test_burn_cards_between_coups_are_told() -> None:
    floor = table()
    floor.feed(card("F1 9D", 1), card("X1 4C", 2))
    assert kinds(floor.facts)[-2:] == ["shoe.card_burned", "shoe.card_burned"]
    assert dict(floor.machine.memory().shoe_cards) == {"9D": 1, "4C": 1}


def test_a_shoe_that_is_not_heard_opens_nothing() -> None:
    floor = table(open_by=OpenBy.AUTO)
    floor.feed(DeviceDown(s(1), "shoe", "gone"))
    floor.until(s(20))
    assert floor.machine.round_id is None
    floor.feed(DeviceUp(s(21), "shoe"))
    assert floor.phase == "bets_open"


def test_a_held_round_whose_coup_is_over_can_be_left_behind() -> None:
    floor = table()
    floor.press(Key.OPEN, s(1))
    floor.feed(card("P1 8S", 3))
    assert not floor.machine.next_game_ready
    deal(floor, NATURAL[1:], 4)
    floor.feed(result(Winner.PLAYER, 9))
    assert floor.machine.next_game_ready


def test_a_restart_in_mid_coup_holds_the_round() -> None:
    before = deal(closed(table()), NATURAL[:2])
    floor = table(memory=before.machine.memory())
    assert held(floor) is HoldCause.AGENT_DIED_MID_ROUND
    assert kinds(floor.facts)[:2] == ["table.started", "round.held"]

"""A result that waits for the camera or the dealer: a shoe that is lost then changes nothing; two cards that lie swapped are two differences."""

from __future__ import annotations

from dataclasses import replace

import pytest

from firmware_agent.rounds.baccarat import BaccaratMachine
from firmware_agent.rounds.machine import Memory
from firmware_agent.rounds.settings import BaccaratSettings, Confirm, OnAbstain, OpenBy
from hardware.orders import Ordered, OrderName
from hardware.signals import CardDrawn, DeviceDown, DeviceUp, Key, ShoeResult, WheelNumber, Winner
from schemas.causes import CloseCause, HoldCause
from schemas.facts import RoundClosed, RoundHeld, SupervisorCalled
from schemas.phases import Game
from schemas.sight import Compared, SightKind
from tests.firmware_agent.rounds.eyes import (
    CARDS,
    NATURAL,
    card,
    coup,
    dealt_table,
    enter,
    eyes,
    holds,
    order,
    saw,
    shoe_table,
    sources,
    verdicts,
    wheel_table,
)
from tests.firmware_agent.rounds.floor import Floor, check_promises, kinds, s

GONE = DeviceDown(s(16.5), "shoe", "gone")


def test_a_shoe_that_is_lost_after_its_result_leaves_it_to_the_camera() -> None:
    floor = coup(*NATURAL[:3])
    floor.feed(GONE)
    assert (holds(floor), floor.phase) == ([], "result_pending")
    floor.feed(saw(16.8, NATURAL[3]))
    assert sources(floor) == [("shoe.cards", "shoe.result", "camera")]
    check_promises(floor)


def test_a_shoe_that_is_lost_after_its_result_leaves_it_to_the_dealer() -> None:
    floor = coup(*NATURAL[:3])
    floor.feed(GONE)
    floor.until(s(20))
    floor.press(Key.CONFIRM, s(21))
    assert sources(floor) == [("shoe.cards", "shoe.result", "dealer")]
    assert floor.press(Key.OPEN, s(30)) == []


def test_a_shoe_that_is_lost_before_it_announced_the_result_holds_the_round_whatever_the_camera_saw() -> None:
    floor = coup(*NATURAL, announced=False)
    floor.feed(GONE)
    assert (holds(floor), sources(floor)) == ([HoldCause.DEVICE_LOST_MID_ROUND], [])
    assert enter(floor, 20, "P3 2C") == ("against_rules", [])
    assert order(floor, OrderName.RELEASE, 21)[0] == "wrong_phase"
    floor.feed(DeviceUp(s(25), "shoe"))
    assert order(floor, OrderName.RELEASE, 26)[0] == "ok"
    floor.feed(ShoeResult(s(27), "shoe", Winner.PLAYER, False, False))
    assert sources(floor) == [("shoe.cards", "shoe.result", "camera")]
    check_promises(floor)


def test_a_reader_that_is_lost_before_the_dealer_has_confirmed_holds_the_round_and_after_that_does_not() -> (
    None
):
    before, after = (dealt_table(Game.DRAGON_TIGER, CARDS) for _ in range(2))
    for floor in (before, after):
        floor.feed(CardDrawn(s(16), "reader", "KH"), CardDrawn(s(17), "reader", "2S"), saw(17.2, "D1 KH"))
    before.feed(DeviceDown(s(18), "reader", "gone"))
    assert holds(before) == [HoldCause.DEVICE_LOST_MID_ROUND]
    after.press(Key.CONFIRM, s(17.5))
    after.feed(DeviceDown(s(18), "reader", "gone"), saw(18.4, "T1 2S"))
    assert sources(after) == [("reader", "dealer", "camera")]


@pytest.mark.parametrize("on_abstain", OnAbstain)
def test_two_cards_that_lie_swapped_are_two_differences_and_confirm_nothing(on_abstain: OnAbstain) -> None:
    floor = coup("P1 KH", "P2 8S", "B1 5C", "B2 2D", seen_at=15.5, on_abstain=on_abstain)
    assert verdicts(floor.facts)["player 1"] is Compared.DISPUTE
    assert order(floor, OrderName.RELEASE, 20)[0] == "ok"
    assert [held.detail[:31] for held in floor.facts if isinstance(held, RoundHeld)] == [
        "the camera sees KH at player 1,",
        "the camera sees 8S at player 2,",
    ]
    assert (verdicts(floor.facts)["player 2"], sources(floor)) == (Compared.DISPUTE, [])
    check_promises(floor)


def test_swapped_cards_that_the_camera_sees_before_the_shoe_reads_them_confirm_nothing() -> None:
    floor = shoe_table(sight=CARDS)
    floor.feed(saw(11.5, "P1 KH"), saw(11.6, "P2 8S"), card(12, NATURAL[0]), card(13, NATURAL[1]))
    assert holds(floor) == [HoldCause.CAMERA_DISPUTE]
    floor.feed(card(14, NATURAL[2]), card(15, NATURAL[3]))
    assert order(floor, OrderName.RELEASE, 16)[0] == "ok"
    assert (holds(floor), sources(floor)) == ([HoldCause.CAMERA_DISPUTE] * 2, [])


def test_the_same_word_told_twice_is_one_word() -> None:
    once, twice = coup(*NATURAL, seen_at=15.5), coup(*NATURAL, *NATURAL, seen_at=15.5)
    assert once.facts == twice.facts


def test_a_board_that_starts_again_in_a_dispute_can_only_void_the_round() -> None:
    floor = shoe_table(sight=CARDS)
    floor.feed(card(12, "P1 8S"), saw(12.3, "P1 9S"))
    memory = Memory.from_json(floor.machine.memory().to_json())
    after = Floor(BaccaratMachine(BaccaratSettings(table="t", open_by=OpenBy.DEALER, sight=CARDS), memory))
    assert holds(after) == [HoldCause.AGENT_DIED_MID_ROUND]
    held = after.machine.round_id
    after.feed(DeviceUp(s(1), "shoe"), DeviceUp(s(1), "camera"))
    assert after.feed(replace(saw(2, "P1 8S"), round_id=held or "")) == []
    assert order(after, OrderName.RELEASE, 3)[0] == "wrong_phase"
    assert enter(after, 4, *NATURAL)[0] == "wrong_phase"
    assert kinds(order(after, OrderName.VOID, 5)[1])[:1] == ["round.voided"]
    assert sources(after) == []


def test_one_person_and_the_camera_do_not_outweigh_what_the_wheel_has_said_once() -> None:
    floor = wheel_table(eyes(SightKind.WHEEL), confirm=Confirm.DEALER)
    floor.feed(WheelNumber(s(36), "wheel", "28"), saw(36.8, "W1 29"))
    floor.until(s(300))
    assert holds(floor) == [HoldCause.RESULT_NOT_CONFIRMED]
    assert enter(floor, 310, "W1 29", second=None) == ("needs_two_people", [])
    assert enter(floor, 311, "W1 29")[0] == "ok"
    assert sources(floor) == [("people",)]


def test_one_person_and_the_camera_suffice_for_what_the_wheel_has_said_once_too() -> None:
    floor = wheel_table(eyes(SightKind.WHEEL), confirm=Confirm.DEALER)
    floor.feed(WheelNumber(s(36), "wheel", "28"), saw(36.8, "W1 28"))
    floor.until(s(300))
    assert enter(floor, 310, "W1 28", second=None)[0] == "ok"
    assert sources(floor) == [("wheel.number", "camera", "person")]


def test_a_card_that_only_the_camera_saw_calls_a_supervisor_when_it_is_told_after_the_result() -> None:
    floor = coup(*NATURAL)
    facts = floor.feed(saw(16.5, "B3 7H"))
    assert [type(fact) for fact in facts][-1] is SupervisorCalled
    assert floor.feed(saw(16.6, "B3 7H")) == []


def test_a_picture_closes_no_window_before_what_was_sensed_earlier_has_come() -> None:
    floor = shoe_table(sight=CARDS)
    floor.press(Key.VOID, s(12))
    floor.press(Key.OPEN, s(20))
    floor.feed(saw(30.01, "P1 8S"), card(29.99, "P1 8S"))
    assert holds(floor)[-1] is HoldCause.CARD_BEFORE_CLOSE
    closed = floor.last(RoundClosed)
    assert isinstance(closed, RoundClosed) and closed.cause is CloseCause.CARD_SEEN
    check_promises(floor)


def test_an_order_to_release_that_comes_twice_decides_only_the_difference_that_was_shown() -> None:
    floor = coup("P1 KH", "P2 8S", "B1 5C", "B2 2D", seen_at=15.5)
    shown = floor.hold_ns
    assert order(floor, OrderName.RELEASE, 20)[0] == "ok"
    again = Ordered(s(20.3), OrderName.RELEASE, "c", "pit-1", "", floor.machine.round_id, hold_ns=shown)
    assert (floor.machine.judge(again).code, floor.feed(again)) == ("wrong_phase", [])
    assert (holds(floor), floor.phase) == ([HoldCause.CAMERA_DISPUTE] * 2, "held")
    assert order(floor, OrderName.RELEASE, 21.5)[0] == "ok"
    assert sources(floor) == [("shoe.cards", "shoe.result", "person")]
    check_promises(floor)


@pytest.mark.parametrize(("later", "times"), [("P1 9S", 1), ("P1 -hand", 1), ("P1 8S", 1), ("P1 TC", 2)])
def test_a_decision_is_about_the_two_values_that_were_shown(later: str, times: int) -> None:
    floor = shoe_table(sight=CARDS)
    floor.feed(card(12, "P1 8S"), saw(12.3, "P1 9S"))
    assert order(floor, OrderName.RELEASE, 14)[0] == "ok"
    floor.feed(saw(15, later))
    assert holds(floor) == [HoldCause.CAMERA_DISPUTE] * times
    check_promises(floor)


def test_a_value_that_the_camera_saw_while_the_round_was_held_was_not_shown_to_who_decided() -> None:
    floor = shoe_table(sight=CARDS)
    floor.feed(card(12, "P1 8S"), saw(12.3, "P1 9S"), saw(13, "P1 TC"))
    assert order(floor, OrderName.RELEASE, 14)[0] == "ok"
    assert holds(floor) == [HoldCause.CAMERA_DISPUTE] * 2
    assert "TC" in floor.machine.view().guidance

"""What lay there before says nothing about what is played now: re-spins, throws, stops, and pictures that are told late."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from firmware_agent.rounds.settings import Confirm, NoSpin
from hardware.orders import OrderName
from hardware.signals import (
    DeviceDown,
    DiceRead,
    Key,
    SegmentRead,
    Signal,
    ThrowBegun,
    ThrowVoid,
    WheelNumber,
    WheelStatus,
    WheelWarning,
)
from schemas.causes import HoldCause
from schemas.games.rules import parse_rules
from schemas.phases import Game
from schemas.sight import SightKind
from tests.firmware_agent.rounds.eyes import (
    dealt_table,
    eyes,
    falls,
    holds,
    order,
    saw,
    sources,
    waiting_wheel,
    wheel_line,
    wheel_table,
)
from tests.firmware_agent.rounds.floor import Floor, check_promises, kinds, s

WHEEL, DICE, SEGMENTS = (eyes(each) for each in (SightKind.WHEEL, SightKind.DICE, SightKind.SEGMENTS))
MULTIPLIED = parse_rules(Game.MONEY_WHEEL, {"wheel": "dream_catcher"})


def test_pictures_of_another_spin_say_nothing_about_a_round_whose_wheel_was_unheard() -> None:
    floor = wheel_table(WHEEL)
    floor.feed(DeviceDown(s(37), "wheel", "gone"))
    floor.until(s(200))
    floor.feed(wheel_line(3, 210, "12", spin=5), saw(240, "W1 17"), wheel_line(4, 241, "12", spin=5))
    assert "round.seen" not in kinds(floor.press(Key.VOID, s(250)))


def with_the_rotor(at: float) -> WheelStatus:
    """No spin: the ball runs with the rotor."""
    return replace(wheel_line(3, at), warning=WheelWarning.BALL_WITH_ROTOR)


def spun_again_after_a_dispute() -> Floor:
    """The dealer confirmed 28, the camera saw 29, the pit boss let it go on; then the wheel says that it was no spin."""
    floor = wheel_table(WHEEL, confirm=Confirm.DEALER, no_spin=NoSpin.RESPIN)
    floor.feed(WheelNumber(s(36), "wheel", "28"), wheel_line(2, 37))
    floor.press(Key.CONFIRM, s(38))
    floor.feed(saw(38.5, "W1 29"))
    assert holds(floor) == [HoldCause.CAMERA_DISPUTE]
    assert order(floor, OrderName.RELEASE, 40)[0] == "ok"
    floor.feed(with_the_rotor(41), wheel_line(2, 45), wheel_line(3, 50), wheel_line(4, 60))
    assert "round.respun" in kinds(floor.facts)
    return floor


@pytest.mark.parametrize("pocket", ["28", "29"])
def test_a_re_spin_takes_over_neither_the_cameras_word_nor_the_decision_on_it(pocket: str) -> None:
    floor = spun_again_after_a_dispute()
    floor.feed(saw(40.9, f"W1 {pocket}"), *falls(pocket, 66))
    floor.press(Key.CONFIRM, s(66.5))
    assert (holds(floor), sources(floor)) == ([HoldCause.CAMERA_DISPUTE], [])
    floor.feed(saw(67, "W1 5"))
    assert holds(floor) == [HoldCause.CAMERA_DISPUTE] * 2
    check_promises(floor)


def test_a_re_spin_is_confirmed_by_its_own_picture() -> None:
    floor = spun_again_after_a_dispute()
    floor.feed(*falls("17", 66))
    floor.press(Key.CONFIRM, s(66.5))
    floor.feed(saw(67, "W1 17"))
    assert sources(floor) == [("wheel.number", "wheel.status", "dealer", "camera")]


def test_what_the_dealer_confirms_is_not_the_number_of_a_spin_that_does_not_count() -> None:
    floor = wheel_table(None, confirm=Confirm.DEALER, no_spin=NoSpin.RESPIN)
    floor.feed(WheelNumber(s(36), "wheel", "28"), with_the_rotor(37), wheel_line(1, 38))
    floor.press(Key.CONFIRM, s(39))
    assert sources(floor) == []


def test_the_ball_of_the_last_spin_which_still_lies_there_when_bets_close_is_not_this_result() -> None:
    floor = waiting_wheel(WHEEL, betting_ns=s(10))
    floor.until(s(12))
    floor.feed(saw(13, "W1 5"), wheel_line(2, 14), wheel_line(3, 20), wheel_line(4, 30), *falls("28", 36))
    assert holds(floor) == []
    floor.feed(saw(36.8, "W1 28"))
    assert sources(floor) == [("wheel.number", "wheel.status", "camera")]


@pytest.mark.parametrize("at", [14.9, 15.5])
def test_dice_that_lay_there_before_the_throw_are_not_this_throw_however_late_they_are_told(
    at: float,
) -> None:
    floor = dealt_table(Game.SIC_BO, DICE)
    floor.feed(ThrowBegun(s(16), "reader"), DiceRead(s(17), "reader", (6, 3, 4)), saw(at, "X1 111"))
    assert holds(floor) == []


def test_dice_of_a_throw_that_did_not_count_are_not_those_that_are_thrown_again() -> None:
    floor = dealt_table(Game.SIC_BO, DICE)
    floor.feed(ThrowBegun(s(16), "reader"), saw(17, "X1 111"), ThrowVoid(s(17.5), "reader", "cocked"))
    floor.feed(ThrowBegun(s(18), "reader"), DiceRead(s(19), "reader", (6, 3, 4)), saw(17.2, "X1 111"))
    assert holds(floor) == []


@pytest.mark.parametrize("seen", ["X1 111", "X1 346"])
def test_dice_that_are_shaken_again_while_a_result_waits_decide_nothing(seen: str) -> None:
    floor = dealt_table(Game.SIC_BO, DICE)
    floor.feed(DiceRead(s(17), "reader", (6, 3, 4)))
    floor.press(Key.CONFIRM, s(17.5))
    floor.feed(ThrowBegun(s(18), "reader"), saw(18.8, seen))
    assert (holds(floor), sources(floor)) == ([], [])
    floor.until(s(19))
    assert sources(floor) == [("reader", "dealer")]
    check_promises(floor)


def shaken_while_held() -> Floor:
    floor = dealt_table(Game.SIC_BO, DICE)
    floor.feed(DiceRead(s(17), "reader", (6, 3, 4)))
    floor.until(s(200))
    assert holds(floor) == [HoldCause.RESULT_NOT_CONFIRMED]
    floor.feed(saw(200.5, "X1 345"), ThrowBegun(s(201), "reader"), saw(202, "X1 346"))
    return floor


def test_dice_that_are_shaken_while_a_round_is_held_take_no_difference_back() -> None:
    floor = shaken_while_held()
    assert order(floor, OrderName.RELEASE, 210)[0] == "ok"
    assert holds(floor)[-1] is HoldCause.CAMERA_DISPUTE


def stops(*signals: Signal) -> Floor:
    """A money wheel that stops at a multiplier and is spun again."""
    floor = dealt_table(Game.MONEY_WHEEL, SEGMENTS, rules=MULTIPLIED)
    floor.feed(ThrowBegun(s(16), "reader"), SegmentRead(s(20), "reader", "2x"), *signals)
    return floor


@pytest.mark.parametrize(
    ("said", "held"),
    [
        (lambda: saw(20.5, "W1 10"), [HoldCause.CAMERA_DISPUTE]),
        (lambda: saw(21.5, "W1 10"), []),
        (lambda: saw(20.5, "W2 2x"), []),
        (lambda: saw(26, "W2 5"), [HoldCause.CAMERA_DISPUTE]),
    ],
)
def test_each_stop_of_a_money_wheel_is_compared_with_pictures_of_its_own(
    said: Callable[[], Signal], held: list[HoldCause]
) -> None:
    floor = stops(ThrowBegun(s(21), "reader"), SegmentRead(s(25), "reader", "10"))
    floor.feed(said())
    assert holds(floor) == held
    check_promises(floor)


def test_who_looks_is_told_which_stop_is_played_once_the_wheel_is_spun_again() -> None:
    floor = stops()
    assert floor.machine.view().throw == 1
    floor.feed(ThrowBegun(s(21), "reader"))
    assert floor.machine.view().throw == 2
    floor.feed(SegmentRead(s(25), "reader", "10"))
    floor.press(Key.CONFIRM, s(25.5))
    floor.feed(ThrowBegun(s(26), "reader"))
    assert floor.machine.view().throw == 2
    floor.feed(saw(20.5, "W1 2x"), saw(25.5, "W2 10"))
    assert sources(floor) == [("reader", "dealer", "camera")]

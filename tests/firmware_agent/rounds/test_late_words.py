"""A word belongs to the round that it looked at: late ones are told of the round that is over, and those on another game decide nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hardware.orders import OrderName
from hardware.sight_signals import CameraSaw
from hardware.signals import DeviceDown, Direction, Key, Signal, WheelState, WheelStatus, WheelWarning
from schemas.causes import HoldCause
from schemas.sight import Compared, SightKind, SightMode
from schemas.sight_facts import RoundSeen
from tests.firmware_agent.rounds.eyes import (
    enter,
    eyes,
    falls,
    holds,
    order,
    saw,
    sources,
    verdicts,
    wheel_line,
    wheel_table,
)
from tests.firmware_agent.rounds.floor import check_promises, kinds, s

ON, SHADOW = eyes(SightKind.WHEEL), eyes(SightKind.WHEEL, SightMode.SHADOW)


def named(word: CameraSaw, round_id: str | None) -> CameraSaw:
    return replace(word, round_id=round_id or "")


def fault(at: float, pocket: str) -> WheelStatus:
    """The wheel's number is out, and a part of it reports a fault."""
    return WheelStatus(
        s(at), "wheel", WheelState.WINNING_NUMBER, 2, pocket, WheelWarning.COMPONENT_FAULT, 0, Direction.CLOCKWISE
    )  # fmt: skip


@pytest.mark.parametrize(("seen", "verdict"), [("W1 28", Compared.BOTH), ("W1 29", Compared.DISPUTE)])
def test_in_shadow_a_word_after_the_result_is_told_with_its_picture(seen: str, verdict: Compared) -> None:
    floor = wheel_table(SHADOW)
    floor.feed(*falls("28", 36))
    assert len(sources(floor)) == 1
    told = [fact for fact in floor.feed(saw(36.9, seen)) if isinstance(fact, RoundSeen)]
    assert [(each.verdict, each.still) for each in told[0].positions] == [(verdict, "a" * 64)]
    assert floor.feed(saw(37.0, seen)) == []
    check_promises(floor)


def test_a_word_on_the_last_round_counts_there_although_the_next_has_opened() -> None:
    floor = wheel_table(SHADOW)
    first = floor.machine.round_id
    floor.feed(*falls("28", 36), wheel_line(2, 36.5, "28", spin=3))
    floor.until(s(39.2))
    floor.press(Key.OPEN, s(37.2))
    assert floor.machine.round_id not in (None, first)
    facts = floor.feed(named(saw(37.5, "W1 28"), first))
    assert [fact.round_id for fact in facts if isinstance(fact, RoundSeen)] == [first]
    assert "round.seen" not in kinds(floor.feed(named(saw(60, "W1 5"), first)))
    check_promises(floor)


def test_a_word_that_names_another_round_decides_nothing() -> None:
    floor = wheel_table(ON)
    floor.feed(*falls("28", 36))
    floor.feed(named(saw(36.8, "W1 29"), "t-7-9"))
    assert (holds(floor), floor.phase) == ([], "result_pending")
    floor.feed(named(saw(36.9, "W1 28"), floor.machine.round_id))
    assert sources(floor) == [("wheel.number", "wheel.status", "camera")]


@pytest.mark.parametrize("seen", ["W1 29", "W1 28"])
def test_pictures_of_the_next_spin_say_nothing_about_a_result_that_waits_for_the_dealer(seen: str) -> None:
    floor = wheel_table(ON)
    floor.feed(*falls("28", 36))
    floor.until(s(39))
    floor.feed(wheel_line(2, 45, "28", spin=3), wheel_line(3, 50, "28", spin=3))
    floor.feed(named(saw(65, seen), floor.machine.round_id))
    assert (holds(floor), sources(floor), floor.phase) == ([], [], "result_pending")
    floor.press(Key.CONFIRM, s(66))
    assert sources(floor) == [("wheel.number", "wheel.status", "dealer")]
    check_promises(floor)


def test_a_picture_from_before_the_next_spin_still_disputes() -> None:
    floor = wheel_table(ON)
    floor.feed(*falls("28", 36))
    floor.until(s(39))
    floor.feed(wheel_line(2, 45, "28", spin=3), wheel_line(3, 50, "28", spin=3), saw(49.9, "W1 29"))
    assert holds(floor) == [HoldCause.CAMERA_DISPUTE]


GONE: list[list[Signal]] = [
    [wheel_line(6, 40, "28")],
    [fault(40, "28")],
    [DeviceDown(s(40), "wheel", "gone")],
]


@pytest.mark.parametrize("gone", GONE)
def test_a_wheel_that_closes_after_both_of_its_readings_leaves_the_result_to_the_dealer(
    gone: list[Signal],
) -> None:
    floor = wheel_table(ON)
    floor.feed(*falls("28", 36))
    floor.until(s(39))
    floor.feed(*gone)
    assert (holds(floor), floor.phase) == ([], "result_pending")
    floor.press(Key.CONFIRM, s(50))
    assert sources(floor) == [("wheel.number", "wheel.status", "dealer")]
    check_promises(floor)


@pytest.mark.parametrize("gone", GONE)
def test_a_result_that_nobody_confirms_is_held_although_the_wheel_has_closed(gone: list[Signal]) -> None:
    floor = wheel_table(ON)
    floor.feed(*falls("28", 36))
    floor.feed(*gone)
    floor.until(s(300))
    assert holds(floor) == [HoldCause.RESULT_NOT_CONFIRMED]


def test_a_wheel_that_closes_before_its_second_reading_holds_the_round() -> None:
    floor = wheel_table(ON)
    floor.feed(falls("28", 36)[0], wheel_line(6, 37, "28"))
    assert holds(floor) == [HoldCause.DEVICE_FAULT]


def test_a_hand_over_a_pocket_that_differs_does_not_take_the_difference_back() -> None:
    floor = wheel_table(ON)
    floor.feed(*falls("28", 36))
    floor.until(s(300))
    assert holds(floor) == [HoldCause.RESULT_NOT_CONFIRMED]
    floor.feed(saw(301, "W1 29"), saw(302, "W1 -hand"))
    assert order(floor, OrderName.RELEASE, 303)[0] == "ok"
    assert (holds(floor)[-1], sources(floor)) == (HoldCause.CAMERA_DISPUTE, [])
    check_promises(floor)


def test_people_enter_the_pocket_of_a_wheel_that_was_lost_in_mid_spin() -> None:
    floor = wheel_table(ON)
    floor.feed(DeviceDown(s(31), "wheel", "gone"))
    floor.until(s(200))
    assert holds(floor) == [HoldCause.DEVICE_LOST_MID_ROUND]
    floor.feed(saw(201, "W1 17"))
    assert enter(floor, 210, "W1 17", second=None)[0] == "ok"
    assert sources(floor) == [("camera", "person")]
    assert verdicts(floor.facts) == {"wheel 1": Compared.CAMERA_ONLY}
    check_promises(floor)

"""An order to release, or to enter, is about the hold that its pit boss was shown: one that names another is refused, whenever it comes."""

from __future__ import annotations

from firmware_agent.rounds.machine import Publish
from hardware.orders import Entered, Ordered, OrderName
from hardware.signals import DeviceDown, DeviceUp
from schemas.causes import HoldCause
from schemas.facts import RoundHeld
from schemas.sight import SightKind
from tests.firmware_agent.rounds.eyes import card, eyes, holds, saw, shoe_table
from tests.firmware_agent.rounds.floor import Floor, check_promises, s

SHOWN_NS, NEXT_NS = s(12.3), s(14)


def disputed() -> Floor:
    """Held since ``SHOWN_NS``: the shoe says 8S, the camera 9S. Before anybody decides, the camera sees TC there."""
    floor = shoe_table(sight=eyes(SightKind.CARDS))
    floor.feed(card(12, "P1 8S"), saw(12.3, "P1 9S"), saw(13, "P1 TC"))
    return floor


def release(floor: Floor, at_ns: int, hold_ns: int | None) -> Ordered:
    return Ordered(at_ns, OrderName.RELEASE, "c", "pit-1", "seen", floor.machine.round_id, hold_ns=hold_ns)


def held_anew() -> Floor:
    """Let go on, and held again at once for the difference that nobody was shown."""
    floor = disputed()
    floor.feed(release(floor, NEXT_NS, SHOWN_NS))
    assert holds(floor) == [HoldCause.CAMERA_DISPUTE] * 2
    return floor


def test_a_hold_is_named_by_the_time_that_its_fact_says() -> None:
    floor = held_anew()
    told = [each for each in floor.out if isinstance(each, Publish)]
    said = [each.at_ns for each in told if isinstance(each.fact, RoundHeld)]
    assert said == [SHOWN_NS, NEXT_NS]


def test_a_release_of_the_hold_before_is_refused_however_late_it_comes() -> None:
    floor = held_anew()
    late = release(floor, s(40), SHOWN_NS)
    verdict = floor.machine.judge(late)
    assert (verdict.accepted, verdict.code) == (False, "wrong_phase")
    assert "another hold" in verdict.message
    assert floor.feed(late) == []
    check_promises(floor)


def test_a_release_that_names_the_hold_counts_at_once() -> None:
    floor = held_anew()
    named = release(floor, NEXT_NS + 1, NEXT_NS)
    assert floor.machine.judge(named).accepted
    floor.feed(named)
    assert floor.phase != "held"
    check_promises(floor)


def test_a_release_that_names_none_decides_no_difference_however_late_it_comes() -> None:
    for floor in (disputed(), held_anew()):
        for at_ns in (NEXT_NS + 1, s(90)):
            verdict = floor.machine.judge(release(floor, at_ns, None))
            assert (verdict.accepted, verdict.code) == (False, "wrong_phase")
            assert "does not say which hold" in verdict.message


def test_an_entry_that_names_no_hold_is_refused() -> None:
    floor = shoe_table(sight=eyes(SightKind.CARDS))
    floor.feed(card(12, "P1 8S"), *lost(13))
    assert not floor.machine.judge(entry(floor, s(16), "banker 1 5C", None)).accepted
    assert floor.machine.judge(entry(floor, s(16), "banker 1 5C", s(13))).accepted


def test_an_entry_for_the_hold_before_is_refused_and_one_for_this_hold_counts() -> None:
    floor = shoe_table(sight=eyes(SightKind.CARDS))
    floor.feed(card(12, "P1 8S"), *lost(13), entry(floor, s(16), "banker 1 5C", s(13)), *lost(18))
    assert holds(floor) == [HoldCause.DEVICE_LOST_MID_ROUND] * 2
    stale = floor.machine.judge(entry(floor, s(20), "player 2 KH", s(13)))
    assert (stale.accepted, stale.code) == (False, "wrong_phase") and "another hold" in stale.message
    assert floor.machine.judge(entry(floor, s(20), "player 2 KH", s(18))).accepted


def lost(at: float) -> tuple[DeviceDown, DeviceUp]:
    return DeviceDown(s(at), "shoe", "gone"), DeviceUp(s(at + 1), "shoe")


def entry(floor: Floor, at_ns: int, said: str, hold_ns: int | None) -> Ordered:
    place, index, value = said.split()
    return Ordered(
        at_ns,
        OrderName.ENTER,
        "c",
        "pit-1",
        "",
        floor.machine.round_id,
        entries=(Entered(place, int(index), 1, value),),
        seconded_by="ada",
        hold_ns=hold_ns,
    )

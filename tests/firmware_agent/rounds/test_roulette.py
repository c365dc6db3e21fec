"""Rounds of an automatic wheel, told as the wheel tells them (Cammegh SS2 states, warnings and traps)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from firmware_agent.rounds.machine import Memory, Publish, WheelOrder
from firmware_agent.rounds.roulette import RouletteMachine
from firmware_agent.rounds.settings import Confirm, NoSpin, OpenBy, RouletteSettings
from hardware.orders import OrderName
from hardware.signals import (
    DeviceDown,
    DeviceUp,
    Direction,
    Key,
    WheelNumber,
    WheelReply,
    WheelState,
    WheelStatus,
    WheelWarning,
)
from schemas.causes import CloseCause, HoldCause, VoidCause
from schemas.facts import (
    DeviceChanged,
    RoundClosed,
    RoundHeld,
    RoundOpened,
    RoundOutcome,
    RoundRespun,
    RoundVoided,
    SupervisorCalled,
)
from schemas.games.wheels import RotorDirection
from tests.firmware_agent.rounds.floor import Floor, check_promises, kinds, s

T = RouletteSettings(table="t", open_by=OpenBy.DEVICE)


def says(state: int, at: float, spin: int = 2, last: str | None = "31", warn: int = 0) -> WheelStatus:
    """A status line at ``at`` seconds."""
    return WheelStatus(
        s(at), "wheel", WheelState(state), spin, last, WheelWarning(warn), 171, Direction.CLOCKWISE
    )


def number(pocket: str, at: float) -> WheelNumber:
    """A bare number at ``at`` seconds."""
    return WheelNumber(s(at), "wheel", pocket)


def table(memory: Memory | None = None, **rules: Any) -> Floor:
    """A floor with one wheel."""
    return Floor(RouletteMachine(replace(T, **rules), memory))


def spinning(floor: Floor, until: float = 36.0) -> Floor:
    """A round whose ball runs: opened at 1, rim at 9, no more bets at 13, lines until ``until``."""
    floor.feed(says(2, 1), says(2, 5), says(3, 9), says(3, 11))
    floor.feed(*(says(4, at / 2) for at in range(26, round(until * 2) + 1)))
    return floor


def outcome(floor: Floor) -> tuple[str | None, tuple[str, ...]]:
    """Pocket and sources of the only outcome."""
    (only,) = [fact for fact in floor.facts if isinstance(fact, RoundOutcome)]
    check_promises(floor)
    assert not isinstance(only.outcome, str)
    return getattr(only.outcome, "pocket", None), only.sources


def held(floor: Floor) -> HoldCause:
    """Why the round is held."""
    check_promises(floor)
    assert floor.phase == "held"
    fact = floor.last(RoundHeld)
    assert isinstance(fact, RoundHeld) and fact.detail
    return fact.cause


def voided(floor: Floor) -> VoidCause:
    """Why the round is void."""
    check_promises(floor)
    assert floor.machine.round_id is None
    assert not [fact for fact in floor.facts if isinstance(fact, RoundOutcome)]
    fact = floor.last(RoundVoided)
    assert isinstance(fact, RoundVoided)
    return fact.cause


def closed(floor: Floor) -> tuple[CloseCause, bool, int]:
    """Cause, evidence and moment of the only close."""
    ((at_ns, fact),) = [
        (out.at_ns, out.fact)
        for out in floor.out
        if isinstance(out, Publish) and isinstance(out.fact, RoundClosed)
    ]
    return fact.cause, fact.evidence, at_ns


def test_a_spin_from_bets_to_its_number() -> None:
    floor = spinning(table())
    assert floor.phase == "spinning"
    floor.feed(number("28", 36.2))
    assert floor.phase == "result_pending"
    floor.feed(says(5, 36.5, last="28"))
    assert outcome(floor) == ("28", ("wheel.number", "wheel.status"))
    assert kinds(floor.facts) == [
        "table.started", "round.opened", "round.closed", "round.step", "round.step", "round.step", "round.step", "round.outcome",
    ]  # fmt: skip
    assert floor.phase == "result_confirmed"
    floor.until(s(60))
    assert floor.phase == "idle"


def test_bets_close_at_the_promised_nanosecond_although_the_tick_came_late() -> None:
    floor = table(betting_ns=s(4))
    floor.feed(says(2, 1), says(2, 5.3))
    assert closed(floor) == (CloseCause.TIMER, False, s(5))


def test_the_first_to_close_wins() -> None:
    floor = table()
    floor.feed(says(2, 1))
    floor.press(Key.NO_MORE_BETS, s(3))
    floor.feed(says(3, 4), says(4, 8))
    floor.until(s(30))
    assert closed(floor) == (CloseCause.DEALER, False, s(3))


@pytest.mark.parametrize(("state", "cause"), [(3, CloseCause.BALL_IN_RIM), (4, CloseCause.NO_MORE_BETS)])
def test_the_ball_closes_bets_as_evidence(state: int, cause: CloseCause) -> None:
    floor = table()
    floor.feed(says(2, 1), says(state, 4))
    assert closed(floor) == (cause, True, s(4))


def test_a_launch_that_nobody_saw_closed_bets_when_the_wheel_was_last_seen_waiting() -> None:
    floor = table()
    floor.feed(says(2, 1), says(2, 2), DeviceDown(s(3), "wheel", "gone"), DeviceUp(s(6), "wheel"), says(4, 7))
    assert closed(floor) == (CloseCause.NO_MORE_BETS, True, s(2))
    assert floor.phase == "spinning"


def test_a_missing_number_is_recovered_when_the_counter_moves_by_one() -> None:
    floor = spinning(table())
    floor.feed(says(5, 36.5, last="28"), says(5, 37, last="28"))
    assert floor.phase == "result_pending"
    floor.feed(says(2, 42, spin=3, last="28"))
    assert outcome(floor) == ("28", ("wheel.status", "wheel.next_status"))
    assert floor.phase == "bets_open"


@pytest.mark.parametrize("state", [1, 2, 3, 4, 7])
def test_any_state_before_the_next_result_can_confirm_the_last_one(state: int) -> None:
    floor = spinning(table())
    floor.feed(says(5, 36.5, last="28"), says(state, 42, spin=3, last="28"))
    assert outcome(floor) == ("28", ("wheel.status", "wheel.next_status"))


def test_with_neither_number_nor_state_five_two_lines_of_the_next_game_are_needed() -> None:
    floor = spinning(table())
    floor.feed(says(2, 42, spin=3, last="28"))
    assert floor.phase == "spinning"
    floor.feed(says(2, 42.5, spin=3, last="28"))
    assert outcome(floor) == ("28", ("wheel.spin_counter", "wheel.next_status"))


def test_the_counter_wraps_from_256_to_1() -> None:
    floor = table()
    floor.feed(says(2, 1, spin=256), says(4, 10, spin=256), says(5, 36, spin=256, last="4"))
    floor.feed(says(2, 42, spin=1, last="4"))
    assert outcome(floor)[0] == "4"


def test_a_counter_that_moved_by_two_recovers_nothing() -> None:
    floor = spinning(table())
    floor.feed(says(5, 36.5, last="28"), says(2, 60, spin=4, last="9"), says(2, 60.5, spin=4, last="9"))
    assert held(floor) is HoldCause.RESULT_MISSING


def test_the_result_of_the_next_game_is_never_taken_for_this_one() -> None:
    floor = spinning(table())
    floor.feed(says(5, 60, spin=3, last="9"), says(5, 60.5, spin=3, last="9"), says(2, 61, spin=4, last="9"))
    assert held(floor) is HoldCause.RESULT_MISSING


def test_one_odd_line_does_not_move_the_wheel_elsewhere() -> None:
    floor = spinning(table())
    floor.feed(says(4, 36.1, spin=77, last="5"), says(4, 36.2), number("28", 36.3), says(5, 36.6, last="28"))
    assert outcome(floor)[0] == "28"


def test_a_number_counts_only_in_state_four_or_five() -> None:
    floor = table()
    floor.feed(says(2, 1), says(3, 9), number("17", 10), says(4, 13), number("28", 36.2))
    floor.feed(says(5, 36.5, last="28"))
    assert outcome(floor)[0] == "28"


def test_number_and_status_that_differ_hold_the_round() -> None:
    floor = spinning(table())
    floor.feed(number("28", 36.2), says(5, 36.5, last="29"))
    assert held(floor) is HoldCause.SOURCES_DISAGREE


def test_two_different_numbers_hold_the_round() -> None:
    floor = spinning(table())
    floor.feed(number("28", 36.2), number("29", 36.3))
    assert held(floor) is HoldCause.SOURCES_DISAGREE


@pytest.mark.parametrize("pocket", ["00", "000"])
def test_a_pocket_that_the_wheel_does_not_have_holds_the_round(pocket: str) -> None:
    floor = spinning(table())
    floor.feed(number(pocket, 36.2), says(5, 36.5, last=pocket))
    assert held(floor) is HoldCause.SOURCES_DISAGREE


def test_a_number_before_bets_closed_closes_them_and_holds_the_round() -> None:
    floor = table()
    floor.feed(says(2, 1), number("28", 3))
    assert closed(floor) == (CloseCause.NUMBER_SEEN, True, s(3))
    floor.feed(says(5, 3.3, last="28"))
    assert held(floor) is HoldCause.NUMBER_BEFORE_CLOSE


def test_a_number_while_the_wheel_still_waits_was_noise_but_bets_stay_closed() -> None:
    floor = table()
    floor.feed(says(2, 1), number("17", 3), says(2, 3.5), says(3, 9), says(4, 13), number("28", 36))
    floor.feed(says(5, 36.3, last="28"))
    assert outcome(floor)[0] == "28"
    assert closed(floor) == (CloseCause.NUMBER_SEEN, True, s(3))
    assert isinstance(floor.last(SupervisorCalled), SupervisorCalled)


def test_state_five_while_bets_are_open_holds_the_round() -> None:
    floor = table(betting_ns=s(60))
    floor.feed(says(2, 1), says(5, 30, last="28"))
    assert held(floor) is HoldCause.NUMBER_BEFORE_CLOSE


def test_a_spin_that_passed_unseen_while_bets_were_open_holds_the_round() -> None:
    floor = table(betting_ns=s(100))
    floor.feed(says(2, 1), says(2, 50, spin=3, last="28"), says(2, 50.5, spin=3, last="28"))
    assert held(floor) is HoldCause.UNEXPECTED_SPIN


def test_a_failed_launch_is_retried_in_the_same_round() -> None:
    floor = table()
    floor.feed(
        says(2, 1), says(2, 8, warn=8), says(3, 10, warn=8), says(2, 12, warn=8), says(3, 20), says(4, 24)
    )
    floor.feed(number("28", 50), says(5, 50.3, last="28"))
    assert outcome(floor)[0] == "28"
    assert len([fact for fact in floor.facts if isinstance(fact, RoundOpened)]) == 1


def test_a_wheel_that_never_launches_voids_the_round_and_opens_no_other() -> None:
    floor = table()
    for half in range(2, 240):
        floor.feed(says(2, half / 2, warn=8 if half > 10 else 0))
    assert voided(floor) is VoidCause.LAUNCH_TIMED_OUT
    assert len([fact for fact in floor.facts if isinstance(fact, RoundOpened)]) == 1


def test_a_ball_with_the_rotor_is_void_and_the_wheel_is_told() -> None:
    floor = table()
    floor.feed(says(2, 1), says(3, 9, warn=2), says(3, 9.5, warn=2), says(4, 13), number("28", 30))
    floor.feed(says(5, 30.3, last="28"))
    assert voided(floor) is VoidCause.BALL_WITH_ROTOR
    assert floor.orders == [WheelOrder.VOID_GAME]


def test_where_the_house_respins_the_old_ball_does_not_count() -> None:
    floor = table(no_spin=NoSpin.RESPIN)
    floor.feed(says(2, 1), says(3, 9, warn=2), says(3, 9.5, warn=2), says(4, 13), number("5", 30))
    floor.feed(says(5, 30.3, last="5"), says(2, 36, spin=3, last="5"), says(3, 45, spin=3, last="5"))
    floor.feed(says(4, 50, spin=3, last="5"), number("28", 75), says(5, 75.3, spin=3, last="28"))
    assert outcome(floor)[0] == "28"
    assert len([fact for fact in floor.facts if isinstance(fact, RoundRespun)]) == 1


def test_after_the_last_respin_the_round_is_void() -> None:
    floor = table(no_spin=NoSpin.RESPIN, max_respins=1)
    floor.feed(says(2, 1), says(3, 9, warn=2), says(2, 12), says(3, 20, warn=2))
    assert voided(floor) is VoidCause.BALL_WITH_ROTOR


@pytest.mark.parametrize("state", [4, 7])
def test_a_ball_lost_for_more_than_five_seconds_is_void(state: int) -> None:
    floor = spinning(table(), until=14)
    floor.feed(*(says(state, 15 + half / 2, warn=1 if state == 4 else 0) for half in range(10)))
    assert floor.machine.round_id is not None
    floor.feed(says(state, 20.5, warn=1 if state == 4 else 0))
    assert voided(floor) is VoidCause.BALL_LOST
    assert floor.orders == [WheelOrder.VOID_GAME]


def test_a_ball_that_is_found_again_goes_on() -> None:
    floor = spinning(table(), until=14)
    floor.feed(*(says(4, 15 + half / 2, warn=1 if half % 8 else 0) for half in range(40)))
    floor.feed(number("28", 36.2), says(5, 36.5, last="28"))
    assert outcome(floor)[0] == "28"


def test_a_wheel_that_gives_no_number_is_void_after_the_time_out() -> None:
    assert voided(spinning(table(), until=100)) is VoidCause.WHEEL_STOPPED


def test_a_wheel_that_is_not_seen_when_time_runs_out_is_held_and_never_void() -> None:
    floor = spinning(table(), until=20)
    floor.until(s(200))
    assert held(floor) is HoldCause.DEVICE_LOST_MID_ROUND


def test_a_number_that_nothing_confirms_is_held() -> None:
    floor = spinning(table())
    floor.feed(number("28", 36.2))
    floor.until(s(200))
    assert held(floor) is HoldCause.RESULT_NOT_CONFIRMED


@pytest.mark.parametrize("line", [says(4, 20, warn=4), says(6, 20), says(4, 20, warn=0xC)])
def test_a_faulty_wheel_holds_the_round(line: WheelStatus) -> None:
    floor = spinning(table(), until=19)
    floor.feed(line)
    assert held(floor) is HoldCause.DEVICE_FAULT


def test_a_line_that_comes_back_before_the_result_goes_on() -> None:
    floor = spinning(table(), until=20)
    floor.feed(DeviceDown(s(20.2), "wheel", "gone"), DeviceUp(s(25), "wheel"), says(4, 25.4))
    floor.feed(number("28", 36.2), says(5, 36.5, last="28"))
    assert outcome(floor)[0] == "28"


def test_rotor_speed_decides_nothing() -> None:
    floor = table()
    for at, speed in enumerate((146, 999, 0, 953, 35)):
        floor.feed(
            WheelStatus(
                s(at), "wheel", WheelState.PLACE_BETS, 2, "31", WheelWarning(0), speed, Direction.CLOCKWISE
            )
        )
    assert floor.phase == "bets_open"


def test_the_host_launches_and_repeats_until_the_wheel_answers() -> None:
    floor = table(launch_after_ns=s(4), betting_ns=s(60))
    for half in range(2, 32):
        floor.feed(says(2, half / 2))
    assert floor.orders == [WheelOrder.START_GAME, WheelOrder.START_GAME]
    floor.feed(WheelReply(s(16), "wheel", "*u OK"))
    for half in range(33, 80):
        floor.feed(says(2, half / 2))
    assert floor.orders == [WheelOrder.START_GAME, WheelOrder.START_GAME]


def test_the_dealer_confirms_where_the_house_wants_it() -> None:
    floor = spinning(table(confirm=Confirm.DEALER))
    floor.feed(number("28", 36.2), says(5, 36.5, last="28"))
    assert floor.phase == "result_pending"
    floor.press(Key.CONFIRM, s(40))
    assert outcome(floor) == ("28", ("wheel.number", "wheel.status", "dealer"))


def test_the_dealers_key_is_a_source_beside_a_single_reading_but_not_while_the_ball_runs() -> None:
    floor = spinning(table(confirm=Confirm.DEALER))
    floor.feed(number("28", 36.2))
    floor.press(Key.CONFIRM, s(36.3))
    assert floor.phase == "result_pending"
    floor.feed(says(1, 37))
    floor.press(Key.CONFIRM, s(40))
    assert outcome(floor) == ("28", ("wheel.number", "dealer"))


def test_the_dealer_can_void_and_the_next_round_waits_a_gap() -> None:
    floor = table()
    floor.feed(says(2, 1), says(2, 2))
    floor.press(Key.VOID, s(3))
    assert voided(floor) is VoidCause.DEALER
    floor.feed(says(2, 3.5))
    assert floor.machine.round_id is None
    floor.feed(says(2, 6.5))
    assert floor.phase == "bets_open"


def test_a_spin_without_a_round_says_nothing_about_money() -> None:
    floor = table()
    floor.feed(says(4, 1), number("28", 20), says(5, 20.3, last="28"))
    assert kinds(floor.facts) == ["table.started"]


def test_a_paused_table_finishes_its_round_and_opens_no_other() -> None:
    floor = spinning(table())
    assert floor.order(OrderName.PAUSE, s(36))[0]
    floor.feed(number("28", 36.2), says(5, 36.5, last="28"), says(2, 42, spin=3, last="28"))
    assert outcome(floor)[0] == "28"
    assert floor.machine.round_id is None
    accepted, facts = floor.order(OrderName.RESUME, s(43))
    assert accepted and kinds(facts) == ["table.resumed", "round.opened"]


def test_a_restart_holds_the_round_that_was_running_and_the_key_voids_it() -> None:
    before = table()
    before.feed(says(2, 1))
    floor = table(memory=before.machine.memory())
    assert held(floor) is HoldCause.AGENT_DIED_MID_ROUND
    assert kinds(floor.facts) == ["table.started", "round.closed", "round.held"]
    floor.press(Key.RELEASE, s(9))
    fact = floor.last(RoundVoided)
    assert isinstance(fact, RoundVoided) and fact.cause is VoidCause.HOLD_NOT_RESOLVED
    assert floor.machine.memory().next_round_number == 2


def test_a_held_round_goes_on_by_order_where_that_is_safe() -> None:
    floor = spinning(table(), until=19)
    floor.feed(says(4, 20, warn=4), says(4, 21))
    assert held(floor) is HoldCause.DEVICE_FAULT
    assert floor.order(OrderName.RELEASE, s(22))[0]
    floor.feed(number("28", 36.2), says(5, 36.5, last="28"))
    assert outcome(floor)[0] == "28"


def test_a_round_whose_readings_differ_never_goes_on() -> None:
    floor = spinning(table())
    floor.feed(number("28", 36.2), says(5, 36.5, last="29"))
    assert not floor.order(OrderName.RELEASE, s(37))[0]
    assert floor.phase == "held"
    floor.press(Key.RELEASE, s(38))
    assert voided(floor) is VoidCause.HOLD_NOT_RESOLVED


def test_orders_are_judged_by_round_and_phase() -> None:
    floor = table()
    floor.feed(says(2, 1))
    assert not floor.order(OrderName.CLOSE_BETS, s(2), round_id="t-7-99")[0]
    assert not floor.order(OrderName.VOID, s(2))[0]
    assert not floor.order(OrderName.RELEASE, s(2))[0]
    assert not floor.order(OrderName.OPEN, s(2))[0]
    assert floor.phase == "bets_open"
    assert floor.order(OrderName.CLOSE_BETS, s(3), round_id="t-7-1")[0]
    assert floor.order(OrderName.VOID, s(4), round_id="t-7-1")[0]
    assert voided(floor) is VoidCause.PIT_BOSS


def test_the_dealer_opens_only_while_the_wheel_waits() -> None:
    floor = table(open_by=OpenBy.DEALER)
    for state, opens in ((6, False), (4, False), (5, False), (2, True)):
        floor.feed(says(state, state + 1.0))
        floor.press(Key.OPEN, s(state + 1.1))
        assert (floor.machine.round_id is not None) is opens


def test_an_automatic_table_waits_for_gap_and_wheel() -> None:
    floor = table(open_by=OpenBy.AUTO)
    floor.feed(says(5, 1))
    floor.until(s(10))
    assert floor.machine.round_id is None
    floor.feed(says(2, 10))
    assert floor.phase == "bets_open"


def test_warnings_are_told_once_when_they_come_and_once_when_they_go() -> None:
    floor = table()
    floor.feed(says(2, 1), says(2, 2, warn=8), says(2, 3, warn=8), says(2, 4))
    told = [fact.condition.value for fact in floor.facts if isinstance(fact, DeviceChanged)]
    assert told == ["fault", "cleared"]


def direction(floor: Floor) -> RotorDirection | None:
    """The rotor's direction in the only outcome."""
    (only,) = [fact for fact in floor.facts if isinstance(fact, RoundOutcome)]
    check_promises(floor)
    return only.direction


def test_an_outcome_says_which_way_the_rotor_turned_while_the_ball_ran() -> None:
    """The rotor stops and reverses while bets are still taken: only the running ball counts."""
    other = replace(says(3, 9), direction=Direction.COUNTER_CLOCKWISE)
    floor = table()
    floor.feed(says(2, 1), says(2, 5), other, replace(other, at_ns=s(13), state=WheelState.NO_MORE_BETS))
    floor.feed(number("28", 14), says(5, 14.5, last="28"))
    assert direction(floor) is RotorDirection.COUNTER_CLOCKWISE
    again = spinning(table())
    again.feed(number("28", 36.2), says(5, 36.5, last="28"))
    assert direction(again) is RotorDirection.CLOCKWISE


def test_a_ball_that_nobody_saw_run_has_no_direction() -> None:
    floor = table()
    floor.feed(says(2, 1), says(2, 5))
    floor.press(Key.NO_MORE_BETS, s(6))
    floor.feed(says(5, 36.5, last="28"), says(2, 40, spin=3, last="28"))
    assert outcome(floor)[0] == "28"
    assert direction(floor) is None

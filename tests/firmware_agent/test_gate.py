"""The board pauses the table for its own reasons, and undoes only its own pauses."""

from __future__ import annotations

import pytest

from firmware_agent.gate import BOARD, Gate
from hardware.orders import Ordered, OrderName

CLOCK = ["the clock is not synchronised"]


def asked(name: OrderName) -> Ordered:
    return Ordered(1, name, command_id="c", by="ada", reason="")


def test_a_reason_pauses_and_its_end_resumes() -> None:
    gate = Gate(holds=False)
    pause = gate.order(CLOCK, paused=False, now_ns=7)
    assert pause == Ordered(7, OrderName.PAUSE, BOARD, BOARD, CLOCK[0])
    assert gate.order(CLOCK, paused=True, now_ns=8) is None
    resume = gate.order([], paused=True, now_ns=9)
    assert resume is not None
    assert (resume.name, resume.by) == (OrderName.RESUME, BOARD)
    assert gate.order([], paused=False, now_ns=10) is None


def test_a_pause_by_somebody_is_left_alone() -> None:
    gate = Gate(holds=False)
    assert gate.order(CLOCK, paused=True, now_ns=1) is None
    assert gate.order([], paused=True, now_ns=2) is None


def test_somebody_may_take_over_the_boards_pause() -> None:
    gate = Gate(holds=True)
    verdict = gate.judge(asked(OrderName.PAUSE), CLOCK)
    assert verdict is not None
    assert verdict.accepted
    assert gate.order([], paused=True, now_ns=3) is None


def test_the_boards_pause_survives_a_restart_as_its_own() -> None:
    resume = Gate(holds=True).order([], paused=True, now_ns=3)
    assert resume is not None
    assert resume.name is OrderName.RESUME


@pytest.mark.parametrize("name", [OrderName.OPEN, OrderName.RESUME])
def test_nobody_opens_or_resumes_against_the_boards_reasons(name: OrderName) -> None:
    verdict = Gate(holds=True).judge(asked(name), CLOCK)
    assert verdict is not None
    assert (verdict.accepted, verdict.code) == (False, "wrong_phase")
    assert CLOCK[0] in verdict.message


@pytest.mark.parametrize("name", [OrderName.VOID, OrderName.RELEASE, OrderName.CLOSE_BETS])
def test_a_running_round_may_always_be_ended(name: OrderName) -> None:
    assert Gate(holds=True).judge(asked(name), CLOCK) is None

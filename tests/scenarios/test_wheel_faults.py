"""A wheel that fails in every way that it can, on a real line: the right result, a void or a hold, never a wrong settlement."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.scenarios.floor_plan import WHEEL
from tests.scenarios.one_round import Lonely, lonely
from tests.scenarios.proof import prove
from tests.scenarios.studio import await_

pytestmark = [pytest.mark.broker, pytest.mark.slow, pytest.mark.xdist_group("wheel faults")]

SEVENTEEN = {"type": "straight", "sel": ["17"], "stake": 100}
PAID = 3600
SLOW_WHEEL = 10.0
BETWEEN_ROUNDS = ("idle", "settled", "cancelled", "result_confirmed")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lonely]:
    """One wheel; the key "no more bets" is stuck from the start."""
    with lonely(tmp_path_factory.mktemp("wheel"), WHEEL) as wheel:
        wheel.studio.press(WHEEL, "no_more_bets", state=0)
        yield wheel


def bet_on_17(wheel: Lonely, fault: str | None = None) -> str:
    """17 is staked on and will come; the fault strikes when it can."""
    round_id = wheel.bet(SEVENTEEN)
    wheel.order(do="next", pocket="17")
    if fault is not None:
        wheel.order(do="fault", fault=fault)
    return round_id


def forget_what_was_armed(wheel: Lonely) -> None:
    """A fault of the wheel that renews itself would strike in every spin."""
    wheel.order(do="repair")


@pytest.mark.parametrize(
    "fault", [None, "failed_launch", "missing_number", "silent_result", "handled_rotor", "tail_at_open"]
)
def test_a_spin_whose_result_is_certain_all_the_same_is_paid(wheel: Lonely, fault: str | None) -> None:
    round_id = bet_on_17(wheel, fault)
    how, data = wheel.ending(round_id)
    assert (how, data.get("outcome", {}).get("pocket")) == ("outcome", "17"), data
    wheel.settled(round_id, PAID)


def test_two_different_numbers_hold_the_round(wheel: Lonely) -> None:
    round_id = bet_on_17(wheel, "wrong_number")
    assert wheel.held(round_id) == "sources_disagree"
    wheel.void_and_refund(round_id)


def test_a_ball_that_runs_with_the_rotor_is_no_spin(wheel: Lonely) -> None:
    round_id = bet_on_17(wheel, "no_spin")
    how, data = wheel.ending(round_id)
    assert (how, data["cause"]) == ("voided", "ball_with_rotor")
    wheel.refunded(round_id)


@pytest.mark.parametrize("fault", ["deaf", "launch_never"])
def test_a_wheel_that_does_not_launch_voids_the_round(wheel: Lonely, fault: str) -> None:
    round_id = bet_on_17(wheel, fault)
    how, data = wheel.ending(round_id)
    assert (how, data["cause"]) == ("voided", "launch_timed_out")
    wheel.refunded(round_id)
    forget_what_was_armed(wheel)


def test_a_wheel_that_has_lost_its_ball_and_closed_itself_holds_the_round(wheel: Lonely) -> None:
    round_id = bet_on_17(wheel, "ball_not_detected")
    assert wheel.held(round_id) == "device_fault"
    wheel.order(do="repair")
    wheel.void_and_refund(round_id)
    assert any("ball not detected" in fact.data["detail"] for fact in wheel.facts(round_id, "device.changed"))


def test_a_component_fault_in_mid_spin_holds_the_round_and_no_other_opens_before_the_repair(
    wheel: Lonely,
) -> None:
    round_id = bet_on_17(wheel)
    wheel.await_step(round_id, "ball_in_rim")
    wheel.order(do="component_fault")
    assert wheel.held(round_id) == "device_fault"
    wheel.void_and_refund(round_id)
    assert wheel.guest.table(WHEEL.id)["phase"] not in ("bets_open", "bets_closing_soon")
    wheel.order(do="repair")
    assert wheel.guest.await_open(WHEEL.id, other_than=round_id)


def test_warning_bits_alone_decide_nothing(wheel: Lonely) -> None:
    round_id = bet_on_17(wheel)
    wheel.await_step(round_id, "no_more_bets")
    wheel.order(do="warn", bits=1)
    wheel.order(do="warn", bits=0)
    assert wheel.ending(round_id)[0] == "outcome"
    wheel.settled(round_id, PAID)


def test_a_number_before_the_close_closes_the_window_and_the_spin_decides(wheel: Lonely) -> None:
    round_id = bet_on_17(wheel)
    wheel.order(do="say", hex=b"25\r\n".hex())
    closed = wheel.await_closed(round_id)
    assert (closed.data["cause"], closed.data["evidence"]) == ("number_seen", True)
    how, data = wheel.ending(round_id)
    assert (how, data.get("outcome", {}).get("pocket")) == ("outcome", "17"), data
    wheel.studio.await_fact(WHEEL, "supervisor.called", round_id=round_id)


@pytest.mark.parametrize("noise", ["garbled", "lost_bytes", "cut_short", "glued", "lost"])
def test_a_noisy_line_gives_the_right_number_or_none(wheel: Lonely, noise: str) -> None:
    round_id = bet_on_17(wheel)
    wheel.await_step(round_id, "ball_in_rim")
    wheel.order(do="noise", noise=noise, times=9)
    how, data = wheel.ending(round_id)
    if how == "outcome":
        assert data["outcome"]["pocket"] == "17"
        wheel.settled(round_id, PAID)
    else:
        assert how == "held", data
        wheel.void_and_refund(round_id)


@pytest.mark.parametrize("away_s", [0.1, 1.2])
def test_a_line_that_is_pulled_in_mid_spin_and_comes_back_costs_nothing(wheel: Lonely, away_s: float) -> None:
    round_id = bet_on_17(wheel)
    wheel.await_step(round_id, "ball_in_rim")
    wheel.order(do="unplug", for_s=away_s)
    how, data = wheel.ending(round_id)
    assert (how, data.get("outcome", {}).get("pocket")) == ("outcome", "17"), data
    wheel.settled(round_id, PAID)
    assert [fact.data["condition"] for fact in wheel.facts(round_id, "device.changed")][:2] == ["down", "up"]


def test_a_wheel_that_stays_away_holds_the_round_and_resumed_it_pays_what_the_counter_proves(
    wheel: Lonely,
) -> None:
    round_id = bet_on_17(wheel)
    wheel.await_step(round_id, "ball_in_rim")
    wheel.order(do="unplug")
    assert wheel.held(round_id) == "device_lost_mid_round"
    wheel.order(do="plug")
    wheel.studio.await_fact(WHEEL, "device.changed", round_id=round_id, condition="up")
    await_(lambda: _resumed(wheel), "a wheel that is heard again")
    wheel.settled(round_id, PAID)


def _resumed(wheel: Lonely) -> bool:
    path = f"/floor/tables/{WHEEL.id}/release"
    wheel.pit_boss.post(path, json={"reason": "the line is back"})
    return wheel.guest.table(WHEEL.id).get("phase") != "held"


def test_a_ball_that_is_lost_for_more_than_five_seconds_voids_the_round(wheel: Lonely) -> None:
    change_the_wheel(wheel, SLOW_WHEEL)
    round_id = bet_on_17(wheel, "ball_not_detected")
    how, data = wheel.ending(round_id)
    assert (how, data["cause"]) in (("voided", "ball_lost"), ("voided", "wheel_stopped")), data
    wheel.refunded(round_id)


def change_the_wheel(wheel: Lonely, speed: float) -> None:
    """Another wheel while the table is paused, as the floor does it."""
    path, reason = f"/floor/tables/{WHEEL.id}", {"reason": "another wheel"}
    assert wheel.pit_boss.post(f"{path}/pause", json=reason).is_success
    await_(lambda: wheel.guest.table(WHEEL.id)["phase"] in BETWEEN_ROUNDS, "the end of the running round")
    wheel.studio.end_device(WHEEL)
    wheel.studio.speeds[WHEEL.id] = speed
    wheel.studio.start_device(WHEEL)
    assert wheel.pit_boss.post(f"{path}/resume", json=reason).is_success


def test_a_stuck_key_acts_once_at_most_and_is_told(wheel: Lonely) -> None:
    wheel.studio.await_fact(WHEEL, "device.changed", condition="key_stuck")
    wheel.studio.press(WHEEL, "no_more_bets", state=1)
    wheel.studio.await_fact(WHEEL, "device.changed", condition="key_free")
    closed = [fact.data["cause"] for fact in wheel.studio.facts(WHEEL, "round.closed")]
    assert closed.count("dealer") <= 1


def test_a_chattering_key_is_one_press(wheel: Lonely) -> None:
    before = len(_calls(wheel))
    wheel.studio.press(WHEEL, "supervisor", low_ms=100, chatter_ms=12)
    await_(lambda: len(_calls(wheel)) > before, "the call")
    wheel.guest.await_open(WHEEL.id)
    assert len(_calls(wheel)) == before + 1


def _calls(wheel: Lonely) -> list[str]:
    reasons = [str(fact.data["reason"]) for fact in wheel.studio.facts(WHEEL, "supervisor.called")]
    return [reason for reason in reasons if reason == "the dealer calls"]


def test_after_all_that_the_books_are_right_to_the_last_bet(wheel: Lonely) -> None:
    assert prove(wheel.studio, wheel.notes).rounds_settled > 5

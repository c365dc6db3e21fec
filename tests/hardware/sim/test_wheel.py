"""The simulated wheel says what the real one says, and its faults look as documented: all read through the real decoder."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.signals import WheelNumber, WheelReply, WheelState, WheelStatus, WheelWarning
from hardware.sim.wheel.faults import WheelFault
from hardware.sim.wheel.protocol import (
    GAME_SERVER_MODE,
    MODE_WAIT_FOR_START,
    CommandReader,
    Reading,
    status_line,
)
from hardware.sim.wheel.timing import Timing
from hardware.sim.wire import LineFault
from tests.hardware.sim.bench import WheelBench


def statuses(bench: WheelBench) -> list[WheelStatus]:
    return [signal for signal in bench.signals() if isinstance(signal, WheelStatus)]


def numbers(bench: WheelBench) -> list[WheelNumber]:
    return [signal for signal in bench.signals() if isinstance(signal, WheelNumber)]


def states(bench: WheelBench) -> list[int]:
    """Each state once, in order."""
    seen = [int(status.state) for status in statuses(bench)]
    return seen[:1] + [after for before, after in pairwise(seen) if before != after]


def test_the_documented_lines_are_built_to_the_byte() -> None:
    assert status_line(Reading(2, 2, "31", 0, 146, 1)) == b"*X;2;002;31;0;146;1\r\n"
    assert status_line(Reading(6, 1, None, 4, 0, 0)) == b"*X;6;001;  ;4;000;0\r\n"
    assert status_line(Reading(5, 256, "4", 10, 953, 1)) == b"*X;5;256; 4;A;953;1\r\n"
    assert status_line(Reading(5, 1, "000", 0, 0, 0))[9:11] == b"38"


def test_a_game_goes_through_every_state_and_counts_the_spin_once() -> None:
    bench = WheelBench()
    bench.spin()
    assert states(bench) == [6, 1, 2, 3, 4, 5, 2]
    assert next(s.spin for s in statuses(bench)) == 1
    assert statuses(bench)[-1].spin == 2
    assert bench.decoder.counts.dropped_bytes == 0


def test_the_bare_number_comes_before_the_winning_status_and_agrees() -> None:
    bench = WheelBench()
    bench.wheel.rig("4")
    bench.spin()
    [number] = numbers(bench)
    winning = next(status for status in statuses(bench) if status.state is WheelState.WINNING_NUMBER)
    assert (number.pocket, winning.last) == ("4", "4")
    assert winning.at_ns - number.at_ns == pytest.approx(270_000_000, abs=1)


def test_the_start_is_answered_after_22_ms_and_not_during_a_spin() -> None:
    bench = WheelBench()
    bench.spin(10)
    bench.spin(1)
    replies = [signal for signal in bench.signals() if isinstance(signal, WheelReply)]
    assert [(reply.text, reply.at_ns) for reply in replies] == [("*u OK", 2_022_000_000)]


def test_status_lines_come_twice_a_second() -> None:
    bench = WheelBench()
    before = len(statuses(bench))
    bench.agenda.advance(10)
    assert len(statuses(bench)) - before == 20


def test_the_spin_counter_wraps_after_256() -> None:
    bench = WheelBench(mode=GAME_SERVER_MODE & ~MODE_WAIT_FOR_START)
    bench.agenda.advance(256 * 60)
    spins = [status.spin for status in statuses(bench)]
    assert 256 in spins
    assert set(spins) == set(range(1, 257))
    assert {(a, b) for a, b in pairwise(spins) if a != b} <= {(n, n % 256 + 1) for n in range(1, 257)}


def test_a_free_running_wheel_needs_no_start() -> None:
    bench = WheelBench(mode=GAME_SERVER_MODE & ~MODE_WAIT_FOR_START)
    bench.agenda.advance(120)
    assert len(numbers(bench)) >= 2


def test_a_rotor_turns_the_other_way_each_game() -> None:
    bench = WheelBench()
    bench.spin()
    bench.spin()
    winning = [s.direction for s in statuses(bench) if s.state is WheelState.WINNING_NUMBER]
    assert len(set(winning)) == 2


def test_polls_nearer_than_100_ms_are_not_answered() -> None:
    bench = WheelBench(mode=1024)
    before = len(bench.line.sent)
    bench.wheel.receive(b"*X\r\n*X\r*X\n")
    bench.agenda.advance(0.2)
    bench.wheel.receive(b"*X\r")
    assert len(bench.line.sent) - before == 2


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        (b"*P 1\r\n", b"*P NO"),
        (b"*P 0\n", b"*P OK"),
        (b"*O\r", b"*O 2 1 161 1159"),
        (b"*T n\r\n", b"*T 2920"),
        (b"*F\r\n", b"*F 0"),
    ],
)
def test_a_command_is_answered_as_the_manual_says(command: bytes, answer: bytes) -> None:
    bench = WheelBench()
    bench.wheel.receive(command)
    bench.agenda.advance(0.1)
    assert answer + b"\r\n" in bench.line.bytes


def test_identifying_with_k_starts_a_game() -> None:
    bench = WheelBench()
    bench.wheel.receive(b"*K\r\n")
    bench.agenda.advance(60)
    assert len(numbers(bench)) == 1


@given(st.binary(max_size=60), st.integers(0, 60))
def test_commands_survive_being_cut_and_noise_is_dropped(noise: bytes, cut: int) -> None:
    reader = CommandReader()
    data = noise.replace(b"*", b"") + b"\r\n*u 1\r\n"
    found = reader.feed(data[:cut]) + reader.feed(data[cut:])
    assert found == [("u", "1")]


# --- faults ---------------------------------------------------------------------------------------------------------


def test_a_failed_launch_warns_and_then_succeeds_by_itself() -> None:
    bench = WheelBench()
    bench.wheel.faults.arm(WheelFault.FAILED_LAUNCH)
    bench.spin(60)
    assert any(
        s.warning is WheelWarning.FAILED_LAUNCH and s.state is WheelState.PLACE_BETS for s in statuses(bench)
    )
    assert len(numbers(bench)) == 1


def test_a_launch_that_never_succeeds_ends_with_a_restart() -> None:
    bench = WheelBench()
    bench.wheel.faults.arm(WheelFault.LAUNCH_NEVER)
    bench.spin(200)
    assert states(bench) == [6, 1, 2]
    bench.wheel.faults.clear()
    bench.wheel.receive(b"*R\r\n")
    bench.agenda.advance(1)
    assert statuses(bench)[-1].warning == WheelWarning(0)


def test_no_spin_stays_in_rim_with_a_warning_until_restarted() -> None:
    bench = WheelBench()
    bench.wheel.faults.arm(WheelFault.NO_SPIN)
    bench.spin(100)
    last = statuses(bench)[-1]
    assert (last.state, last.warning) == (WheelState.BALL_IN_RIM, WheelWarning.BALL_WITH_ROTOR)
    bench.wheel.receive(b"*R\r\n")
    bench.agenda.advance(1)
    assert (statuses(bench)[-1].state, statuses(bench)[-1].spin) == (WheelState.PLACE_BETS, 1)


def test_a_ball_not_detected_stops_the_wheel_after_75_s() -> None:
    bench = WheelBench()
    bench.wheel.faults.arm(WheelFault.BALL_NOT_DETECTED)
    bench.spin(10.4 + 74)
    last = statuses(bench)[-1]
    assert (last.state, last.warning) == (WheelState.NO_MORE_BETS, WheelWarning.BALL_NOT_DETECTED)
    bench.agenda.advance(3)
    assert statuses(bench)[-1].state is WheelState.CLOSED


def test_a_component_fault_closes_the_wheel_until_repaired() -> None:
    bench = WheelBench()
    bench.wheel.obey({"do": "component_fault"})
    bench.agenda.advance(5)
    last = statuses(bench)[-1]
    assert (last.state, last.warning) == (WheelState.CLOSED, WheelWarning.COMPONENT_FAULT)
    bench.wheel.obey({"do": "repair"})
    bench.agenda.advance(5)
    assert statuses(bench)[-1].state is WheelState.PLACE_BETS


@pytest.mark.parametrize(
    ("fault", "bare", "agrees"),
    [
        (WheelFault.MISSING_NUMBER, 0, True),
        (WheelFault.WRONG_NUMBER, 1, False),
        (WheelFault.SILENT_RESULT, 0, True),
    ],
)
def test_a_spoiled_result_looks_as_its_fault_says(fault: WheelFault, bare: int, agrees: bool) -> None:
    bench = WheelBench()
    bench.wheel.faults.arm(fault)
    bench.spin()
    found = numbers(bench)
    assert len(found) == bare
    assert all((number.pocket == bench.wheel.reading.last) is agrees for number in found)
    winning_told = any(s.state is WheelState.WINNING_NUMBER for s in statuses(bench))
    assert winning_told is (fault is not WheelFault.SILENT_RESULT)
    assert statuses(bench)[-1].spin == 2


def test_a_handled_rotor_shows_one_nonsense_speed() -> None:
    bench = WheelBench()
    bench.wheel.faults.arm(WheelFault.HANDLED_ROTOR)
    bench.spin()
    assert [s.speed_decirpm for s in statuses(bench)].count(953) == 1


def test_a_deaf_wheel_hears_the_second_start() -> None:
    bench = WheelBench()
    bench.wheel.faults.arm(WheelFault.DEAF)
    bench.spin(5)
    assert bench.wheel.reading.speed_decirpm == 146
    bench.spin()
    assert len(numbers(bench)) == 1


def test_a_tail_at_open_is_no_result() -> None:
    bench = WheelBench()
    bench.wheel.faults.arm(WheelFault.TAIL_AT_OPEN)
    bench.wheel.host_opened()
    assert bench.line.sent[-1][1] == b"1\r\n"
    assert numbers(bench) == []


@pytest.mark.parametrize("fault", list(LineFault))
def test_a_line_fault_costs_bytes_but_never_makes_a_number(fault: LineFault) -> None:
    bench = WheelBench()
    bench.agenda.advance(0.1)
    bench.wheel.obey({"do": "noise", "noise": fault.value, "times": 3})
    bench.agenda.advance(3)
    assert numbers(bench) == []
    assert (bench.decoder.counts.dropped_bytes > 0) is (fault not in (LineFault.GLUED, LineFault.LOST))


def test_glued_packets_arrive_whole_and_together() -> None:
    bench = WheelBench()
    bench.wheel.obey({"do": "noise", "noise": "glued"})
    bench.agenda.advance(1.1)
    assert bench.line.sent[-1][1].count(b"*X") + bench.line.sent[-2][1].count(b"*X") == 3


def test_an_unplugged_wheel_comes_back_after_its_time() -> None:
    bench = WheelBench()
    bench.wheel.obey({"do": "unplug", "for_s": 1.5})
    bench.agenda.advance(2)
    assert [plugged for _, plugged in bench.line.plugs] == [False, True]
    assert bench.line.plugs[1][0] - bench.line.plugs[0][0] == pytest.approx(1.5)


def test_warning_bits_are_told_in_hexadecimal() -> None:
    bench = WheelBench()
    bench.wheel.obey({"do": "warn", "bits": 13})
    assert b";D;" in bench.line.sent[-1][1]


@pytest.mark.parametrize(
    "order",
    [
        {"do": "dance"},
        {"do": "fault", "fault": "x"},
        {"do": "next", "pocket": "37"},
        {"do": "warn", "bits": 16},
    ],
)
def test_a_wrong_order_is_refused(order: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        WheelBench().wheel.obey(order)


def test_a_faster_wheel_keeps_the_order_of_things() -> None:
    fast = Timing().faster(8)
    assert fast.number_lead_s < fast.no_more_bets_s
    assert fast.status_s == 0.1
    with pytest.raises(ValueError, match="above zero"):
        Timing().faster(0)

"""The Cammegh SS2 wheel's lines, its traps, and noise."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.decode.cammegh_ss2 import MAX_LINE, CammeghSs2
from hardware.signals import Direction, Signal, WheelNumber, WheelReply, WheelState, WheelStatus, WheelWarning
from tests.hardware.decode.account import AT_NS, assert_accounted, assert_cuts_do_not_matter, decode

SPIN = b"""*X;2;002;31;0;146;1
*u OK
*X;2;002;31;0;070;1
*X;2;002;31;0;000;1
*X;2;002;31;0;035;0
*X;2;002;31;0;169;0
*X;3;002;31;0;170;0
*X;4;002;31;0;170;0
28
*X;5;002;28;0;172;0
*X;2;003;28;0;171;0
""".replace(b"\n", b"\r\n")

wheel_noise = st.lists(
    st.sampled_from(
        [b"*", b"X;4;1", b"\r", b"\n", b"28", b" 4\r\n", b"*X;4;146; 9;0;158;0", b"*u OK", b";0\r\n"]
    )
    | st.binary(max_size=6)
).map(b"".join)


def wheel() -> CammeghSs2:
    return CammeghSs2("wheel")


def aligned() -> CammeghSs2:
    decoder = wheel()
    decoder.feed(b"\r\n", AT_NS)
    return decoder


def status(line: bytes) -> WheelStatus:
    (signal,) = decode(wheel(), line + b"\r\n")
    assert isinstance(signal, WheelStatus)
    return signal


def test_a_status_line_says_what_the_manual_says() -> None:
    assert status(b"*X;2;002;31;0;146;1") == WheelStatus(
        AT_NS,
        "wheel",
        state=WheelState.PLACE_BETS,
        spin=2,
        last="31",
        warning=WheelWarning(0),
        speed_decirpm=146,
        direction=Direction.COUNTER_CLOCKWISE,
    )


def test_a_whole_spin_is_read_line_by_line() -> None:
    decoder = wheel()
    signals = decode(decoder, SPIN)
    states = [signal.state.value for signal in signals if isinstance(signal, WheelStatus)]
    assert states == [2, 2, 2, 2, 2, 3, 4, 5, 2]
    assert WheelNumber(AT_NS, "wheel", "28") in signals
    assert WheelReply(AT_NS, "wheel", "*u OK") in signals
    assert decoder.counts.dropped_bytes == 0
    assert decoder.counts.accepted_bytes == len(SPIN)


def test_idle_before_the_first_result_has_no_last_number() -> None:
    assert status(b"*X;6;001;  ;0;000;0").last is None


@pytest.mark.parametrize(
    ("line", "warning"),
    [
        (b"*X;6;001;  ;4;000;0", WheelWarning.COMPONENT_FAULT),
        (b"*X;4;001;  ;1;953;1", WheelWarning.BALL_NOT_DETECTED),
        (b"*X;2;001;  ;8;172;1", WheelWarning.FAILED_LAUNCH),
        (b"*X;3;001;  ;A;172;1", WheelWarning.FAILED_LAUNCH | WheelWarning.BALL_WITH_ROTOR),
        (b"*X;3;001;  ;F;172;1", WheelWarning(15)),
    ],
)
def test_the_warning_is_one_hexadecimal_digit(line: bytes, warning: WheelWarning) -> None:
    assert status(line).warning == warning


@pytest.mark.parametrize(
    ("last", "pocket"), [(b" 4", "4"), (b" 0", "0"), (b"00", "00"), (b"38", "000"), (b"36", "36")]
)
def test_pockets_are_space_padded_with_double_and_triple_zero(last: bytes, pocket: str) -> None:
    assert status(b"*X;5;002;" + last + b";0;172;0").last == pocket
    assert decode(aligned(), last + b"\r\n") == [WheelNumber(AT_NS, "wheel", pocket)]


@pytest.mark.parametrize(
    "line",
    [
        b"*X;0;002;31;0;146;1",
        b"*X;8;002;31;0;146;1",
        b"*X;2;02;31;0;146;1",
        b"*X;2;257;31;0;146;1",
        b"*X;2;002;37;0;146;1",
        b"*X;2;002;4 ;0;146;1",
        b"*X;2;002;31;a;146;1",
        b"*X;2;002;31;G;146;1",
        b"*X;2;002;31;10;146;1",
        b"*X;2;002;31;0;46;1",
        b"*X;2;002;31;0;146;2",
        b"*X;2;002;31;0;146;1 ",
        b"*X;2;002;31;0;146;",
        b"*x;2;002;31;0;146;1",
        b"*u O",
        b"*u",
        b"*K OK",
        b"*S\x00",
        b"1",
        b"4 ",
        b"  ",
        b"37",
        b"99",
        b"028",
        b"2\x008",
        b"\xb2\xb8",
    ],
)
def test_a_line_that_is_not_exact_is_dropped_and_counted(line: bytes) -> None:
    decoder = aligned()
    assert decode(decoder, line + b"\r\n") == []
    assert (decoder.counts.dropped_bytes, decoder.counts.dropped_frames) == (len(line), 1)


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\n\r\n"])
def test_a_line_may_end_in_cr_or_lf_or_both(end: bytes) -> None:
    decoder = aligned()
    assert decode(decoder, b"28" + end + b" 4" + end) == [WheelNumber(AT_NS, "wheel", n) for n in ("28", "4")]
    assert decoder.counts.dropped_bytes == 0


@pytest.mark.parametrize(
    "text", ["*P NO", "*P OK", "*u OK", "*F BUSY", "*F 0", "*S SS2 2.52", "*O 6 1 161 1159", "*T n 2920"]
)
def test_answers_to_commands_are_told_as_they_are(text: str) -> None:
    assert decode(wheel(), text.encode() + b"\r\n") == [WheelReply(AT_NS, "wheel", text)]


def test_the_first_line_after_opening_may_be_a_tail_and_is_no_result() -> None:
    decoder = wheel()
    assert decode(decoder, b"28\r\n") == []
    assert decoder.counts.dropped_bytes == 2
    assert decode(decoder, b"28\r\n") == [WheelNumber(AT_NS, "wheel", "28")]
    decoder.reset()
    assert decode(decoder, b"28\r\n") == []


def test_a_number_after_reopening_does_not_join_what_came_before() -> None:
    decoder = aligned()
    assert decode(decoder, b"\r\n2") == []
    decoder.reset()
    assert decode(decoder, b"8\r\n") == []
    assert decoder.counts.dropped_bytes == 2


def test_lost_bytes_cost_only_the_damaged_packets() -> None:
    decoder = wheel()
    signals = decode(decoder, b"*X;4;14*X;*X;4;146; 9;0;158;0\r\n")
    assert [s.last for s in signals if isinstance(s, WheelStatus)] == ["9"]
    assert (decoder.counts.dropped_bytes, decoder.counts.dropped_frames) == (len(b"*X;4;14*X;"), 2)


def test_a_status_glued_from_two_is_dropped_whole() -> None:
    decoder = wheel()
    assert decode(decoder, b"*X;4;146; 9;0;15\r\n*X;4;14;4;14;146; 9;0;158;0\r\n") == []
    assert decoder.counts.dropped_frames == 2


def test_a_whole_status_that_lost_only_its_end_is_kept() -> None:
    signals = decode(wheel(), b"*X;4;146; 9;0;158;0*u OK*X;5;146;28;0;158;0\r\n")
    assert [type(s) for s in signals] == [WheelStatus, WheelReply, WheelStatus]


def test_a_report_cut_by_the_next_packet_is_not_trusted() -> None:
    assert [type(s) for s in decode(wheel(), b"*S SS2 2.*X;4;146; 9;0;158;0\r\n")] == [WheelStatus]


def test_a_number_glued_to_a_packet_is_no_result() -> None:
    decoder = aligned()
    assert [type(s) for s in decode(decoder, b"28*X;5;146;28;0;158;0\r\n")] == [WheelStatus]
    assert decode(decoder, b"*X;4;146; 9;0;158;028\r\n") == []


def test_endless_noise_is_counted_and_not_kept() -> None:
    decoder = aligned()
    decode(decoder, b"9" * 100_000)
    assert decoder.counts.pending_bytes <= MAX_LINE
    assert decode(decoder, b"\r\n28\r\n") == [WheelNumber(AT_NS, "wheel", "28")]
    assert (decoder.counts.dropped_bytes, decoder.counts.dropped_frames) == (100_000, 1)


def test_a_packet_in_the_middle_of_endless_noise_is_found() -> None:
    decoder = wheel()
    signals = decode(decoder, b"9" * 1_000 + b"*X;4;146; 9;0;158;0\r\n")
    assert [type(s) for s in signals] == [WheelStatus]
    assert decoder.counts.dropped_bytes == 1_000


def test_what_is_pending_at_the_end_counts_as_dropped() -> None:
    decoder = wheel()
    decode(decoder, b"*X;4;14")
    assert decoder.counts.pending_bytes == 7
    decoder.finish()
    assert (decoder.counts.pending_bytes, decoder.counts.dropped_bytes) == (0, 7)


def test_a_signal_has_the_time_of_the_read_that_completed_it() -> None:
    decoder = wheel()
    decoder.feed(b"*X;4;146; 9;0", 1)
    (signal,) = decoder.feed(b";158;0\r", 2)
    assert signal.at_ns == 2
    assert decoder.feed(b"\n", 3) == []


@given(wheel_noise, st.lists(st.integers(0, 10_000), max_size=8))
def test_where_the_bytes_are_cut_does_not_matter(data: bytes, places: list[int]) -> None:
    assert_cuts_do_not_matter(wheel, data, places)


@given(st.lists(wheel_noise, max_size=4))
def test_every_byte_is_accounted_for_across_reopenings(streams: list[bytes]) -> None:
    assert_accounted(wheel(), streams)


def written(signal: Signal) -> re.Pattern[bytes]:
    """How the wheel writes ``signal``, as a pattern, made from the signal alone."""
    match signal:
        case WheelNumber():
            return re.compile(rb"[\r\n]" + padded(signal.pocket) + rb"[\r\n]")
        case WheelReply():
            return re.compile(re.escape(signal.text.encode()))
        case WheelStatus():
            last = rb"  " if signal.last is None else padded(signal.last)
            head = rb"\*X;%d;%03d;" % (signal.state, signal.spin)
            tail = b";%X;%03d;%d" % (signal.warning.value, signal.speed_decirpm, signal.direction)
            return re.compile(head + last + tail)
    raise AssertionError(f"a wheel does not say {signal}")


def padded(pocket: str) -> bytes:
    if pocket == "000":
        return rb"38"
    return pocket.encode() if len(pocket) == 2 else rb"[ 0]" + pocket.encode()


@given(wheel_noise)
def test_nothing_is_told_that_was_not_in_the_bytes(data: bytes) -> None:
    for signal in decode(wheel(), data):
        assert written(signal).search(data)


@given(
    st.binary(max_size=40).filter(lambda b: b"*" not in b and b"\r" not in b and b"\n" not in b),
    st.integers(0, 9),
)
def test_noise_between_lines_never_costs_a_whole_line(noise: bytes, after: int) -> None:
    lines = SPIN.splitlines(keepends=True)
    clean = decode(wheel(), SPIN)
    noisy = decode(wheel(), b"".join([*lines[: after + 1], noise, b"\r\n", *lines[after + 1 :]]))
    assert [signal for signal in noisy if signal in clean] == clean or is_well_formed_number(noise)


def is_well_formed_number(noise: bytes) -> bool:
    return re.fullmatch(rb"[ \d]\d", noise) is not None

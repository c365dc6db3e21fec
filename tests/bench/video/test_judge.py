"""The judge of the video bench: what is missed fails, what is skipped says why, and a busy machine excuses only what is timed."""

from __future__ import annotations

import pytest

from tests.bench.video.clock_step import followed_ms
from tests.bench.video.exactness import Exactness
from tests.bench.video.house import FRAME_MS
from tests.bench.video.judge import Beside, Measured, Verdict, busy, skipped, summary, table, verdicts
from tests.bench.video.seen import Frame, Seen, Shown
from tests.bench.video.slope import a_core, slope
from tests.bench.video.targets import TARGETS
from tests.bench.video.ws_frames import BINARY, TEXT, Frames, NoSocket, unmasked


def test_every_target_has_a_row_even_if_nobody_measured_it() -> None:
    found = verdicts([])
    assert list(found) == list(TARGETS)
    assert set(found.values()) == {Verdict.SKIPPED}


def test_what_is_worse_than_its_limit_is_missed() -> None:
    found = verdicts([Measured("fmp4_p50", 151.0), Measured("viewers_fmp4", 300.0)])
    assert found["fmp4_p50"] is Verdict.MISSED
    assert found["viewers_fmp4"] is Verdict.MET


def test_a_busy_machine_excuses_what_is_timed_and_missed() -> None:
    late = [Measured("fmp4_p50", 400.0), Measured("exact_fmp4", 99.0), Measured("fmp4_p95", 100.0)]
    found = verdicts(busy(late, "busy"))
    assert (found["fmp4_p50"], found["exact_fmp4"], found["fmp4_p95"]) == (
        Verdict.SKIPPED,
        Verdict.MISSED,
        Verdict.MET,
    )


def test_the_table_says_why_something_was_skipped() -> None:
    text = table([*skipped("no browser here", "fmp4_p50"), Beside("a bare relay", 0.018, "%")])
    assert "no browser here" in text
    assert "a bare relay" in text
    assert summary(skipped("no browser", "fmp4_p50")).endswith(f"{len(TARGETS)} skipped")


def test_the_slope_leaves_out_what_a_process_costs_without_viewers() -> None:
    assert slope([(50, 0.15), (150, 0.25), (300, 0.40)]) == pytest.approx(0.001)
    assert a_core(0.001) == pytest.approx(1000)


@pytest.mark.parametrize("size", [0, 125, 126, 65535, 65536])
def test_messages_come_out_whole_however_the_bytes_arrive(size: int) -> None:
    frames, sent = Frames(), unmasked(BINARY, bytes(size)) + unmasked(TEXT, b"{}")
    wire = b"HTTP/1.1 101 Switching Protocols\r\n\r\n" + sent
    found = [message for at in range(0, len(wire), 1000) for message in frames.feed(wire[at : at + 1000])]
    assert found == [(BINARY, bytes(size)), (TEXT, b"{}")]


def test_a_server_that_refuses_is_quoted() -> None:
    with pytest.raises(NoSocket, match="403"):
        Frames().feed(b"HTTP/1.1 403 Forbidden\r\n\r\n")


def test_a_frame_that_was_never_made_is_not_exact() -> None:
    found = Exactness({})
    found.take_stream(b"\x00\x00\x01\x65\x88")
    found.take_stream(b"no stream")
    assert (found.came, found.exact, len(found.wrong)) == (2, 0, 2)


def test_an_event_is_counted_in_pictures_from_the_first_that_shows_it() -> None:
    frames = [Frame(1000 + n * 33, 900 + n * 33, 900 + n * 33, True) for n in range(6)]
    events = [Shown(960, 966), Shown(960, 999), Shown(960, 933), Shown(800, 900)]
    assert Seen(frames, events).frames_behind() == [0, 1, -1]


def test_a_step_is_followed_from_the_first_picture_whose_clock_stays_right() -> None:
    burned = [1000.0, 1000 + FRAME_MS, 1050 + 2 * FRAME_MS, 1050 + 3 * FRAME_MS, 1050 + 4 * FRAME_MS]
    clocks = [*burned[:2], burned[2] - 50, burned[3], burned[4]]
    frames = [
        Frame(2000 + n * 33, at, clock, True)
        for n, (at, clock) in enumerate(zip(burned, clocks, strict=True))
    ]
    assert followed_ms(frames, 2000, 50) == 99
    assert followed_ms(frames[:2], 2000, 50) == float("inf")

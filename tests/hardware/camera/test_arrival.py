"""A network stream's frames on our clock: jitter goes, order and causality stay."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hardware.camera.arrival import SPAN_NS, ArrivalClock

MS, S = 1_000_000, 1_000_000_000
JITTERS = st.lists(st.integers(0, 400 * MS), min_size=2, max_size=120)


@given(JITTERS)
def test_no_frame_is_seen_after_it_arrived_or_before_the_one_before(jitters_ns: list[int]) -> None:
    clock = ArrivalClock()
    arrived_ns = last_ns = 0
    for number, jitter_ns in enumerate(jitters_ns):
        arrived_ns = max(arrived_ns + 1, 100 * S + number * 33 * MS + jitter_ns)
        at_ns = clock.at_ns(number * 33 * MS, arrived_ns)
        assert last_ns < at_ns <= arrived_ns
        last_ns = at_ns


@given(JITTERS)
def test_for_seconds_after_a_frame_without_delay_all_are_as_far_apart_as_they_were_seen(
    jitters_ns: list[int],
) -> None:
    clock = ArrivalClock()
    clock.at_ns(0, 100 * S)
    for number, jitter_ns in enumerate(jitters_ns, 1):
        stream_ns = number * 60 * MS
        assert clock.at_ns(stream_ns, 100 * S + stream_ns + jitter_ns) == 100 * S + stream_ns


def test_a_clock_that_runs_fast_is_followed() -> None:
    clock = ArrivalClock()
    drift = 200 / 1e6
    for number in range(30 * 120):
        stream_ns = number * 33 * MS
        arrived_ns = 100 * S + round(stream_ns * (1 + drift))
        at_ns = clock.at_ns(stream_ns, arrived_ns)
    assert arrived_ns - at_ns < 3 * SPAN_NS * drift


def test_a_stream_whose_clock_jumps_is_tied_anew() -> None:
    clock = ArrivalClock()
    clock.at_ns(0, 100 * S)
    assert clock.at_ns(5000 * S, 101 * S) == 101 * S
    assert clock.at_ns(5000 * S + 40 * MS, 101 * S + 50 * MS) == 101 * S + 40 * MS

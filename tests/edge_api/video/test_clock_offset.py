"""A clock that is off has a word for it, and a line that only now and then holds frames back has none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_api.video.clock_offset import MOST_NS, WINDOW_NS, ClockOffset

NOW_NS = 1_700_000_000 * 10**9
STEP_NS = 33_333_333
MS = 10**6


def after(offs_ms: list[int], clock: ClockOffset | None = None, start_ns: int = NOW_NS) -> ClockOffset:
    """A clock whose frames came with these offsets, one after another."""
    clock = clock or ClockOffset()
    for place, off_ms in enumerate(offs_ms):
        now_ns = start_ns + place * STEP_NS
        before = clock.said
        assert clock.take(now_ns + off_ms * MS, now_ns) is (clock.said != before)
    return clock


@pytest.mark.parametrize(
    ("off_ms", "word"), [(-1500, "1.5 s old"), (-9000, "9.0 s old"), (800, "0.8 s ahead"), (9000, "9.0 s ahead")]
)  # fmt: skip
def test_from_half_a_second_on_it_is_said(off_ms: int, word: str) -> None:
    clock = after([off_ms] * 100)
    assert word in clock.said
    assert after([-40] * 200, clock, NOW_NS + 10**10).said == ""


@given(st.lists(st.integers(-3000, -30), min_size=1, max_size=300))
def test_frames_that_come_late_alarm_nobody_while_some_come_in_time(delays_ms: list[int]) -> None:
    window = WINDOW_NS // STEP_NS
    offs = [-50 if place % (window // 2) == 0 else delay for place, delay in enumerate(delays_ms)]
    assert after(offs).said == ""


@given(st.integers(-8000, 8000), st.lists(st.integers(0, 1000), min_size=200, max_size=200))
def test_what_is_said_is_never_further_off_than_the_clocks_are_unless_the_line_is_slow(
    clock_ms: int, delays_ms: list[int]
) -> None:
    said = after([clock_ms - delay for delay in delays_ms]).said
    if abs(clock_ms) * MS < MOST_NS and min(delays_ms) == 0:
        assert "ahead" not in said
    if clock_ms > 1600:
        assert "ahead" in said


def test_a_clock_of_the_edge_that_is_set_back_begins_anew() -> None:
    clock = after([-40] * 30)
    after([-40] * 100, clock, NOW_NS - 3600 * 10**9)
    assert clock.said == ""

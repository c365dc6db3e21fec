"""Relating a board's clock to the edge's: never later than it may be, and by this boot only."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from edge_api.clock import SystemClock, rfc3339
from edge_api.clocks import BoardClock, BoardMoment, by_utc, deadline, earliest, parse_utc

S = 1_000_000_000
DELAYS = st.lists(st.integers(0, S), min_size=1, max_size=50)


@given(offset=st.integers(-(10**15), 10**15), delays=DELAYS, asked=st.integers(0, 100 * S))
def test_a_mapped_moment_is_late_by_the_shortest_delay_at_most(
    offset: int, delays: list[int], asked: int
) -> None:
    clock = BoardClock()
    for step, delay in enumerate(delays):
        clock.observe("boot", step * S, step * S + offset + delay)
    assert clock.edge_ns("boot", asked) == asked + offset + min(delays)


@given(offset=st.integers(0, 10**12), delays=DELAYS, error=st.integers(0, S), skew=st.integers(-S, S))
def test_the_earliest_moment_is_never_after_the_true_one_by_more_than_the_delay(
    offset: int, delays: list[int], error: int, skew: int
) -> None:
    """The board's UTC is off by ``skew``, within its declared error."""
    clock, skew = BoardClock(), max(-error, min(error, skew))
    for step, delay in enumerate(delays):
        true = step * S + offset
        clock.observe("boot", step * S, true + delay)
        moment = BoardMoment("boot", step * S, true + skew, error)
        assert earliest(clock, moment, true + delay, true + delay) <= true
        assert earliest(clock, BoardMoment("boot", step * S, None, None), true + delay, 0) <= true + delay


def test_another_boot_starts_afresh() -> None:
    clock = BoardClock()
    clock.observe("one", 0, 5)
    assert clock.edge_ns("two", 0) is None
    clock.observe("two", 100, 300)
    assert clock.edge_ns("two", 100) == 300
    assert clock.edge_ns("one", 0) is None


def test_old_minutes_are_forgotten_so_that_drift_does_not_add_up() -> None:
    clock = BoardClock()
    clock.observe("boot", 0, 0)
    for minute in range(1, 12):
        clock.observe("boot", minute * 60 * S, minute * 60 * S + minute * 1000)
    assert clock.edge_ns("boot", 0) == 2000


def test_without_a_bounded_clock_utc_says_nothing() -> None:
    assert by_utc(BoardMoment("boot", 0, 5, None), 10, 10) is None
    assert by_utc(BoardMoment("boot", 0, None, 5), 10, 10) is None
    assert by_utc(BoardMoment("boot", 0, 7, 2), 100, 10) == 95


def test_a_deadline_is_the_earlier_of_promise_and_own_count_less_the_guard() -> None:
    assert deadline(100, 50, 110, 60, 0) == 150
    assert deadline(100, 90, 110, 60, 5) == 165


def test_utc_text_is_read_to_the_microsecond_and_back() -> None:
    ns = 1_795_382_400_123_456_000
    assert parse_utc(rfc3339(ns)) == ns
    assert rfc3339(ns) == "2026-11-22T21:20:00.123456Z"
    assert parse_utc("2026-11-22T21:20:00") is None
    assert parse_utc("yesterday") is None


def test_the_systems_clock_goes_forward_within_a_boot() -> None:
    clock = SystemClock()
    first, second = clock.now(), clock.now()
    assert first.mono_ns <= second.mono_ns <= clock.monotonic_ns()
    assert clock.utc_ns() > 1_700_000_000 * S
    assert len(clock.boot_id) == 36

"""Monotonic moments as UTC: through steps of the clock, slow reads and a machine that puts threads aside."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hardware.camera.time_base import REFRESH_NS, TimeBase

MS, S = 1_000_000, 1_000_000_000
EPOCH_NS = 1_753_000_000 * S


class WornClock:
    """UTC = monotonic + offset; each read takes as long as the next of ``reads_ns`` says."""

    def __init__(self, reads_ns: list[int]) -> None:
        self.now_ns = 5 * S
        self.offset_ns = EPOCH_NS
        self._reads_ns = reads_ns
        self._turn = 0

    def _read(self) -> int:
        self._turn += 1
        self.now_ns += self._reads_ns[self._turn % len(self._reads_ns)]
        return self.now_ns

    def monotonic_ns(self) -> int:
        return self._read()

    def utc_ns(self) -> int:
        return self._read() + self.offset_ns


READS = st.lists(st.integers(20, 2 * MS), min_size=1, max_size=7)
STEPS = st.lists(st.integers(-3_600 * S, 3_600 * S), min_size=1, max_size=4)


@given(READS, st.integers(-10 * S, 10 * S))
def test_a_moment_is_right_to_within_the_stated_error(reads_ns: list[int], off_ns: int) -> None:
    clock = WornClock(reads_ns)
    base = TimeBase(clock)
    at_ns = clock.now_ns + off_ns
    assert abs(base.utc_ns(at_ns) - (at_ns + EPOCH_NS)) <= base.error_ns + 1


@given(READS, STEPS)
def test_a_step_of_the_clock_is_followed_within_a_second(reads_ns: list[int], steps_ns: list[int]) -> None:
    clock = WornClock(reads_ns)
    base = TimeBase(clock)
    for step_ns in steps_ns:
        clock.offset_ns += step_ns
        clock.now_ns += REFRESH_NS
        at_ns = clock.now_ns
        assert abs(base.utc_ns(at_ns) - (at_ns + clock.offset_ns)) <= base.error_ns + 1


def test_a_step_of_fifty_milliseconds_is_followed_within_two_seconds_at_thirty_frames_a_second() -> None:
    clock = WornClock([50])
    base = TimeBase(clock)
    for step_ns in (50 * MS, -50 * MS):
        clock.offset_ns += step_ns
        wrong_ns = [0]
        for _ in range(60):
            clock.now_ns += S // 30
            wrong_ns.append(base.utc_ns(clock.now_ns) - clock.now_ns - clock.offset_ns)
        assert abs(wrong_ns[-1]) < MS
        assert sum(abs(off_ns) > MS for off_ns in wrong_ns) <= 31


def test_one_slow_read_does_not_spoil_a_bracket() -> None:
    clock = WornClock([40, 40, 40, 30 * MS, 40, 40, 40])
    assert TimeBase(clock).error_ns < 1000


def test_the_clocks_are_not_read_for_each_frame() -> None:
    clock = WornClock([40])
    base = TimeBase(clock)
    before_ns = clock.now_ns
    for _ in range(100):
        base.utc_ns(before_ns)
    assert clock.now_ns - before_ns == 100 * 40

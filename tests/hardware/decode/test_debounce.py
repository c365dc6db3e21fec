"""Presses from edges: chatter, holds, stuck keys."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.decode.debounce import MS, SECOND, KeyDebouncer, KeyTiming, usual_timing
from hardware.signals import Key, KeyPressed, KeyStuck, Signal

STABLE_NS = 30 * MS


def key(which: Key = Key.OPEN, *, down: bool = False) -> KeyDebouncer:
    return KeyDebouncer(which, usual_timing(which), down=down, at_ns=0)


def play(debouncer: KeyDebouncer, *edges_ms: float, until_ms: float, down: bool = True) -> list[Signal]:
    """Edges at these times, the first going ``down``, each the opposite of the one before."""
    signals: list[Signal] = []
    for at_ms in edges_ms:
        signals += debouncer.edge(down, round(at_ms * MS))
        down = not down
    return signals + debouncer.advance(round(until_ms * MS))


def test_a_press_counts_after_the_stable_time_and_is_stamped_then() -> None:
    debouncer = key()
    assert debouncer.edge(True, 100 * MS) == []
    assert debouncer.deadline_ns == 130 * MS
    assert debouncer.advance(130 * MS - 1) == []
    assert debouncer.advance(130 * MS) == [KeyPressed(130 * MS, Key.OPEN)]


def test_being_told_late_does_not_change_the_stamp() -> None:
    assert play(key(), 100, until_ms=900) == [KeyPressed(130 * MS, Key.OPEN)]
    assert play(key(), 100, 200, until_ms=900) == [KeyPressed(130 * MS, Key.OPEN)]


def test_a_press_shorter_than_the_stable_time_is_no_press() -> None:
    assert play(key(), 100, 129.9, until_ms=5_000) == []


def test_chatter_at_both_ends_makes_one_press() -> None:
    assert play(key(), 100, 102, 103, 107, 110, 300, 301, 304, 309, 311, until_ms=5_000) == [
        KeyPressed(140 * MS, Key.OPEN)
    ]


def test_the_same_level_twice_starts_the_stable_time_again() -> None:
    debouncer = key()
    assert debouncer.edge(True, 100 * MS) + debouncer.edge(True, 120 * MS) == []
    assert debouncer.advance(SECOND) == [KeyPressed(150 * MS, Key.OPEN)]


def test_a_key_may_stick_again_after_it_came_free() -> None:
    signals = play(key(), 0, 16_000, 17_000, 17_500, 18_000, 34_000, until_ms=40_000)
    assert [signal.stuck for signal in signals if isinstance(signal, KeyStuck)] == [True, False, True, False]


def test_two_pushes_are_two_presses() -> None:
    assert play(key(), 100, 200, 300, 400, until_ms=5_000) == [
        KeyPressed(130 * MS, Key.OPEN),
        KeyPressed(330 * MS, Key.OPEN),
    ]


@pytest.mark.parametrize("which", [Key.VOID, Key.RELEASE])
def test_a_key_that_destroys_must_be_held_for_a_second(which: Key) -> None:
    assert play(key(which), 100, 1_099, until_ms=5_000) == []
    assert play(key(which), 100, 1_101, until_ms=5_000) == [KeyPressed(1_100 * MS, which)]


def test_chatter_during_a_hold_does_not_interrupt_it() -> None:
    assert play(key(Key.VOID), 100, 500, 510, 1_300, until_ms=5_000) == [KeyPressed(1_100 * MS, Key.VOID)]


def test_a_release_in_the_middle_starts_the_hold_again() -> None:
    assert play(key(Key.VOID), 100, 900, 950, 1_500, until_ms=5_000) == []


def test_a_hold_does_not_complete_while_the_contact_is_open() -> None:
    assert play(key(Key.VOID), 100, 1_090, until_ms=5_000) == []
    assert play(key(Key.VOID), 100, 1_090, 1_105, until_ms=5_000) == [KeyPressed(1_105 * MS, Key.VOID)]


def test_a_key_that_is_down_at_the_start_is_not_pressed() -> None:
    assert play(key(down=True), 5_000, 6_000, until_ms=7_000, down=False) == [
        KeyPressed(6_030 * MS, Key.OPEN)
    ]
    assert play(key(Key.VOID, down=True), 5_000, until_ms=7_000, down=False) == []


def test_a_key_that_stays_down_is_told_stuck_and_then_free() -> None:
    debouncer = key()
    assert play(debouncer, 100, until_ms=20_000) == [
        KeyPressed(130 * MS, Key.OPEN),
        KeyStuck(15_100 * MS, Key.OPEN, stuck=True),
    ]
    assert debouncer.deadline_ns is None
    assert play(debouncer, 21_000, until_ms=22_000, down=False) == [
        KeyStuck(21_030 * MS, Key.OPEN, stuck=False)
    ]


def test_a_key_that_is_stuck_from_the_start_is_told() -> None:
    assert play(key(down=True), until_ms=20_000) == [KeyStuck(15_000 * MS, Key.OPEN, stuck=True)]


@pytest.mark.parametrize(
    ("timing", "complaint"),
    [
        ({"stable_ns": 19 * MS}, "stable_ns"),
        ({"stable_ns": 51 * MS}, "stable_ns"),
        ({"hold_ns": -1}, "hold_ns"),
        ({"hold_ns": 15 * SECOND}, "stuck_ns"),
    ],
)
def test_times_out_of_range_are_refused(timing: dict[str, int], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        KeyTiming(**timing)


def test_a_void_key_without_its_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="key void: hold_ns"):
        KeyDebouncer(Key.VOID, KeyTiming(hold_ns=SECOND - 1), down=False, at_ns=0)


@dataclass(frozen=True)
class Push:
    """An interval in which the contact was closed."""

    from_ns: int
    to_ns: int


gaps = st.lists(st.integers(1, 60 * MS) | st.integers(1, 3 * SECOND), min_size=1, max_size=30)


def levels(gap_ns: list[int]) -> list[tuple[bool, int]]:
    at, edges = 0, []
    for number, gap in enumerate(gap_ns):
        at += gap
        edges.append((number % 2 == 0, at))
    return edges


def run(which: Key, edges: list[tuple[bool, int]], told: list[int]) -> list[Signal]:
    """Play ``edges``; in between the debouncer is also told the times of ``told``."""
    debouncer, signals = key(which), []
    steps = sorted([(at, 1, down) for down, at in edges] + [(at, 0, False) for at in told])
    for at, is_edge, down in steps:
        signals += debouncer.edge(down, at) if is_edge else debouncer.advance(at)
    return signals + debouncer.advance(200 * SECOND)


@given(st.sampled_from(Key), gaps, st.lists(st.integers(0, 90 * SECOND), max_size=20))
def test_when_it_is_told_the_time_does_not_matter(which: Key, gap_ns: list[int], told: list[int]) -> None:
    edges = levels(gap_ns)
    assert run(which, edges, told) == run(which, edges, [])


@given(st.sampled_from(Key), gaps)
def test_between_two_presses_the_contact_was_open_for_the_stable_time(which: Key, gap_ns: list[int]) -> None:
    edges = levels(gap_ns)
    pressed = [signal.at_ns for signal in run(which, edges, []) if isinstance(signal, KeyPressed)]
    opened = [
        (up, down) for (level, up), (_, down) in pairwise(edges) if not level and down - up >= STABLE_NS
    ]
    for earlier, later in pairwise(pressed):
        assert any(earlier - STABLE_NS <= up and down <= later for up, down in opened)


@given(gaps)
def test_every_press_ends_a_stable_time_of_contact(gap_ns: list[int]) -> None:
    edges = [*levels(gap_ns), (False, 100 * SECOND)]
    closed = [(down, up) for (level, down), (_, up) in pairwise(edges) if level]
    pressed = [signal.at_ns for signal in run(Key.OPEN, levels(gap_ns), []) if isinstance(signal, KeyPressed)]
    assert all(any(at == down + STABLE_NS <= up for down, up in closed) for at in pressed)


@given(
    st.sampled_from(Key),
    st.lists(st.integers(1, 60 * MS) | st.integers(14 * SECOND, 17 * SECOND), max_size=10),
)
def test_stuck_and_free_take_turns(which: Key, gap_ns: list[int]) -> None:
    told = [signal.stuck for signal in run(which, levels(gap_ns), []) if isinstance(signal, KeyStuck)]
    assert told == [number % 2 == 0 for number in range(len(told))]


@given(
    st.sampled_from([Key.VOID, Key.RELEASE]), st.lists(st.integers(1, SECOND - 1), min_size=2, max_size=20)
)
def test_a_held_key_never_counts_within_its_first_second(which: Key, gap_ns: list[int]) -> None:
    edges = levels(gap_ns)
    for signal in run(which, edges, []):
        if isinstance(signal, KeyPressed):
            first_down = edges[0][1]
            assert signal.at_ns - first_down >= SECOND

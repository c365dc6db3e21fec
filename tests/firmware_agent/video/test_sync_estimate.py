"""How late a camera or a sensor is, estimated from flashes: right for any delay and frame rate, and silent when it can't be told."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_agent.video.sync_estimate import (
    MOST_SPREAD_MS,
    Level,
    NotCalibrated,
    camera_delay,
    sensor_delay,
    window_of,
)

MS = 1_000_000
DARK, LIT = 30.0, 200.0
EVERY_MS, LONG_MS = 850, 300


def fired(count: int) -> list[int]:
    return [(1000 + EVERY_MS * n) * MS + int(50 * MS * (n * 0.618 % 1)) for n in range(count)]


def filmed(flashes: list[int], delay_ms: float, fps: float, phase: float = 0.0) -> list[Level]:
    """What a camera with short exposures and stamps that are ``delay_ms`` late sees."""
    period_ns = 1e9 / fps
    end_ns = flashes[-1] + 1000 * MS
    levels = []
    for frame in range(int(end_ns / period_ns)):
        exposed_ns = (frame + phase) * period_ns
        on = any(0 < exposed_ns - flash <= LONG_MS * MS for flash in flashes)
        levels.append(Level(round(exposed_ns + delay_ms * MS), LIT if on else DARK))
    return levels


@settings(deadline=None, max_examples=40)
@given(st.floats(-40, 250), st.sampled_from((15.0, 25.0, 29.97, 30.0, 60.0)), st.floats(0, 0.99))
def test_any_delay_is_found_to_within_a_fraction_of_a_frame(
    delay_ms: float, fps: float, phase: float
) -> None:
    flashes = fired(30)
    found = camera_delay(flashes, filmed(flashes, delay_ms, fps, phase))
    assert abs(found.median_ms - delay_ms) <= 0.2 * 1000 / fps
    assert (found.spread_ms, found.seen) == (0.0, 30)


@settings(deadline=None, max_examples=30)
@given(st.sets(st.integers(0, 29), max_size=8))
def test_flashes_that_are_not_seen_do_not_move_the_figure(missed: set[int]) -> None:
    flashes = fired(30)
    seen = [flash for place, flash in enumerate(flashes) if place not in missed]
    found = camera_delay(flashes, filmed(seen, 33.0, 30))
    assert abs(found.median_ms - 33.0) < 7
    assert (found.seen, found.fired) == (30 - len(missed), 30)


def test_too_few_flashes_are_no_calibration() -> None:
    flashes = fired(30)
    with pytest.raises(NotCalibrated, match="only 10 of 30 flashes were seen: is the LED inside led_region"):
        camera_delay(flashes, filmed(flashes[:10], 33.0, 30))
    with pytest.raises(NotCalibrated, match="only 0 of 30"):
        camera_delay(flashes, [])


def test_a_led_that_hardly_shows_is_not_seen() -> None:
    [flash] = fired(1)
    levels = [Level(level.at_ns, level.brightness / 10) for level in filmed([flash], 0, 30)]
    assert window_of(flash, levels) is None


def test_stamps_that_jump_are_no_calibration() -> None:
    flashes = fired(30)
    levels = [
        level
        for place, flash in enumerate(flashes)
        for level in filmed([flash], 20.0 + 60 * (place % 3), 30)
        if -300 * MS < level.at_ns - flash < 500 * MS
    ]
    with pytest.raises(NotCalibrated, match=r"disagree by \d+\.\d ms, more than 10 ms: the camera's time"):
        camera_delay(flashes, levels)


@given(st.floats(0, 500), st.lists(st.floats(-4, 4), min_size=30, max_size=30))
def test_a_sensor_is_as_late_as_most_of_its_signals(delay_ms: float, jitter_ms: list[float]) -> None:
    flashes = fired(30)
    heard = [flash + round(max(0.0, delay_ms + jitter_ms[n]) * MS) for n, flash in enumerate(flashes)]
    found = sensor_delay(flashes, heard)
    assert abs(found.median_ms - delay_ms) <= 4.001
    assert found.spread_ms <= 8.001


@given(st.lists(st.floats(0, 400), min_size=30, max_size=30))
def test_a_sensor_that_answers_at_random_is_refused_or_within_the_limit(delays_ms: list[float]) -> None:
    flashes = fired(30)
    heard = [flash + round(delays_ms[n] * MS) for n, flash in enumerate(flashes)]
    try:
        found = sensor_delay(flashes, heard)
    except NotCalibrated:
        return
    assert found.spread_ms <= MOST_SPREAD_MS


def test_a_sensor_that_is_not_wired_is_named() -> None:
    with pytest.raises(NotCalibrated, match="wired to this device's sensor"):
        sensor_delay(fired(30), [])


@given(
    st.lists(st.tuples(st.integers(0, 3 * 10**9), st.floats(0, 255)), max_size=60), st.integers(0, 3 * 10**9)
)
def test_any_film_is_answered(film: list[tuple[int, float]], flash_ns: int) -> None:
    levels = [Level(at_ns, brightness) for at_ns, brightness in sorted(film)]
    found = window_of(flash_ns, levels)
    assert found is None or found.low_ns <= found.high_ns

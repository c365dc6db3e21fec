"""How unevenly a camera's pictures come is told of all of them, not of those that were looked at."""

from __future__ import annotations

from firmware_agent.sight.pace import GAPS, Pace
from tests.firmware_agent.sight.test_tap import Tapped

MS = 1_000_000


def test_an_even_camera_has_no_jitter_and_an_uneven_one_the_spread_of_its_gaps() -> None:
    even, uneven = Pace(), Pace()
    for number in range(10):
        even.came(number * 40 * MS)
        uneven.came(number * 40 * MS + number % 2 * 10 * MS)
    assert (even.jitter_us, uneven.jitter_us) == (0, 9938)


def test_nothing_is_told_of_two_pictures_or_of_one_that_comes_again_or_late() -> None:
    pace = Pace()
    for at_ns in (0, 40 * MS, 40 * MS, 20 * MS):
        pace.came(at_ns)
    assert pace.jitter_us is None


def test_what_was_long_ago_is_forgotten() -> None:
    pace = Pace()
    pace.came(0)
    for number in range(GAPS + 1):
        pace.came(500 * MS + number * 40 * MS)
    assert pace.jitter_us == 0


def test_the_tap_tells_of_the_camera_although_it_hands_on_only_some_pictures() -> None:
    with Tapped() as tapped:
        assert tapped.reader.jitter_us is None
        for number in range(20):
            tapped.show(number * 40 * MS)
        assert tapped.reader.jitter_us == 0


def test_one_stamp_of_the_future_is_forgotten_with_the_next_picture() -> None:
    pace = Pace()
    for at_ns in (0, 40 * MS, 3600 * 1000 * MS, 80 * MS, 120 * MS, 160 * MS):
        pace.came(at_ns)
    assert pace.jitter_us == 0

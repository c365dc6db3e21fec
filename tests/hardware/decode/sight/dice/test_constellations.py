"""Pips that lie as those of a face are proposed with every side that the die may have around them."""

from __future__ import annotations

import numpy as np
import pytest

from hardware.decode.sight.dice.constellations import Lie, all_lies, lies
from hardware.decode.sight.dice.pips import Dots

PIP, SPREAD = 12.0, 25.0
FACES = {
    2: ((-1, -1), (1, 1)),
    3: ((-1, -1), (0, 0), (1, 1)),
    4: ((-1, -1), (1, -1), (-1, 1), (1, 1)),
    5: ((-1, -1), (1, -1), (-1, 1), (1, 1), (0, 0)),
    6: ((-1, -1), (-1, 0), (-1, 1), (1, -1), (1, 0), (1, 1)),
}


def dotted(*places: tuple[float, float]) -> Dots:
    at = np.array(places, dtype=np.float32) * SPREAD + 100
    alike = np.ones(len(at), dtype=np.float32)
    return Dots(at, PIP * alike, alike, np.zeros(len(at), dtype=np.bool_), 100 * alike)


def proposed(dots: Dots, value: int) -> list[Lie]:
    return [lie for lie in lies(dots, 10.0, 300.0) if lie.value == value and len(lie.pips) == value]


@pytest.mark.parametrize("value", FACES)
def test_pips_may_be_a_usual_die_s_or_lie_in_the_corners_of_a_smaller_one(value: int) -> None:
    usual, cornered = sorted(proposed(dotted(*FACES[value]), value), key=lambda lie: lie.cornered)
    assert not usual.cornered and cornered.cornered
    assert usual.side == pytest.approx(4 * SPREAD, rel=0.05)
    assert cornered.side == pytest.approx(2 * SPREAD * 2**0.5, rel=0.1)
    assert (usual.at, usual.turn, usual.pips) == (cornered.at, cornered.turn, cornered.pips)


def test_a_pip_that_is_left_over_on_the_larger_face_leaves_the_smaller_one() -> None:
    beside = proposed(dotted(*FACES[3], (1.5, -1.0)), 3)
    assert [lie.cornered for lie in beside] == [True]


def test_places_with_a_pip_left_over_are_told_as_crowded_and_are_no_lies() -> None:
    dots = dotted(*FACES[6], (0.0, 0.9))
    assert any(lie.crowded and lie.value == 6 for lie in all_lies(dots, 10.0, 300.0))
    assert not any(lie.value == 6 for lie in lies(dots, 10.0, 300.0))


def test_a_smaller_die_is_proposed_within_the_site_s_sizes_only() -> None:
    found = lies(dotted(*FACES[4]), 90.0, 110.0)
    assert {lie.cornered for lie in found if lie.value == 4} == {False}

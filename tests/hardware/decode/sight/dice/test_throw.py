"""Of the sides that the same pips may have around them, the one that the face believes is the die's; a usual die's where it believes both."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np
import pytest

from hardware.decode.sight.dice.constellations import lies
from hardware.decode.sight.dice.face_net import CLASSES, FaceNet
from hardware.decode.sight.dice.pips import Dots, working
from hardware.decode.sight.dice.throw import Places, Sizes, places_in, sorted_out
from hardware.decode.sight.reader import Floats, Frame
from hardware.sim.scenes.dice import DiceSite

ALIKE = np.ones(3, dtype=np.float32)
THREE = Dots(
    np.array(((75, 75), (100, 100), (125, 125)), dtype=np.float32),
    12 * ALIKE,
    ALIKE,
    0 * ALIKE > 0,
    100 * ALIKE,
)
"""Three pips in a row: a usual die's, or a smaller one's with its pips in the corners."""


class Believes:
    """A face that holds so much for a three, place by place."""

    def __init__(self, *shares: float) -> None:
        self.shares = shares

    def probabilities(self, rows: Floats) -> Floats:
        out = np.zeros((len(rows), CLASSES), dtype=np.float32)
        out[:, 2] = self.shares
        out[:, -1] = 1 - out[:, 2]
        return out


@pytest.mark.parametrize(
    ("usual", "small", "taken"), [(0.9, 0.95, False), (0.6, 0.95, True), (0.1, 0.6, True)]
)
def test_the_smaller_die_is_taken_where_the_face_believes_the_usual_one_much_less(
    usual: float, small: float, taken: bool
) -> None:
    found = sorted((lie for lie in lies(THREE, 10, 300) if lie.value == 3), key=lambda lie: lie.cornered)
    rows, near = np.zeros((2, 1), dtype=np.float32), np.ones((2, 2), dtype=np.bool_)
    seen = sorted_out(Places(found, rows, (200, 200), near), cast(FaceNet, Believes(usual, small)))
    assert [one.lie.cornered for one in seen.dice] == [taken]


def spotted(*places: tuple[float, float], wide: float = 9.0) -> Frame:
    """Dark round spots on a pale floor."""
    picture = np.full((300, 300), 200, dtype=np.uint8)
    for x, y in places:
        cv2.circle(picture, (round(16 * x), round(16 * y)), round(8 * wide), 30, -1, cv2.LINE_AA, 4)
    return cv2.GaussianBlur(picture, (0, 0), 0.8).astype(np.uint8)


def test_a_single_pip_is_no_one_where_another_is_as_near_as_a_face_s_corner() -> None:
    sizes = Sizes((58.0, 66.0), (6.0, 14.0))
    alone = places_in(spotted((100, 100), (200, 200)), sizes).lies
    beside = places_in(spotted((100, 100), (100 - 21, 100 - 20)), sizes).lies
    assert [lie.value for lie in alone].count(1) >= 2 and not any(lie.value == 1 for lie in beside)


def test_a_die_whose_neighbour_s_pip_lies_too_near_is_none_but_is_accounted_for() -> None:
    six = [(x, y) for x in (-17.0, 17.0) for y in (-16.0, 0.0, 16.0)]
    grey = spotted(*((150 + x, 150 + y) for x, y in (*six, (0.0, 16.0))))
    places = places_in(grey, Sizes((58.0, 66.0), (6.0, 14.0)))
    crowded = [lie for lie in places.lies if lie.crowded]
    assert crowded and min(lie.value for lie in crowded) >= 4
    seen = sorted_out(places, cast(FaceNet, Believes(*[0.9 * lie.crowded for lie in places.lies])))
    assert not seen.dice and any(one.lie.crowded for one in seen.others)


def test_two_dots_are_no_two_in_the_corners_of_a_small_die(drawn_site: DiceSite) -> None:
    proposed = [
        lie
        for number in range(6)
        for lie in places_in(working(drawn_site.draw("plain", number).frame)[0]).lies
        if lie.cornered
    ]
    assert {lie.value for lie in proposed} >= {3, 4, 5} and not any(lie.value == 2 for lie in proposed)

"""Of the sides that the same pips may have around them, the one that the face believes is the die's; a usual die's where it believes both."""

from __future__ import annotations

from typing import cast

import numpy as np
import pytest

from hardware.decode.sight.dice.constellations import lies
from hardware.decode.sight.dice.face_net import CLASSES, FaceNet
from hardware.decode.sight.dice.pips import Dots, working
from hardware.decode.sight.dice.throw import Places, places_in, sorted_out
from hardware.decode.sight.reader import Floats
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


def test_two_dots_are_no_two_in_the_corners_of_a_small_die(drawn_site: DiceSite) -> None:
    proposed = [
        lie
        for number in range(6)
        for lie in places_in(working(drawn_site.draw("plain", number).frame)[0]).lies
        if lie.cornered
    ]
    assert {lie.value for lie in proposed} >= {3, 4, 5} and not any(lie.value == 2 for lie in proposed)

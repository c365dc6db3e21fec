"""A lamp's reflection is taken off; a thing never is, nor is anything said of what light hides."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from hardware.decode.sight.dice.calibration import DiceCalibration
from hardware.decode.sight.dice.dice_reader import DiceReader
from hardware.decode.sight.dice.ground import Ground
from hardware.decode.sight.dice.place import of_the_place
from hardware.decode.sight.dice.veil import unveiled
from hardware.decode.sight.reader import Frame, Reason
from hardware.sim.scenes.dice import DiceScene, DiceSite
from tests.hardware.decode.sight.dice.drawn import SIZE

SIDE = 38 / 440
MIDDLE = (206, 186)


def lit_by_a_lamp(frame: Frame, strength: float, at: tuple[int, int] = MIDDLE, size: float = 70.0) -> Frame:
    y, x = np.mgrid[0 : frame.shape[0], 0 : frame.shape[1]]
    spot = strength * np.exp(-((x - at[0]) ** 2 + (y - at[1]) ** 2) / size**2)
    return np.asarray(np.clip(frame + spot[:, :, None], 0, 255), dtype=np.uint8)


def spots(shown: DiceScene) -> list[tuple[float, float]]:
    middles = [die.top.mean(axis=0) / max(SIZE) for die in shown.dice]
    return [(float(x), float(y)) for x, y in middles]


def bare(shown: DiceScene) -> tuple[int, int]:
    """The place on the felt that lies farthest from every die."""
    around = [(MIDDLE[0] + x, MIDDLE[1] + y) for x in range(-75, 76, 15) for y in range(-75, 76, 15)]
    return max(
        around, key=lambda at: min(float(np.hypot(*(die.top.mean(axis=0) - at))) for die in shown.dice)
    )


@pytest.fixture
def ground(site: DiceCalibration) -> Ground:
    assert site.ground is not None and site.bodies is not None
    return site.ground


def test_throws_under_a_lamp_s_reflection_are_read(
    dice: DiceReader, site: DiceCalibration, drawn_site: DiceSite
) -> None:
    right = 0
    for number in range(4):
        shown = drawn_site.draw("plain", number)
        reads = dice.read(lit_by_a_lamp(shown.frame, 110), site)
        told = tuple(sorted(str(read.value) for read in reads if read.accepted))
        assert told in ((), shown.truth)
        right += told == shown.truth
    assert right >= 3


@pytest.mark.parametrize("colour", ((230, 240, 242), (140, 170, 220)), ids=("pale", "skin"))
def test_a_thing_under_the_reflection_is_still_there(
    colour: tuple[int, int, int], site: DiceCalibration, drawn_site: DiceSite
) -> None:
    shown = drawn_site.scene("plain", 0)
    frame, (x, y) = shown.frame.copy(), bare(shown)
    assert of_the_place(lit_by_a_lamp(frame, 110), spots(shown), site, False) == ()
    cv2.rectangle(frame, (x - 19, y - 19), (x + 19, y + 19), colour, -1)
    assert of_the_place(lit_by_a_lamp(frame, 110), spots(shown), site, False) != ()


def test_where_light_hides_room_for_a_die_nothing_is_said(
    site: DiceCalibration, drawn_site: DiceSite, ground: Ground
) -> None:
    shown = drawn_site.scene("plain", 0)
    frame = lit_by_a_lamp(shown.frame, 400, bare(shown), 40.0)
    assert unveiled(frame, ground, spots(shown), SIDE) is None
    assert Reason.GLARE in of_the_place(frame, spots(shown), site, False)


def test_without_a_reflection_the_picture_stays(drawn_site: DiceSite, ground: Ground) -> None:
    shown = drawn_site.scene("plain", 0)
    same = unveiled(shown.frame, ground, spots(shown), SIDE)
    assert same is not None
    assert float(np.abs(same.astype(int) - shown.frame).mean()) < 3

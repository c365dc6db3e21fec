"""Wheels, dice and money wheels through the desk with their real readers: drawn pictures in, a signed calibration out, and it reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import pytest

from firmware_agent.sight.sheet import opened
from firmware_agent.sight.sheet_proof import signed
from hardware.decode.sight.reader import Frame
from hardware.sim.scenes import dice
from hardware.sim.scenes.scene import DrawnSite
from hardware.sim.scenes.segments import SegmentsSite
from hardware.sim.scenes.wheel import WheelSite
from schemas.games.wheels import wheel_order
from schemas.sight import SightKind, SightStep
from tests.firmware_agent.sight.technician import TABLE, Technician

SEED, PICTURES, LOOKS = 3, 6, 4
SMALLER = 2 / 3
"""Of a drawn picture: a third of its width less is learned in two thirds of the time."""
SAID = ("result", "faces", "segment")


@dataclass
class Site:
    drawn: DrawnSite
    tech: Technician
    scale: float

    def shown(self, frame: Frame) -> Frame:
        """As the table's camera gives it."""
        return shrunk(frame, self.scale)


def shrunk(frame: Frame, scale: float) -> Frame:
    return cast(Frame, cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))


def calibrated(
    sees: SightKind, drawn: DrawnSite, folder: pytest.TempPathFactory, scale: float, **enrol: object
) -> Site:
    place = folder.mktemp(sees.value)
    tech = Technician(place, sees, place / "site.json")
    shots = [(shrunk(frame, scale), entry) for frame, entry in drawn.labelled()]
    felt = shots[0][0]
    tech.done(SightStep.ENROL, felt, **enrol)
    for frame, entry in shots if sees is SightKind.SEGMENTS else shots[:PICTURES]:
        assert isinstance(entry, dict)
        label = {name: entry[name] for name in SAID if name in entry}
        tech.done(SightStep.DEAL, frame, label=label, show=False)
    assert tech.done(SightStep.LEARN, felt)["session"]["lesson"]["passed"]
    tech.done(SightStep.SIGN, felt, by="tess")
    tech.sit_down()
    return Site(drawn, tech, scale)


def reads_what_lies_there(site: Site) -> int:
    """How many of the pictures were read: of a lesson of so few small pictures one may be left open; a wrong one ends the test."""
    read = 0
    for number in range(LOOKS):
        scene = site.drawn.draw("plain", number)
        looked = site.tech.done(SightStep.LOOK, site.shown(scene.frame))
        accepted = sorted(each["value"] for each in looked["reads"] if each["accepted"])
        assert not set(accepted) - set(scene.truth)
        read += accepted == sorted(scene.truth)
    return read


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Site:
    drawn = WheelSite(SEED)
    return calibrated(SightKind.WHEEL, drawn, tmp_path_factory, SMALLER, wheel=drawn.wheel.value)


def test_a_wheel_learned_at_the_desk_reads_its_ball_and_is_signed(wheel: Site) -> None:
    assert reads_what_lies_there(wheel) >= LOOKS - 1
    sheet = opened(wheel.tech.calibration)
    named = signed(wheel.tech.calibration, TABLE, wheel.tech.folder / "store")
    assert sheet is not None and named is not None and named[0] == wheel.tech.looker.calibration
    assert (sheet.sees, sheet.pictures) == (SightKind.WHEEL, PICTURES) and sheet.sharpness is not None


def test_numbers_are_drawn_on_the_rotor_where_the_ball_lies_among_them(wheel: Site) -> None:
    assert isinstance(wheel.drawn, WheelSite)
    scene = wheel.drawn.draw("plain", 0)
    looked = wheel.tech.done(SightStep.LOOK, wheel.shown(scene.frame))
    numbers = {each["value"]: each["at"] for each in looked["numbers"]}
    assert tuple(numbers) == wheel_order(wheel.drawn.wheel)
    (read,) = looked["reads"]
    ball = [sum(corner[axis] for corner in read["quad"]) / 4 for axis in (0, 1)]

    def away(value: str) -> float:
        return float(sum((numbers[value][axis] - ball[axis]) ** 2 for axis in (0, 1)))

    assert min(numbers, key=away) == scene.truth[0]


@pytest.mark.slow
@pytest.mark.timeout(360)
def test_a_money_wheel_learned_at_the_desk_reads_its_segment(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    drawn = SegmentsSite(SEED)
    site = calibrated(SightKind.SEGMENTS, drawn, tmp_path_factory, SMALLER, order=list(drawn.make.order))
    assert reads_what_lies_there(site) >= LOOKS - 1


@pytest.mark.slow
@pytest.mark.timeout(360)
def test_dice_learned_at_the_desk_are_never_read_wrong(tmp_path_factory: pytest.TempPathFactory) -> None:
    site = calibrated(SightKind.DICE, dice.SCENES.site(SEED), tmp_path_factory, 1.0)
    assert reads_what_lies_there(site) >= 1

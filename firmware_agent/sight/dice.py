"""Dice: the looker with its place, and ``firmware-agent calibrate dice``. Says which picture or label is wrong; writes nothing then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated, TextIO

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from firmware_agent.sight.dice_doubts import dice_doubts, dice_guesses
from firmware_agent.sight.labels import entry_of, frame_of, labels_from
from firmware_agent.sight.looker import CalibrateWish, Looker, unheard
from firmware_agent.sight.self_tested import believable, written_if_passed
from hardware.decode.sight.dice.calibration import DiceCalibration
from hardware.decode.sight.dice.dice_reader import DiceReader
from hardware.decode.sight.dice.store import dice_reader, load_dice, save_dice
from hardware.decode.sight.reader import CalibrationError, Corners, Frame, Labelled, LabelledFrame, Seen

Face = Annotated[int, Field(ge=1, le=6)]
Part = Annotated[float, Field(ge=-1, le=2)]


class DieBox(BaseModel):
    """Where a die lies: its middle and size in parts of the picture."""

    model_config = ConfigDict(extra="ignore")
    face: Face
    cx: Part
    cy: Part
    w: Part
    h: Part


class ThrowLabels(BaseModel):
    """A picture by the end of its path, and the faces of all its dice, in any order; ``boxes`` may say where each lies."""

    model_config = ConfigDict(extra="ignore")
    file: str
    faces: Annotated[list[Face], Field(min_length=1, max_length=12)]
    boxes: list[DieBox] = []


class Labels(BaseModel):
    """The labels' file; what else it holds is passed over."""

    model_config = ConfigDict(extra="ignore")
    dice: list[ThrowLabels]


class DiceLooker:
    """A throw in the frame. Without a calibration all is advice."""

    def __init__(self, reader: DiceReader, site: DiceCalibration | None, calibration: str) -> None:
        self._reader, self._site = reader, site
        self.calibration, self.model = calibration, reader.net_hash

    def look(self, frame: Frame) -> Seen:
        return self._reader.look(frame, self._site)


class DiceKind:
    """``looker.Kind`` for dice."""

    def looker(self, calibration: Path | None) -> Looker:
        site, told = _loaded(calibration) if calibration else (None, "")
        return DiceLooker(dice_reader(), site, told)

    def calibrate(self, wish: CalibrateWish, out: TextIO) -> bool:
        return self.calibrate_saying(wish, out, unheard)

    def calibrate_saying(self, wish: CalibrateWish, out: TextIO, say: Callable[[str], object]) -> bool:
        """As ``calibrate``; ``say`` takes a line for each picture that shows other faces than its label says, or taught nothing."""
        frames, reader = list(_frames(labels_from(wish.labels, Labels).dice, wish.pictures)), dice_reader()
        try:
            site = reader.calibrate(frames)
        except CalibrationError:
            say("".join(f"{line}\n" for line in dice_guesses(reader, frames)))
            raise
        say("".join(f"{line}\n" for line in dice_doubts(reader, site, frames)))
        return written_if_passed(site.self_test, lambda path: save_dice(site, path), wish.out, out)


KIND = DiceKind()


def _loaded(path: Path) -> tuple[DiceCalibration, str]:
    site, told = load_dice(path)
    believable(path, site.self_test)
    return site, told


def _frames(labels: list[ThrowLabels], pictures: Iterable[Path]) -> Iterator[LabelledFrame]:
    for path in pictures:
        told, frame = entry_of(path, labels), frame_of(path)
        yield LabelledFrame(str(path), frame, _things(told, frame, path))


def _things(told: ThrowLabels, frame: Frame, path: Path) -> tuple[Labelled, ...]:
    if not told.boxes:
        return tuple(Labelled(str(face)) for face in told.faces)
    if sorted(box.face for box in told.boxes) != sorted(told.faces):
        raise CalibrationError(f"{path}: the labels' boxes show other faces than its faces")
    return tuple(Labelled(str(box.face), _corners(box, frame)) for box in told.boxes)


def _corners(box: DieBox, frame: Frame) -> Corners:
    size = np.array((frame.shape[1], frame.shape[0]), dtype=np.float32)
    half, middle = np.array((box.w, box.h)) / 2, np.array((box.cx, box.cy))
    ring = np.array(((-1, -1), (1, -1), (1, 1), (-1, 1)), dtype=np.float32)
    return ((middle + ring * half) * size).astype(np.float32)

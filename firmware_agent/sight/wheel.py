"""The wheel: the looker with its site, and ``firmware-agent calibrate wheel``. Says which picture or label is wrong; writes nothing then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from firmware_agent.sight.labels import entry_of, frame_of, labels_from
from firmware_agent.sight.looker import CalibrateWish, Looker, unheard
from firmware_agent.sight.self_tested import believable, passed, written_if_passed
from hardware.decode.sight.reader import CalibrationError, Frame, Labelled, LabelledFrame, Read, Seen
from hardware.decode.sight.wheel.calibration import WheelCalibration
from hardware.decode.sight.wheel.store import load_wheel, save_wheel
from hardware.decode.sight.wheel.wheel_reader import WheelReader
from schemas.games.wheels import Wheel, has_pocket, wheel_order


class PictureLabel(BaseModel):
    """A picture by the end of its path, and the pocket its ball lies in, as ``result`` or ``ball``; null: no ball lies in a pocket."""

    model_config = ConfigDict(extra="ignore")
    file: str
    result: str | int | None = None
    ball: str | int | None = None

    @model_validator(mode="after")
    def _says_where(self) -> PictureLabel:
        if not self.model_fields_set & {"result", "ball"}:
            raise PydanticCustomError(
                "missing",
                "Field required: result, the pocket, or null for an empty wheel",
            )
        return self

    @property
    def pocket(self) -> str | None:
        told = self.result if self.result is not None else self.ball
        return None if told is None else str(told)


class Labels(BaseModel):
    """The labels' file, by either name; what else it holds is passed over."""

    model_config = ConfigDict(extra="ignore")
    wheel: list[PictureLabel] | None = None
    roulette: list[PictureLabel] | None = None

    @model_validator(mode="after")
    def _has_one(self) -> Labels:
        if self.wheel is None and self.roulette is None:
            raise ValueError('neither "wheel" nor "roulette" is in it')
        return self

    @property
    def pictures(self) -> list[PictureLabel]:
        return [*(self.wheel or ()), *(self.roulette or ())]


class WheelLooker:
    """Ball and rotor. Without a calibration all is advice, by the european order. ``order``: the calibrated wheel's pockets, clockwise."""

    model = ""

    def __init__(self, site: WheelCalibration | None, calibration: str) -> None:
        self._reader, self._site = WheelReader(site.wheel if site else Wheel.EUROPEAN), site
        self.calibration = calibration
        if site is not None:
            self.order = wheel_order(site.wheel)

    def look(self, frame: Frame) -> Seen:
        return self._reader.look(frame, self._site)


class WheelKind:
    """``looker.Kind`` for roulette wheels."""

    def looker(self, calibration: Path | None) -> Looker:
        site, told = _loaded(calibration) if calibration else (None, "")
        return WheelLooker(site, told)

    def calibrate(self, wish: CalibrateWish, out: TextIO) -> bool:
        return self.calibrate_saying(wish, out, unheard)

    def calibrate_saying(self, wish: CalibrateWish, out: TextIO, say: Callable[[str], object]) -> bool:
        """As ``calibrate``; ``say`` takes a line for each picture that is read otherwise than its label says."""
        wheel = _wheel(wish.wheel)
        frames = list(_frames(labels_from(wish.labels, Labels).pictures, wish.pictures, wheel))
        reader = WheelReader(wheel)
        calibration = reader.calibrate(frames)
        if not passed(calibration.self_test):
            say("".join(f"{line}\n" for line in _taken_wrongly(reader, calibration, frames)))
        return written_if_passed(
            calibration.self_test, lambda path: save_wheel(calibration, path), wish.out, out
        )


KIND = WheelKind()


def _loaded(path: Path) -> tuple[WheelCalibration, str]:
    site, told = load_wheel(path)
    believable(path, site.self_test)
    return site, told


def _wheel(name: str) -> Wheel:
    try:
        return Wheel(name)
    except ValueError as wrong:
        known = ", ".join(wheel.value for wheel in Wheel)
        raise CalibrationError(f"--wheel {name}: no such wheel; {known}") from wrong


def _frames(labels: list[PictureLabel], pictures: Iterable[Path], wheel: Wheel) -> Iterator[LabelledFrame]:
    for path in pictures:
        pocket = entry_of(path, labels).pocket
        if pocket is not None and not has_pocket(wheel, pocket):
            raise CalibrationError(
                f"{path}: labelled {pocket}, which is no pocket of the {wheel.value} wheel: put the label right, or name the wheel with --wheel"
            )
        yield LabelledFrame(str(path), frame_of(path), () if pocket is None else (Labelled(pocket),))


def _taken_wrongly(
    reader: WheelReader, calibration: WheelCalibration, frames: Sequence[LabelledFrame]
) -> Iterator[str]:
    """A line for each picture in which another pocket was accepted than its label says; one, where it was drawn balls only."""
    told = [line for one in frames if (line := _otherwise(one, reader.read(one.frame, calibration)))]
    yield from told or (
        "only balls drawn into the empty pictures were taken for others: take sharper or larger pictures",
    )


def _otherwise(one: LabelledFrame, reads: Sequence[Read]) -> str:
    label = one.things[0].value if one.things else None
    seen = [str(read.value) for read in reads if read.accepted and read.value != label]
    says = "an empty wheel" if label is None else label
    return (
        f"{one.name}: labelled {says}, read {' '.join(seen)}: put the label right, or leave the picture out"
        if seen
        else ""
    )

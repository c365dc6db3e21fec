"""Money wheels: the looker with its site, and ``firmware-agent calibrate segments``. Says which picture or label is wrong; writes nothing then."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, TextIO

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from firmware_agent.sight.labels import entry_of, frame_of, labels_from
from firmware_agent.sight.looker import CalibrateWish, Looker
from firmware_agent.sight.self_tested import believable, written_if_passed
from hardware.decode.sight.reader import CalibrationError, Frame, Seen
from hardware.decode.sight.segments.calibration import (
    KIND as SHEET,
)
from hardware.decode.sight.segments.calibration import (
    VERSION,
    SegmentCalibration,
    calibration_from,
    sheet_of,
)
from hardware.decode.sight.segments.enrolment import enrol
from hardware.decode.sight.segments.learn import Stop
from hardware.decode.sight.segments.segment_reader import SegmentReader
from hardware.decode.sight.sheet_file import load_sheet, save_sheet
from hardware.decode.sight.table import table_from
from schemas.games.money_wheel import FACES, MoneyWheel
from schemas.sight import Value

Point = Annotated[list[float], Field(min_length=2, max_length=2)]


class StopLabel(BaseModel):
    """A picture by the end of its path, and the segment under the pointer; ``at``: which of the order, from 0."""

    model_config = ConfigDict(extra="ignore")
    file: str
    segment: Value
    at: Annotated[int, Field(ge=0, le=61)] | None = None


class Labels(BaseModel):
    """The labels' file; what else it holds is passed over. ``rim``: points of the wheel's rim; ``pointer``: its tip; pixels of the first picture."""

    model_config = ConfigDict(extra="ignore")
    segments: list[StopLabel]
    order: list[Value] = []
    rim: Annotated[list[Point], Field(min_length=5)] | None = None
    pointer: Point | None = None


class SegmentsLooker:
    """One wheel in the frame. Nothing that was shipped stands behind it, so ``model`` is empty. ``order``: the calibrated wheel's segments, clockwise."""

    model = ""

    def __init__(self, site: SegmentCalibration | None, calibration: str) -> None:
        self._reader, self._site, self.calibration = SegmentReader(), site, calibration
        if site is not None:
            self.order = site.order

    def look(self, frame: Frame) -> Seen:
        return self._reader.look(frame, self._site)


class SegmentsKind:
    """``looker.Kind`` for money wheels."""

    def looker(self, calibration: Path | None) -> Looker:
        if calibration is None:
            return SegmentsLooker(None, "")
        site, told = _loaded(calibration)
        believable(calibration, site.self_test)
        return SegmentsLooker(site, told)

    def calibrate(self, wish: CalibrateWish, out: TextIO) -> bool:
        labels = labels_from(wish.labels, Labels)
        frames, stops = _pictures(labels, wish.pictures)
        site = _enrolled(labels, frames, stops, wish)
        if wish.marks is not None:
            marks = np.array(wish.marks, dtype=np.float32)
            site = replace(site, table=table_from(frames[0], marks, wish.table_mm))
        return written_if_passed(
            site.self_test, lambda path: save_sheet(*sheet_of(site), path), wish.out, out
        )


KIND = SegmentsKind()


def _loaded(path: Path) -> tuple[SegmentCalibration, str]:
    sheet, arrays = load_sheet(path, SHEET, VERSION)
    try:
        return calibration_from(sheet, arrays), str(sheet["hash"])
    except (KeyError, TypeError, ValueError) as wrong:
        raise CalibrationError(f"{path}: not a calibration of {SHEET}: {wrong}") from wrong


def _enrolled(
    labels: Labels, frames: Sequence[Frame], stops: Sequence[Stop], wish: CalibrateWish
) -> SegmentCalibration:
    """Raises CalibrationError that names the labels' file or a picture."""
    counts = None if labels.order else _counts(wish)
    rim = None if labels.rim is None else np.array(labels.rim, dtype=np.float32)
    pointer = None if labels.pointer is None else (labels.pointer[0], labels.pointer[1])
    try:
        return enrol(frames, stops, labels.order, counts, rim, pointer)
    except CalibrationError as wrong:
        raise CalibrationError(_named(str(wrong), stops, wish.labels)) from wrong


def _named(wrong: str, stops: Sequence[Stop], labels: Path) -> str:
    """With the labels' file where no picture is named first, and what the labels say of pictures that are."""
    if any(wrong.startswith(f"{stop.name}:") for stop in stops):
        return wrong
    said = {stop.name: f"{stop.name} (labelled {stop.segment})" for stop in stops}
    names = "|".join(re.escape(name) for name in sorted(said, key=len, reverse=True))
    return f"{labels}: " + re.sub(f"(?<![^ ,])({names})(?![^ ,])", lambda found: said[found[0]], wrong)


def _counts(wish: CalibrateWish) -> Mapping[str, int]:
    try:
        return FACES[MoneyWheel(wish.wheel)].segments
    except ValueError as wrong:
        known = ", ".join(one.value for one in MoneyWheel)
        told = "" if wish.wheel == "european" else f" (not {wish.wheel})"
        raise CalibrationError(
            f'{wish.labels}: no "order" in it: write the names of all segments there, clockwise, or name the wheel with --wheel: {known}{told}'
        ) from wrong


def _pictures(labels: Labels, pictures: Sequence[Path]) -> tuple[list[Frame], list[Stop]]:
    frames, stops = [], []
    for path in pictures:
        label, frame = entry_of(path, labels.segments), frame_of(path)
        if label.at is not None and labels.order and label.at >= len(labels.order):
            raise CalibrationError(f"{path}: at {label.at}, but the order has {len(labels.order)} segments")
        frames.append(frame)
        stops.append(Stop(str(path), label.segment, label.at if labels.order else None))
    return frames, stops

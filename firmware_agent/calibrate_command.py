"""``firmware-agent calibrate``: labelled pictures to a site's calibration. Says which picture or label is wrong; writes nothing then."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Annotated, TextIO

import cv2
import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from firmware_agent.pictures import picture
from hardware.decode.sight.reader import CalibrationError, Labelled, LabelledFrame
from hardware.decode.sight.store import card_reader, save_cards
from hardware.decode.sight.table import Table, table_from
from schemas.cards import parse_card

Point = Annotated[list[float], Field(min_length=2, max_length=2)]


class CardLabel(BaseModel):
    """A card in a picture: "TD" or "10D", and its four corners in pixels, clockwise, a short side first."""

    model_config = ConfigDict(extra="ignore")
    label: str
    quad: Annotated[list[Point], Field(min_length=4, max_length=4)] | None = None


class PictureLabels(BaseModel):
    """A picture by the end of its path, and the cards in it."""

    model_config = ConfigDict(extra="ignore")
    file: str
    cards: list[CardLabel]


class Labels(BaseModel):
    """The labels' file; what else it holds is passed over."""

    model_config = ConfigDict(extra="ignore")
    cards: list[PictureLabels]


@dataclass(frozen=True, slots=True)
class Marks:
    """Of the table in the first picture, and how far they lie apart."""

    points: tuple[tuple[float, float], ...]
    size_mm: tuple[float, float]


def calibrate_cards(
    labels: Path, target: Path, pictures: Iterable[Path], out: TextIO, marks: Marks | None = None
) -> bool:
    """Writes ``target`` and its .npz, and tells the self-test as one JSON line; whether the deck was told apart.

    Raises:
        CalibrationError: labels or pictures do not suffice.
        OSError: a file cannot be read or written.
    """
    cv2.setNumThreads(1)
    if target.suffix == ".npz":
        raise CalibrationError(f"{target}: the arrays go into the .npz beside it; name it .json")
    frames = list(_frames(_labels(labels), pictures))
    table = _table(frames, marks)
    calibration = replace(card_reader().calibrate(frames), table=table)
    told = save_cards(calibration, target)
    test = calibration.self_test
    out.write(json.dumps({"file": str(target), "hash": told, "self_test": asdict(test)}) + "\n")
    return test.wrong_accepted == 0


def _table(frames: list[LabelledFrame], marks: Marks | None) -> Table | None:
    if marks is None or not frames:
        return None
    return table_from(frames[0].frame, np.array(marks.points, dtype=np.float32), marks.size_mm)


def _labels(path: Path) -> list[PictureLabels]:
    try:
        return Labels.model_validate_json(path.read_bytes()).cards
    except ValidationError as wrong:
        raise CalibrationError(f"{path}: {wrong.errors()[0]['msg']}") from wrong


def _frames(labels: list[PictureLabels], pictures: Iterable[Path]) -> Iterator[LabelledFrame]:
    for path in pictures:
        told = [entry for entry in labels if path.as_posix().endswith(entry.file)]
        told = told or [entry for entry in labels if Path(entry.file).name == path.name]
        if len(told) != 1:
            raise CalibrationError(f"{path}: {len(told)} entries in the labels, one is needed")
        frame = picture(path)
        if isinstance(frame, str):
            raise CalibrationError(f"{path}: {frame}")
        yield LabelledFrame(str(path), frame, tuple(_labelled(card, path) for card in told[0].cards))


def _labelled(card: CardLabel, path: Path) -> Labelled:
    try:
        value = parse_card(card.label.upper().replace("10", "T"))
    except ValueError as wrong:
        raise CalibrationError(f"{path}: {wrong}") from wrong
    return Labelled(value, None if card.quad is None else np.array(card.quad, dtype=np.float32))

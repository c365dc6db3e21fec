"""What every kind's labels have in common: a JSON file of entries, each naming its picture by the end of a path. Says which file, field or picture is wrong."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from firmware_agent.sight.pictures import picture
from hardware.decode.sight.reader import CalibrationError, Frame
from schemas.wrong_value import shown


class Entry(Protocol):
    """One picture's entry."""

    file: str


LabelsT = TypeVar("LabelsT", bound=BaseModel)
EntryT = TypeVar("EntryT", bound=Entry)


def labels_from(path: Path, labels: type[LabelsT]) -> LabelsT:
    """Raises CalibrationError that names the field, OSError when the file can't be read."""
    try:
        return labels.model_validate_json(path.read_bytes())
    except ValidationError as wrong:
        if _is_calibration(path):
            raise CalibrationError(
                f"{path}: a calibration, not labels: --labels says what lies in each picture (docs/sight.md)"
            ) from wrong
        first = wrong.errors()[0]
        where = _where(path, first["loc"])
        raise CalibrationError(f"{path}: {where + ': ' if where else ''}{first['msg']}") from wrong


def _where(path: Path, loc: tuple[int | str, ...]) -> str:
    """The field's way into the file, with the picture whose entry it is in."""
    dotted = ".".join(str(part) for part in loc)
    try:
        named = json.loads(path.read_bytes())[loc[0]][loc[1]]["file"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return dotted
    return f"{dotted} (of {shown(named)})"


def _is_calibration(path: Path) -> bool:
    try:
        told = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) and {"kind", "hash", "version"} <= set(told)


def entry_of(path: Path, entries: Sequence[EntryT]) -> EntryT:
    """The picture's own: by the end of its path, else by its name.

    Raises:
        CalibrationError: none, or several.
    """
    told = [entry for entry in entries if ends_with(path, entry.file)]
    told = told or [entry for entry in entries if Path(entry.file).name == path.name]
    if len(told) != 1:
        raise CalibrationError(f"{path}: {len(told)} entries in the labels, one is needed")
    return told[0]


def ends_with(path: Path, end: str) -> bool:
    """By whole names of folders and file: 1.jpg is not the end of 11.jpg."""
    parts = Path(end).parts
    return bool(parts) and path.parts[-len(parts) :] == parts


def frame_of(path: Path) -> Frame:
    """Raises CalibrationError when it is no picture."""
    frame = picture(path)
    if isinstance(frame, str):
        raise CalibrationError(f"{path}: {frame}")
    return frame

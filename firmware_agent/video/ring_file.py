"""Files of the recording: a thousand segments to a folder, each folder with the list of their signed statements. Decides nothing about what is kept.

A segment stands under its number once it is whole on the disk, a statement only after its segment. What a crash tore is found by that order.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from firmware_agent.sync_folder import sync_folder
from schemas.envelope import BadEnvelope, Check
from schemas.video.segment import SegmentStatement, opened

SEGMENTS_PER_FOLDER = 1000
STATEMENTS = "statements"
SEGMENT, PART = ".segment", ".part"
PROBE_BYTES = 4096


class Foreign(Exception):
    """Somebody else wrote in the list of statements; the message says where."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement as it stands on the disk: its signed bytes, what they say and what the next one must name."""

    wire: bytes
    statement: SegmentStatement
    hash: str

    @property
    def number(self) -> int:
        return int(self.statement.number)


def folder_of(root: Path, number: int) -> Path:
    """Where a segment of that number is kept."""
    return root / f"{number // SEGMENTS_PER_FOLDER:016d}"


def segment_path(root: Path, number: int) -> Path:
    return folder_of(root, number) / f"{number}{SEGMENT}"


def folders(root: Path) -> list[Path]:
    """Those that hold segments, oldest first."""
    return sorted(path for path in root.iterdir() if path.name.isdigit() and path.is_dir())


def numbers(folder: Path) -> list[int]:
    """Of the segments in a folder, in order."""
    names = (path.stem for path in folder.iterdir() if path.suffix == SEGMENT)
    return sorted(int(name) for name in names if name.isdigit())


def write_segment(root: Path, number: int, content: bytes) -> None:
    """All of it or nothing. Raises OSError."""
    path = segment_path(root, number)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(PART)
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def probe(root: Path) -> None:
    """Whether the disk would take something: a few bytes that are taken back before they reach it. Raises OSError: it would not."""
    path = root / f"probe{PART}"
    try:
        with path.open("wb") as file:
            file.write(bytes(PROBE_BYTES))
    finally:
        path.unlink(missing_ok=True)


def append_statement(root: Path, number: int, wire: bytes) -> None:
    """One whole line more, or none. Raises OSError."""
    path = folder_of(root, number) / STATEMENTS
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab", buffering=0) as file:
        before = file.seek(0, os.SEEK_END)
        line = wire + b"\n"
        try:
            if file.write(line) != len(line):
                raise OSError("the disk took half a line")
            os.fsync(file.fileno())
        except OSError:
            file.truncate(before)
            raise
    sync_folder(path.parent)


def statements(folder: Path, check: Check) -> Iterator[Stated]:
    """The whole statements of a folder, in order; a torn last line is none.

    Raises:
        Foreign: a line that is no statement, or that ``check`` does not know; those before it came.
    """
    path = folder / STATEMENTS
    lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
    for place, wire in enumerate(lines, start=1):
        try:
            statement, _, hashed = opened(wire, check)
        except (BadEnvelope, ValidationError) as bad:
            raise Foreign(f"{path}, line {place}: {bad}") from bad
        yield Stated(wire, statement, hashed)


def mend(root: Path, folder: Path, found: list[Stated]) -> None:
    """Take away what a crash left of the newest: half a line, half a segment and one that nobody stated. Raises OSError."""
    path = folder / STATEMENTS
    whole = sum(len(stated.wire) + 1 for stated in found)
    if path.exists() and path.stat().st_size != whole:
        os.truncate(path, whole)
    for part in folder.glob(f"*{PART}"):
        part.unlink()
    last = found[-1].number if found else -1
    for number in numbers(folder):
        if number > last:
            segment_path(root, number).unlink()

"""Segments on the edge's disk, identical in bytes to the board's: written as frames come, given their name once they are what the board signed. Blocks."""

from __future__ import annotations

import errno
import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from edge_api.video.reserve import Reserve
from schemas.video.record import framed
from schemas.video.segment import MOST_SEGMENT

MOST_OPEN = 4
"""Segments of a table whose statement has not come yet."""

LOOK_BYTES = 1024 * 1024
"""How much is written before it is looked again whether there is room."""


@dataclass(slots=True)
class Part:
    """A segment that is being written."""

    path: Path
    file: BinaryIO
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)
    size: int = 0
    looked_at: int = 0


class SegmentFiles:
    """The segments of one table that are not finished, and the files of those that are. One thread."""

    def __init__(self, folder: Path, reserve_bytes: int) -> None:
        self._folder, self._reserve = folder, Reserve(reserve_bytes)
        self._parts: dict[int, Part] = {}
        self._failed = -1
        for torn in folder.glob("*.part"):
            torn.unlink()

    def add(self, number: int, message: bytes) -> None:
        """One more record. Raises OSError when the disk does not take it, or the segment is no end: the rest of that segment is then left out."""
        if number == self._failed:
            return
        try:
            part = self._parts.get(number) or self._begin(number)
            content = framed(message)
            self._may_have(part, len(content))
            part.file.write(content)
            part.digest.update(content)
        except OSError:
            self._failed = number
            self.drop(number)
            raise

    def is_whole(self, number: int, digest: str) -> bool:
        """What was written of it is what was signed."""
        part = self._parts.get(number)
        return part is not None and part.digest.hexdigest() == digest

    def finish(self, number: int, digest: str, path: Path) -> bool:
        """Name the segment if it is what was signed; False, and it is thrown away, when it is not. Raises OSError."""
        if not self.is_whole(number, digest):
            self.drop(number)
            return False
        part = self._parts.pop(number)
        path.parent.mkdir(parents=True, exist_ok=True)
        _name(part.path, part.file, path)
        return True

    def store(self, content: bytes, path: Path) -> None:
        """A whole segment that was fetched. Raises OSError."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._reserve.need(path.parent, len(content))
        draft = path.with_suffix(".part")
        _name(draft, draft.open("wb"), path, content)

    def drop(self, number: int) -> None:
        """Throw an unfinished one away."""
        part = self._parts.pop(number, None)
        if part is not None:
            with suppress(OSError):
                part.file.close()
            part.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Throw all unfinished ones away."""
        for number in list(self._parts):
            self.drop(number)

    def _may_have(self, part: Part, size: int) -> None:
        """Raises OSError."""
        part.size += size
        if part.size > MOST_SEGMENT:
            raise OSError(errno.EFBIG, f"a segment of more than {MOST_SEGMENT >> 20} MiB is none")
        if part.size - part.looked_at >= LOOK_BYTES:
            part.looked_at = part.size
            self._reserve.need(self._folder, size)

    def _begin(self, number: int) -> Part:
        while len(self._parts) >= MOST_OPEN:
            self.drop(min(self._parts))
        self._folder.mkdir(parents=True, exist_ok=True)
        self._reserve.need(self._folder)
        path = self._folder / f"{number}.part"
        part = self._parts[number] = Part(path, path.open("wb"))
        return part


def _name(draft: Path, file: BinaryIO, path: Path, content: bytes = b"") -> None:
    """What was written stands under its name, or nowhere. Raises OSError."""
    try:
        with file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def remove(path: Path) -> None:
    """A finished segment goes, and its folder when it was the last in it."""
    path.unlink(missing_ok=True)
    with suppress(OSError):
        path.parent.rmdir()

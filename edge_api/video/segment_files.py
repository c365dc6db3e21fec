"""Segments on the edge's disk, identical in bytes to the board's: written as frames come, given their name once they are what the board signed. Blocks."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from schemas.video.record import framed

MOST_OPEN = 4
"""Segments of a table whose statement has not come yet."""


@dataclass(slots=True)
class Part:
    """A segment that is being written."""

    path: Path
    file: BinaryIO
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)


class SegmentFiles:
    """The segments of one table that are not finished, and the files of those that are. One thread."""

    def __init__(self, folder: Path, reserve_bytes: int) -> None:
        self._folder, self._reserve = folder, reserve_bytes
        self._parts: dict[int, Part] = {}
        self._failed = -1
        for torn in folder.glob("*.part"):
            torn.unlink()

    def add(self, number: int, message: bytes) -> None:
        """One more record. Raises OSError when the disk does not take it: the rest of that segment is then left out."""
        if number == self._failed:
            return
        try:
            part = self._parts.get(number) or self._begin(number)
            content = framed(message)
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
        with part.file as file:
            file.flush()
            os.fsync(file.fileno())
        path.parent.mkdir(parents=True, exist_ok=True)
        part.path.rename(path)
        return True

    def store(self, content: bytes, path: Path) -> None:
        """A whole segment that was fetched. Raises OSError."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._need_room(len(content))
        draft = path.with_suffix(".part")
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)

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

    def _begin(self, number: int) -> Part:
        while len(self._parts) >= MOST_OPEN:
            self.drop(min(self._parts))
        self._folder.mkdir(parents=True, exist_ok=True)
        self._need_room(0)
        path = self._folder / f"{number}.part"
        part = self._parts[number] = Part(path, path.open("wb"))
        return part

    def _need_room(self, size: int) -> None:
        """The books may be on the same disk: they must never find it full."""
        if shutil.disk_usage(self._folder).free - size < self._reserve:
            raise OSError(errno.ENOSPC, f"less than {self._reserve >> 20} MiB would be left free")


def remove(path: Path) -> None:
    """A finished segment goes, and its folder when it was the last in it."""
    path.unlink(missing_ok=True)
    with suppress(OSError):
        path.parent.rmdir()

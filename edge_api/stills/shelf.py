"""The folder of pictures: one file each, named by its hash. Takes what is a whole JPEG of at most MOST_STILL_BYTES; gives out only what still has its hash."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from edge_api.video.reserve import Reserve
from schemas.sight import MOST_STILL_BYTES

BEGINS, ENDS = b"\xff\xd8\xff", b"\xff\xd9"
DESK = "desk"
_HASH = re.compile(r"[0-9a-f]{64}\Z")


def hash_of(picture: bytes) -> str:
    """Its name."""
    return hashlib.sha256(picture).hexdigest()


def is_picture(picture: bytes) -> bool:
    """Whether it looks like a whole JPEG, and is not too large."""
    return len(picture) <= MOST_STILL_BYTES and picture.startswith(BEGINS) and picture.endswith(ENDS)


def sync_folder(folder: Path) -> None:
    """A name is on the disk when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@dataclass(frozen=True, slots=True)
class Shelf:
    """``folder``/aa/<sha256>.jpg for rounds and notices, ``folder``/desk/ for what a technician looks at. Blocks."""

    folder: Path
    reserve: Reserve = field(default_factory=Reserve)

    def keep(self, picture: bytes, is_desk: bool = False) -> None:
        """Durably, under its hash. Raises OSError: no room, or the disk is ill."""
        file = self._file(hash_of(picture), is_desk)
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.reserve.need(file.parent, len(picture))
        half = file.with_suffix(".part")
        with half.open("wb") as opened:
            opened.write(picture)
            opened.flush()
            os.fsync(opened.fileno())
        half.rename(file)
        for folder in (file.parent, self.folder):
            sync_folder(folder)

    def read(self, sha256: str, is_desk: bool = False) -> bytes | None:
        """The picture; None when it is not there, or is not what it was."""
        if not _HASH.match(sha256):
            return None
        try:
            picture = self._file(sha256, is_desk).read_bytes()
        except OSError:
            return None
        return picture if hash_of(picture) == sha256 else None

    def remove(self, sha256: str) -> None:
        """Let it go."""
        self._file(sha256, False).unlink(missing_ok=True)

    def clear_desk(self, older_than_utc_ns: int) -> None:
        """What technicians looked at before that time goes."""
        folder = self.folder / DESK
        for file in list(folder.iterdir()) if folder.is_dir() else []:
            if file.stat().st_mtime_ns < older_than_utc_ns:
                file.unlink(missing_ok=True)

    def _file(self, sha256: str, is_desk: bool) -> Path:
        return self.folder / (DESK if is_desk else sha256[:2]) / f"{sha256}.jpg"

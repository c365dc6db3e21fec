"""The pictures behind the camera's words, as JPEG files named by their SHA-256: written whole or not at all, kept for hours and MiB. Forgets the oldest first."""

from __future__ import annotations

import hashlib
import logging
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import cv2

from firmware_agent.sight.still_file import still_path
from hardware.clock import Clock
from hardware.decode.sight.reader import Frame
from schemas.sight import MOST_STILL_BYTES

log = logging.getLogger(__name__)

QUALITIES = (85, 70, 50, 30, 15)
TEMPORARY = ".part"
MIB = 1 << 20


def jpeg(frame: Frame) -> bytes:
    """The whole picture, no larger than a still may be: coarser, and at last smaller, where it must be."""
    while True:
        for quality in QUALITIES:
            data = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
            if len(data) <= MOST_STILL_BYTES:
                return data
        height, width = frame.shape[:2]
        frame = cv2.resize(frame, (width // 2, height // 2), interpolation=cv2.INTER_AREA)  # type: ignore[assignment]


def name_of(data: bytes) -> str:
    """What names a picture: the SHA-256 of its file."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long, and how much."""

    hours: float
    mib: int


class Stills:
    """One folder, of one table. For one process, on any of its threads. ``said``: what is wrong with the disk, "" if nothing; ``refused``: why the last picture was not kept."""

    def __init__(self, folder: Path, keeping: Keeping, clock: Clock) -> None:
        self._folder, self._keeping, self._clock = folder, keeping, clock
        self._writing = Lock()
        self.refused = self._untidy = ""

    @property
    def said(self) -> str:
        return "; ".join(filter(None, (self.refused, self._untidy)))

    def keep(self, frame: Frame) -> str | None:
        """Write it; its hash. None when the disk refuses: then there is no picture to name."""
        data = jpeg(frame)
        name = name_of(data)
        return name if self.put(name, data) else None

    def put(self, name: str, data: bytes) -> bool:
        """Write a picture under its hash; whether the disk took it."""
        try:
            with self._writing:
                self._write(name, data)
        except OSError as wrong:
            self.refused = self._told("can't be kept", wrong, self.refused)
            return False
        self.refused = ""
        return True

    def _told(self, what: str, wrong: OSError, before: str) -> str:
        if not before:
            log.error("stills %s in %s: %s", what, self._folder, wrong.strerror)
        return f"stills {what}: {wrong.strerror}"

    def _write(self, name: str, data: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = still_path(self._folder, name)
        if path.exists():
            return
        part = path.with_suffix(TEMPORARY)
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)

    def tidy(self) -> int:
        """Remove what is too old, and the oldest of what is too much; how many files went. A disk that refuses is said, not raised."""
        before, self._untidy = self._untidy, ""
        try:
            return self._tidied(before)
        except OSError as wrong:
            self._untidy = self._told("can't be tidied", wrong, before)
            return 0

    def _tidied(self, before: str) -> int:
        oldest_s = self._clock.utc_ns() / 1e9 - self._keeping.hours * 3600
        left, gone = self._keeping.mib * MIB, 0
        for when_s, size, path in sorted(self._found(), reverse=True):
            left -= size
            if when_s < oldest_s or left < 0:
                gone += self._unlinked(path, before)
        return gone

    def _unlinked(self, path: Path, before: str) -> bool:
        try:
            path.unlink(missing_ok=True)
        except OSError as wrong:
            self._untidy = self._told("can't be tidied", wrong, before or self._untidy)
            return False
        return True

    def _found(self) -> list[tuple[float, int, Path]]:
        found = []
        for path in self._folder.glob("*"):
            if path.suffix in (".jpg", TEMPORARY):
                with suppress(FileNotFoundError):  # it is being given its name
                    facts = path.stat()
                    found.append((facts.st_mtime, facts.st_size, path))
        return found

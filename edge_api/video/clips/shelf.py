"""The folder in which clips lie: a clip's files appear together, under their final name, or not at all. Knows nothing of what is in them."""

from __future__ import annotations

import hashlib
import os
import shutil
from contextlib import suppress
from pathlib import Path

from edge_api.video.reserve import Reserve

_MAKING, _LEAVING = ".making", ".leaving"


class Shelf:
    """``root/{table}/{round}.{attempt}/``, a corner for what is being made, and one for what is about to go."""

    def __init__(self, root: Path, reserve: Reserve) -> None:
        self.root, self._reserve = root, reserve
        root.mkdir(parents=True, exist_ok=True)

    @property
    def is_short(self) -> bool:
        """The disk comes near its reserve."""
        return self._reserve.is_near(self.root)

    def need_room(self, size: int) -> None:
        """Raises OSError: there is no room for so many bytes."""
        self._reserve.need(self.root, size)

    def begin(self, round_id: str, size: int) -> Path:
        """An empty folder to make a clip of about that size in. Raises OSError: there is no room."""
        self.need_room(size)
        corner = self.root / _MAKING / round_id
        shutil.rmtree(corner, ignore_errors=True)
        corner.mkdir(parents=True)
        return corner

    def publish(self, made: Path, name: str) -> Path:
        """Give a finished folder its name, on disk when this returns. One of that name that nobody has entered is replaced."""
        final = self.root / name
        for file in made.iterdir():
            _sync(file)
        _sync(made)
        final.parent.mkdir(parents=True, exist_ok=True)
        if final.exists():
            shutil.rmtree(final)
        made.rename(final)
        _sync(final.parent)
        return final

    def folder(self, name: str) -> Path:
        """A clip's folder."""
        return self.root / name

    def remove(self, name: str) -> None:
        """A clip is gone."""
        shutil.rmtree(self.root / name, ignore_errors=True)

    def set_aside(self, name: str) -> None:
        """A clip is about to go: nobody finds it any more. Raises OSError."""
        (self.root / _LEAVING / name).parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            self.folder(name).rename(self.root / _LEAVING / name)

    def put_back(self, name: str) -> None:
        """It stays after all."""
        with suppress(FileNotFoundError):
            (self.root / _LEAVING / name).rename(self.folder(name))

    def finish_leaving(self) -> None:
        """What was set aside is gone."""
        shutil.rmtree(self.root / _LEAVING, ignore_errors=True)

    def clear_corners(self) -> None:
        """After a crash: remove what was being made, and put back what was about to go."""
        shutil.rmtree(self.root / _MAKING, ignore_errors=True)
        for name in _names(self.root / _LEAVING):
            self.put_back(name)

    def names(self) -> list[str]:
        """Of all clips that lie here."""
        return _names(self.root)


def _names(root: Path) -> list[str]:
    tables = (table for table in root.glob("*") if table.is_dir() and table.name not in (_MAKING, _LEAVING))
    return [f"{table.name}/{clip.name}" for table in tables for clip in table.iterdir()]


def size_of(folder: Path) -> int:
    """Bytes of the files in it."""
    return sum(file.stat().st_size for file in folder.iterdir())


def file_digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

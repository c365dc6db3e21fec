"""The folder in which clips lie: a clip's files appear together, under their final name, or not at all. Knows nothing of what is in them."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

_MAKING = ".making"


class Shelf:
    """``root/{table}/{round}.{attempt}/``, and a corner for what is being made."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)

    def begin(self, round_id: str) -> Path:
        """An empty folder to make a clip in."""
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

    def sweep(self, entered: Iterable[str]) -> list[str]:
        """After a crash: remove what was being made, and what was finished and never entered; the names of the latter."""
        shutil.rmtree(self.root / _MAKING, ignore_errors=True)
        known = set(entered)
        found = [
            f"{table.name}/{clip.name}"
            for table in self.root.iterdir()
            if table.is_dir()
            for clip in table.iterdir()
        ]
        orphans = [name for name in found if name not in known]
        for name in orphans:
            self.remove(name)
        return orphans


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

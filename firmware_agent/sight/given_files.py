"""What ``calibrate`` may not be given: a picture twice, or a place to write that would cost something. Reads no picture and writes nothing."""

from __future__ import annotations

import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from unicodedata import category

from firmware_agent.sight.looker import CalibrateWish
from hardware.decode.sight.reader import CalibrationError

NO_TEXT = frozenset({"Cc", "Zl", "Zp"})
"""Unicode's control characters, and its ends of lines and paragraphs."""


def refuse_pictures(pictures: Sequence[Path]) -> None:
    """Raises CalibrationError: a name can't be told in a line, or a picture is given twice, by another name or as a copy: it would judge what it had taught."""
    had: dict[object, Path] = {}
    for path in pictures:
        if any(category(sign) in NO_TEXT for sign in str(path)):
            raise CalibrationError(f"{str(path)!r}: a line end or a control character in a name: rename it")
        for mark in (_place(path), _bytes_of(path)):
            if mark in had:
                raise CalibrationError(f"{path}: the same picture as {had[mark]}: name each once")
            if mark is not None:
                had[mark] = path


def refuse_place(wish: CalibrateWish) -> None:
    """Before the lesson, which may take minutes. Raises CalibrationError."""
    out = wish.out
    if out.is_dir():
        raise CalibrationError(f"{out}: a folder: --out names the .json to write")
    if out.suffix != ".json":
        raise CalibrationError(f"{out}: the arrays go into the .npz beside it; name it .json")
    if not out.parent.is_dir():
        raise CalibrationError(f"{out.parent}: no such folder: --out names a file in one that is there")
    written = _place(out)
    if written is not None and written in {_place(given) for given in (wish.labels, *wish.pictures)}:
        raise CalibrationError(f"{out}: what is given would be written over: name another file with --out")
    for place in (out, out.with_suffix(".npz")):
        if os.path.lexists(place) and not place.is_file():
            raise CalibrationError(f"{place}: there is something that is no file: name another with --out")


def _bytes_of(path: Path) -> bytes | None:
    """A digest; None where nothing can be read: that is told by who reads it."""
    try:
        return sha256(path.read_bytes()).digest() if path.is_file() else None
    except (OSError, ValueError):
        return None


def _place(path: Path) -> tuple[int, int] | None:
    """Where it lies on the disk, by whatever name or link; None where nothing can be found: that is told by who reads it."""
    try:
        there = path.stat()
    except (OSError, RuntimeError):
        return None
    return there.st_dev, there.st_ino

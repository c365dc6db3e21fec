"""Puts files into their place whole, on the disk before they are there: the new one or the old one, never half of one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from firmware_agent.sync_folder import sync_folder


def write_whole(path: Path, data: bytes) -> None:
    """The new file or the old one, never half of one. Raises OSError."""
    put_whole(path, lambda draft: draft.write_bytes(data))


def put_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Write beside it, to the disk, then into its place. Raises OSError."""
    draft = path.with_name(f".{path.name}.new")
    write(draft)
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)


def put_calibration(learned: Path, place: Path) -> None:
    """Both files of a calibration into their place. Cut short in between, neither is believed: the hash is over both. Raises OSError."""
    for of, there in ((learned.with_suffix(".npz"), place.with_suffix(".npz")), (learned, place)):
        put_whole(there, lambda draft, of=of: shutil.copyfile(of, draft))  # type: ignore[misc]

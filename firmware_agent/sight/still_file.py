"""A still by its hash: the file in the table's folder, read back only if it is still what its name says. Loads no picture library."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

NAME = re.compile(r"^[0-9a-f]{64}$")


def still_path(folder: Path, name: str) -> Path:
    """Where the still of this hash lies. ``name``: 64 hexadecimal digits."""
    return folder / f"{name}.jpg"


def is_kept(folder: Path, name: str) -> bool:
    """Whether there is such a file; what is in it, ``read_still`` looks at."""
    return NAME.match(name) is not None and still_path(folder, name).is_file()


def read_still(folder: Path, name: str) -> bytes | None:
    """The picture, if it is kept and whole; None otherwise, and for a name that is no hash."""
    if not NAME.match(name):
        return None
    try:
        data = still_path(folder, name).read_bytes()
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == name else None

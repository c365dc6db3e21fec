"""Which code reads pictures here: trust that was earned by one reader is not another's. Says nothing of nets and calibrations, which have hashes of their own."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import hardware.decode.sight

LENGTH = 16


@cache
def readers_version(folder: Path = Path(hardware.decode.sight.__file__).parent) -> str:
    """From every source file of the readers: any change of theirs is another version."""
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        whole.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()[:LENGTH]


def read_by(model: str, version: str) -> str:
    """A reader as words name it: what was shipped with it (nothing, of wheels), and the version of its code."""
    return f"{model[: 63 - LENGTH]}.{version}".lstrip(".") if version else model

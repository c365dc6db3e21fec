"""What is wrong with a calibration that somebody names, before any reader opens it: which file, and what to do. Says nothing of what is in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from schemas.sight import SightKind

LABELS = frozenset(kind.value for kind in SightKind) | {"roulette"}


def wrong_file(path: Path, sees: SightKind) -> str | None:
    """One sentence, or None when it may be opened as a calibration of that kind."""
    if path.suffix == ".npz":
        return f"{path}: name the .json; the .npz lies beside it and is found by itself"
    try:
        told = json.loads(path.read_bytes())
    except OSError as wrong:
        return f"{path}: {wrong.strerror}: make one with `firmware-agent calibrate {sees.value}`"
    except (ValueError, RecursionError):
        return f"{path}: not JSON: a calibration is what `firmware-agent calibrate {sees.value}` wrote"
    return _other(path, told, sees) or _alone(path)


def _other(path: Path, told: Any, sees: SightKind) -> str | None:
    kind = told.get("kind") if isinstance(told, dict) else None
    if kind == sees.value:
        return None
    if isinstance(kind, str) and "hash" in told:
        return f"{path}: a calibration of {kind}, not of {sees.value}: name the one for {sees.value}, or look with `firmware-agent see {kind}`"
    if isinstance(told, dict) and LABELS & set(told):
        return f"{path}: labels, not a calibration: `firmware-agent calibrate {sees.value} --labels {path}` makes one from them"
    return f"{path}: not a calibration: `firmware-agent calibrate {sees.value}` makes one"


def _alone(path: Path) -> str | None:
    arrays = path.with_suffix(".npz")
    if arrays.is_file():
        return None
    return f"{path}: {arrays.name} is not beside it: a calibration is both files, copied together"

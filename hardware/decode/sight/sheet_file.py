"""A calibration on disk, whatever its kind: one JSON sheet with figures, one .npz beside it with arrays, one hash over both. Refuses what does not match its hash."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from hardware.decode.sight.net_file import Arrays, hash_of
from hardware.decode.sight.reader import CalibrationError

Sheet = dict[str, Any]


def save_sheet(sheet: Sheet, arrays: Arrays, path: Path) -> str:
    """Writes ``path`` and its .npz; the hash. ``sheet`` must say its ``kind`` and ``version``."""
    whole = with_hash(sheet, arrays)
    data = io.BytesIO()
    np.savez_compressed(data, **arrays)  # type: ignore[arg-type]
    path.with_suffix(".npz").write_bytes(data.getvalue())
    path.write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
    return str(whole["hash"])


def load_sheet(path: Path, kind: str, version: int) -> tuple[Sheet, Arrays]:
    """The sheet and its arrays, as they were saved.

    Raises:
        CalibrationError: not a calibration of that kind, damaged, or of another version.
        OSError: a file cannot be read.
    """
    try:
        sheet = json.loads(path.read_text(encoding="utf-8"))
        if sheet["kind"] != kind:
            raise CalibrationError(f"{path}: a calibration of {sheet['kind']}, not of {kind}")
        arrays = arrays_of(path.with_suffix(".npz"))
        if sheet["hash"] != _hash(sheet, arrays) or sheet["version"] != version:
            raise CalibrationError(f"{path}: changed since it was made, or of another version")
    except (KeyError, TypeError, ValueError, BadZipFile, UnicodeDecodeError) as wrong:
        if isinstance(wrong, CalibrationError):
            raise
        raise CalibrationError(f"{path}: not a calibration of {kind}: {wrong}") from wrong
    return sheet, arrays


def with_hash(sheet: Sheet, arrays: Arrays) -> Sheet:
    """The sheet as it is written: plain JSON, and the hash that names it in every result."""
    plain: Sheet = json.loads(json.dumps(sheet))
    return {**plain, "hash": _hash(plain, arrays)}


def shipped(path: Path) -> tuple[Sheet, Arrays]:
    """What came with the package: the arrays in ``path`` (.npz), and the data sheet beside them (.json) that speaks of them.

    Raises:
        ValueError: the arrays are not those.
    """
    arrays = arrays_of(path)
    sheet = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    if hash_of(arrays) != sheet["sha256_of_arrays"]:
        raise ValueError(f"{path} does not match its data sheet {path.stem}.json")
    return sheet, arrays


def arrays_of(path: Path) -> Arrays:
    """Raises OSError, ValueError or BadZipFile."""
    with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as parts:
        return {name: parts[name] for name in parts.files}


def _hash(sheet: Sheet, arrays: Arrays) -> str:
    told = json.dumps({name: part for name, part in sheet.items() if name != "hash"}, sort_keys=True)
    return hash_of({**arrays, "sheet": np.frombuffer(told.encode(), dtype=np.uint8)})

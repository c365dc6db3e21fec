"""The signed sheet beside a calibration, and its log of checks: sealed by the board's key, written whole or not at all. Whether a sheet counts: ``sheet_proof``."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from firmware_agent.signing import BoardKey
from schemas.base64url import to_bytes
from schemas.envelope import Wrapper, seal
from schemas.sight_sheet import CHECK_TYPE, SHEET_TYPE, SightCheck, SightSheet

MOST_SHEET_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Sealed:
    """What was sealed, as it is kept and sent; ``sha256`` of these very bytes names it."""

    wire: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.wire).hexdigest()


def sheet_path(calibration: Path) -> Path:
    """``site.sheet.json`` beside ``site.json``."""
    return calibration.with_suffix(".sheet.json")


def checks_path(calibration: Path) -> Path:
    """``site.checks.jsonl`` beside ``site.json``: one sealed check a line."""
    return calibration.with_suffix(".checks.jsonl")


def sheet_hash(calibration: Path | None) -> str | None:
    """SHA-256 of the sheet that was signed for the calibration; None where nobody signed one."""
    if calibration is None:
        return None
    try:
        data = sheet_path(calibration).read_bytes()
    except OSError:
        return None
    return Sealed(data).sha256 if 0 < len(data) <= MOST_SHEET_BYTES else None


def opened(calibration: Path | None) -> SightSheet | None:
    """The sheet as it stands on the board's own disk; None where there is none that can be read. Its seal is not looked at."""
    if calibration is None or sheet_hash(calibration) is None:
        return None
    try:
        wrapper = Wrapper.consume(sheet_path(calibration).read_bytes())
        return SightSheet.consume(to_bytes(wrapper.p))
    except (OSError, ValueError):
        return None


def calibration_hash(path: Path) -> str | None:
    """The hash that a calibration's JSON says; None where there is none to be read."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))["hash"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return told if isinstance(told, str) and len(told) == 64 else None


def sealed_sheet(sheet: SightSheet, key: BoardKey) -> Sealed:
    """The sheet under the board's signature."""
    return _sealed(sheet.model_dump_json().encode(), key, SHEET_TYPE)


def sealed_check(check: SightCheck, key: BoardKey) -> Sealed:
    """The check under the board's signature."""
    return _sealed(check.model_dump_json().encode(), key, CHECK_TYPE)


def note_check(calibration: Path, check: Sealed) -> None:
    """Append to the log, durably. Raises OSError."""
    with checks_path(calibration).open("ab") as log:
        log.write(check.wire + b"\n")
        log.flush()
        os.fsync(log.fileno())


def _sealed(payload: bytes, key: BoardKey, payload_type: str) -> Sealed:
    return Sealed(seal(payload, key.key_id, key.sign, payload_type))

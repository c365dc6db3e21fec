"""``firmware-agent see``: pictures in, one JSON line a picture out, with what was read and why the rest was not. No picture ends it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO

import cv2

from firmware_agent.pictures import picture
from hardware.clock import Clock
from hardware.decode.sight.calibration import CardCalibration
from hardware.decode.sight.card_reader import CardReader
from hardware.decode.sight.reader import Frame, Read, Reason
from hardware.decode.sight.store import card_reader, load_cards

BLACK = 12
"""Brightest pixel of a picture that shows nothing: the lens is covered, or the camera sends black."""


def see_cards(calibration: Path | None, pictures: Iterable[Path], out: TextIO, clock: Clock) -> None:
    """One line a picture, as it is read.

    Raises:
        CalibrationError: the calibration is damaged.
        OSError: it cannot be read.
    """
    cv2.setNumThreads(1)
    reader = card_reader()
    site, told = load_cards(calibration) if calibration else (None, None)
    for path in pictures:
        line = _line(path, reader, site, clock)
        out.write(json.dumps(line | ({"calibration": told} if told else {}), separators=(",", ":")) + "\n")
        out.flush()


def _line(path: Path, reader: CardReader, site: CardCalibration | None, clock: Clock) -> dict[str, Any]:
    frame = picture(path)
    if isinstance(frame, str):
        return _bad(path, frame)
    start_ns = clock.monotonic_ns()
    reads = reader.read(frame, site)
    spent_ms = round((clock.monotonic_ns() - start_ns) / 1e6, 2)
    line = {"file": str(path), "reads": [read_json(read) for read in reads], "ms": spent_ms}
    return line | ({"reasons": [Reason.DARK]} if _shows_nothing(frame) else {})


def _bad(path: Path, wrong: str) -> dict[str, Any]:
    return {"file": str(path), "reads": [], "ms": 0.0, "reasons": [Reason.BAD_PICTURE], "error": wrong}


def _shows_nothing(frame: Frame) -> bool:
    return int(frame[::4, ::4].max()) < BLACK


def read_json(read: Read) -> dict[str, Any]:
    """A read as the commands and the evidence tell it."""
    return {
        "value": read.value,
        "confidence": read.confidence,
        "accepted": read.accepted,
        "reasons": list(read.reasons),
        "quad": [[round(float(x), 1), round(float(y), 1)] for x, y in read.quad],
        "votes": {
            vote.reader: {"value": vote.value, "score": round(vote.score, 4), "lead": round(vote.lead, 4)}
            for vote in read.votes
        },
    }

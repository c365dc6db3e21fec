"""``firmware-agent see``: pictures in, one JSON line a picture out, with what was read and why the rest was not. No picture ends it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO

from firmware_agent.sight.looker import Looker
from firmware_agent.sight.pictures import picture
from hardware.clock import Clock
from hardware.decode.sight.reader import Frame, Read, Reason

BLACK = 12
"""Brightest pixel of a picture that shows nothing: the lens is covered, or the camera sends black."""


def see(looker: Looker, pictures: Iterable[Path], out: TextIO, clock: Clock) -> list[tuple[Path, str]]:
    """One line a picture, as it is read; those that could not be read, and why."""
    unread = []
    for path in pictures:
        line = _line(path, looker, clock)
        told = {"calibration": looker.calibration} if looker.calibration else {}
        out.write(json.dumps(line | told, separators=(",", ":")) + "\n")
        out.flush()
        if "error" in line:
            unread.append((path, line["error"]))
    return unread


def _line(path: Path, looker: Looker, clock: Clock) -> dict[str, Any]:
    frame = picture(path)
    if isinstance(frame, str):
        return _bad(path, frame)
    start_ns = clock.monotonic_ns()
    seen = looker.look(frame)
    spent_ms = round((clock.monotonic_ns() - start_ns) / 1e6, 2)
    line = {"file": str(path), "reads": [read_json(read) for read in seen.reads], "ms": spent_ms}
    reasons = seen.reasons or ((Reason.DARK,) if _shows_nothing(frame) else ())
    return line | ({"reasons": list(reasons)} if reasons else {})


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

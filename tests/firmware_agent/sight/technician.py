"""A technician at a desk of ours, with drawn pictures before the camera."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2

from firmware_agent.sight.desk import Before, Desk, Means
from firmware_agent.sight.desk_session import Session, Site
from firmware_agent.sight.looker import Kind, Looker, kind_of
from firmware_agent.signing import board_key
from hardware.clock import SystemClock
from hardware.decode.sight.reader import Frame
from schemas.sight import SightAnswer, SightAsk, SightKind, SightStep

TABLE = "baccarat-01"


@dataclass
class Technician:
    """``stills``: hashes that were sent, ``anew``: how often the process was to begin anew."""

    folder: Path
    sees: SightKind = SightKind.CARDS
    calibration: Path | None = None
    stills: list[str] = field(default_factory=list)
    anew: int = 0
    kind: Callable[[SightKind], Kind] = kind_of

    def __post_init__(self) -> None:
        self.sit_down()

    def sit_down(self) -> None:
        """As the process does at its start."""
        key = board_key(self.folder / "store", TABLE)
        site = Site(TABLE, self.sees, self.calibration, self.folder / "calibrating", key, "v4l2 1280 x 720")
        there = self.calibration is not None and self.calibration.exists()
        self.looker: Looker = self.kind(self.sees).looker(self.calibration if there else None)
        self.desk = Desk(Means(self._show, lambda: None, self._anew), Session(site, SystemClock(), self.kind))

    def ask(self, step: SightStep, frame: Frame | None, **told: object) -> SightAnswer:
        before = None if frame is None else Before(7, frame, 1.5, None)
        ask = SightAsk(step=step, told=json.dumps(told))
        return self.desk.answer("c-1", ask, before, self.looker)

    def done(self, step: SightStep, frame: Frame, **told: object) -> dict[str, Any]:
        """Ask for what must succeed; what is told."""
        answer = self.ask(step, frame, **told)
        assert answer.ok, answer.said
        body: dict[str, Any] = json.loads(answer.told)
        return body

    def _show(self, frame: Frame) -> str:
        self.stills.append(hashlib.sha256(cv2.imencode(".jpg", frame)[1].tobytes()).hexdigest())
        return self.stills[-1]

    def _anew(self) -> None:
        self.anew += 1

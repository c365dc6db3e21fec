"""A table's board on the stage: the real desk of the agent behind the page's questions, with a reader that needs no learning."""

from __future__ import annotations

import hashlib
import json
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import cv2
import numpy as np

from edge_api.books.messages import AskSight, Notice
from edge_api.stills.shelf import Shelf
from firmware_agent.sight.desk import Before, Desk, Means
from firmware_agent.sight.desk_session import Session, Site
from firmware_agent.sight.looker import CalibrateWish, Looker
from firmware_agent.signing import BoardKey, board_key
from hardware.clock import SystemClock
from hardware.decode.sight.reader import Frame, Read, Reason, Seen
from schemas.sight import SightAsk, SightKind, SightStep
from tests.edge_api.web.stage import BACCARAT, Stage

QUADS = (((300, 200), (400, 200), (400, 350), (300, 350)), ((700, 220), (800, 220), (800, 370), (700, 370)))
SELF_TEST = {
    "cards": 2, "looks": 12, "top_1": 1.0, "accepted": 0.975, "wrong_accepted": 0, "genuine_low": 0.81, "impostor_high": 0.34,
    "missing": ["3D"],
}  # fmt: skip


@dataclass(slots=True)
class QuickLooker:
    """Sees two cards, and is sure of them once there is a calibration."""

    calibration: str
    model: str = "m" * 64

    def look(self, frame: Frame) -> Seen:
        sure = bool(self.calibration)
        why = () if sure else (Reason.NOT_ENROLLED,)
        quads = [np.array(quad, np.float32) for quad in QUADS]
        return Seen(tuple(Read(v, 0.9, sure, why, quad) for v, quad in zip(("KC", "9H"), quads, strict=True)))


@dataclass(frozen=True, slots=True)
class QuickKind:
    """Learns at once; its files are a calibration in nothing but their hash."""

    def looker(self, calibration: Path | None) -> Looker:
        return QuickLooker("" if calibration is None else str(json.loads(calibration.read_text())["hash"]))

    def calibrate(self, wish: CalibrateWish, out: TextIO) -> bool:
        named = hashlib.sha256(wish.labels.read_bytes()).hexdigest()
        wish.out.write_text(json.dumps({"hash": named}))
        wish.out.with_suffix(".npz").write_bytes(b"arrays")
        out.write(json.dumps({"hash": named, "self_test": SELF_TEST}) + "\n")
        return True


@dataclass
class StageBoard:
    """Answers what the stage's books are asked, as the board would, until ``stop``."""

    built: Stage
    folder: Path
    silent: bool = False
    _answered: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.key: BoardKey = board_key(self.folder / "store", BACCARAT)
        self.calibration = self.folder / "site.json"
        site = Site(
            BACCARAT, SightKind.CARDS, self.calibration, self.folder / "draft", self.key, "v4l2 1280 x 720"
        )
        means = Means(self._show, lambda: None, lambda: None)
        self._desk = Desk(means, Session(site, SystemClock(), lambda _: QuickKind()))
        self._shelf = Shelf(self.built.config.store.stills)
        self._frame = _table()
        self._thread = threading.Thread(target=self._run)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(0.02):
            for request in self.built.link.asked[self._answered :]:
                self._answered += 1
                if isinstance(request, AskSight) and not self.silent:
                    self._answer(request)

    def _answer(self, request: AskSight) -> None:
        there = self.calibration if self.calibration.exists() else None
        ask = SightAsk(step=SightStep(request.step), told=request.told)
        answer = self._desk.answer(
            request.ask_id, ask, Before(7, self._frame, 3.5), QuickKind().looker(there)
        )
        body = {"ask": request.ask_id, "answer": answer.model_dump(mode="json")}
        notice = Notice(request.table_id, 1, "sight", body, staff_only=True)
        state = self.built.app.state
        with suppress(RuntimeError):  # the stage is being struck
            state.loop.call_soon_threadsafe(state.front.sight.take, notice)

    def _show(self, frame: Frame) -> str:
        picture = cv2.imencode(".jpg", frame)[1].tobytes()
        self._shelf.keep(picture, is_desk=True)
        return hashlib.sha256(picture).hexdigest()


def _table() -> Frame:
    frame = np.full((720, 1280, 3), (60, 95, 30), np.uint8)
    frame[::40, :, :] += 12
    for quad in QUADS:
        cv2.fillPoly(frame, [np.array(quad, np.int32)], (240, 240, 240))
    for at in ((100, 80), (1180, 80), (1180, 640), (100, 640)):
        cv2.drawMarker(frame, at, (255, 255, 255), cv2.MARKER_CROSS, 30, 4)
    return frame

"""Answers a technician's questions about what the camera sees. Runs beside the looking, on a thread of its own; decides nothing about the table."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

import cv2

from firmware_agent.sight.desk_draft import Json
from firmware_agent.sight.desk_learn import CannotBeDone
from firmware_agent.sight.desk_session import Session
from firmware_agent.sight.desk_told import sharpness
from firmware_agent.sight.looker import Looker
from hardware.decode.sight.reader import Frame
from schemas.sight import SightAnswer, SightAsk, SightStep

CLIPPED, DARK = 250, 12
"""Brightness from which a pixel says nothing any more, at either end."""
MOST_SAID, MOST_TOLD = 500, 45_000
"""The edge takes no message beyond 64 KiB, and what is told is quoted once more on its way."""


@dataclass(frozen=True, slots=True, eq=False)
class Before:
    """What the process has before it. ``at_ns``: the frame's moment, monotonic; ``jitter_ms``: how unevenly pictures come; None: not known yet."""

    at_ns: int
    frame: Frame
    jitter_ms: float | None = None
    drift_px: float | None = None


@dataclass(frozen=True, slots=True)
class Means:
    """What an answer may use. ``show`` keeps a frame as a still, sends it and gives its hash. ``latest`` waits for a fresh frame: up to a second,
    None when none comes. ``anew`` ends the process soon after the answer: the next one loads the new calibration.
    """

    show: Callable[[Frame], str]
    latest: Callable[[], Before | None]
    anew: Callable[[], None]


class Desk:
    """One technician at a time; ``answer`` may take as long as it needs. Build it with ``Session(site_of(config, sees), clock)`` of ``desk_session``."""

    def __init__(self, means: Means, session: Session) -> None:
        self._means, self._session = means, session

    def answer(self, command_id: str, ask: SightAsk, before: Before | None, looker: Looker) -> SightAnswer:
        """``before`` None: no picture has come. Never raises for what was asked."""
        if before is None:
            return SightAnswer(command_id=command_id, step=ask.step, ok=False, said="no picture comes")
        stills: list[str] = []

        def show() -> str:
            stills.append(self._means.show(before.frame))
            return stills[-1]

        try:
            told = self._session.take(ask.step, ask.told, before.frame, looker, show)
        except (CannotBeDone, ValueError, OSError) as why:
            return SightAnswer(command_id=command_id, step=ask.step, ok=False, said=str(why)[:MOST_SAID])
        if told.show and not stills:
            show()
        if told.anew:
            self._means.anew()
        return _answer(command_id, ask.step, lamps(before) | told.body, tuple(stills))


def _answer(command_id: str, step: SightStep, body: Json, stills: tuple[str, ...]) -> SightAnswer:
    text = json.dumps(body, separators=(",", ":"))
    if len(text) > MOST_TOLD:
        said = "there is more to tell than fits into an answer: throw pictures away, or begin anew"
        return SightAnswer(command_id=command_id, step=step, ok=False, said=said)
    return SightAnswer(command_id=command_id, step=step, ok=True, told=text, stills=stills)


def lamps(before: Before) -> Json:
    """Figures of a picture. ``sharpness``: spread of fine detail; ``clipped`` and ``dark``: parts of the picture that say nothing."""
    grey = cv2.cvtColor(before.frame, cv2.COLOR_BGR2GRAY)
    height, width = grey.shape
    return {
        "width": width,
        "height": height,
        "at_ns": str(before.at_ns),
        "sharpness": sharpness(before.frame),
        "clipped": round(float((grey >= CLIPPED).mean()), 4),
        "dark": round(float((grey <= DARK).mean()), 4),
        "jitter_ms": before.jitter_ms,
        "drift_px": before.drift_px,
    }

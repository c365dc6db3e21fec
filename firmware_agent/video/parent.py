"""Keeps the video process going, beside the table: starts it, tells it how good the clock is, kills it when it says nothing, starts it again.

Imports no camera and no codec: what the picture costs, and what goes wrong with it, stays in the child.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event

from pydantic import ValidationError

from firmware_agent.child import Child, Ears, Wanted
from hardware.clock import Clock
from schemas.video.uplink import VideoHealth

log = logging.getLogger(__name__)

SILENCE_NS = 3_000_000_000
TURN_S = 0.2
CLOCK_EVERY_NS = 5_000_000_000
STALE_MS = 2000
UNHEARD_MS = 1500


class VideoChild(Ears):
    """``changed`` is called at once when a word of the health changes. ``report`` and ``stale`` may be called from any thread."""

    name = "video"

    def __init__(
        self,
        command: list[str],
        error_us: Callable[[], int | None],
        changed: Callable[[], None],
        clock: Clock,
        fds: tuple[int, ...] = (),
    ) -> None:
        self._error_us, self._changed, self._clock = error_us, changed, clock
        self._child = Child(Wanted(self.name, command, SILENCE_NS, TURN_S, fds), self, clock)
        self._health: VideoHealth | None = None
        self._why = ""
        self._clock_ns = 0
        self._told: tuple[str, ...] = ()

    def report(self) -> VideoHealth:
        """What the child said last, with its age; lost, when there is no child."""
        silent_ms = self._child.silent_ms
        last = self._health
        if last is None:
            return VideoHealth(
                state="lost" if self._why else "starting",
                source="",
                age_ms=None,
                fps=0.0,
                encode_p95_ms=None,
                restarts=self._child.restarts,
                detail=self._why,
            )
        fresh: dict[str, object] = {
            "age_ms": None if last.age_ms is None else last.age_ms + silent_ms,
            "restarts": last.restarts + self._child.restarts,
        }
        if self._why or silent_ms > UNHEARD_MS:
            why = self._why or "the video process says nothing"
            fresh |= {"state": "lost", "uplink": "down", "fps": 0.0, "detail": why}
        return last.model_copy(update=fresh)

    def stale(self) -> str | None:
        """Why the picture is not good enough for a new round; None if it is."""
        now = self.report()
        if now.state == "frozen":
            return "the picture is frozen"
        if now.state == "lost" or now.age_ms is None or now.age_ms > STALE_MS:
            return f"the picture is {now.state}" + (f": {now.detail}"[:200] if now.detail else "")
        return None

    def run(self, stop: Event) -> None:
        """Until ``stop``; the child has ended then."""
        self._child.run(stop)

    def begun(self) -> None:
        self._clock_ns = 0

    def take(self, line: bytes) -> bool:
        try:
            self._health = VideoHealth.consume(line)
        except ValidationError as wrong:
            log.warning("the video process says what can't be read: %s", wrong)
            return False
        self._why = ""
        self._child.good()
        return True

    def turn(self) -> None:
        now_ns = self._clock.monotonic_ns()
        if now_ns >= self._clock_ns:
            self._clock_ns = now_ns + CLOCK_EVERY_NS
            self._child.say({"clock_error_us": self._error_us()})
        self._tell_change()

    def ended(self, why: str) -> None:
        self._why = why
        self._tell_change()

    def _tell_change(self) -> None:
        now = self.report()
        told = (now.state, now.uplink, now.disk)
        if told != self._told:
            self._told = told
            self._changed()


def video_command(config: Path, tap_fd: int | None = None) -> list[str]:
    """How the child is started; ``tap_fd``: memory through which it shares the picture."""
    tapped = [] if tap_fd is None else ["--tap-fd", str(tap_fd)]
    return [sys.executable, "-m", "firmware_agent", "video", "--config", str(config), *tapped]

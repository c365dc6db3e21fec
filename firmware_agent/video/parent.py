"""Keeps the video process going, beside the table: starts it, tells it how good the clock is, kills it when it says nothing, starts it again.

Imports no camera and no codec: what the picture costs, and what goes wrong with it, stays in the child.
"""

from __future__ import annotations

import json
import logging
import select
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event

from pydantic import ValidationError

from hardware.clock import Clock
from schemas.video.uplink import VideoHealth

log = logging.getLogger(__name__)

SILENCE_NS = 3_000_000_000
START_NS = 20_000_000_000
"""A child that has said nothing yet may be loading its libraries."""

END_S = 3.0
TURN_S = 0.2
CLOCK_EVERY_NS = 5_000_000_000
RETRY_S = (0.2, 1.0, 2.0, 5.0)
GOOD_NS = 30_000_000_000
EX_CONFIG = 78
CONFIG_RETRY_S = 30.0
STALE_MS = 2000
UNHEARD_MS = 1500
READ_BYTES = 65_536


class VideoChild:
    """``changed`` is called at once when a word of the health changes. ``report`` and ``stale`` may be called from any thread."""

    name = "video"

    def __init__(
        self,
        command: list[str],
        error_us: Callable[[], int | None],
        changed: Callable[[], None],
        clock: Clock,
    ) -> None:
        self._command, self._error_us, self._changed, self._clock = command, error_us, changed, clock
        self._health: VideoHealth | None = None
        self._heard_ns = clock.monotonic_ns()
        self._why = ""
        self._restarts = 0
        self._told: tuple[str, ...] = ()
        self._down = False

    def report(self) -> VideoHealth:
        """What the child said last, with its age; lost, when there is no child."""
        silent_ms = (self._clock.monotonic_ns() - self._heard_ns) // 1_000_000
        last = self._health
        if last is None:
            return VideoHealth(
                state="lost" if self._why else "starting",
                source="",
                age_ms=None,
                fps=0.0,
                encode_p95_ms=None,
                restarts=self._restarts,
                detail=self._why,
            )
        fresh: dict[str, object] = {
            "age_ms": None if last.age_ms is None else last.age_ms + silent_ms,
            "restarts": last.restarts + self._restarts,
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
        attempt = 0
        while not stop.is_set():
            began_ns = self._clock.monotonic_ns()
            code = self._one_child(stop)
            if stop.wait(TURN_S):  # a signal to the whole group reaches the child first
                return
            attempt = 0 if self._clock.monotonic_ns() - began_ns > GOOD_NS else attempt + 1
            self._restarts += 1
            self._lose(code)
            stop.wait(CONFIG_RETRY_S if code == EX_CONFIG else RETRY_S[min(attempt, len(RETRY_S) - 1)])

    def _one_child(self, stop: Event) -> int:
        """How it ended."""
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                child = subprocess.Popen(
                    [*self._command, "--fd", str(theirs.fileno())],
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                )
            hangs = True
            try:
                hangs = self._listen(ours, stop)
            finally:
                ours.close()
                code = _end(child, 0 if hangs else END_S)
        return code

    def _listen(self, line: socket.socket, stop: Event) -> bool:
        """Until the child closes its end, or ``stop``. True: it says nothing any more."""
        heard = b""
        limit_ns, clock_ns = START_NS, 0
        spoke_ns = self._clock.monotonic_ns()
        while not stop.is_set():
            now_ns = self._clock.monotonic_ns()
            if now_ns - spoke_ns > limit_ns:
                log.error("the video process has said nothing for %d s: killed", limit_ns // 1_000_000_000)
                return True
            if now_ns >= clock_ns:
                clock_ns = now_ns + CLOCK_EVERY_NS
                _send(line, {"clock_error_us": self._error_us()})
            if select.select([line], [], [], TURN_S)[0]:
                part = _receive(line)
                if not part:
                    return False
                *lines, heard = (heard + part).split(b"\n")
                if self._take(lines):
                    limit_ns, spoke_ns = SILENCE_NS, self._heard_ns
            self._tell_change()
        return False

    def _take(self, lines: list[bytes]) -> bool:
        """Whether one of them was good."""
        good = False
        for line in lines:
            try:
                self._health = VideoHealth.consume(line)
            except ValidationError as wrong:
                log.warning("the video process says what can't be read: %s", wrong)
                continue
            self._heard_ns = self._clock.monotonic_ns()
            good = True
        if good and self._down:
            log.warning("the video process is back")
        if good:
            self._why, self._down = "", False
        return good

    def _lose(self, code: int) -> None:
        config = "its configuration is wrong: `firmware-agent check` says where"
        self._why = f"the video process ended ({config if code == EX_CONFIG else f'exit code {code}'})"
        if not self._down:
            log.error("%s", self._why)
        self._down = True
        self._tell_change()

    def _tell_change(self) -> None:
        now = self.report()
        told = (now.state, now.uplink, now.disk)
        if told != self._told:
            self._told = told
            self._changed()


def video_command(config: Path) -> list[str]:
    """How the child is started."""
    return [sys.executable, "-m", "firmware_agent", "video", "--config", str(config)]


def _send(line: socket.socket, said: object) -> None:
    try:
        line.send(json.dumps(said).encode() + b"\n", socket.MSG_DONTWAIT)
    except OSError:
        return


def _receive(line: socket.socket) -> bytes:
    try:
        return line.recv(READ_BYTES)
    except OSError:
        return b""


def _end(child: subprocess.Popen[bytes], patience_s: float) -> int:
    """Its line is closed, so it ends by itself, or is made to."""
    try:
        return child.wait(patience_s)
    except subprocess.TimeoutExpired:
        child.kill()
        return child.wait()

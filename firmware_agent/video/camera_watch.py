"""Keeps the camera going: opens it, watches the age of its last frame, opens it again when it stalls. Trusts no connection, only frames.

A camera that has gone says so (DeviceLost) and is tried again for ever. One that hangs says nothing: after three stalls in a row, or when its
thread can't be ended, only a new process helps.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread
from typing import TYPE_CHECKING, Protocol

from firmware_agent.video.vitals import STALL_NS, Vitals
from hardware.clock import Clock
from hardware.driver import DeviceLost

if TYPE_CHECKING:
    from hardware.camera.source import Coded, FrameSource, Picture

log = logging.getLogger(__name__)

TICK_S = 0.1
FIRST_FRAME_NS = 6_000_000_000
"""How long a camera that was opened may take for its first frame."""

END_S = 1.5
GOOD_AGAIN_NS = 5_000_000_000
MOST_STALLS = 3
RETRY_S = (0.2, 0.5, 1.0, 2.0)


class Stuck(Exception):
    """Only a new process helps; the message says what hangs."""


class Taker(Protocol):
    """What the frames go to. ``trouble``: why they can't be used, if so; raises Stuck when it hangs itself."""

    def begin(self) -> None:
        """The camera is opened, perhaps again."""

    def take(self, seen: Picture | Coded) -> None: ...

    def trouble(self) -> str | None: ...


class CameraWatch:
    """``tick`` is called ten times a second while all goes round."""

    def __init__(
        self,
        source: FrameSource,
        taker: Taker,
        vitals: Vitals,
        clock: Clock,
        tick: Callable[[], None],
    ) -> None:
        self._source, self._taker, self._vitals, self._clock, self._tick = source, taker, vitals, clock, tick
        self._stalls = self._losses = 0
        self._bad_ns = clock.monotonic_ns()
        self._down = False

    def run(self, stop: Event) -> None:
        """Until ``stop``.

        Raises:
            Stuck: the process must end.
        """
        while not stop.is_set():
            attempt = _Attempt(self._source, self._take, self._clock)
            self._taker.begin()
            stalled = self._watch(attempt, stop)
            ended = attempt.end()
            if stop.is_set():
                return
            if attempt.fault is not None:
                raise attempt.fault
            self._judge(attempt, stalled, ended)
            self._pause(stalled, stop)

    def _take(self, seen: Picture | Coded) -> None:
        self._vitals.lost = None
        self._vitals.captured(seen.at_ns)
        self._taker.take(seen)

    def _watch(self, attempt: _Attempt, stop: Event) -> bool:
        """Until the attempt is over. True: it stalled."""
        while not stop.wait(TICK_S):
            self._tick()
            if attempt.over.is_set() or self._refuses(attempt):
                return False
            if self._is_stalled(attempt):
                return True
            self._forgive()
        return False

    def _refuses(self, attempt: _Attempt) -> bool:
        trouble = self._taker.trouble()
        attempt.lost = attempt.lost or trouble
        return trouble is not None

    def _is_stalled(self, attempt: _Attempt) -> bool:
        silence_ns = self._vitals.silence_ns()
        if attempt.frames == 0:
            return self._clock.monotonic_ns() - attempt.began_ns > FIRST_FRAME_NS
        return silence_ns is not None and silence_ns > STALL_NS

    def _forgive(self) -> None:
        """What has run well for a while may stall again."""
        now_ns = self._clock.monotonic_ns()
        if self._vitals.state not in ("live", "frozen"):
            self._bad_ns = now_ns
            return
        if self._down:
            log.info("the camera is back")
            self._down = False
        if now_ns - self._bad_ns > GOOD_AGAIN_NS:
            self._stalls = self._losses = 0

    def _judge(self, attempt: _Attempt, stalled: bool, ended: bool) -> None:
        self._bad_ns = self._clock.monotonic_ns()
        self._vitals.restarts += 1
        if stalled:
            self._stalls += 1
            self._vitals.stalls += 1
            self._say("no frame comes: it is opened again")
        else:
            self._losses += 1
            self._lose(attempt.lost or "it gives no more frames")
        if not ended:
            raise Stuck("the camera's thread can't be ended")
        if self._stalls >= MOST_STALLS:
            raise Stuck(f"the camera stalled {self._stalls} times in a row")

    def _lose(self, why: str) -> None:
        self._say(why)
        if self._vitals.refused is None:
            self._vitals.lost = why

    def _say(self, why: str) -> None:
        """Once, until it is back."""
        if not self._down:
            log.warning("the camera is gone: %s", why)
        self._down = True

    def _pause(self, stalled: bool, stop: Event) -> None:
        """Ticks go on: whoever watches this process must not take the pause for a hang."""
        wait_s = 0.0 if stalled else RETRY_S[min(self._losses - 1, len(RETRY_S) - 1)]
        until_ns = self._clock.monotonic_ns() + round(wait_s * 1e9)
        while self._clock.monotonic_ns() < until_ns and not stop.wait(TICK_S):
            self._tick()


class _Attempt:
    """A thread in the source's ``run``. After ``end`` it has no more say, even if it can't be ended."""

    def __init__(self, source: FrameSource, take: Callable[[Picture | Coded], None], clock: Clock) -> None:
        self._source, self._take = source, take
        self._stop = Event()
        self.over = Event()
        self.began_ns = clock.monotonic_ns()
        self.frames = 0
        self.lost: str | None = None
        self.fault: BaseException | None = None
        Thread(target=self._run, name="video-camera", daemon=True).start()

    def end(self) -> bool:
        """Whether it did end."""
        self._stop.set()
        return self.over.wait(END_S)

    def _run(self) -> None:
        try:
            self._source.run(self._emit, lambda: None, self._stop)
        except DeviceLost as lost:
            self.lost = str(lost)
        except BaseException as fault:  # noqa: BLE001
            self.fault = fault
        finally:
            self.over.set()

    def _emit(self, seen: Picture | Coded) -> None:
        if not self._stop.is_set():
            self.frames += 1
            self._take(seen)

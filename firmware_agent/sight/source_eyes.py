"""Eyes with a camera of their own: opened again and again when it is gone. Shows the newest moment only, and copies whole pictures only where the camera lets it choose."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from threading import Condition, Event

import av

from firmware_agent.sight.eyes import Glimpse
from firmware_agent.sight.pace import Pace
from firmware_agent.sight.shrink import Shrink
from firmware_agent.sight.tap import Planes, planes_of
from hardware.camera.source import Coded, FrameSource, Picture, View
from hardware.clock import Clock
from hardware.driver import DeviceLost

log = logging.getLogger(__name__)

RETRY_S = (0.2, 0.5, 1.0, 2.0)


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """A moment that waits to be handed out."""

    at_ns: int
    small: av.VideoFrame
    whole: av.VideoFrame | None

    def planes(self) -> Planes | None:
        return None if self.whole is None else planes_of(self.whole)


class SourceEyes:
    """``Eyes`` of one source. ``small``: width and height of small pictures."""

    def __init__(self, source: FrameSource, small: tuple[int, int], clock: Clock) -> None:
        self._source, self._shrink, self._clock = source, Shrink(small), clock
        self._turn, self._pace = Condition(), Pace()
        self._waiting: _Held | None = None
        self._wanted_ns = 0
        self.why = ""

    def run(self, stop: Event) -> None:
        lost = 0
        while not stop.is_set():
            began_ns = self._clock.monotonic_ns()
            try:
                self._source.run(self._emit, self._opened, stop)
            except DeviceLost as gone:
                if not self.why:
                    log.warning("the camera is gone: %s", gone)
                self.why = str(gone)
            lost = 0 if self._clock.monotonic_ns() - began_ns > 5_000_000_000 else lost + 1
            stop.wait(RETRY_S[min(lost, len(RETRY_S) - 1)])

    @property
    def jitter_us(self) -> int | None:
        return self._pace.jitter_us

    def newest(self, timeout_s: float) -> Glimpse | None:
        with self._turn:
            self._turn.wait_for(lambda: self._waiting is not None, timeout_s)
            found, self._waiting = self._waiting, None
        if found is None:
            return None
        return Glimpse(found.at_ns, planes_of(self._shrink.small(found.small)), found.planes)

    def want(self, until_ns: int) -> None:
        self._wanted_ns = until_ns

    def _opened(self) -> None:
        if self.why:
            log.info("the camera is back")
        self.why = ""

    def _emit(self, seen: Picture | Coded) -> None:
        if isinstance(seen, Picture) and not seen.torn:
            self._hold(_Held(seen.at_ns, seen.small or seen.frame, seen.frame))

    def look(self, view: View) -> None:
        """Take a moment, in place of one that nobody has looked at."""
        if view.small is not None:
            whole = view.whole() if view.at_ns <= self._wanted_ns else None
            self._hold(_Held(view.at_ns, view.small(), whole))
        else:
            whole = view.whole()
            self._hold(_Held(view.at_ns, whole, whole))

    def _hold(self, moment: _Held) -> None:
        self._pace.came(moment.at_ns)
        with self._turn:
            self._waiting = moment
            self._turn.notify()

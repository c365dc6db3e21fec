"""The video process's side of the tap: some of the camera's moments go small to the process that looks, and whole while it wants them so. Never waits."""

from __future__ import annotations

import logging

import av

from firmware_agent.sight.pace import Pace
from firmware_agent.sight.shrink import Shrink
from firmware_agent.sight.tap import TapWriter, planes_of
from firmware_agent.sight.tap_memory import open_tap
from firmware_agent.video.camera_watch import Taker
from hardware.camera.source import Coded, Picture, View

log = logging.getLogger(__name__)

MORE = 1.5
"""Moments handed over for each that may be looked at, so that one is always fresh."""


class TapFeed:
    """``look`` is for one thread."""

    def __init__(self, fd: int, looks_a_s: float) -> None:
        ring, memory = open_tap(fd)
        self._tap, self._shrink, self._pace = TapWriter(ring, memory), Shrink(ring.small_size), Pace()
        self._every_ns = round(1e9 / (looks_a_s * MORE))
        self._next_ns = 0
        self._was_whole = False
        self._refused = False

    def look(self, view: View) -> None:
        """Hand it over, if it is time; the first moment that is wanted whole is not waited for."""
        self._pace.came(view.at_ns)
        wanted = view.at_ns <= self._tap.wanted_ns
        if not self._is_due(view.at_ns) and (self._was_whole or not wanted):
            return
        self._next_ns, self._was_whole = view.at_ns + self._every_ns, wanted
        whole = view.whole() if wanted or view.small is None else None
        if whole is not None and not self._fits(whole):
            return
        self._tap.tell_jitter(self._pace.jitter_us)
        small = planes_of(self._shrink.small(view.small() if view.small else whole))  # type: ignore[arg-type]
        self._tap.put(view.at_ns, small, planes_of(whole) if wanted and whole is not None else None)

    def _is_due(self, at_ns: int) -> bool:
        early = at_ns < self._next_ns - self._every_ns // 8
        return not early or self._next_ns - at_ns >= 2 * self._every_ns

    def _fits(self, whole: av.VideoFrame) -> bool:
        """One of another size is refused, and said once."""
        ring = self._tap.ring
        if (whole.width, whole.height, whole.format.name) == (ring.width, ring.height, "yuv420p"):
            return True
        if not self._refused:
            self._refused = True
            log.error("pictures of %d x %d can't be looked at", whole.width, whole.height)
        return False


class TappedTaker:
    """A taker of frames whose raw pictures are also looked at; those beside coded frames come from the source itself (``CameraWish.look``)."""

    def __init__(self, taker: Taker, feed: TapFeed) -> None:
        self._taker, self._feed = taker, feed

    def begin(self) -> None:
        self._taker.begin()

    def take(self, seen: Picture | Coded) -> None:
        self._taker.take(seen)
        if isinstance(seen, Picture) and not seen.torn:
            self._feed.look(view_of(seen))

    def trouble(self) -> str | None:
        return self._taker.trouble()


def view_of(seen: Picture) -> View:
    """A picture that is there already, for who looks."""
    small = seen.small
    return View(seen.at_ns, lambda: seen.frame, None if small is None else lambda: small)

"""Where the process that looks gets its pictures: from the process that has the camera, or from a camera of its own (``source_eyes``). Hands out the newest moment only, small; whole where it was wanted. Loads no codec."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from threading import Event
from typing import Protocol, cast

import cv2

from firmware_agent.sight.tap import Planes, TapReader
from hardware.decode.sight.reader import Frame

TAP_S = 0.02


@dataclass(frozen=True, slots=True, eq=False)
class Glimpse:
    """One moment as it came. ``at_ns``: monotonic ns of the middle of its exposure; ``small``: yuv420p without padding.

    ``planes``: the whole picture likewise, copied when it is asked for; None where nobody had wanted it, or too late.
    """

    at_ns: int
    small: Planes
    planes: Callable[[], Planes | None]

    def whole(self) -> Frame | None:
        """In colour, as readers want it."""
        planes = self.planes()
        return None if planes is None else coloured(planes)


def coloured(planes: Planes) -> Frame:
    """yuv420p as a frame for readers."""
    return cast(Frame, cv2.cvtColor(planes, cv2.COLOR_YUV2BGR_I420))


class Eyes(Protocol):
    """``why``: what is wrong with the camera, "" if nothing is known to be."""

    why: str

    @property
    def jitter_us(self) -> int | None:
        """How unevenly its pictures come (standard deviation of the gaps, microseconds); None: not known yet."""
        ...

    def run(self, stop: Event) -> None:
        """Until ``stop``, on a thread of its own."""
        ...

    def newest(self, timeout_s: float) -> Glimpse | None:
        """The newest moment that was not handed out yet; None if none comes in time."""
        ...

    def want(self, until_ns: int) -> None:
        """Moments up to this one are wanted whole; may be called from any thread."""
        ...


class TapEyes:
    """Pictures of the process that has the camera."""

    why = ""

    def __init__(self, tap: TapReader) -> None:
        self._tap, self._last, self._pause = tap, 0, Event()

    def run(self, stop: Event) -> None:
        """Nothing to do: the tap is looked into when a picture is wanted."""
        stop.wait()

    @property
    def jitter_us(self) -> int | None:
        return self._tap.jitter_us

    def newest(self, timeout_s: float) -> Glimpse | None:
        for _ in range(max(1, round(timeout_s / TAP_S))):
            found = self._tap.newest(self._last)
            if found is not None:
                self._last = found.number
                return Glimpse(found.at_ns, found.small, partial(self._tap.whole, found.number))
            self._pause.wait(TAP_S)
        return None

    def want(self, until_ns: int) -> None:
        self._tap.want(until_ns)

"""Pictures from a network stream (RTSP and whatever else PyAV opens), and from a file that is played again and again in real time. Opens no device."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

from hardware.camera.address import shown
from hardware.camera.arrival import ArrivalClock
from hardware.camera.settings import refuse
from hardware.camera.source import CameraWish, Coded, Emit, Picture, View
from hardware.camera.video_input import Seen, VideoInput
from hardware.clock import Clock
from hardware.driver import DeviceLost

OPEN_S, SILENT_S = 3.0, 1.0
RTSP = {
    "rtsp_transport": "tcp",
    "fflags": "nobuffer",
    "flags": "low_delay",
    "analyzeduration": "1000000",
    "probesize": "1000000",
}
"""TCP: a lost datagram would tear pictures for a whole group. Look at the stream for a second at most before it is shown."""


class StreamSource:
    """A stream by its URL. Frames with no time of their own count from their arrival."""

    def __init__(self, wish: CameraWish, clock: Clock) -> None:
        if not wish.address:
            raise ValueError("a stream needs its URL as address, such as rtsp://camera.local/stream1")
        refuse(wish.settings, frozenset(), "stream or file")
        self.name = wish.name
        self._wish, self._clock = wish, clock

    def run(self, emit: Emit, opened: Callable[[], None], stop: Event) -> None:
        """As FrameSource; silent for a second is lost."""
        address = self._wish.address
        options = RTSP if address.startswith("rtsp") else {}
        arrivals = ArrivalClock()
        with VideoInput(self._wish, address, None, options, (OPEN_S, SILENT_S)) as stream:
            opened()
            for seen in stream.frames():
                if stop.is_set():
                    return
                now_ns = self._clock.monotonic_ns()
                at_ns = now_ns if seen.stream_ns is None else arrivals.at_ns(seen.stream_ns, now_ns)
                give(seen, at_ns, self._wish, emit)
        raise DeviceLost(f"{shown(address)} has ended")


class FileSource:
    """A video file, over and over, each frame at its time."""

    def __init__(self, wish: CameraWish, clock: Clock) -> None:
        if not wish.address:
            raise ValueError("a file needs its path as address")
        refuse(wish.settings, frozenset(), "stream or file")
        self.name = wish.name
        self._wish, self._clock = wish, clock
        self._period_ns = round(1e9 / wish.fps)

    def run(self, emit: Emit, opened: Callable[[], None], stop: Event) -> None:
        """As FrameSource; a file that breaks off or holds no frame is lost."""
        with VideoInput(self._wish, self._wish.address, None, {}, None) as film:
            opened()
            while not stop.is_set():
                if not self._play(film, emit, stop):
                    raise DeviceLost(f"{shown(self._wish.address)} holds no frame that can be shown")
                film.rewind()

    def _play(self, film: VideoInput, emit: Emit, stop: Event) -> int:
        """Once through; how many frames there were. The frame after the last comes one period later."""
        began_ns: int | None = None
        count = 0
        for seen in film.frames():
            now_ns = self._clock.monotonic_ns()
            film_ns = seen.stream_ns if seen.stream_ns is not None else count * self._period_ns
            if began_ns is None:
                began_ns = now_ns - film_ns + (self._period_ns if count else 0)
            at_ns = began_ns + film_ns
            if stop.wait(max(0, at_ns - now_ns) / 1e9):
                return count + 1
            give(seen, at_ns, self._wish, emit)
            count += 1
        stop.wait(self._period_ns / 1e9)
        return count


def give(seen: Seen, at_ns: int, wish: CameraWish, emit: Emit) -> None:
    """What was seen, with its moment; of both, the picture is for who looks."""
    if not seen.access_unit:
        if seen.picture is not None:
            emit(Picture(at_ns, seen.picture, torn=seen.torn))
        return
    picture = seen.picture
    if picture is not None and wish.look is not None and not seen.torn:
        wish.look(View(at_ns, lambda: picture))
    emit(Coded(at_ns, seen.access_unit, seen.is_key))

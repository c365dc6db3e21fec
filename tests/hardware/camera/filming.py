"""Runs a source in a thread of its own for a test, and small films to run it on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from threading import Condition, Event, Thread
from types import TracebackType
from typing import Self

import av

from hardware.camera.source import Coded, FrameSource, Picture
from hardware.driver import DeviceLost
from schemas.video.nal import is_picture, join, split
from tests.fixtures.x264 import Coding, coded

LIMIT_S = 10.0
WIDTH, HEIGHT = 320, 180


@dataclass
class Filming:
    """``with Filming(source) as film: film.wait_for(...)``. ``lost``: the sentence of a DeviceLost."""

    source: FrameSource
    seen: list[Picture | Coded] = field(default_factory=list)
    opened: int = 0
    lost: str | None = None
    ended: bool = False
    stop: Event = field(default_factory=Event)
    _changed: Condition = field(default_factory=Condition)

    def _take(self, one: Picture | Coded) -> None:
        with self._changed:
            self.seen.append(one)
            self._changed.notify_all()

    def _open(self) -> None:
        self.opened += 1

    def _run(self) -> None:
        try:
            self.source.run(self._take, self._open, self.stop)
        except DeviceLost as lost:
            self.lost = str(lost)
        with self._changed:
            self.ended = True
            self._changed.notify_all()

    def wait_for(self, true: Callable[[], bool], limit_s: float = LIMIT_S) -> None:
        with self._changed:
            assert self._changed.wait_for(true, limit_s), f"{len(self.seen)} frames, lost: {self.lost}"

    def until_lost(self) -> str:
        self.wait_for(lambda: self.ended)
        assert self.lost is not None
        return self.lost

    @property
    def pictures(self) -> list[Picture]:
        return [one for one in self.seen if isinstance(one, Picture)]

    @property
    def coded(self) -> list[Coded]:
        return [one for one in self.seen if isinstance(one, Coded)]

    def __enter__(self) -> Self:
        self._thread = Thread(target=self._run, name="filming", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop.set()
        self._thread.join(1.5)
        assert not self._thread.is_alive(), "the source does not stop within a second"


def film(
    path: Path,
    frames: int = 15,
    profile: str = "baseline",
    sets: Callable[[bytes], bytes] = lambda unit: unit,
    **more: str,
) -> Path:
    """A film of ``frames`` frames at 30 a second; a key frame each tenth. ``sets``: what becomes of each NAL unit that is no picture."""
    coding = Coding(WIDTH, HEIGHT, gop=10, profile=profile, more=more)
    same = {"preset": coding.preset, "tune": "zerolatency", "profile": profile, **more}
    with av.open(str(path), "w") as container:
        stream = container.add_stream(
            "libx264", rate=30, options=same
        )  # what it says of itself is to be true
        stream.width, stream.height = WIDTH, HEIGHT
        for number, unit in enumerate(coded(coding, frames)):
            parts = (part if is_picture(part) else sets(part) for part in split(unit.data))
            packet = av.Packet(join(parts))
            packet.stream, packet.time_base, packet.is_keyframe = stream, Fraction(1, 30), unit.is_key
            packet.pts = packet.dts = number
            container.mux(packet)
    return path

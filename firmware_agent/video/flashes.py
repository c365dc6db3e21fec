"""Fires the LED in the picture at known moments and notes what the camera sees of it, and what a sensor on the same line says."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Protocol

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext

from firmware_agent.video.sync_estimate import Level, NotCalibrated
from hardware.camera.source import Coded, FrameSource, Picture
from hardware.clock import Clock
from hardware.driver import DeviceLost, Driver
from hardware.signals import DeviceDown, DeviceUp, Signal

Region = tuple[int, int, int, int]

FIRST_PICTURE_S = 10.0
SPREAD_S = 0.05
"""Flashes fall on every phase of a frame: each comes this much later or less."""

GOLDEN = 0.618
JOIN_S = 3.0


class Led(Protocol):
    def on(self) -> None: ...
    def off(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Pace:
    """How long the LED is lit and dark, and how often; dark for longer than what a camera's delay can be."""

    flashes: int = 30
    lit_s: float = 0.3
    dark_s: float = 0.5


USUAL = Pace()


@dataclass
class Seen:
    """Moments are monotonic ns: flashes, brightness of the region, signals of the device."""

    flashes: list[int] = field(default_factory=list)
    levels: list[Level] = field(default_factory=list)
    heard: list[int] = field(default_factory=list)


class Watching:
    """Runs a camera, and a device if there is one, while flashes are fired. Raises NotCalibrated: one of them is not there."""

    def __init__(self, source: FrameSource, region: Region, device: Driver | None, clock: Clock) -> None:
        self._source, self._region, self._device, self._clock = source, region, device, clock
        self._seen = Seen()
        self._stop, self._picture = Event(), Event()
        self._lost: str | None = None
        self._decoder: VideoCodecContext | None = None

    def fire(self, led: Led, pace: Pace) -> Seen:
        """Flash as often as said, once there is a picture."""
        works: list[Callable[[], None]] = [lambda: self._source.run(self._look, lambda: None, self._stop)]
        if (device := self._device) is not None:
            works.append(lambda: device.run(self._hear, lambda: None, self._stop))
        threads = [Thread(target=self._guarded, args=(work,), daemon=True) for work in works]
        for thread in threads:
            thread.start()
        try:
            self._picture.wait(FIRST_PICTURE_S)
            for number in range(pace.flashes):
                self._flash(led, number, pace)
        finally:
            led.off()
            self._stop.set()
            for thread in threads:
                thread.join(JOIN_S)
        return self._seen

    def _flash(self, led: Led, number: int, pace: Pace) -> None:
        self._wait(pace.dark_s + SPREAD_S * (number * GOLDEN % 1))
        before_ns = self._clock.monotonic_ns()
        led.on()
        self._seen.flashes.append((before_ns + self._clock.monotonic_ns()) // 2)
        self._wait(pace.lit_s)
        led.off()

    def _wait(self, wait_s: float) -> None:
        self._stop.wait(wait_s)
        if self._lost is not None:
            raise NotCalibrated(self._lost)
        if not self._picture.is_set():
            raise NotCalibrated(f"no picture from {self._source.name} within {FIRST_PICTURE_S:g} s")

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except (DeviceLost, NotCalibrated) as lost:
            self._lost = str(lost)
        finally:
            self._stop.set()
            self._picture.set()

    def _look(self, seen: Picture | Coded) -> None:
        for frame in [seen.frame] if isinstance(seen, Picture) else self._decoded(seen):
            self._seen.levels.append(Level(seen.at_ns, brightness(frame, self._region)))
            self._picture.set()

    def _decoded(self, seen: Coded) -> list[av.VideoFrame]:
        """A camera that sends no frames out of order gives one for one."""
        if self._decoder is None:
            self._decoder = av.CodecContext.create("h264", "r")
            self._decoder.thread_count = 1
        with suppress(av.FFmpegError):
            return self._decoder.decode(av.Packet(seen.access_unit))
        return []

    def _hear(self, signal: Signal) -> None:
        if not isinstance(signal, DeviceUp | DeviceDown):
            self._seen.heard.append(signal.at_ns)


def brightness(frame: av.VideoFrame, region: Region) -> float:
    """Mean of the region, 0 to 255."""
    x, y, wide, high = region
    plane = frame.planes[0]
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
    return float(rows[y : y + high, x : x + wide].mean())

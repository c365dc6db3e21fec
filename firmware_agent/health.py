"""How the board is, for people and for the gate: clock, heat, disk, backlog, devices. Refuses to judge: it reads and tells."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Event, Lock

from firmware_agent.outbox import Outbox
from firmware_agent.video.parent import VideoChild
from hardware.clock import Clock
from hardware.clock_quality import ClockQuality, Run, clock_quality
from hardware.decode.decoder import Decoder
from hardware.host_health import HostHealth, disk_bytes, host_health
from hardware.signals import DeviceDown, DeviceUp, Signal
from schemas.commands import BoardHealth, DeviceHealth
from schemas.sight import SightHealth

log = logging.getLogger(__name__)

EVERY_S = 2.0
"""One report may be missing before an edge takes five seconds of silence for a lost board."""
CLOCK_EVERY_TURNS, HOST_EVERY_TURNS = 2, 30
WARN_ERROR_US = 50_000
NOW_THROTTLED = 0xF
"""Bits 0-3 of the firmware's answer: under-voltage, frequency capped, throttled, too hot, at this moment (Raspberry Pi, get_throttled)."""


class Devices:
    """Which devices are up and when each last spoke; told every signal on its way to the loop."""

    def __init__(self, decoders: Mapping[str, Decoder], clock: Clock) -> None:
        self._decoders, self._clock = decoders, clock
        self._up: dict[str, bool] = dict.fromkeys(decoders, False)
        self._seen_ns: dict[str, int] = {}
        self._lock = Lock()

    def note(self, signal: Signal) -> None:
        device: str = getattr(signal, "device", "")
        if device in self._decoders:
            with self._lock:
                match signal:
                    case DeviceUp() | DeviceDown():
                        self._up[device] = isinstance(signal, DeviceUp)
                    case _:
                        self._seen_ns[device] = signal.at_ns

    def report(self) -> tuple[DeviceHealth, ...]:
        now_ns = self._clock.monotonic_ns()
        with self._lock:
            return tuple(
                DeviceHealth(
                    name=name,
                    up=self._up[name],
                    dropped_bytes=decoder.counts.dropped_bytes,
                    last_seen_ms=(now_ns - self._seen_ns[name]) // 1_000_000
                    if name in self._seen_ns
                    else None,
                )
                for name, decoder in self._decoders.items()
            )


class Health:
    """Reads the board at once when made, then every 2 s in ``run`` (its clock every 4 s, the slow readings once a minute)."""

    def __init__(
        self,
        folder: Path,
        sys_root: Path,
        run_program: Run,
        outbox: Outbox,
        devices: Devices,
        clock: Clock,
        video: VideoChild | None = None,
        sight: Callable[[], SightHealth | None] = lambda: None,
    ) -> None:
        self._folder, self._sys_root, self._run_program = folder, sys_root, run_program
        self._outbox, self._devices, self._clock = outbox, devices, clock
        self._video, self._sight = video, sight
        self._began_ns = clock.monotonic_ns()
        self._warned = False
        self._host: HostHealth = host_health(folder, sys_root, run_program)
        self.clock_quality: ClockQuality = self._host.clock

    def run(self, tell: Callable[[BoardHealth], None], stop: Event) -> None:
        """Read and tell until ``stop``."""
        turn, next_ns = 0, self._clock.monotonic_ns()
        while not stop.wait(max(0.0, (next_ns - self._clock.monotonic_ns()) / 1e9)):
            turn, next_ns = turn + 1, self._clock.monotonic_ns() + round(EVERY_S * 1e9)
            tell(self.report())  # before what may take seconds is read
            if turn % HOST_EVERY_TURNS == 0:
                self._host = host_health(self._folder, self._sys_root, self._run_program)
            if turn % CLOCK_EVERY_TURNS == 1:
                self.clock_quality = clock_quality(self._run_program)
                self._warn_of_clock()

    def report(self) -> BoardHealth:
        quality, host, head = self.clock_quality, self._host, self._outbox.head
        return BoardHealth(
            epoch=str(head.epoch),
            head_seq=str(head.seq),
            backlog=self._outbox.backlog,
            clock_source=quality.source,
            clock_error_us=quality.error_us,
            clock_synchronised=quality.synchronised,
            cpu_celsius=host.cpu_celsius,
            throttled=None if host.throttled is None else bool(host.throttled & NOW_THROTTLED),
            disk_free_bytes=self.disk_free_bytes(),
            uptime_s=(self._clock.monotonic_ns() - self._began_ns) // 1_000_000_000,
            devices=self._devices.report(),
            sight=self._sight(),
            video=None if self._video is None else self._video.report(),
        )

    def disk_free_bytes(self) -> int:
        """Free space where the outbox is; 0 when it can't be read."""
        return disk_bytes(self._folder)[0] or 0

    def _warn_of_clock(self) -> None:
        error_us = self.clock_quality.error_us
        bad = error_us is None or error_us > WARN_ERROR_US
        if bad and not self._warned:
            log.warning(
                "the clock may be wrong by %s",
                "any amount" if error_us is None else f"{error_us / 1000:.0f} ms",
            )
        if not bad and self._warned:
            log.info("the clock is good again")
        self._warned = bad


def clock_trouble(quality: ClockQuality) -> str | None:
    """Why this clock is not good enough for a new round; None if it is."""
    if quality.error_us is None:
        return f"the clock's error is unknown (source {quality.source})"
    if not quality.synchronised:
        return f"the clock is not synchronised (source {quality.source}, error {quality.error_us // 1000} ms)"
    return None

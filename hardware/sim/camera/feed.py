"""Tells the rendered table what physically happens, as JSON datagrams to a unix socket that the camera binds. Never waits, and nobody needs to watch.

A datagram is ``{"from": NAME, "session": N, "happenings": [{"seq": n, "at_ns": monotonic, "what": ..., ...}, ...]}`` and holds everything
that still counts, so that a camera that comes late, or lost one, sees the same table.
"""

from __future__ import annotations

import contextlib
import json
import socket
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

from hardware.clock import Clock, SystemClock
from hardware.sim.agenda import Agenda

BEAT_S = 1.0
KEPT = 120


class Show(Protocol):
    """Where a simulated device shows what happens at it."""

    def __call__(self, what: str, *, fresh: bool = False, key: str | None = None, **facts: Any) -> None:
        """``what`` happens now. ``key``: it takes the place of the last one with this key; ``fresh``: nothing told before without a key counts any more."""


def nobody_watches(what: str, *, fresh: bool = False, key: str | None = None, **facts: Any) -> None:
    """A table without a camera."""


class Staged(Protocol):
    """A simulated device that shows what happens at it."""

    stage: Show


def put_on_stage(device: Staged, scene: Path | None, name: str, agenda: Agenda) -> None:
    """Let a device show what happens at it to the camera at ``scene``, if there is one."""
    if scene is not None:
        feed = SceneFeed(scene, name, SystemClock())
        device.stage = feed.show
        feed.beat(agenda)


class SceneFeed:
    """Sends to the scene at ``path``; may be called from any thread. Times are the clock's."""

    def __init__(self, path: Path, name: str, clock: Clock) -> None:
        self._path, self._name, self._clock = str(path), name, clock
        self._session = clock.monotonic_ns()
        self._counting: dict[str, dict[str, Any]] = {}
        self._seq = 0
        self._lock = Lock()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setblocking(False)

    def show(self, what: str, *, fresh: bool = False, key: str | None = None, **facts: Any) -> None:
        """As Show."""
        at_ns = self._clock.monotonic_ns()
        with self._lock:
            if fresh:
                self._counting = {
                    name: told for name, told in self._counting.items() if not name.startswith("#")
                }
            self._seq += 1
            name = key or f"#{self._seq}"
            self._counting.pop(name, None)
            self._counting[name] = {"seq": self._seq, "at_ns": at_ns, "what": what, **facts}
            while len(self._counting) > KEPT:
                del self._counting[next(iter(self._counting))]
            self._send()

    def tell_again(self) -> None:
        """All that still counts, for a camera that came late."""
        with self._lock:
            self._send()

    def beat(self, agenda: Agenda) -> None:
        """Tell it again now and each second, on the device's own agenda."""
        self.tell_again()
        agenda.call_later(BEAT_S, lambda: self.beat(agenda))

    def close(self) -> None:
        """Say nothing more."""
        self._socket.close()

    def _send(self) -> None:
        told = {"from": self._name, "session": self._session, "happenings": list(self._counting.values())}
        with contextlib.suppress(OSError):  # no camera, or one that does not keep up: the next beat tells it
            self._socket.sendto(json.dumps(told).encode(), self._path)

"""The only reader of clocks on the edge: monotonic time for windows, UTC for people, the boot that monotonic stamps belong to."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Now:
    """One moment on both clocks: CLOCK_MONOTONIC of this boot, and nanoseconds since the Unix epoch."""

    mono_ns: int
    utc_ns: int


class Clock(Protocol):
    """A source of time; tests and replay bring their own."""

    @property
    def boot_id(self) -> str:
        """Which boot the monotonic stamps belong to."""

    def monotonic_ns(self) -> int:
        """Nanoseconds since some point in this boot; never steps."""

    def utc_ns(self) -> int:
        """Nanoseconds since the Unix epoch; may step."""

    def now(self) -> Now:
        """Both at once."""


class SystemClock:
    """The operating system's clocks (CLOCK_MONOTONIC and CLOCK_REALTIME)."""

    def __init__(self) -> None:
        self._boot_id = BOOT_ID.read_text(encoding="ascii").strip()

    @property
    def boot_id(self) -> str:
        return self._boot_id

    def monotonic_ns(self) -> int:
        return time.monotonic_ns()

    def utc_ns(self) -> int:
        return time.time_ns()

    def now(self) -> Now:
        return Now(time.monotonic_ns(), time.time_ns())


def rfc3339(utc_ns: int) -> str:
    """Unix nanoseconds as RFC 3339 UTC with microseconds."""
    moment = EPOCH + timedelta(microseconds=utc_ns // 1000)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")

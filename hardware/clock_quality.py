"""How far this board's UTC may be wrong, as chrony or the kernel says. Refuses to call a clock good that nobody has checked lately.

chrony still says Normal seconds after its source died, so its word alone is not taken: leap Normal, an error bound below 50 ms, a
source that answers and an update within 64 s are all needed.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Run = Callable[[Sequence[str]], str | None]
"""Runs a program and gives its standard output; None if it is not there or failed."""

Kernel = Callable[[], tuple[int, int, int]]
"""State, status bits and maximum error (µs) of the kernel's clock."""

WORST_ERROR_US = 50_000
OLDEST_UPDATE_S = 64.0

_TRACKING_FIELDS = 14
_TIME_ERROR = 5
_STA_UNSYNC = 0x40


@dataclass(frozen=True, slots=True)
class ClockQuality:
    """``error_us`` bounds |this clock - UTC|; None if nobody knows. ``source`` is "chrony", "kernel" or "none"."""

    source: str
    error_us: int | None
    synchronised: bool


UNKNOWN = ClockQuality("none", None, synchronised=False)


def clock_quality(run: Run, kernel: Kernel | None = None) -> ClockQuality:
    """chrony's word if it runs, else the kernel's, else unknown."""
    tracking = run(["chronyc", "-c", "tracking"])
    if tracking is not None:
        return _from_chrony(tracking, run(["chronyc", "-c", "sources"]) or "")
    return _from_kernel((kernel or adjtimex)())


def adjtimex() -> tuple[int, int, int]:
    """Ask the kernel, changing nothing (adjtimex(2) with modes 0). State -1: it would not tell."""
    libc = ctypes.CDLL(None, use_errno=True)
    told = _Timex()
    state = libc.adjtimex(ctypes.byref(told)) if hasattr(libc, "adjtimex") else -1
    return int(state), int(told.status), int(told.maxerror)


def _from_chrony(tracking: str, sources: str) -> ClockQuality:
    bound_us = _bound_us(tracking)
    if bound_us is None:
        return ClockQuality("chrony", None, synchronised=False)
    leap_normal = tracking.strip().split(",")[-1] == "Normal"
    good = leap_normal and bound_us < WORST_ERROR_US and _answered_lately(sources)
    return ClockQuality("chrony", bound_us, synchronised=good)


def _bound_us(tracking: str) -> int | None:
    """|offset| + root delay / 2 + root dispersion, in µs (chronyc(1), tracking)."""
    fields = tracking.strip().split(",")
    if len(fields) != _TRACKING_FIELDS:
        return None
    try:
        offset, delay, dispersion = float(fields[4]), float(fields[10]), float(fields[11])
    except ValueError:
        return None
    bound_s = abs(offset) + delay / 2 + dispersion
    return math.ceil(bound_s * 1e6) if math.isfinite(bound_s) else None


def _answered_lately(sources: str) -> bool:
    """The selected source (state ``*``) has answered at all, and within 64 s (chronyc(1), sources: Reach octal, LastRx in s)."""
    rows = (line.split(",") for line in sources.splitlines())
    return any(len(row) >= 7 and row[1] == "*" and _fresh(row[5], row[6]) for row in rows)


def _fresh(reach: str, last_s: str) -> bool:
    try:
        return int(reach, 8) != 0 and float(last_s) < OLDEST_UPDATE_S
    except ValueError:
        return False


def _from_kernel(told: tuple[int, int, int]) -> ClockQuality:
    state, status, error_us = told
    if state < 0:
        return UNKNOWN
    good = state != _TIME_ERROR and not status & _STA_UNSYNC and error_us < WORST_ERROR_US
    return ClockQuality("kernel", error_us, synchronised=good)


class _Timex(ctypes.Structure):
    # struct timex of adjtimex(2); only what comes before `time` is read.
    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_long * 32),
    )

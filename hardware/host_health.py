"""Readings of the board itself: temperature, throttling, disk, load. Refuses to invent: what this machine does not tell is None."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hardware.clock_quality import ClockQuality, Run, clock_quality

PROGRAM_TIMEOUT_S = 2.0


@dataclass(frozen=True, slots=True)
class HostHealth:
    """One look at the board. ``throttled`` is the firmware's bit field (Raspberry Pi, ``vcgencmd get_throttled``): 0 is well."""

    cpu_celsius: float | None
    throttled: int | None
    disk_free_bytes: int | None
    disk_total_bytes: int | None
    load_1min: float
    clock: ClockQuality


def host_health(data_folder: Path, sys_root: Path, run: Run) -> HostHealth:
    """All readings; ``data_folder`` is on the disk that must not fill up, ``sys_root`` is usually /sys."""
    free, total = disk_bytes(data_folder)
    return HostHealth(
        cpu_celsius=cpu_celsius(sys_root),
        throttled=throttled(sys_root, run),
        disk_free_bytes=free,
        disk_total_bytes=total,
        load_1min=os.getloadavg()[0],
        clock=clock_quality(run),
    )


def run_program(command: Sequence[str]) -> str | None:
    """Standard output of ``command``, or None if it is missing, fails or takes longer than 2 s."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PROGRAM_TIMEOUT_S, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout


def cpu_celsius(sys_root: Path) -> float | None:
    """The hottest thermal zone (kernel documentation, sysfs-class-thermal: millidegrees)."""
    zones = (_number(zone / "temp", 10) for zone in sys_root.glob("class/thermal/thermal_zone*"))
    return max((zone / 1000 for zone in zones if zone is not None), default=None)


def throttled(sys_root: Path, run: Run) -> int | None:
    """The firmware's throttling bits, from the kernel's driver if it has them, else from ``vcgencmd``."""
    for path in sys_root.glob("devices/platform/soc*/**/get_throttled"):
        return _number(path, 16)
    told = run(["vcgencmd", "get_throttled"])
    if told is None or not told.startswith("throttled=0x"):
        return None
    return _parsed(told.removeprefix("throttled="), 16)


def disk_bytes(folder: Path) -> tuple[int | None, int | None]:
    """Free and total bytes of the disk that holds ``folder``."""
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return None, None
    return usage.free, usage.total


def _number(path: Path, base: int) -> int | None:
    try:
        return _parsed(path.read_text(encoding="ascii"), base)
    except (OSError, UnicodeDecodeError):
        return None


def _parsed(text: str, base: int) -> int | None:
    try:
        return int(text.strip(), base)
    except ValueError:
        return None

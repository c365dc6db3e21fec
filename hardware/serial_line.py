"""Where a serial device is and how it is spoken to. Refuses port names that move, such as /dev/ttyUSB0."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urlsplit

STABLE_FOLDERS = ("/dev/serial/by-id", "/dev/serial/by-path", "/dev/studio")
SHORTEST_POLL_MS = 100


@dataclass(frozen=True, slots=True)
class SerialLine:
    """One device's line: 8 data bits, no parity, 1 stop bit, no flow control.

    ``poll`` is written every ``poll_ms``. ``silence_s`` without a valid frame counts as a lost device. ``allow_unstable`` lets
    pseudo-terminals and links to them through, for simulation. ``port`` may be ``socket://host:port`` (``baud`` is then unused).

    Raises:
        ValueError: a name that is not stable, or a number out of range.
    """

    port: str
    baud: int = 9600
    poll: bytes = b""
    poll_ms: int = 500
    silence_s: float | None = None
    allow_unstable: bool = False

    def __post_init__(self) -> None:
        check_port(self.port, allow_unstable=self.allow_unstable)
        if self.baud <= 0:
            raise ValueError(f"baud {self.baud} of {self.port}: it must be positive, such as 9600 or 4800")
        if self.poll and self.poll_ms < SHORTEST_POLL_MS:
            raise ValueError(
                f"poll_ms {self.poll_ms} of {self.port}: a device wants {SHORTEST_POLL_MS} ms or more between polls"
            )
        if self.silence_s is not None and self.silence_s <= 0:
            raise ValueError(
                f"silence_s {self.silence_s} of {self.port}: it must be positive, or be left out"
            )

    @property
    def is_socket(self) -> bool:
        """Whether the device is behind a serial-to-TCP server."""
        return self.port.startswith("socket://")


def check_port(port: str, *, allow_unstable: bool = False) -> None:
    """Accept a name that means the same device after every boot.

    Raises:
        ValueError: it does not; says what to use instead.
    """
    if port.startswith("socket://"):
        _check_socket(port)
        return
    path = PurePosixPath(port)
    if not path.is_absolute() or ".." in path.parts:
        raise ValueError(f"serial port {port!r}: give an absolute path without '..', or socket://host:port")
    if str(path.parent) in STABLE_FOLDERS or (allow_unstable and _is_simulated(path)):
        return
    raise ValueError(
        f"serial port {port!r}: this name may mean another device after a replug or a boot. "
        f"Use the device's name in {STABLE_FOLDERS[0]} or {STABLE_FOLDERS[1]}, or a udev alias in {STABLE_FOLDERS[2]}"
    )


def _is_simulated(path: PurePosixPath) -> bool:
    return path.parts[:2] != ("/", "dev") or path.parts[:3] == ("/", "dev", "pts")


def _check_socket(port: str) -> None:
    try:
        url = urlsplit(port)
        complete = bool(url.hostname and url.port) and not (url.path or url.query or url.fragment)
    except ValueError:
        complete = False
    if not complete:
        raise ValueError(
            f"serial port {port!r}: a serial-to-TCP server is written socket://host:port, such as socket://10.0.0.5:4001"
        )

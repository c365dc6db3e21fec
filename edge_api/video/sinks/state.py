"""How a sink is: what the floor's pages and the metrics show of it. Pure; shows no secrets."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
SETTLED_S = 10.0
"""A connection that held this long was a good one: the next failure is tried again at once."""


class Phase(StrEnum):
    """``off``: there is no picture to publish, or the sink has ended."""

    OFF = "off"
    CONNECTING = "connecting"
    LIVE = "live"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SinkState:
    """``to``: the address as it may be shown. ``why``: of the last failure, kept until it is live again. ``next_try_utc_ms``: when failed.

    ``sent``: frames handed to the publishing process; ``dropped``: those that were not, because the server is slow.
    """

    kind: str
    to: str
    track: str
    phase: Phase = Phase.OFF
    why: str = ""
    since_utc_ms: int = 0
    next_try_utc_ms: int | None = None
    sent: int = 0
    dropped: int = 0
    connected: int = 0
    failures: int = 0

    def as_json(self) -> dict[str, Any]:
        """For the status; the phase is called ``state`` there."""
        said = asdict(self)
        return {"kind": said.pop("kind"), "to": said.pop("to"), "state": said.pop("phase").value, **said}


class BackOff:
    """How long to wait after each failure: 0.5 s, doubled up to 30 s."""

    def __init__(self, first_s: float = FIRST_PAUSE_S, longest_s: float = LONGEST_PAUSE_S) -> None:
        self._first_s, self._longest_s = first_s, longest_s
        self._next_s = first_s

    def failed(self, lived_s: float) -> float:
        """Seconds to wait now; ``lived_s``: how long the connection had been live."""
        if lived_s >= SETTLED_S:
            self._next_s = self._first_s
        pause_s, self._next_s = self._next_s, min(self._next_s * 2, self._longest_s)
        return pause_s

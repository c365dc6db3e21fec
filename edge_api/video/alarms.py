"""What is wrong with a table's picture now, for the people on the floor. Logs each once when it begins and once when it is over. Reads no clock."""

from __future__ import annotations

import logging
from dataclasses import dataclass

log = logging.getLogger(__name__)

LASTS_NS = 60 * 10**9
"""How long an alarm about a single event is shown."""

MOST_DETAIL = 500
"""Characters: an alarm is a sentence, whatever a board says."""


@dataclass(slots=True)
class Alarm:
    """``until_ns``: when it is over by itself, by the monotonic clock; None: when it is cleared."""

    code: str
    detail: str
    since_utc_ns: int
    until_ns: int | None
    count: int = 1

    def said(self) -> dict[str, object]:
        """As status and pages show it."""
        since_ms = self.since_utc_ns // 1_000_000
        return {"code": self.code, "detail": self.detail, "since_ms": since_ms, "count": self.count}


class Alarms:
    """The alarms of one table."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._alarms: dict[str, Alarm] = {}

    def ring(self, code: str, detail: str, utc_ns: int, until_ns: int | None = None) -> None:
        """It happens, or goes on."""
        known, detail = self._alarms.get(code), " ".join(detail[:MOST_DETAIL].split())
        if known is None:
            log.warning("table %s: %s: %s", self._table, code, detail)
            self._alarms[code] = Alarm(code, detail, utc_ns, until_ns)
            return
        known.detail, known.until_ns, known.count = detail, until_ns, known.count + 1

    def clear(self, code: str) -> None:
        """It is over."""
        if self._alarms.pop(code, None) is not None:
            log.info("table %s: %s is over", self._table, code)

    def active(self, mono_ns: int) -> list[Alarm]:
        """Those that are not over."""
        over = [
            alarm.code
            for alarm in self._alarms.values()
            if alarm.until_ns is not None and alarm.until_ns <= mono_ns
        ]
        for code in over:
            self.clear(code)
        return list(self._alarms.values())

"""When something on a board happened, on the edge's own clock: by the quickest message of that boot, and by UTC. Pure; never later than it may be."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

BUCKET_NS = 60_000_000_000
BUCKETS = 10
LONG_AGO_NS = -(2**61)
"""No moment is earlier than this, some 73 years before our boot, whatever a board claims: sums of moments stay in 64 bits."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class BoardMoment:
    """A moment as a board stamped it: ``error_ns`` bounds the error of ``utc_ns``; None when unknown."""

    boot_id: str
    mono_ns: int
    utc_ns: int | None
    error_ns: int | None


@dataclass(slots=True)
class BoardClock:
    """Offset of one board's monotonic clock to ours: the least (received - sent) of the last ten minutes of this boot.

    The least difference holds the shortest transport delay, so a mapped moment is late by that delay at most; minutes are
    forgotten so that drift between the two crystals can't add up.
    """

    boot_id: str = ""
    _least: dict[int, int] = field(default_factory=dict)

    def observe(self, boot_id: str, board_ns: int, received_ns: int) -> None:
        """A message stamped ``board_ns`` came in at ``received_ns`` (edge monotonic)."""
        if boot_id != self.boot_id:
            self.boot_id, self._least = boot_id, {}
        bucket, difference = received_ns // BUCKET_NS, received_ns - board_ns
        self._least[bucket] = min(difference, self._least.get(bucket, difference))
        for old in [kept for kept in self._least if kept <= bucket - BUCKETS]:
            del self._least[old]

    def edge_ns(self, boot_id: str, board_ns: int) -> int | None:
        """A board's moment in edge monotonic nanoseconds; None when nothing of this boot was seen."""
        if boot_id != self.boot_id or not self._least:
            return None
        return board_ns + min(self._least.values())


def by_utc(moment: BoardMoment, received_mono_ns: int, received_utc_ns: int) -> int | None:
    """The earliest that the moment can have been by UTC, in edge monotonic nanoseconds; None without a bounded clock."""
    if moment.utc_ns is None or moment.error_ns is None:
        return None
    return received_mono_ns - (received_utc_ns - moment.utc_ns) - moment.error_ns


def earliest(clock: BoardClock, moment: BoardMoment, received_mono_ns: int, received_utc_ns: int) -> int:
    """When the moment was, at the earliest, in edge monotonic nanoseconds; never after it was received."""
    known = (clock.edge_ns(moment.boot_id, moment.mono_ns), by_utc(moment, received_mono_ns, received_utc_ns))
    return max(LONG_AGO_NS, min([received_mono_ns, *(at for at in known if at is not None)]))


def deadline(opened_ns: int, remaining_ns: int, received_ns: int, betting_ns: int, guard_ns: int) -> int:
    """When a window closes, in edge monotonic nanoseconds: the earliest of the promise and our own count, less the guard.

    ``opened_ns`` is the opening's earliest moment here, ``remaining_ns`` what the board promised from then on.
    """
    return max(LONG_AGO_NS, min(opened_ns + remaining_ns, received_ns + betting_ns) - guard_ns)


def parse_utc(text: str) -> int | None:
    """RFC 3339 UTC as Unix nanoseconds; None when it is not."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    since = moment - EPOCH
    return ((since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds) * 1000

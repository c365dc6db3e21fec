"""What the video process knows of one table beside its stream: which board sends, how it feels, when it was last heard, what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from edge_api.clock import Clock, Now
from edge_api.video.alarms import LASTS_NS, Alarms
from edge_api.video.stream import Stream
from schemas.video.uplink import VideoHealth

STALE_NS = 1_000_000_000
DARK_NS = 10_000_000_000


class Picture(Enum):
    """``DARK``: there is none. ``STALE``: it has stopped."""

    DARK = "dark"
    LIVE = "live"
    STALE = "stale"


@dataclass(slots=True)
class TableState:
    """``board``: key id of the board that sends; None when none is connected. ``heard_ns``: when a frame last arrived, monotonic.

    ``lost``: frames that the board numbered and that never came. ``refused``: messages and frames that were not handed on.
    """

    stream: Stream
    clock: Clock
    alarms: Alarms = field(init=False)
    board: str | None = None
    health: VideoHealth | None = None
    heard_ns: int | None = None
    lost: int = 0
    refused: int = 0

    def __post_init__(self) -> None:
        self.alarms = Alarms(self.stream.table_id)

    def happened(self, code: str, detail: str) -> None:
        """An alarm about something that has just happened; it is shown for a minute."""
        now = self.clock.now()
        self.alarms.ring(code, detail, now.utc_ns, now.mono_ns + LASTS_NS)

    def goes_on(self, code: str, detail: str) -> None:
        """An alarm that lasts until it is cleared."""
        self.alarms.ring(code, detail, self.clock.now().utc_ns)

    def age_ns(self, now: Now) -> int | None:
        """Since the last capture, and no less than since the last frame came: a board whose clock is ahead is not fresher for it."""
        captured = self.stream.last_capture_utc_ns
        if captured is None or self.heard_ns is None:
            return None
        return max(now.utc_ns - captured, now.mono_ns - self.heard_ns, 0)

    def picture(self, now: Now) -> Picture:
        """Judged by the age of the last capture, never by the connection."""
        age_ns = self.age_ns(now)
        if age_ns is None or age_ns > DARK_NS:
            return Picture.DARK
        return Picture.STALE if age_ns > STALE_NS else Picture.LIVE

"""From capture times to the time stamps of a protocol that must never run backwards, even where the board's clock is set. Pure.

The picture still says its true time: the capture stamp in it is not touched.
"""

from __future__ import annotations

from edge_api.video.frames import Track

_NS_PER_S = 1_000_000_000
_STEP_NS = 33_333_333
"""What is put between two frames whose own times can't be used."""


class Timeline:
    """``at`` gives nanoseconds since ``origin_ns`` that rise in each track. A time that goes back, or ahead by more than
    ``most_gap_ns``, moves the origin: what follows goes on where the track stood."""

    def __init__(self, origin_ns: int, most_gap_ns: int = 60 * _NS_PER_S) -> None:
        self._origin_ns = origin_ns
        self._most_gap_ns = most_gap_ns
        self._last: dict[Track, int] = {}

    def at(self, track: Track, capture_utc_ns: int) -> int:
        """The place of a frame; never negative, and above the track's last."""
        last = self._last.get(track)
        place = capture_utc_ns - self._origin_ns
        if last is not None and not 0 < place - last <= self._most_gap_ns:
            self._origin_ns += place - last - _STEP_NS
            place = last + _STEP_NS
        self._last[track] = max(place, 0)
        return self._last[track]

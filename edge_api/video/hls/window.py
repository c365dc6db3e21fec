"""The last segments of a live track, and which names they have. A name never gets other bytes, so that any cache may keep what it has fetched.

Segment numbers begin with the Unix second of the first picture: after a restart they go on higher, never anew.
"""

from __future__ import annotations

from edge_api.video.hls.part import PART_TARGET_NS, Part
from edge_api.video.hls.playlist import SECOND_NS, Playlist
from edge_api.video.hls.segment import HeldPart, Segment

LISTED = 6
"""Whole segments in a playlist."""

HELD = 3
"""Segments kept behind those, for who read the playlist a while ago."""

ADVANCE_PARTS = -(-3 * SECOND_NS // PART_TARGET_NS)
"""Parts ahead of the last that a request may name (RFC 8216bis, 6.2.5.2: Advance Part Limit)."""

_LEAST_TARGET_S = 2
_BREAKS_ROUND = 1000
"""Discontinuities are counted from a number below that, which differs from one start to the next. Not from the second itself: hls.js 1.7
goes through an array of that length at each playlist, and hung for minutes."""


class Nonsense(ValueError):
    """A request for what won't be there for a long time: answer 400 at once."""


class Window:
    """``begin`` with the tracks' init segment, then ``push`` parts as they come from a ``Cutter``; both again when the tracks change."""

    def __init__(self) -> None:
        self._segments: list[Segment] = []
        self._inits: list[tuple[str, bytes]] = []
        self._parts: dict[str, bytes] = {}
        self._session = ""
        self._init = b""
        self._parts_made = 0
        self._target_s = _LEAST_TARGET_S

    @property
    def is_begun(self) -> bool:
        """Whether there is a whole segment; before that a playlist is of no use to a player."""
        return len(self._segments) > 1

    @property
    def last(self) -> tuple[int, int]:
        """Number of the segment that grows, and of its last part. Raises IndexError while there is none."""
        return self._segments[-1].number, len(self._segments[-1].parts) - 1

    def begin(self, init: bytes) -> None:
        """From the next segment on these are the tracks; the same bytes again change nothing."""
        self._init = init

    def push(self, part: Part) -> None:
        """Take the next part. Before the first segment, and of new tracks, only one that starts a segment is of use: others are let go."""
        if part.starts_segment:
            self._open(part)
        elif not self._segments or self._has_new_init():
            return
        held = HeldPart(self._part_name(self._parts_made), part.duration_ns, part.is_key, part.data)
        self._segments[-1].parts.append(held)
        self._parts[held.name] = held.data
        self._parts_made += 1

    def playlist(self, low_latency: bool) -> str:
        """The media playlist as text. Raises IndexError while there is no segment at all."""
        whole, growing = self._segments[-1 - LISTED : -1], self._segments[-1]
        found = Playlist(self._target_s, whole, growing, self._part_name(self._parts_made))
        return found.low_latency() if low_latency else found.plain()

    def ready(self, number: int, part: int | None = None) -> bool:
        """Whether a playlist would now hold that segment, or that part of it: the answer to ``_HLS_msn`` and ``_HLS_part`` may go out.

        A part behind a segment's last stands for the first of the next.

        Raises:
            Nonsense: it is too far ahead.
        """
        if number < 0 or (part is not None and part < 0):
            raise Nonsense("numbers of segments and parts are not negative")
        if not self._segments:
            return False
        growing, last_part = self.last
        if part is None:
            _need(number <= growing + 1)
            return number < growing
        _need(number <= growing or (number == growing + 1 and part < ADVANCE_PARTS))
        _need(number != growing or part <= last_part + ADVANCE_PARTS)
        return number < growing or (number == growing and part <= last_part)

    def init(self, name: str) -> bytes | None:
        """An init segment of the window."""
        return next((data for held, data in self._inits if held == name), None)

    def part(self, name: str) -> bytes | None:
        """A part of the window; None for one that is gone, or not there yet: see ``is_next``."""
        return self._parts.get(name)

    def segment(self, name: str) -> bytes | None:
        """A whole segment of the window."""
        return next((segment.data for segment in self._segments[:-1] if segment.name == name), None)

    def is_next(self, name: str) -> bool:
        """Whether it is the part that the playlist hints at: a request for it may wait."""
        return bool(self._session) and name == self._part_name(self._parts_made)

    def _open(self, part: Part) -> None:
        number, breaks, is_break = self._following(part)
        if not self._session:
            self._session = f"{part.start_utc_ns // 1_000_000:x}"
        if self._has_new_init():
            self._inits.append((f"{self._session}-{number}.mp4", self._init))
        name = f"{self._session}-{number}.m4s"
        self._close()
        opened = Segment(name, number, part.start_utc_ns, self._inits[-1][0], breaks, is_break)
        self._segments.append(opened)

    def _following(self, part: Part) -> tuple[int, int, bool]:
        """Number, discontinuities so far, and whether there is one at the start, for the segment that begins with this part."""
        if not self._segments:
            first = max(part.start_utc_ns // SECOND_NS, 0)
            return first, first % _BREAKS_ROUND, False
        before, is_break = self._segments[-1], part.after_gap or self._has_new_init()
        return before.number + 1, before.breaks + is_break, is_break

    def _has_new_init(self) -> bool:
        return not self._inits or self._inits[-1][1] != self._init

    def _close(self) -> None:
        """The segment that grew is whole: what is too old goes."""
        if not self._segments:
            return
        rounded_s = (self._segments[-1].duration_ns + SECOND_NS // 2) // SECOND_NS
        self._target_s = max(self._target_s, rounded_s)
        gone, self._segments = self._segments[: -LISTED - HELD], self._segments[-LISTED - HELD :]
        for part in (part for segment in gone for part in segment.parts):
            del self._parts[part.name]
        named = {segment.init for segment in self._segments} | {self._inits[-1][0]}
        self._inits = [held for held in self._inits if held[0] in named]

    def _part_name(self, counted: int) -> str:
        return f"{self._session}-p{counted}.m4s"


def _need(holds: bool) -> None:
    if not holds:
        raise Nonsense("too far ahead of the live edge")

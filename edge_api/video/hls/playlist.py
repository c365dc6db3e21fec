"""The text of a media playlist (RFC 8216bis, 4.4). Reads no clock: times are those of the capture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from edge_api.video.hls.part import PART_TARGET_NS
from edge_api.video.hls.segment import HeldPart, Segment

SECOND_NS = 1_000_000_000
_PARTS_SHOWN_TARGETS = 3
"""Parts are listed for so many target durations before the end (RFC 8216bis, 4.4.4.9)."""

_MS_NS = 1_000_000


@dataclass(frozen=True, slots=True)
class Playlist:
    """What is in a playlist. ``segments``: the whole ones; ``growing``: the one after them; ``next_part``: name of the part to come."""

    target_s: int
    segments: Sequence[Segment]
    growing: Segment
    next_part: str

    def plain(self) -> str:
        """As HLS: whole segments only."""
        lines = [*self._head(f"HOLD-BACK={3 * self.target_s}")]
        for segment in self.segments:
            lines += [*self._opening(segment), *_closing(segment)]
        return "\n".join(lines) + "\n"

    def low_latency(self) -> str:
        """As LL-HLS: with the parts near the end, and the hint at the one to come."""
        control = f"CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK={_seconds(3 * PART_TARGET_NS)},HOLD-BACK={3 * self.target_s}"
        lines = [*self._head(control), f"#EXT-X-PART-INF:PART-TARGET={_seconds(PART_TARGET_NS)}"]
        for segment in self.segments:
            parts = _parts(segment) if self._shows_parts(segment) else ()
            lines += [*self._opening(segment), *parts, *_closing(segment)]
        lines += [*self._opening(self.growing), *_parts(self.growing)]
        lines.append(f'#EXT-X-PRELOAD-HINT:TYPE=PART,URI="{self.next_part}"')
        return "\n".join(lines) + "\n"

    @property
    def _first(self) -> Segment:
        return self.segments[0] if self.segments else self.growing

    def _head(self, control: str) -> Iterator[str]:
        yield "#EXTM3U"
        yield "#EXT-X-VERSION:9"
        yield f"#EXT-X-TARGETDURATION:{self.target_s}"
        yield f"#EXT-X-SERVER-CONTROL:{control}"
        yield f"#EXT-X-MEDIA-SEQUENCE:{self._first.number}"
        yield f"#EXT-X-DISCONTINUITY-SEQUENCE:{self._first.breaks - self._first.is_break}"
        yield "#EXT-X-INDEPENDENT-SEGMENTS"

    def _opening(self, segment: Segment) -> Iterator[str]:
        if segment.is_break:
            yield "#EXT-X-DISCONTINUITY"
        if segment.is_break or segment is self._first:
            yield f'#EXT-X-MAP:URI="{segment.init}"'
        yield f"#EXT-X-PROGRAM-DATE-TIME:{_date_time(segment.start_utc_ns)}"

    def _shows_parts(self, segment: Segment) -> bool:
        after_ns = self.growing.start_utc_ns - segment.start_utc_ns
        return 0 <= after_ns <= _PARTS_SHOWN_TARGETS * self.target_s * SECOND_NS


def _parts(segment: Segment) -> Iterator[str]:
    return (_part(part) for part in segment.parts)


def _part(part: HeldPart) -> str:
    independent = ",INDEPENDENT=YES" if part.is_key else ""
    return f'#EXT-X-PART:DURATION={_seconds(part.duration_ns)},URI="{part.name}"{independent}'


def _closing(segment: Segment) -> tuple[str, str]:
    return f"#EXTINF:{_seconds(segment.duration_ns)},", segment.name


def _seconds(ns: int) -> str:
    """All nine digits, so that the parts of a segment sum up to it exactly."""
    return f"{ns // SECOND_NS}.{ns % SECOND_NS:09d}"


def _date_time(utc_ns: int) -> str:
    second, ms = divmod((utc_ns + _MS_NS // 2) // _MS_NS, 1000)
    return f"{datetime.fromtimestamp(second, UTC):%Y-%m-%dT%H:%M:%S}.{ms:03d}Z"

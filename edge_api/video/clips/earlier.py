"""What an earlier clip of a round holds and the recording no longer does: given back as segments, so that a clip that is made again never shows less.

Refuses a clip whose files are not those that its manifest names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from edge_api.video.clips.cut import LEFT_OUT, Span
from edge_api.video.clips.manifest import CLIP, CLIP_TYPE, MANIFEST, Manifest
from edge_api.video.clips.mp4 import audio_samples, video_samples
from edge_api.video.clips.recording import Kept
from edge_api.video.clips.shelf import file_digest
from schemas.envelope import unseal
from schemas.video.nal import join
from schemas.video.record import Record, Track, framed
from schemas.video.segment import digest_of, opened

Name = tuple[int, int]
"""Segment and number of a frame on its board."""


class Damaged(Exception):
    """The earlier clip is not what it was: nothing may be made of it, and nothing may take its place."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A clip that lies on the shelf."""

    folder: Path
    said: Manifest

    @property
    def frames(self) -> frozenset[Name]:
        """What it shows."""
        return frozenset(zip(self.said.frames.segment, self.said.frames.seq, strict=True))

    def spans(self) -> Iterator[Span]:
        """What time it shows, without what was left out on purpose."""
        start_ns = int(self.said.origin_utc_ns)
        for gap in self.said.gaps:
            if gap.why == LEFT_OUT:
                yield Span(start_ns, int(gap.from_utc_ns))
                start_ns = int(gap.to_utc_ns)
        yield Span(start_ns, int(self.said.origin_utc_ns) + max(self.said.frames.offset_ns))

    def lent(self, here: frozenset[int], into: Path) -> Iterator[Kept]:
        """Segments that it holds and that are not ``here``, written below ``into``. Raises Damaged and OSError."""
        wanted = {
            number: used
            for used in self.said.segments
            if (number := _number(used.wrapper)) not in here
        }  # fmt: skip
        if not wanted:
            return
        into.mkdir()
        sound = _grouped(self._sound())
        for number, group in groupby(self._pictures(), key=lambda record: record.segment):
            used = wanted.pop(number, None)
            if used is None:
                continue
            records = [*group, *sound.get(number, ())]
            path = into / f"{number}.seg"
            path.write_bytes(
                b"".join(framed(each.encode()) for each in _ordered(records, used.order, used.whole))
            )
            statement, _, _ = opened(used.wrapper.encode(), lambda *_: True)
            if used.whole and digest_of(path.read_bytes()) != statement.digest:
                raise Damaged(f"segment {number} of the earlier clip is not what the board signed")
            yield Kept(statement, used.wrapper, path, is_part=not used.whole)

    def _pictures(self) -> Iterator[Record]:
        frames, origin_ns = self.said.frames, int(self.said.origin_utc_ns)
        keys, durations = frozenset(frames.keys), frames.duration_us or (0,) * len(frames.pts)
        rows = zip(frames.segment, frames.seq, frames.offset_ns, durations, strict=True)
        samples = video_samples(self.folder / CLIP)
        for place, ((number, seq, offset_ns, duration_us), (_, units)) in enumerate(
            zip(rows, samples, strict=True)
        ):
            yield Record(
                Track.MAIN, seq, place in keys, number, origin_ns + offset_ns, duration_us, join(units)
            )

    def _sound(self) -> Iterator[Record]:
        said, origin_ns = self.said.sound, int(self.said.origin_utc_ns)
        if said is None:
            return
        rows = zip(said.segment, said.seq, said.offset_ns, said.duration_us, strict=True)
        for (number, seq, offset_ns, duration_us), payload in zip(
            rows, audio_samples(self.folder / CLIP), strict=True
        ):
            yield Record(Track.AAC, seq, True, number, origin_ns + offset_ns, duration_us, payload)


def read_earlier(folder: Path) -> Earlier:
    """The clip in that folder. Raises Damaged."""
    try:
        said = Manifest.consume(unseal((folder / MANIFEST).read_bytes(), lambda *_: True, CLIP_TYPE).payload)
        is_whole = file_digest(folder / CLIP) == said.digest
    except (OSError, ValueError) as bad:
        raise Damaged(f"the earlier clip in {folder.name} can't be read: {bad}") from bad
    if not is_whole:
        raise Damaged(f"the earlier clip in {folder.name} is not the one that was signed")
    return Earlier(folder, said)


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """All that time, in order; spans that touch become one."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start_ns):
        if found and span.start_ns <= found[-1].end_ns:
            found[-1] = Span(found[-1].start_ns, max(found[-1].end_ns, span.end_ns))
        else:
            found.append(span)
    return tuple(found)


def _number(wrapper: str) -> int:
    return int(opened(wrapper.encode(), lambda *_: True)[0].number)


def _grouped(records: Iterable[Record]) -> dict[int, list[Record]]:
    found: dict[int, list[Record]] = {}
    for record in records:
        found.setdefault(record.segment, []).append(record)
    return found


def _ordered(records: Sequence[Record], order: str, is_whole: bool) -> Iterable[Record]:
    """As they lay in the segment's file; of a part, by time."""
    if not is_whole:
        return sorted(records, key=lambda record: record.capture_utc_ns)
    pictures = iter([record for record in records if record.track.is_video])
    sound = iter([record for record in records if not record.track.is_video])
    laid = ((letter, next(pictures if letter in "Vv" else sound)) for letter in order)
    return [replace(record, is_key=letter.isupper()) for letter, record in laid]

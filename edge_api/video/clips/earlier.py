"""What an earlier clip of a round holds and the recording no longer does: given back as segments, so that a clip that is made again never shows less.

Refuses a clip whose files are not those that its manifest names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from edge_api.video.clips.cut import LEFT_OUT, Span
from edge_api.video.clips.manifest import CLIP, CLIP_TYPE, MANIFEST, Manifest
from edge_api.video.clips.recording import Kept
from edge_api.video.clips.rewritten import rewritten
from edge_api.video.clips.shelf import file_digest
from schemas.envelope import unseal
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
        used = {_number(each.wrapper): each for each in self.said.segments}
        orders = {number: each.order for number, each in used.items()}
        into.mkdir()
        for segment in rewritten(self.folder, self.said, orders) if orders.keys() - here else ():
            if segment.number in here or segment.number not in used:
                continue
            wrapper = used[segment.number].wrapper
            statement, _, _ = opened(wrapper.encode(), lambda *_: True)
            if digest_of(segment.content) != statement.digest:
                raise Damaged(f"segment {segment.number} of the earlier clip is not what the board signed")
            path = into / f"{segment.number}.seg"
            path.write_bytes(segment.content)
            yield Kept(statement, wrapper, path)


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

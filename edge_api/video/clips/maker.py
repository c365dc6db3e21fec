"""Makes one clip: reads the segments, cuts, writes the MP4, its cues and its signed manifest, and gives the folder its name. Blocks; asks nobody."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import av

from edge_api.picture_time import Sync
from edge_api.signing import Signer
from edge_api.video.clips.cues import cues
from edge_api.video.clips.cut import LEFT_OUT, TIMESCALE, Cut, Head, Read, Span, cut, head_of
from edge_api.video.clips.manifest import (
    CLIP,
    CUES,
    MANIFEST,
    Manifest,
    Places,
    bets_of,
    frames_of,
    gaps_of,
    sealed,
    segments_of,
    sound_of,
)
from edge_api.video.clips.moments import FactRow, moments_of
from edge_api.video.clips.mp4 import write_mp4
from edge_api.video.clips.policy import RoundRow
from edge_api.video.clips.promise import Placed, Salts
from edge_api.video.clips.recording import Kept
from edge_api.video.clips.shelf import Shelf, file_digest, size_of
from edge_api.video.clips.wanting import Found
from schemas.video.nal import NotH264
from schemas.video.record import BadRecord, Record, records


class NotMade(Exception):
    """The clip could not be made now: a disk is full, a segment has vanished, a picture can't be muxed. Nothing of it can be seen."""


@dataclass(frozen=True, slots=True)
class Order:
    """A clip to make, and everything that it tells of. ``name``: of its folder."""

    of: RoundRow
    spans: Sequence[Span]
    found: Found
    facts: Sequence[FactRow]
    bets: Sequence[Placed]
    sync: Sync
    name: str


@dataclass(frozen=True, slots=True)
class Made:
    """A clip that lies on the shelf. ``lacks``: in words, empty when nothing."""

    size: int
    frames: int
    digest: str
    lacks: str


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes clips on a shelf, signed by the edge."""

    shelf: Shelf
    signer: Signer
    release: str

    def make(self, order: Order, now_ns: int) -> Made | None:
        """The clip; None when no picture of that time is here.

        Raises:
            NotMade: try again later.
        """
        try:
            return self._make(order, now_ns)
        except (OSError, av.FFmpegError, StopIteration, RuntimeError) as bad:
            raise NotMade(str(bad) or type(bad).__name__) from bad

    def _make(self, order: Order, now_ns: int) -> Made | None:
        reads = [_read(kept) for kept in order.found.kept]
        chosen = cut(reads, order.spans, order.found.lost)
        if chosen is None:
            return None
        corner = self.shelf.begin(order.of.round_id)
        write_mp4(chosen, _contents(chosen, order.found.kept), corner / CLIP)
        said = self._say(order, chosen, corner, now_ns)
        folder = self.shelf.publish(corner, order.name)
        return Made(size_of(folder), len(chosen.frames), said.digest, lacks(chosen))

    def _say(self, order: Order, chosen: Cut, corner: Path, now_ns: int) -> Manifest:
        places, frames = Places(chosen), frames_of(chosen)
        moments = moments_of(order.facts, order.of.game, order.sync, places)
        bets = bets_of(order.bets, Salts(order.of.round_id, self.signer.sign), places)
        text = cues(frames, moments, bets, TIMESCALE).encode()
        (corner / CUES).write_bytes(text)
        said = Manifest(
            round_id=order.of.round_id, table=order.of.table, phase=order.of.standing.phase.value,
            from_utc_ns=str(order.spans[0].start_ns), to_utc_ns=str(order.spans[-1].end_ns), origin_utc_ns=str(chosen.origin_ns),
            frames=frames, sound=sound_of(chosen), segments=segments_of(chosen), gaps=gaps_of(chosen), moments=moments,
            bets=bets, size=(corner / CLIP).stat().st_size, digest=file_digest(corner / CLIP),
            cues_digest=hashlib.sha256(text).hexdigest(), release=self.release, made_utc_ns=str(now_ns),
        )  # fmt: skip
        (corner / MANIFEST).write_bytes(sealed(said, self.signer.key_id, self.signer.sign))
        return said


def lacks(chosen: Cut) -> str:
    """What the clip lacks, in words."""
    gaps = [gap for gap in chosen.gaps if gap.why != LEFT_OUT]
    seconds = sum(gap.span.end_ns - gap.span.start_ns for gap in gaps) / 1e9
    if not gaps:
        return ""
    numbers = sorted({number for gap in gaps for number in gap.segments})
    named = (
        f", segments {', '.join(map(str, numbers[:10]))}{' ...' if len(numbers) > 10 else ''}"
        if numbers
        else ""
    )
    return f"no picture for {seconds:.1f} s{named}"


def _read(kept: Kept) -> Read:
    return Read(kept.statement, kept.wrapper, _heads(kept))


def _heads(kept: Kept) -> tuple[Head, ...] | None:
    """None also for what the board signed and nobody can read."""
    content = kept.content()
    try:
        return None if content is None else tuple(map(head_of, records(content)))
    except (BadRecord, NotH264):
        return None


def _contents(chosen: Cut, kept: Sequence[Kept]) -> Iterator[list[Record]]:
    by_number = {each.number: each for each in kept}
    for used in chosen.used:
        content = by_number[used.read.number].content()
        if content is None:
            raise OSError(f"segment {used.read.number} is no longer here")
        yield list(records(content))

"""Makes one clip: reads the segments, cuts, writes the MP4, its cues and its signed manifest, and gives the folder its name. Blocks; asks nobody."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import av

from edge_api.picture_time import Sync
from edge_api.signing import Signer
from edge_api.video.clips.cues import cues
from edge_api.video.clips.cut import BESIDE, LEFT_OUT, TIMESCALE, Cut, Head, Read, Span, Used, cut, head_of
from edge_api.video.clips.earlier import Damaged, Earlier, merged, read_earlier
from edge_api.video.clips.manifest import (
    CLIP,
    CUES,
    ENDS,
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
from edge_api.video.clips.mp4 import NotAClip, write_mp4
from edge_api.video.clips.policy import RoundRow
from edge_api.video.clips.promise import Placed, Salts
from edge_api.video.clips.recording import Kept
from edge_api.video.clips.shelf import Shelf, file_digest, size_of
from edge_api.video.clips.wanting import Found
from schemas.video.nal import NotH264
from schemas.video.record import BadRecord, Record, framed, records

SPARE_BYTES = 1 << 20
LENT = "lent"
"""Below the corner in which a clip is made: what the earlier one has and the recording no longer does."""


class NotMade(Exception):
    """The clip could not be made now: a disk is full, a segment has vanished, a picture can't be muxed. Nothing of it can be seen."""


@dataclass(frozen=True, slots=True)
class Order:
    """A clip to make, and everything that it tells of. ``name``: of its folder; ``earlier``: of the one whose place it takes, empty when there is none."""

    of: RoundRow
    spans: Sequence[Span]
    found: Found
    facts: Sequence[FactRow]
    bets: Sequence[Placed]
    sync: Sync
    name: str
    earlier: str = ""

    @property
    def size(self) -> int:
        """About how many bytes the clip will have, and a little more."""
        return sum(int(each.statement.size) for each in self.found.kept if each.path) * 21 // 20 + SPARE_BYTES


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
            corner = self.shelf.begin(order.of.round_id, order.size)
            try:
                return self._make(order, corner, now_ns)
            finally:
                shutil.rmtree(corner, ignore_errors=True)
        except (OSError, av.FFmpegError, StopIteration, RuntimeError, Damaged, NotAClip) as bad:
            raise NotMade(str(bad) or type(bad).__name__) from bad

    def _make(self, order: Order, corner: Path, now_ns: int) -> Made | None:
        earlier = read_earlier(self.shelf.folder(order.earlier)) if order.earlier else None
        if earlier is not None:
            order = _joined(order, earlier, corner / LENT)
        chosen = cut([_read(kept) for kept in order.found.kept], order.spans, order.found.lost)
        if chosen is None:
            return None
        _shows_no_less(chosen, earlier)
        write_mp4(chosen, _contents(chosen.used, order.found.kept), corner / CLIP)
        (corner / ENDS).write_bytes(b"".join(_beside(chosen, order.found.kept)))
        said = self._say(order, chosen, corner, now_ns)
        shutil.rmtree(corner / LENT, ignore_errors=True)
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
            ends_digest=file_digest(corner / ENDS), cues_digest=hashlib.sha256(text).hexdigest(), release=self.release, made_utc_ns=str(now_ns),
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


def _joined(order: Order, earlier: Earlier, lent: Path) -> Order:
    """Over the time of both, with what only the earlier clip has. Raises Damaged and OSError."""
    found = order.found
    here = frozenset(each.number for each in found.kept if each.content() is not None)
    by_number = {each.number: each for each in found.kept}
    by_number |= {each.number: each for each in earlier.lent(here, lent)}
    kept = tuple(by_number[number] for number in sorted(by_number))
    lost = tuple(number for number in found.lost if number not in by_number)
    spans = merged((*order.spans, *earlier.spans()))
    return replace(order, spans=spans, found=replace(found, kept=kept, lost=lost))


def _shows_no_less(chosen: Cut, earlier: Earlier | None) -> None:
    """Raises Damaged: the earlier clip stays."""
    lost = earlier.frames - {(frame.segment, frame.seq) for frame in chosen.frames} if earlier else ()
    if lost:
        raise Damaged(f"it would lack {len(lost)} frames that the clip before it shows")


def _read(kept: Kept) -> Read:
    return Read(kept.statement, kept.wrapper, _heads(kept))


def _heads(kept: Kept) -> tuple[Head, ...] | None:
    """None also for what the board signed and nobody can read."""
    content = kept.content()
    try:
        return None if content is None else tuple(map(head_of, records(content)))
    except (BadRecord, NotH264):
        return None


def _beside(chosen: Cut, kept: Sequence[Kept]) -> Iterator[bytes]:
    """The records that the clip does not show, as they stand in their segments' files."""
    partly = [used for used in chosen.used if BESIDE in used.order]
    for used, content in zip(partly, _contents(partly, kept), strict=True):
        for letter, record in zip(used.order, content, strict=True):
            if letter == BESIDE:
                yield framed(record.encode())


def _contents(chosen: Sequence[Used], kept: Sequence[Kept]) -> Iterator[list[Record]]:
    by_number = {each.number: each for each in kept}
    for used in chosen:
        content = by_number[used.read.number].content()
        if content is None:
            raise OSError(f"segment {used.read.number} is no longer here")
        yield list(records(content))

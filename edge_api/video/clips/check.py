"""Proves a clip's folder without the edge: signatures, digests, every frame's capture time, and the board's chain of segments. Believes only the keys it is given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pydantic import ValidationError

from edge_api.video.clips.check_gaps import check_gaps, may_leave_out, span_of
from edge_api.video.clips.clip_files import ClipFiles
from edge_api.video.clips.cut import LEFT_OUT, Span
from edge_api.video.clips.finding import Finding
from edge_api.video.clips.keys import ClipKeys
from edge_api.video.clips.manifest import (
    CLIP,
    COPY,
    COPY_SAID,
    CUES,
    ENDS,
    MANIFEST,
    Manifest,
    SegmentUsed,
    opened,
    opened_copy,
)
from edge_api.video.clips.promise import BetsOpened, promised
from edge_api.video.clips.shelf import file_digest
from schemas.envelope import GENESIS, BadEnvelope, Check
from schemas.video import segment
from schemas.video.segment import SegmentStatement


@dataclass(frozen=True, slots=True)
class Stated:
    """A board's statement that was believed, its hash, and the ``order`` in which the manifest says its records lie."""

    said: SegmentStatement
    hash: str
    order: str

    @property
    def number(self) -> int:
        return int(self.said.number)


def read_manifest(folder: ClipFiles, keys: ClipKeys) -> tuple[Manifest | None, Finding]:
    """The manifest, if it is whole and signed by a known edge."""
    try:
        said, key_id = opened((folder / MANIFEST).read_bytes(), keys.edges.check)
    except (OSError, BadEnvelope, ValidationError) as bad:
        return None, Finding(False, f"{MANIFEST}: {_first_line(bad)}")
    return said, Finding(True, f"{MANIFEST}: signed by {key_id}: round {said.round_id} at {said.table}")


def check_files(folder: ClipFiles, said: Manifest) -> Iterator[Finding]:
    """The files beside the manifest are those that it names."""
    for name, digest in ((CLIP, said.digest), (CUES, said.cues_digest), (ENDS, said.ends_digest)):
        try:
            found = file_digest(folder / name)
        except OSError as bad:
            yield Finding(False, f"{name}: {_first_line(bad)}")
            continue
        holds = found == digest
        yield Finding(holds, f"{name}: SHA-256 {found} is {'' if holds else 'not '}the manifest's")


def check_copy(folder: ClipFiles, said: Manifest, keys: ClipKeys) -> Iterator[Finding]:
    """The evidence copy, where there is one, is the one that the edge made of this clip."""
    if not (folder / COPY).exists() and not (folder / COPY_SAID).exists():
        return
    try:
        copy, key_id = opened_copy((folder / COPY_SAID).read_bytes(), keys.edges.check)
        holds = (copy.digest, copy.original, copy.round_id) == (
            file_digest(folder / COPY), said.digest, said.round_id,
        )  # fmt: skip
    except (OSError, BadEnvelope, ValidationError) as bad:
        yield Finding(False, f"{COPY}: {_first_line(bad)}")
        return
    word = "is" if holds else "is not"
    yield Finding(holds, f"{COPY}: {word} the copy that {key_id} made of this clip")


def check_segments(said: Manifest, keys: ClipKeys) -> tuple[list[Stated], list[Finding]]:
    """Each statement is signed by this table's board, each follows the one before or a gap that is named, and no frame is without one."""
    stated, findings = [], []
    for place, used in enumerate(said.segments, start=1):
        try:
            stated.append(_stated(said, used, keys.boards.check))
        except (BadEnvelope, ValidationError) as bad:
            findings.append(Finding(False, f"segment {place} of {len(said.segments)}: {_first_line(bad)}"))
    without = sorted(set(said.frames.segment) - {each.number for each in stated})
    if without or not stated:
        what = f"segments {', '.join(map(str, without[:10]))}" if without else "any segment"
        findings.append(Finding(False, f"no statement of the board's on {what} is here"))
    signed = Finding(True, f"{len(stated)} segments: signed by the board of {said.table}")
    return stated, [*([] if findings else [signed]), *findings, *_chain(said, stated)]


def _stated(said: Manifest, used: SegmentUsed, check: Check) -> Stated:
    """Raises BadEnvelope, also for what another table's board signed, and pydantic.ValidationError."""
    statement, key_id, digest = segment.opened(used.wrapper.encode(), check)
    if statement.table != said.table or key_id.partition("#")[0] != said.table:
        text = f"number {statement.number} is signed by {key_id} for {statement.table}, not by this table"
        raise BadEnvelope("bad_signature", text)
    return Stated(statement, digest, used.order)


def _chain(said: Manifest, stated: Sequence[Stated]) -> Iterator[Finding]:
    named = {int(number) for gap in said.gaps for number in gap.segments}
    pairs = [(one, two) for one, two in pairwise(stated) if not _left_out(said, one, two)]
    broken = [text for one, two in pairs if (text := _break(one, two, named))]
    yield from (Finding(False, text) for text in broken)
    if not broken and len(stated) > 1:
        without = f", but for {len(named)} that the manifest names as lacking" if named else ""
        yield Finding(True, f"segments {stated[0].number} to {stated[-1].number}: an unbroken chain{without}")


def _left_out(said: Manifest, one: Stated, two: Stated) -> bool:
    """Whether the manifest says that what is between them was left out on purpose."""
    between = Span(int(one.said.start_utc_ns), int(two.said.end_utc_ns))
    spans = [span_of(gap) for gap in said.gaps if gap.why == LEFT_OUT and may_leave_out(said, gap)]
    return two.number > one.number and any(
        between.start_ns <= span.start_ns and span.end_ns <= between.end_ns for span in spans
    )


def _break(one: Stated, two: Stated, named: set[int]) -> str:
    """What is wrong between two statements; empty when nothing."""
    if two.number == one.number + 1:
        return (
            "" if two.said.prev == one.hash else f"segment {two.number}: does not follow segment {one.number}"
        )
    if two.said.prev == GENESIS and two.number > one.number:
        return ""
    between = set(range(one.number + 1, two.number))
    return (
        ""
        if between and between <= named
        else f"segment {two.number}: follows segment {one.number}, and no gap is named"
    )


def check_folder(folder: ClipFiles, keys: ClipKeys) -> list[Finding]:
    """Everything but the frames themselves: these follow from the file's digest if the edge is believed. Never raises."""
    said, first = read_manifest(folder, keys)
    if said is None:
        return [first]
    _, segments = check_segments(said, keys)
    beside = check_copy(folder, said, keys)
    return [first, *check_files(folder, said), *segments, *check_gaps(said), *beside]


def check_bets(said: Manifest, opened: BetsOpened) -> Iterator[Finding]:
    """Each of these bets is one that the manifest promises: same id, same content, since it was signed."""
    promises = dict(zip(said.bets.number, said.bets.promise, strict=True))
    for bet in opened.bets:
        holds = opened.round_id == said.round_id and promises.get(bet.number) == promised(bet)
        yield Finding(holds, f"bet {bet.number}: {'' if holds else 'not '}the one that the manifest promises")


def _first_line(bad: Exception) -> str:
    return str(bad).splitlines()[0] if str(bad) else type(bad).__name__

"""Chooses what of the recorded segments belongs into a clip: from the last key frame before its start, with every gap named. Pure; writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from schemas.video.nal import join, split
from schemas.video.record import Record, Track
from schemas.video.segment import SegmentStatement

TIMESCALE = 90_000
GAP_NS = 500_000_000
"""Frames further apart than this have a gap between them."""

PART_NS = 100_000_000
"""The same behind or before a segment of which only a part is here."""

LEFT_OUT = "left out: the round lasted long"

ORDER = {(True, True): "V", (True, False): "v", (False, True): "A", (False, False): "a"}
"""(is video, is key) -> letter, in a segment's order of records."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of UTC in nanoseconds."""

    start_ns: int
    end_ns: int


@dataclass(frozen=True, slots=True)
class Head:
    """A record without its payload. ``element``: kind of an AAC packet's first element. ``exact``: MP4's form of it leads back to the same bytes."""

    track: Track
    seq: int
    is_key: bool
    segment: int
    capture_utc_ns: int
    duration_us: int
    element: int
    exact: bool

    @property
    def name(self) -> tuple[Track, int, int]:
        """What tells it from every other record of its table."""
        return self.track, self.segment, self.seq


def head_of(record: Record) -> Head:
    """The record's head."""
    is_video, payload = record.track.is_video, record.payload
    exact = not is_video or join(split(payload)) == payload
    element = 0 if is_video else payload[0] >> 5
    return Head(
        record.track, record.seq, record.is_key, record.segment, record.capture_utc_ns, record.duration_us, element, exact
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Read:
    """A stated segment; ``records`` None: its bytes are not here, or are not those that were stated. ``is_part``: these are not all of its records."""

    statement: SegmentStatement
    wrapper: str
    records: tuple[Head, ...] | None
    is_part: bool = False

    @property
    def number(self) -> int:
        return int(self.statement.number)


@dataclass(frozen=True, slots=True)
class Used:
    """A segment whose frames the clip has. ``whole``: all its records are in it, in this ``order``, so that its digest can be worked out again."""

    read: Read
    order: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """No picture over a span. ``frame``: index of the first frame after it (the number of frames when there is none); ``segments`` that are lacking."""

    span: Span
    frame: int
    segments: tuple[int, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Cut:
    """What a clip consists of. ``frames`` begin with a key frame; ``pts`` in TIMESCALE, from the first one."""

    frames: tuple[Head, ...]
    pts: tuple[int, ...]
    audio: tuple[Head, ...]
    used: tuple[Used, ...]
    gaps: tuple[Gap, ...]

    @property
    def origin_ns(self) -> int:
        """Capture time of the first frame: where ``pts`` is 0."""
        return self.frames[0].capture_utc_ns


def cut(reads: Sequence[Read], wanted: Sequence[Span], lost: Iterable[int] = ()) -> Cut | None:
    """The clip over ``wanted`` (spans in their order); ``lost`` are numbers that must exist and were never heard of.

    None when there is no picture at all.
    """
    here = [read for read in reads if read.records is not None]
    pictures = [record for read in here for record in _of(read, Track.MAIN)]
    frames = list({frame.name: frame for span in wanted for frame in _frames(pictures, span)}.values())
    if not frames:
        return None
    audio = _audio([record for read in here for record in _of(read, Track.AAC)], frames)
    absent = {read.number: "damaged or not here" for read in reads if read.records is None}
    absent |= dict.fromkeys(lost, "never received")
    parts = {read.number: "not here in full" for read in here if read.is_part}
    return Cut(
        tuple(frames), tuple(_pts(frames)), tuple(audio),
        tuple(_used(here, frames, audio)), tuple(_gaps(frames, wanted, absent, parts)),
    )  # fmt: skip


def expected_pts(origin_ns: int, captures_ns: Iterable[int]) -> Iterator[int]:
    """Presentation times for capture times: exact, but that they rise where the board's clock was set back."""
    last = -1
    for capture_ns in captures_ns:
        last = max(round((capture_ns - origin_ns) * TIMESCALE / 10**9), last + 1)
        yield last


def _of(read: Read, track: Track) -> list[Head]:
    return [record for record in read.records or () if record.track is track]


def _frames(frames: Sequence[Head], wanted: Span) -> list[Head]:
    """From the last key frame at or before the start (else the first one there is) to the end."""
    keys = [place for place, frame in enumerate(frames) if frame.is_key]
    before = [place for place in keys if frames[place].capture_utc_ns <= wanted.start_ns]
    first = before[-1] if before else min(keys, default=len(frames))
    return [frame for frame in frames[first:] if frame.capture_utc_ns <= wanted.end_ns]


def _audio(packets: Sequence[Head], frames: Sequence[Head]) -> list[Head]:
    """What was heard while there is a picture, or would be but for a gap."""
    start_ns, end_ns = frames[0].capture_utc_ns, frames[-1].capture_utc_ns
    shown = {frame.segment for frame in frames}
    return [
        packet
        for packet in packets
        if packet.segment in shown and start_ns <= packet.capture_utc_ns <= end_ns
    ]


def _pts(frames: Sequence[Head]) -> Iterator[int]:
    return expected_pts(frames[0].capture_utc_ns, (frame.capture_utc_ns for frame in frames))


def _used(here: Sequence[Read], frames: Sequence[Head], audio: Sequence[Head]) -> Iterator[Used]:
    taken = {record.name for record in (*frames, *audio)}
    for read in here:
        records = read.records or ()
        if any(record.name in taken for record in records):
            whole = not read.is_part and all(record.name in taken and record.exact for record in records)
            order = "".join(ORDER[record.track.is_video, record.is_key] for record in records)
            yield Used(read, order, whole)


def _gaps(
    frames: Sequence[Head], wanted: Sequence[Span], absent: dict[int, str], parts: dict[int, str]
) -> Iterator[Gap]:
    start_ns, end_ns = wanted[0].start_ns, wanted[-1].end_ns
    left_out = [one.end_ns for one in wanted[:-1]]
    if frames[0].capture_utc_ns > start_ns + GAP_NS:
        yield _gap(start_ns, frames[0].capture_utc_ns, 0, [], absent)
    for place, (one, two) in enumerate(pairwise(frames), start=1):
        lacking = [number for number in absent if one.segment < number < two.segment]
        span = one.capture_utc_ns, two.capture_utc_ns
        if span[1] - span[0] > PART_NS:
            lacking += [number for number in parts if number in (one.segment, two.segment)]
        if any(span[0] <= out_ns < span[1] for out_ns in left_out) and span[1] - span[0] > GAP_NS:
            yield Gap(Span(*span), place, (), LEFT_OUT)
        elif lacking or span[1] - span[0] > GAP_NS:
            yield _gap(*span, place, lacking, absent | parts)
    if frames[-1].capture_utc_ns < end_ns - GAP_NS:
        lacking = [number for number in absent if number > frames[-1].segment]
        yield _gap(frames[-1].capture_utc_ns, end_ns, len(frames), lacking, absent)


def _gap(start_ns: int, end_ns: int, frame: int, lacking: list[int], absent: dict[int, str]) -> Gap:
    why = ", ".join(sorted({absent[number] for number in lacking})) or "no picture was recorded"
    return Gap(Span(start_ns, end_ns), frame, tuple(sorted(lacking)), why)

"""Chooses what of the recorded segments belongs into a clip: from the last key frame before its start, with every gap named. Pure; writes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from schemas.video.nal import join, split
from schemas.video.record import Record, Track
from schemas.video.segment import SegmentStatement

TIMESCALE = 90_000
GAP_NS = 500_000_000
"""Frames further apart than this have a gap between them."""

LEFT_OUT = "left out: the round lasted long"

ORDER = {(True, True): "V", (True, False): "v", (False, True): "A", (False, False): "a"}
"""(is video, is key) -> letter, in a segment's order of records."""

BESIDE = "x"
"""The letter of a record that the clip does not show, or not byte for byte: it lies in a file beside it, so that the segment can be put together again."""


Name = tuple[Track, int, int]
"""(track, segment, number on its board) of a record."""


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
    def name(self) -> Name:
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
    """A stated segment; ``records`` None: its bytes are not here, or are not those that were stated."""

    statement: SegmentStatement
    wrapper: str
    records: tuple[Head, ...] | None

    @property
    def number(self) -> int:
        return int(self.statement.number)


@dataclass(frozen=True, slots=True)
class Used:
    """A segment of which the clip has frames. ``order``: a letter for each of its records, by ORDER or BESIDE."""

    read: Read
    order: str


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
    return Cut(
        tuple(frames), tuple(_pts(frames)), tuple(audio),
        tuple(_used(here, frames, audio)), tuple(_gaps(frames, wanted, absent)),
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
            yield Used(read, "".join(_letter(record, taken) for record in records))


def _letter(record: Head, taken: Collection[Name]) -> str:
    if record.name not in taken or not record.exact:
        return BESIDE
    return ORDER[record.track.is_video, record.is_key]


def _gaps(frames: Sequence[Head], wanted: Sequence[Span], absent: dict[int, str]) -> Iterator[Gap]:
    start_ns, end_ns = wanted[0].start_ns, wanted[-1].end_ns
    left_out = [Span(one.end_ns, two.start_ns) for one, two in pairwise(wanted)]
    if frames[0].capture_utc_ns > start_ns + GAP_NS:
        yield _gap(start_ns, frames[0].capture_utc_ns, 0, [], absent)
    for place, (one, two) in enumerate(pairwise(frames), start=1):
        lacking = [number for number in absent if one.segment < number < two.segment]
        span = Span(one.capture_utc_ns, two.capture_utc_ns)
        out = next((out for out in left_out if span.start_ns <= out.start_ns < span.end_ns), None)
        if out is not None and span.end_ns - out.start_ns > GAP_NS:
            yield from _around(out, span, place, lacking, absent)
        elif lacking or span.end_ns - span.start_ns > GAP_NS:
            yield _gap(span.start_ns, span.end_ns, place, lacking, absent)
    if frames[-1].capture_utc_ns < end_ns - GAP_NS:
        lacking = [number for number in absent if number > frames[-1].segment]
        yield _gap(frames[-1].capture_utc_ns, end_ns, len(frames), lacking, absent)


def _around(out: Span, span: Span, place: int, lacking: list[int], absent: dict[int, str]) -> Iterator[Gap]:
    """What was left out on purpose, exactly; what lacks before and behind it is a gap like any other."""
    end_ns = min(out.end_ns, span.end_ns)
    if out.start_ns - span.start_ns > GAP_NS:
        yield _gap(span.start_ns, out.start_ns, place, lacking, absent)
    yield Gap(Span(out.start_ns, end_ns), place, (), LEFT_OUT)
    if span.end_ns - end_ns > GAP_NS:
        yield _gap(end_ns, span.end_ns, place, lacking, absent)


def _gap(start_ns: int, end_ns: int, frame: int, lacking: list[int], absent: dict[int, str]) -> Gap:
    why = ", ".join(sorted({absent[number] for number in lacking})) or "no picture was recorded"
    return Gap(Span(start_ns, end_ns), frame, tuple(sorted(lacking)), why)

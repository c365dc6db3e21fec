"""What a clip's ``manifest.json`` says, signed by the edge: every frame's capture time, what happened where, and the board's own statements. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Literal

from edge_api.video.clips.cut import TIMESCALE, Cut, Span
from edge_api.video.clips.promise import Placed, Salts
from schemas.envelope import BadEnvelope, Check, Sign, seal, unseal
from schemas.model import Decimal64, Hash, Message, RoundId, TableId, Whole

CLIP_TYPE = "application/vnd.studio-floor.clip+json"
COPY_TYPE = "application/vnd.studio-floor.clip-copy+json"
CLIP, MANIFEST, CUES, ENDS = "clip.mp4", "manifest.json", "events.vtt", "ends.bin"
COPY, COPY_SAID = "evidence.mp4", "evidence.json"
Wholes = tuple[Whole, ...]


class Frames(Message):
    """One entry a frame: capture time from the origin, presentation time, number on its board, segment. ``keys``: indexes of key frames.

    ``duration_us``: as the board gave it; empty when it gave none.
    """

    offset_ns: Wholes
    pts: Wholes
    seq: Wholes
    segment: Wholes
    keys: Wholes
    duration_us: Wholes = ()


class Sound(Message):
    """One entry a packet of AAC."""

    offset_ns: Wholes
    seq: Wholes
    segment: Wholes
    duration_us: Wholes


class SegmentUsed(Message):
    """The board's sealed statement. ``order``: a letter for each record of the segment: v, a (capital: key) in the clip; x in ENDS."""

    wrapper: str
    order: str


class GapNamed(Message):
    """No picture over a time. ``frame``: index of the first frame behind it; ``segments`` that are lacking."""

    from_utc_ns: Decimal64
    to_utc_ns: Decimal64
    frame: Whole
    segments: tuple[Decimal64, ...]
    why: str


class Moment(Message):
    """A fact. ``utc_ns``: when the board says it happened; ``shown_utc_ns``: when the picture shows it; ``frame``: the first one from then on."""

    event: str
    utc_ns: Decimal64
    shown_utc_ns: Decimal64
    frame: Whole
    text: str
    fact_id: str
    effect: str


class Bets(Message):
    """One entry a placement, in order of acceptance: number, and a promise of its id and content (``promise.py``). Neither who, nor what, nor how much."""

    number: Wholes
    promise: tuple[Hash, ...]
    utc_ns: tuple[Decimal64, ...]
    frame: Wholes


class Manifest(Message):
    """``from_utc_ns`` to ``to_utc_ns`` is what was asked for. ``phase``: of the round when the clip was made.

    ENDS holds what the clip does not show of the segments that it begins and ends in, as it stood in their files: without it nothing of them could be proved.
    """

    version: Literal[1] = 1
    round_id: RoundId
    table: TableId
    phase: str
    from_utc_ns: Decimal64
    to_utc_ns: Decimal64
    origin_utc_ns: Decimal64
    timescale: Whole = TIMESCALE
    frames: Frames
    sound: Sound | None
    segments: tuple[SegmentUsed, ...]
    gaps: tuple[GapNamed, ...]
    moments: tuple[Moment, ...]
    bets: Bets
    size: Whole
    digest: Hash
    cues_digest: Hash
    ends_digest: Hash
    release: str
    made_utc_ns: Decimal64


class CopySaid(Message):
    """What the edge says of an evidence copy: which file, and of which original."""

    round_id: RoundId
    digest: Hash
    original: Hash
    made_utc_ns: Decimal64
    release: str


def sealed(said: Manifest | CopySaid, key_id: str, sign: Sign) -> bytes:
    """The file's content: a wrapper over exactly these bytes."""
    kind = CLIP_TYPE if isinstance(said, Manifest) else COPY_TYPE
    return seal(said.model_dump_json().encode(), key_id, sign, kind)


def opened(wire: bytes, check: Check) -> tuple[Manifest, str]:
    """A manifest whose signature holds, and the key id that signed it.

    Raises:
        BadEnvelope: not such a wrapper, not signed by a known key, or written otherwise than we write it.
        pydantic.ValidationError: signed, but no manifest.
    """
    payload, key_id = _payload(wire, check, CLIP_TYPE)
    return Manifest.consume(payload), key_id


def opened_copy(wire: bytes, check: Check) -> tuple[CopySaid, str]:
    """The same for ``evidence.json``."""
    payload, key_id = _payload(wire, check, COPY_TYPE)
    return CopySaid.consume(payload), key_id


def _payload(wire: bytes, check: Check, kind: str) -> tuple[bytes, str]:
    found = unseal(wire, check, kind)
    if seal(found.payload, found.key_id, lambda _: found.signature, kind) != wire:
        raise BadEnvelope("malformed", "the wrapper's text is not the one that was written")
    return found.payload, found.key_id


class Places:
    """Where moments lie among the frames."""

    def __init__(self, cut: Cut) -> None:
        self._captures = list(accumulate((frame.capture_utc_ns for frame in cut.frames), max))

    def frame(self, utc_ns: int) -> int:
        """The first frame taken at or after that moment; the last one when there is none."""
        return min(bisect_left(self._captures, utc_ns), len(self._captures) - 1)


def frames_of(cut: Cut) -> Frames:
    """The table of frames."""
    durations = tuple(frame.duration_us for frame in cut.frames)
    return Frames(
        offset_ns=_offsets(cut, (frame.capture_utc_ns for frame in cut.frames)),
        pts=cut.pts,
        seq=tuple(frame.seq for frame in cut.frames),
        segment=tuple(frame.segment for frame in cut.frames),
        keys=tuple(place for place, frame in enumerate(cut.frames) if frame.is_key),
        duration_us=durations if any(durations) else (),
    )


def sound_of(cut: Cut) -> Sound | None:
    """The table of packets; None when there is no sound."""
    if not cut.audio:
        return None
    return Sound(
        offset_ns=_offsets(cut, (packet.capture_utc_ns for packet in cut.audio)),
        seq=tuple(packet.seq for packet in cut.audio),
        segment=tuple(packet.segment for packet in cut.audio),
        duration_us=tuple(packet.duration_us for packet in cut.audio),
    )


def segments_of(cut: Cut) -> tuple[SegmentUsed, ...]:
    """The board's statements on what the clip was cut from."""
    return tuple(SegmentUsed(wrapper=used.read.wrapper, order=used.order) for used in cut.used)


def gaps_of(cut: Cut) -> tuple[GapNamed, ...]:
    """The gaps."""
    return tuple(
        GapNamed(
            **_span(gap.span), frame=gap.frame, segments=tuple(map(str, gap.segments)), why=gap.why
        )
        for gap in cut.gaps
    )  # fmt: skip


def bets_of(placed: Sequence[Placed], salts: Salts, places: Places) -> Bets:
    """The bets' acceptance, and the frame of each."""
    return Bets(
        number=tuple(bet.number for bet in placed),
        promise=tuple(salts.promise(bet) for bet in placed),
        utc_ns=tuple(str(bet.utc_ns) for bet in placed),
        frame=tuple(places.frame(bet.utc_ns) for bet in placed),
    )


def _offsets(cut: Cut, captures_ns: Iterable[int]) -> Wholes:
    return tuple(capture_ns - cut.origin_ns for capture_ns in captures_ns)


def _span(span: Span) -> dict[str, str]:
    return {"from_utc_ns": str(span.start_ns), "to_utc_ns": str(span.end_ns)}

"""What a board's video process and the edge's say to each other on the uplink, a WebSocket at ``/video/v1/uplink``.

The edge begins: ``Challenge``. The board answers with a sealed ``Hello`` (wrapper, HELLO_TYPE). The edge: ``Accepted`` or ``Refused`` and
the end. Then the board sends records (binary, schemas.video.record), ``Segment`` and ``Health``; the edge asks with ``Want`` for segments
that it lacks, and the board answers each number with its ``Segment`` (``filled`` true) and its content, or with ``Gone``. The content comes
in binary messages between those of live frames: any number of ``piece`` and at last one of ``filled``.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from schemas.model import Decimal64, Message, TableId, Whole
from schemas.video.segment import SegmentNumber

HELLO_TYPE = "application/vnd.studio-floor.video-hello+json"
PATH = "/video/v1/uplink"
FILLED = 0x53
"""First byte of a binary message that carries a whole segment, or the end of one that came in pieces: FILLED | number u64 | content."""

PIECE = 0x50
"""First byte of one that carries a part of a segment that goes on: PIECE | number u64 | content."""

MOST_TRACKS, MOST_SOURCE, MOST_DETAIL = 16, 200, 500
Word = Annotated[str, Field(max_length=64)]
Sentence = Annotated[str, Field(max_length=MOST_DETAIL)]


class TrackSaid(Message):
    """``codec``: h264, aac or opus. Video: width, height, frames a second. Audio: samples a second, channels."""

    track: Annotated[int, Field(ge=0, le=255)]
    codec: Word
    width: Whole = 0
    height: Whole = 0
    rate: Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]
    channels: Whole = 0


class Challenge(Message):
    op: Literal["challenge"] = "challenge"
    nonce: str


class Hello(Message):
    """``session``: UTC nanoseconds of the video process's start."""

    op: Literal["hello"] = "hello"
    table: TableId
    nonce: Word
    boot_id: Word
    session: Decimal64
    tracks: Annotated[tuple[TrackSaid, ...], Field(max_length=MOST_TRACKS)]


class Accepted(Message):
    op: Literal["accepted"] = "accepted"


class Refused(Message):
    """``code``: bad_signature, unknown_table, wrong_nonce, taken (another board sends this table's picture now), malformed."""

    op: Literal["refused"] = "refused"
    code: str
    message: str


class Segment(Message):
    """``wrapper`` is the sealed SegmentStatement as text."""

    op: Literal["segment"] = "segment"
    wrapper: Annotated[str, Field(max_length=8192)]
    filled: bool = False


class Want(Message):
    op: Literal["want"] = "want"
    numbers: tuple[SegmentNumber, ...]


class Gone(Message):
    """The board no longer has that segment."""

    op: Literal["gone"] = "gone"
    number: SegmentNumber


class VideoHealth(Message):
    """How the picture is. ``state``: starting, live, stalled (no frame for 1 s), frozen (the same picture again and again), lost (no camera).

    ``uplink``: down, up, refused. ``disk``: ok, full, failed. ``age_ms``: since the capture of the last frame that could be used; None before the first. ``clock_error_us``: None
    when unknown. ``detail``: a sentence for the technician.
    """

    op: Literal["health"] = "health"
    state: Word
    source: Annotated[str, Field(max_length=MOST_SOURCE)]
    age_ms: Whole | None
    fps: float
    encode_p95_ms: float | None
    encoder_held: Whole = 0
    dropped_frames: Whole = 0
    dropped_uplink: Whole = 0
    clock_error_us: Whole | None = None
    uplink: Word = "down"
    disk: Word = "ok"
    ring_s: Whole = 0
    restarts: Whole = 0
    detail: Sentence = ""


FromBoard = Segment | Gone | VideoHealth
FromEdge = Challenge | Accepted | Refused | Want
_BOARD: TypeAdapter[FromBoard] = TypeAdapter(Annotated[FromBoard, Field(discriminator="op")])
_EDGE: TypeAdapter[FromEdge] = TypeAdapter(Annotated[FromEdge, Field(discriminator="op")])


def from_board(text: str | bytes) -> FromBoard:
    """A text message of a board after its hello. Raises pydantic.ValidationError."""
    return _BOARD.validate_json(text, extra="ignore")


def from_edge(text: str | bytes) -> FromEdge:
    """A text message of the edge. Raises pydantic.ValidationError."""
    return _EDGE.validate_json(text, extra="ignore")


def filled(number: int, content: bytes) -> bytes:
    """A whole segment, or its last piece, as one message."""
    return bytes((FILLED,)) + number.to_bytes(8, "big") + content


def piece(number: int, content: bytes) -> bytes:
    """A part of a segment, and more comes."""
    return bytes((PIECE,)) + number.to_bytes(8, "big") + content


def read_filled(message: bytes) -> tuple[int, bytes]:
    """Number and content of either message."""
    return int.from_bytes(message[1:9], "big"), message[9:]

"""What a board states about each segment of its recording: what it holds and what came before, signed, so that nothing can be cut out or put in.

The file of a segment is the KEPT records in order, each as ``schemas.video.record.framed``. A segment begins with a key frame of MAIN.
"""

from __future__ import annotations

import hashlib
from typing import Annotated

from pydantic import AfterValidator

from schemas.envelope import GENESIS, Check, Sign, event_hash, seal, unseal
from schemas.model import MOST_COUNT, Decimal64, Hash, Message, TableId, Whole

SEGMENT_TYPE = "application/vnd.studio-floor.video-segment+json"
SEGMENT_S = 2.0
"""About how long a segment is: it ends at the first key frame after that."""

MOST_SEGMENT = 20 * 1024 * 1024
"""Bytes of a file: it goes as one message, so that what is larger is neither fetched nor kept."""


def _has_a_next(text: str) -> str:
    if int(text) > MOST_COUNT:
        raise ValueError("a segment's number is below 2 to the 53rd")
    return text


SegmentNumber = Annotated[Decimal64, AfterValidator(_has_a_next)]


class SegmentStatement(Message):
    """``number`` rises by one; after the disk was lost it goes on from the milliseconds of UTC, with ``prev`` all zeros again.

    ``digest``: SHA-256 of the file. ``prev``: hash of the statement before (SHA-256 of its signed bytes).
    """

    table: TableId
    number: SegmentNumber
    start_utc_ns: Decimal64
    end_utc_ns: Decimal64
    frames: Whole
    size: Whole
    digest: Hash
    prev: Hash = GENESIS


def digest_of(content: bytes) -> str:
    """What a statement's ``digest`` must be for this file."""
    return hashlib.sha256(content).hexdigest()


def sealed(statement: SegmentStatement, key_id: str, sign: Sign) -> tuple[bytes, str]:
    """The signed wrapper, and the hash that the next statement names as ``prev``."""
    payload = statement.model_dump_json().encode()
    return seal(payload, key_id, sign, SEGMENT_TYPE), event_hash(payload)


def opened(wire: bytes, check: Check) -> tuple[SegmentStatement, str, str]:
    """A statement whose signature was right, the key id that signed it, and its hash.

    Raises:
        BadEnvelope: not a wrapper, or not signed by a known key.
        pydantic.ValidationError: signed, but not a statement.
    """
    found = unseal(wire, check, SEGMENT_TYPE)
    return SegmentStatement.consume(found.payload), found.key_id, event_hash(found.payload)

"""The frames that a publishing process gets on its standard input, behind one another, each behind its length. Blocks; refuses what is no record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from edge_api.video.frames import Record
from schemas.video.record import MOST_RECORD, BadRecord, decode

LENGTH_BYTES = 4


def length_of(head: bytes) -> int:
    """The length that stands before a record.

    Raises:
        BadRecord: longer than any record.
    """
    length = int.from_bytes(head, "big")
    if length > MOST_RECORD:
        raise BadRecord("what comes in is no row of records")
    return length


def records(source: BinaryIO) -> Iterator[Record]:
    """The records, until the other side ends or is gone."""
    while len(head := source.read(LENGTH_BYTES)) == LENGTH_BYTES:
        length = length_of(head)
        message = source.read(length)
        if len(message) < length:
            return
        yield decode(message)

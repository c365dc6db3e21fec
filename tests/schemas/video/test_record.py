"""Records: there and back as messages and in files; a torn end is left out, what is no record is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.video.record import MOST_RECORD, BadRecord, Record, Track, decode, framed, messages, records

U32, U64 = st.integers(0, 2**32 - 1), st.integers(0, 2**64 - 1)
RECORDS = st.builds(
    Record, st.sampled_from(Track), U32, st.booleans(), U64, U64, U32, st.binary(min_size=1, max_size=80)
)


@given(RECORDS)
def test_a_record_comes_back_from_its_message(record: Record) -> None:
    assert decode(record.encode()) == record


@given(st.lists(RECORDS, max_size=6))
def test_records_come_back_from_a_file(written: list[Record]) -> None:
    content = b"".join(framed(record.encode()) for record in written)
    assert list(records(content)) == written


@given(st.lists(RECORDS, min_size=1, max_size=4), st.data())
def test_a_torn_end_is_left_out_and_all_before_it_is_kept(written: list[Record], data: st.DataObject) -> None:
    pieces = [framed(record.encode()) for record in written]
    torn = data.draw(st.integers(0, len(pieces[-1]) - 1))
    content = b"".join(pieces)[: sum(map(len, pieces[:-1])) + torn]
    assert list(records(content)) == written[:-1]


def test_a_sequence_number_goes_round_after_four_thousand_million() -> None:
    record = Record(Track.MAIN, 2**32 + 5, True, 1, 2, 3, b"x")
    assert decode(record.encode()).seq == 5


@pytest.mark.parametrize("size", [0, 1, 27, 28])
def test_a_message_without_payload_is_refused(size: int) -> None:
    message = Record(Track.AAC, 1, True, 1, 2, 3, b"x").encode()
    with pytest.raises(BadRecord, match="bytes"):
        decode(message[:size])


def test_a_message_that_is_too_large_is_refused() -> None:
    with pytest.raises(BadRecord, match="bytes"):
        decode(Record(Track.MAIN, 1, True, 1, 2, 3, bytes(MOST_RECORD)).encode())


@pytest.mark.parametrize(
    ("at", "value", "reason"),
    [(1, 99, "track 99"), (3, 2, "version 2"), (0, 0x41, "does not fit"), (0, 7, "does not fit")],
)
def test_another_kind_track_or_version_is_refused(at: int, value: int, reason: str) -> None:
    message = bytearray(Record(Track.MAIN, 1, True, 1, 2, 3, b"x").encode())
    message[at] = value
    with pytest.raises(BadRecord, match=reason):
        decode(bytes(message))


@given(st.binary(max_size=100))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    assert sum(4 + len(message) for message in messages(content)) <= len(content)
    try:
        list(records(content))
    except BadRecord:
        return

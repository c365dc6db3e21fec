"""A segment that comes in pieces: put together again, or forgotten."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from edge_api.video.pieces import Pieces, is_piece
from schemas.video.record import Record, Track
from schemas.video.segment import MOST_SEGMENT
from schemas.video.uplink import filled, piece


@given(st.lists(st.binary(min_size=1, max_size=50), min_size=1, max_size=20))
def test_whatever_it_was_cut_into_it_is_the_same_again(parts: list[bytes]) -> None:
    pieces = Pieces()
    messages = [*(piece(7, part) for part in parts[:-1]), filled(7, parts[-1])]
    assert all(map(is_piece, messages))
    answers = [pieces.take(message) for message in messages]
    assert answers == [None] * (len(parts) - 1) + [(7, b"".join(parts))]


def test_one_that_another_begins_before_its_end_is_forgotten() -> None:
    pieces = Pieces()
    pieces.take(piece(7, b"seven"))
    assert pieces.take(filled(8, b"eight")) == (8, b"eight")
    assert pieces.take(filled(7, b"rest")) == (7, b"rest")


def test_one_that_is_too_large_is_not_kept() -> None:
    pieces = Pieces()
    part = bytes(MOST_SEGMENT // 2 + 1)
    assert [pieces.take(piece(7, part)), pieces.take(piece(7, part))] == [None, None]
    assert pieces.take(filled(7, b"rest")) == (7, b"rest")


def test_a_record_is_no_piece() -> None:
    record = Record(Track.MAIN, 1, True, 1, 10**18, 0, b"x" * 20)
    assert not is_piece(record.encode())
    assert not is_piece(b"")

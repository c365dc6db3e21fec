"""What a camera codes itself: judged unit by unit, completed, or refused with a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_agent.video.coded_stream import MOST_BETWEEN_KEYS_NS, CodedStream, slice_type
from schemas.video.nal import IDR, PPS, SLICE, SPS, NotH264, join, kind, split

SEQUENCE = bytes.fromhex("6742c01fda014016e840000003004000000f23c60ca8")
PICTURES = bytes.fromhex("68ce3c80")
KEY = bytes((0x65, 0b10001000, 0x80))
FORWARD = bytes((0x41, 0b11000000, 0x80))
WORDLESS = bytes.fromhex("674d400df60a0cfc80")
"""Main profile, which may reorder, and no word of whether it does."""

BOTH_WAYS = bytes((0x01, 0b10100000, 0x80))


def test_nothing_is_passed_on_before_the_first_key_frame() -> None:
    stream = CodedStream()
    assert stream.take(join([FORWARD]), 0) is None
    assert stream.take(join([SEQUENCE, PICTURES]), 1) is None
    assert stream.take(join([KEY]), 2) is not None


def test_parameter_sets_stand_before_every_key_frame() -> None:
    stream = CodedStream()
    stream.take(join([SEQUENCE, PICTURES, KEY]), 0)
    assert stream.take(join([FORWARD]), 1) == (join([FORWARD]), False)
    again = stream.take(join([KEY]), 2)
    assert again is not None
    assert [kind(unit) for unit in split(again[0])] == [SPS, PPS, IDR]
    assert stream.sequence is not None and stream.sequence.width == 1280


@pytest.mark.parametrize(
    ("units", "said"),
    [
        ([BOTH_WAYS], "B frames"),
        ([KEY], "without SPS and PPS"),
        ([SEQUENCE, KEY], "without SPS and PPS"),
        ([SEQUENCE[:6], PICTURES, KEY], "torn"),
        ([bytes((0x41, 0))], "torn slice header"),
        ([WORDLESS, PICTURES, KEY], "does not say that its frames keep their order"),
    ],
)
def test_what_players_can_not_show_is_refused(units: list[bytes], said: str) -> None:
    with pytest.raises(NotH264, match=said):
        CodedStream().take(join(units), 0)


def test_a_stream_without_key_frames_is_refused() -> None:
    stream = CodedStream()
    stream.take(join([SEQUENCE, PICTURES, KEY]), 0)
    stream.take(join([FORWARD]), MOST_BETWEEN_KEYS_NS)
    with pytest.raises(NotH264, match="key frame interval"):
        stream.take(join([FORWARD]), MOST_BETWEEN_KEYS_NS + 1)


def exp_golomb(value: int) -> str:
    bits = f"{value + 1:b}"
    return "0" * (len(bits) - 1) + bits


@given(st.integers(0, 2000), st.integers(0, 9))
def test_the_kind_of_a_slice_is_read_wherever_it_begins(first: int, written: int) -> None:
    bits = exp_golomb(first) + exp_golomb(written) + "1"
    body = int(bits.ljust(64, "0"), 2).to_bytes(8, "big")
    assert slice_type(bytes((SLICE,)) + body) == written % 5


@given(st.binary(max_size=60))
def test_any_bytes_are_taken_or_refused(junk: bytes) -> None:
    try:
        CodedStream().take(junk, 0)
    except NotH264 as wrong:
        assert str(wrong)

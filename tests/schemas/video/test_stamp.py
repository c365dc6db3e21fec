"""The capture stamp goes into a frame before its picture, comes out again unchanged, and never twice."""

from __future__ import annotations

from typing import cast

import av
from av.sidedata.sidedata import SideData
from av.video.codeccontext import VideoCodecContext
from hypothesis import given
from hypothesis import strategies as st

from schemas.video.nal import SEI, is_picture, join, split, unescape
from schemas.video.stamp import STAMP_ID, CaptureStamp, read_stamp, stamp_unit, stamped
from tests.fixtures.x264 import Coded, Coding, coded

ZERO_RUNS = st.lists(st.sampled_from([0, 0, 0, 1, 3, 255]), min_size=8, max_size=8).map(
    lambda digits: int.from_bytes(bytes(digits), "big")
)
UTC_NS = st.one_of(ZERO_RUNS, st.integers(0, 2**64 - 1))
SMALL = st.one_of(st.sampled_from([0, 1, 2, 3, 256, 65536, 2**24]), st.integers(0, 2**32 - 1))
STAMPS = st.builds(
    CaptureStamp, UTC_NS, SMALL, st.one_of(st.none(), SMALL.filter(lambda error: error < 2**32 - 1))
)
FRAMES = coded(Coding(gop=5), 10)


@given(STAMPS)
def test_a_stamp_comes_back_whatever_zeros_are_in_its_numbers(stamp: CaptureStamp) -> None:
    unit = stamp_unit(stamp)
    assert b"\x00\x00\x01" not in unit and b"\x00\x00\x00" not in unit
    assert read_stamp(split(join([unit]))) == stamp


@given(STAMPS, st.sampled_from(FRAMES))
def test_the_stamp_stands_before_the_picture_and_changes_nothing_else(
    stamp: CaptureStamp, frame: Coded
) -> None:
    before = split(frame.data)
    after = split(stamped(frame.data, stamp))
    assert read_stamp(after) == stamp
    assert [unit for unit in after if STAMP_ID not in unit] == before
    at = next(place for place, unit in enumerate(after) if STAMP_ID in unit)
    assert is_picture(after[at + 1]) and not any(map(is_picture, after[:at]))


@given(STAMPS, STAMPS)
def test_a_stamp_is_replaced_and_not_doubled(first: CaptureStamp, second: CaptureStamp) -> None:
    twice = split(stamped(stamped(FRAMES[1].data, first), second))
    assert read_stamp(twice) == second
    assert sum(STAMP_ID in unit for unit in twice) == 1


@given(STAMPS)
def test_the_stamp_is_user_data_of_the_size_it_says(stamp: CaptureStamp) -> None:
    raw = unescape(stamp_unit(stamp))
    assert raw[:3] == bytes((SEI, 5, len(raw) - 4)) and raw[-1] == 0x80 and raw[3:19] == STAMP_ID


def test_a_clock_error_past_what_is_counted_is_the_most_that_is() -> None:
    told = read_stamp([stamp_unit(CaptureStamp(1, 2, 2**40))])
    assert told is not None and told.clock_error_us == 2**32 - 2


def test_a_frame_without_a_stamp_has_none() -> None:
    assert all(read_stamp(split(frame.data)) is None for frame in FRAMES)


def test_a_stamp_of_another_version_or_a_torn_one_is_none() -> None:
    unit = stamp_unit(CaptureStamp(2**63, 7, 5))
    other = unit.replace(STAMP_ID + b"\x01", STAMP_ID + b"\x02")
    assert read_stamp([other]) is None
    assert all(read_stamp([unit[:size]]) is None for size in range(1, len(unit) - 1))


def test_a_decoder_shows_the_same_pictures_and_hands_the_stamps_on() -> None:
    stamps = [CaptureStamp(1_700_000_000_000_000_000 + (number << 16), number, None) for number in range(10)]
    plain, marked = _decoder(), _decoder()
    for frame, stamp in zip(FRAMES, stamps, strict=True):
        (expected,) = plain.decode(av.Packet(frame.data))
        (shown,) = marked.decode(av.Packet(stamped(frame.data, stamp)))
        assert (shown.to_ndarray() == expected.to_ndarray()).all()
        said = [
            bytes(data)
            for data in cast("list[SideData]", shown.side_data)
            if data.type.name == "SEI_UNREGISTERED"
        ]
        assert any(text.startswith(STAMP_ID) for text in said)


def _decoder() -> VideoCodecContext:
    context = av.CodecContext.create("h264", "r")
    assert isinstance(context, VideoCodecContext)
    context.thread_count = 1
    context.options = {"flags": "low_delay"}
    return context

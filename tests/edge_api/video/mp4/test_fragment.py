"""What the muxer writes, another demuxer (FFmpeg's) reads: every frame's time exact, every byte as it was."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_api.video.mp4 import (
    AacConfig,
    Sample,
    VideoConfig,
    fragment,
    init_segment,
    picture_data,
    ticks,
)
from schemas.video.nal import DELIMITER, PPS, SPS, kind, split
from schemas.video.stamp import CaptureStamp, read_stamp, stamped
from tests.fixtures.x264 import Coding, coded, parameter_sets, sound

FRAMES = coded(Coding(gop=5), 12)
VIDEO = VideoConfig.read(1, *parameter_sets(FRAMES[0].data))
STAMPS = [CaptureStamp(1_700_000_000_000_000_000 + number * 33_333_333, number, 40) for number in range(12)]
PICTURES = [
    picture_data(split(stamped(frame.data, stamp))) for frame, stamp in zip(FRAMES, STAMPS, strict=True)
]
AAC = AacConfig(2, 48_000, 2)
DURATIONS = st.lists(st.integers(1, 20_000), min_size=12, max_size=12)


def _pictures(durations: Sequence[int], start: int = 0) -> list[Sample]:
    times = accumulate(durations[:-1], initial=start)
    rows = zip(times, durations, FRAMES, PICTURES, strict=True)
    return [Sample(1, at, duration, frame.is_key, data) for at, duration, frame, data in rows]


def _read(content: bytes, kind: str = "video") -> list[Any]:
    with av.open(io.BytesIO(content), "r") as file:
        stream = next(stream for stream in file.streams if stream.type == kind)
        return [packet for packet in file.demux(stream) if packet.size]


@settings(max_examples=25, deadline=None)
@given(DURATIONS, st.integers(0, 2**40), st.lists(st.integers(1, 11), max_size=4, unique=True))
def test_each_frame_has_its_exact_time_however_frames_are_put_into_fragments(
    durations: list[int], start: int, cuts: list[int]
) -> None:
    samples = _pictures(durations, start)
    bounds = [0, *sorted(cuts), len(samples)]
    fragments = [
        fragment(number, samples[bounds[number] : bounds[number + 1]]) for number in range(len(bounds) - 1)
    ]
    packets = _read(init_segment([VIDEO]) + b"".join(fragments))
    assert [packet.pts for packet in packets] == [sample.decode_time for sample in samples]
    assert [packet.dts for packet in packets] == [sample.decode_time for sample in samples]
    assert [bytes(packet) for packet in packets] == [sample.data for sample in samples]
    assert [packet.is_keyframe for packet in packets] == [sample.is_key for sample in samples]
    assert packets[0].duration == samples[0].duration


def test_the_capture_stamps_arrive_whole() -> None:
    packets = _read(init_segment([VIDEO]) + fragment(1, _pictures([3000] * 12)))
    assert [read_stamp(_units(bytes(packet))) for packet in packets] == STAMPS


def test_the_pictures_are_decoded() -> None:
    content = init_segment([VIDEO]) + b"".join(
        fragment(at, [sample]) for at, sample in enumerate(_pictures([3000] * 12))
    )
    with av.open(io.BytesIO(content), "r") as file:
        shown = [(frame.width, frame.height, frame.pts) for frame in file.decode(video=0)]
    assert shown == [(320, 180, 3000 * number) for number in range(12)]


def test_picture_and_sound_share_fragments() -> None:
    packets = sound("aac", 10)
    tones = [Sample(2, 1024 * number, 1024, True, data) for number, data in enumerate(packets)]
    pictures = _pictures([3000] * 12)
    mixed = [sample for pair in zip(pictures[:10], tones, strict=True) for sample in pair]
    content = init_segment([VIDEO, AAC]) + fragment(1, mixed[:10]) + fragment(2, mixed[10:])
    heard, seen = _read(content, "audio"), _read(content)
    assert [(packet.pts, bytes(packet)) for packet in heard] == [
        (tone.decode_time, tone.data) for tone in tones
    ]
    assert [(packet.pts, bytes(packet)) for packet in seen] == [
        (one.decode_time, one.data) for one in pictures[:10]
    ]


def test_sound_is_decoded() -> None:
    samples = [Sample(2, 1024 * at, 1024, True, data) for at, data in enumerate(sound("aac", 20))]
    with av.open(io.BytesIO(init_segment([AAC]) + fragment(1, samples)), "r") as file:
        stream = file.streams.audio[0]
        assert (stream.codec_context.sample_rate, stream.codec_context.channels) == (48_000, 2)
        loudest = max(float(np.abs(frame.to_ndarray()).max()) for frame in file.decode(stream))
    assert 0.2 < loudest < 0.5


@pytest.mark.parametrize("profile", ["main", "high"])
def test_richer_profiles_are_described_as_ffmpeg_describes_them(profile: str) -> None:
    frames = coded(Coding(profile=profile, preset="veryfast"), 3)
    video = VideoConfig.read(1, *parameter_sets(frames[0].data))
    samples = [
        Sample(1, 3000 * at, 3000, one.is_key, picture_data(split(one.data))) for at, one in enumerate(frames)
    ]
    with av.open(io.BytesIO(init_segment([video]) + fragment(1, samples)), "r") as file:
        said = file.streams.video[0].codec_context.extradata
        assert len(list(file.decode(video=0))) == 3
    assert said is not None and said == _described_by_ffmpeg(frames[0].data)


def test_parameter_sets_and_delimiters_are_not_put_into_samples() -> None:
    units = [b"\x09\xf0", *split(FRAMES[0].data)]
    assert _units(picture_data(units)) == [unit for unit in units if kind(unit) not in (SPS, PPS, DELIMITER)]


def test_a_track_out_of_order_is_refused() -> None:
    first, second = _pictures([3000] * 12)[:2]
    with pytest.raises(ValueError, match="time or size"):
        fragment(1, [second, first])


def test_no_samples_and_a_time_before_the_origin_are_refused() -> None:
    with pytest.raises(ValueError, match="no samples"):
        fragment(1, [])
    with pytest.raises(ValueError, match="time or size"):
        fragment(1, [Sample(1, -1, 3000, True, b"x")])


@given(
    st.lists(st.integers(0, 10**11), min_size=1, max_size=50),
    st.integers(0, 2**62),
    st.sampled_from([90_000, 44_100]),
)
def test_moments_in_ticks_are_right_to_half_a_tick_for_ever(
    steps: list[int], origin: int, timescale: int
) -> None:
    for utc_ns in accumulate(steps, initial=origin):
        wrong = abs(ticks(utc_ns - origin, timescale) * 10**9 - (utc_ns - origin) * timescale)
        assert 2 * wrong <= 10**9


def _units(data: bytes) -> list[bytes]:
    found = []
    while data:
        size = int.from_bytes(data[:4], "big")
        found.append(data[4 : 4 + size])
        data = data[4 + size :]
    return found


def _described_by_ffmpeg(key_frame: bytes) -> bytes:
    """avcC as FFmpeg's own muxer writes it for that stream."""
    written = io.BytesIO()
    with (
        av.open(io.BytesIO(key_frame), "r", format="h264") as raw,
        av.open(written, "w", format="mp4") as file,
    ):
        stream = file.add_stream_from_template(raw.streams.video[0])
        for packet in raw.demux(video=0):
            if packet.size:
                packet.stream, packet.pts, packet.dts = stream, 0, 0
                file.mux(packet)
    with av.open(io.BytesIO(written.getvalue()), "r") as file:
        said = file.streams.video[0].codec_context.extradata
    assert said is not None
    return bytes(said)

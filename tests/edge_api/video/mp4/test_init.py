"""Init segments: boxes that contain each other as the standard has it; a track that no player could read is refused."""

from __future__ import annotations

import io

import av
import pytest

from edge_api.video.mp4 import AacConfig, BadTrack, TrackConfig, VideoConfig, init_segment
from edge_api.video.mp4.codecs import audio_specific_config
from schemas.video.nal import NotH264
from tests.fixtures.x264 import Coding, coded, parameter_sets

SPS, PPS = parameter_sets(coded(Coding(1280, 720), 1)[0].data)
VIDEO = VideoConfig.read(1, SPS, PPS)


def test_a_picture_is_described_by_its_own_parameter_sets() -> None:
    with av.open(io.BytesIO(init_segment([VIDEO, AacConfig(2, 44_100, 1)]))) as file:
        picture, tone = file.streams.video[0], file.streams.audio[0]
        assert (picture.codec_context.width, picture.codec_context.height) == (1280, 720)
        assert picture.time_base is not None and picture.time_base.denominator == 90_000
        assert picture.codec_context.extradata is not None
        assert SPS in picture.codec_context.extradata and PPS in picture.codec_context.extradata
        assert (tone.codec_context.name, tone.codec_context.sample_rate, tone.codec_context.channels) == (
            "aac",
            44_100,
            1,
        )


@pytest.mark.parametrize(
    "tracks", [[VIDEO], [VIDEO, AacConfig(2, 48_000, 2)], [AacConfig(7, 8_000, 1)], [AacConfig(3, 96_000, 6)]]
)
def test_every_box_is_as_long_as_what_is_in_it(tracks: list[TrackConfig]) -> None:
    names = _walk(init_segment(tracks))
    assert names[:2] == ["ftyp", "moov"]
    assert names.count("trak") == names.count("trex") == names.count("stsd") == len(tracks)


@pytest.mark.parametrize(
    ("rate", "channels", "expected"), [(48_000, 2, "1190"), (44_100, 1, "1208"), (48_000, 8, "11b8")]
)
def test_aac_is_described_in_two_bytes(rate: int, channels: int, expected: str) -> None:
    assert audio_specific_config(AacConfig(1, rate, channels)).hex() == expected


def test_aac_of_an_odd_rate_is_described_in_five_bytes() -> None:
    with av.open(io.BytesIO(init_segment([AacConfig(1, 47_999, 2)]))) as file:
        assert file.streams.audio[0].codec_context.sample_rate == 47_999


def test_no_tracks_and_two_of_one_id_are_refused() -> None:
    doubled: list[TrackConfig] = [VIDEO, AacConfig(1, 48_000, 2)]
    for tracks in ([], doubled):
        with pytest.raises(BadTrack):
            init_segment(tracks)


def test_what_no_player_could_read_is_refused() -> None:
    with pytest.raises(BadTrack, match="SPS"):
        VideoConfig(1, 640, 360, b"", PPS)
    with pytest.raises(BadTrack, match="size"):
        VideoConfig(1, 0, 360, SPS, PPS)
    with pytest.raises(BadTrack, match="channels"):
        AacConfig(1, 48_000, 7)
    with pytest.raises(BadTrack, match="rate"):
        AacConfig(1, 0, 2)
    with pytest.raises(NotH264):
        VideoConfig.read(1, PPS, SPS)


_HOLDS_BOXES = {"moov", "trak", "mdia", "minf", "dinf", "stbl", "mvex"}


def _walk(content: bytes) -> list[str]:
    names: list[str] = []
    while content:
        size, name = int.from_bytes(content[:4], "big"), content[4:8].decode()
        assert 8 <= size <= len(content)
        names += [name, *(_walk(content[8:size]) if name in _HOLDS_BOXES else [])]
        content = content[size:]
    return names

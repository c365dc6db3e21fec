"""Sequence parameter sets that x264 makes are read as they were meant; torn and foreign ones are refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.video.nal import SPS, NotH264
from schemas.video.sps import read_sps
from tests.fixtures.x264 import Coding, coded, parameter_sets
from tests.hardware.camera.wordless import without_vui

SIZES = [(1280, 720), (640, 360), (1920, 1080), (854, 480), (176, 144), (1918, 1078), (18, 22)]
KINDS = [("baseline", "yuv420p"), ("main", "yuv420p"), ("high", "yuv420p"), ("high10", "yuv420p10le")]
WIDER = [("high422", "yuv422p", 2, 8), ("high444", "yuv444p", 3, 8), ("high422", "yuv422p10le", 2, 10)]


def _sps(coding: Coding) -> bytes:
    return parameter_sets(coded(coding, 1)[0].data)[0]


@pytest.mark.parametrize("size", SIZES)
def test_any_size_is_read(size: tuple[int, int]) -> None:
    found = read_sps(_sps(Coding(*size)))
    assert (found.width, found.height) == size
    assert found.reorder == 0


@pytest.mark.parametrize(("profile", "pix_fmt"), KINDS)
def test_any_profile_is_read(profile: str, pix_fmt: str) -> None:
    found = read_sps(_sps(Coding(854, 480, profile=profile, pix_fmt=pix_fmt, preset="veryfast")))
    assert (found.width, found.height) == (854, 480)
    assert found.luma_bits == found.chroma_bits == (10 if profile == "high10" else 8)
    first = {"baseline": "avc1.42c0", "main": "avc1.4d40", "high": "avc1.6400", "high10": "avc1.6e00"}
    assert found.codec.startswith(first[profile])


@pytest.mark.parametrize(("profile", "pix_fmt", "chroma", "bits"), WIDER)
def test_richer_colours_are_read(profile: str, pix_fmt: str, chroma: int, bits: int) -> None:
    found = read_sps(_sps(Coding(854, 482, profile=profile, pix_fmt=pix_fmt)))
    assert (found.width, found.height) == (854, 482)
    assert (found.chroma, found.luma_bits, found.chroma_bits) == (chroma, bits, bits)


def test_frames_out_of_order_are_told_of() -> None:
    shuffled = {"tune": "film", "x264-params": "bframes=2:b-pyramid=none:repeat-headers=1:threads=1"}
    assert read_sps(_sps(Coding(profile="main", preset="medium", more=shuffled))).reorder == 1


@pytest.mark.parametrize(
    ("profile", "b_frames", "says", "in_order"),
    [
        ("baseline", 0, True, True),
        ("main", 0, True, True),
        ("main", 2, True, False),
        ("baseline", 0, False, True),  # the profile has no frames out of order
        ("main", 0, False, True),  # x264 counts its frames in a way that leaves no room for them
        ("main", 2, False, False),
    ],
)
def test_whether_frames_keep_their_order_is_known_or_not_supposed(
    profile: str, b_frames: int, says: bool, in_order: bool
) -> None:
    more = {"tune": "film", "x264-params": f"bframes={b_frames}:repeat-headers=1:threads=1"}
    unit = _sps(Coding(profile=profile, preset="medium", more=more))
    found = read_sps(unit if says else without_vui(unit))
    assert (found.in_order, found.reorder is not None) == (in_order, says)


def test_what_else_may_stand_before_the_order_is_passed_over() -> None:
    said = "nal-hrd=cbr:force-cfr=1:vbv-maxrate=1000:vbv-bufsize=1000:bitrate=1000"
    colours = (
        "colorprim=bt709:transfer=bt709:colormatrix=bt709:chromaloc=2:sar=40/33:overscan=show:fullrange=on"
    )
    more = {"x264-params": f"{said}:{colours}:cqm=jvt:repeat-headers=1:threads=1"}
    found = read_sps(_sps(Coding(1280, 720, profile="high", more=more)))
    assert (found.width, found.height, found.reorder) == (1280, 720, 0)


def test_interlaced_pictures_have_their_whole_height() -> None:
    more = {"x264-params": "tff=1:repeat-headers=1:threads=1"}
    found = read_sps(_sps(Coding(720, 540, profile="main", more=more)))
    assert (found.width, found.height) == (720, 540)


def test_a_torn_set_is_refused_or_read_as_one_that_says_less() -> None:
    whole = _sps(Coding(1280, 720))
    for size in range(1, 10):
        with pytest.raises(NotH264):
            read_sps(whole[:size])


@pytest.mark.parametrize("unit", [b"\x68\xce\x3c\x80", b"\x67", b"\x67\x42\xc0\x1f"])
def test_another_unit_is_refused(unit: bytes) -> None:
    with pytest.raises(NotH264):
        read_sps(unit)


@given(st.binary(min_size=3, max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        found = read_sps(bytes((SPS,)) + data)
    except NotH264:
        return
    assert found.width > 0 and found.height > 0 and found.chroma <= 3

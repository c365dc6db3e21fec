"""The burned-in time survives the encoder, half the size and other sizes, and is never read wrong."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import av
import numpy as np
import pytest
from av.video.codeccontext import VideoCodecContext
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from hardware.sim.camera import barcode
from hardware.sim.camera.canvas import Canvas, new_frame
from hardware.sim.camera.common import Plate
from hardware.sim.camera.renderer import Renderer
from hardware.sim.camera.scene import Scene, after

UTC_NS = 1_753_004_205_123_456_789
FRAMES = 45


def strip(width: int, height: int, ns: int) -> Canvas:
    _, canvas = new_frame(width, height)
    for plane in canvas.planes:
        plane[:] = 100
    y, u, v = canvas.planes
    barcode.burn(y, (u, v), ns)
    return canvas


@given(
    st.integers(1, 2**64 - 1), st.sampled_from([(1280, 720), (960, 540), (640, 360), (160, 90), (1920, 1080)])
)
def test_every_moment_is_read_as_it_was_burned(ns: int, size: tuple[int, int]) -> None:
    assert barcode.read(strip(*size, ns).planes[0]) == ns


@given(st.integers(1, 2**64 - 1), st.integers(0, 79))
def test_a_cell_that_is_read_wrong_is_noticed(ns: int, cell: int) -> None:
    luma = strip(640, 360, ns).planes[0]
    flipped = luma[:, cell * 8 : cell * 8 + 8]
    flipped[-barcode.strip_height(360) :] = 251 - flipped[-barcode.strip_height(360) :]
    assert barcode.read(luma) is None


@pytest.mark.parametrize("grey", [0, 16, 90, 235, 255])
def test_a_picture_without_one_has_none(grey: int) -> None:
    assert barcode.read(np.full((360, 640), grey, np.uint8)) is None
    assert barcode.read(np.full((4, 40, 3), grey, np.uint8)) is None


def coded_and_decoded(width: int, height: int, kbit: int) -> Iterator[tuple[int, np.ndarray]]:
    """A turning wheel with a running ball, frame by frame: what was burned, and RGB as a browser would have it."""
    renderer = Renderer(width, height, Plate("Roulette 1"))
    scene = Scene()
    for happening in ({"what": "table", "game": "roulette"}, {"what": "rotor", "speed_decirpm": 170, "direction": 0},
                      {"what": "ball", "how": "launched", "direction": 0}):  # fmt: skip
        scene = after(scene, {"at_ns": 0, **happening})
    encoder = av.CodecContext.create("libx264", "w")
    decoder = av.CodecContext.create("h264", "r")
    assert isinstance(encoder, VideoCodecContext)
    assert isinstance(decoder, VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.time_base, encoder.framerate, encoder.gop_size = Fraction(1, 30), Fraction(30), 30
    encoder.bit_rate = kbit * 1000
    encoder.options = {"preset": "ultrafast", "tune": "zerolatency", "profile": "baseline"}
    burned = []
    for number in range(FRAMES):
        ns = UTC_NS + number * 33_366_700
        frame = renderer.picture(scene, number / 30, ns)
        frame.pts = number
        burned.append(ns)
        for packet in encoder.encode(frame):
            for shown in decoder.decode(packet):
                yield burned[len(burned) - 1], shown.to_ndarray(format="rgb24")


@pytest.mark.parametrize(("width", "height", "kbit"), [(1280, 720, 2500), (640, 360, 400)])
def test_it_survives_x264_and_a_canvas_of_640_pixels(width: int, height: int, kbit: int) -> None:
    frames = 0
    for ns, picture in coded_and_decoded(width, height, kbit):
        frames += 1
        assert barcode.read(picture) == ns
        small = np.asarray(Image.fromarray(picture).resize((640, 360), Image.Resampling.BILINEAR))
        assert barcode.read(small) == ns
    assert frames == FRAMES

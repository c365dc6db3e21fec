"""The encoder: what it says of its pictures' colours, and what it does when they change."""

from __future__ import annotations

import av
import numpy as np
import pytest
from PIL import Image

from firmware_agent.video.encoder import Encoded, Encoder, Encoding
from hardware.camera.colours import BT709, SMPTE170M, SYCC, Colours, colours_of
from hardware.sim.camera.canvas import new_frame, to_planes

WIDTH, HEIGHT = 128, 96
ENCODING = Encoding(WIDTH, HEIGHT, 30.0, 1000)
WHITE, FULL_WHITE = 235, 255


def shown(coded: Encoded) -> av.VideoFrame:
    """As a player decodes it."""
    decoder = av.CodecContext.create("h264", "r")
    [frame] = [*decoder.decode(av.Packet(coded.access_unit)), *decoder.decode(None)]
    assert isinstance(frame, av.VideoFrame)
    return frame


def white(colours: Colours, value: int = WHITE) -> av.VideoFrame:
    plane = np.full((HEIGHT * 3 // 2, WIDTH), 128, np.uint8)
    plane[:HEIGHT] = value
    frame = av.VideoFrame.from_ndarray(plane, format="yuv420p")
    colours.mark(frame)
    return frame


@pytest.mark.parametrize("colours", [BT709, SMPTE170M, Colours()])
def test_what_a_picture_says_of_its_colours_is_in_the_stream(colours: Colours) -> None:
    [coded] = Encoder(ENCODING).encode(white(colours), 0)
    assert colours_of(shown(coded)) == colours


def test_a_red_of_the_rendered_table_is_the_same_red_at_the_player() -> None:
    frame, canvas = new_frame(WIDTH, HEIGHT)
    red = Image.new("RGB", (WIDTH, HEIGHT), (200, 30, 40))
    for target, plane in zip(canvas.planes, to_planes(red), strict=True):
        target[:] = plane
    [coded] = Encoder(ENCODING).encode(frame, 0)
    pixel = shown(coded).to_ndarray(format="rgb24")[HEIGHT // 2, WIDTH // 2]
    assert np.abs(pixel.astype(int) - (200, 30, 40)).max() <= 4


def test_the_full_range_of_a_picture_is_brought_to_the_usual_one() -> None:
    [coded] = Encoder(ENCODING).encode(white(SYCC, FULL_WHITE), 0)
    seen = shown(coded)
    assert abs(int(seen.to_ndarray()[HEIGHT // 2, WIDTH // 2]) - WHITE) <= 1
    assert colours_of(seen) == Colours(SYCC.matrix, SYCC.transfer, SYCC.primaries, BT709.span)


def test_other_colours_begin_a_new_stream_and_no_picture_is_lost() -> None:
    encoder = Encoder(ENCODING)
    seen = [BT709, BT709, SMPTE170M, SMPTE170M]
    coded = [one for n, colours in enumerate(seen) for one in encoder.encode(white(colours), n * 33_333)]
    assert [one.is_key for one in coded] == [True, False, True, False]
    assert encoder.held == 0

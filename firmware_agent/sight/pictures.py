"""Picture files for the commands that look at them. A file that is no picture gives a sentence, never an exception; its size is looked at before it is unpacked."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import cast

import cv2
import numpy as np
from PIL import Image

from hardware.decode.sight.reader import MOST_PIXELS, Frame, usable

MOST_BYTES = 200_000_000


def picture(path: Path) -> Frame | str:
    """The picture, or what is wrong with it."""
    try:
        facts = path.stat()
        if S_ISDIR(facts.st_mode):
            return f"a folder: name the pictures in it, such as {path}/*.jpg"
        if not S_ISREG(facts.st_mode):
            return "not a file"
        if facts.st_size > MOST_BYTES:
            return f"larger than {MOST_BYTES // 1_000_000} MB"
        data = path.read_bytes()
    except OSError as wrong:
        return wrong.strerror or "cannot be read"
    return _decoded(data) if data else "empty"


def _decoded(data: bytes) -> Frame | str:
    size = _size(data)
    if size is None:
        return "not a picture"
    if size[0] * size[1] > MOST_PIXELS:
        return f"more than {MOST_PIXELS // 1_000_000} million pixels"
    if _torn(data):
        return "torn: its end is missing"
    if _torn_inside(data):
        return "torn inside: a part of it is missing"
    try:
        frame = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), cv2.IMREAD_COLOR)
    except cv2.error:
        frame = None
    if frame is None:
        return "torn inside, or of a kind that is not read"
    return cast(Frame, frame) if usable(frame) else f"{size[0]} x {size[1]} pixels are too few"


def _torn(data: bytes) -> bool:
    """Decoders fill the rest with grey and say nothing; half a table must not pass for a whole one."""
    if data.startswith(b"\xff\xd8"):
        return b"\xff\xd9" not in data[-65536:].rstrip(b"\x00")[-4096:]
    return data.startswith(b"\x89PNG") and b"IEND" not in data[-4096:]


def _torn_inside(data: bytes) -> bool:
    from hardware.camera.whole_jpeg import torn_jpeg  # codecs weigh 16 MB: only for those who open pictures

    return torn_jpeg(data)


def _size(data: bytes) -> tuple[int, int] | None:
    """Width and height as the file's head says, None for what is no picture."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(data)) as head:
                return head.size
        except Image.DecompressionBombError:
            return MOST_PIXELS, MOST_PIXELS
        except Exception:  # noqa: BLE001 - each of Pillow's many readers raises what it likes on torn heads
            return None

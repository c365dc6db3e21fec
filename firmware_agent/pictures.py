"""Picture files for the commands that look at them. A file that is no picture gives a sentence, never an exception."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import cv2
import numpy as np

from hardware.decode.sight.reader import Frame, usable

MOST_BYTES = 200_000_000
MOST_PIXELS = 100_000_000


def picture(path: Path) -> Frame | str:
    """The picture, or what is wrong with it."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return f"larger than {MOST_BYTES // 1_000_000} MB"
        data = np.frombuffer(path.read_bytes(), dtype=np.uint8)
    except OSError as wrong:
        return wrong.strerror or "cannot be read"
    return _decoded(data) if len(data) else "empty"


def _decoded(data: np.typing.NDArray[np.uint8]) -> Frame | str:
    try:
        frame = cv2.imdecode(data, cv2.IMREAD_COLOR)
    except cv2.error:
        return "larger than OpenCV takes"
    if frame is None:
        return "not a picture, or torn"
    if not usable(frame):
        return f"{frame.shape[1]} x {frame.shape[0]} pixels: too few, or more than {MOST_PIXELS // 1_000_000} million"
    return cast(Frame, frame)

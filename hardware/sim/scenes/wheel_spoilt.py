"""What goes wrong with a picture of a wheel: light, lens, compression, a hand. Changes the picture only, never what lies in it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight import shake
from hardware.decode.sight.reader import Frame
from hardware.decode.sight.wheel.pose import Pose

FEWER = 4


def spoilt(frame: Frame, condition: str, rng: np.random.Generator, pose: Pose) -> Frame:
    """The picture under a condition; unchanged where the condition is none of a picture's."""
    match condition:
        case "dark":
            return shake.noisy(shake.lit(frame, 0.3), rng, 2.5)
        case "blur":
            return cv2.GaussianBlur(frame, (0, 0), pose.radius / 180).astype(np.uint8)
        case "white_balance":
            return shake.tinted(frame, 1.3, 0.8)
        case "jpeg":
            return _compressed(frame)
        case "overexposed":
            return shake.lit(frame, 1.45)
        case "coarse":
            small = cv2.resize(frame, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
            return cv2.resize(small, frame.shape[1::-1], interpolation=cv2.INTER_LINEAR).astype(np.uint8)
        case "glare":
            spot = _blob(frame, rng, pose, 0.22) * 170
            return np.asarray(cv2.add(frame, cv2.merge((spot, spot, spot)), dtype=cv2.CV_8U), dtype=np.uint8)
        case "shade":
            left = 1 - 0.55 * _blob(frame, rng, pose, 0.6)
            dim = cv2.multiply(frame, cv2.merge((left, left, left)), dtype=cv2.CV_8U)
            return np.asarray(dim, dtype=np.uint8)
        case "hand":
            return _hand(frame, rng, pose)
        case _:
            return frame


def _compressed(frame: Frame) -> Frame:
    data = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, 22])[1]
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), dtype=np.uint8)


def _blob(frame: Frame, rng: np.random.Generator, pose: Pose, wide: float) -> NDArray[np.float32]:
    """Soft: a sixteenth of the places is enough to draw it."""
    high, wide_px = frame.shape[:2]
    rows, columns = np.mgrid[1.5:high:FEWER, 1.5:wide_px:FEWER].astype(np.float32)
    turn, out = float(rng.uniform(0, 2 * np.pi)), float(rng.uniform(0.3, 1.0)) * pose.radius
    off = np.hypot(columns - pose.x - out * np.cos(turn), rows - pose.y - out * np.sin(turn))
    spot = np.exp(-((off / (wide * pose.radius)) ** 2)).astype(np.float32)
    return np.asarray(cv2.resize(spot, (wide_px, high), interpolation=cv2.INTER_LINEAR), dtype=np.float32)


def _hand(frame: Frame, rng: np.random.Generator, pose: Pose) -> Frame:
    """An arm from outside over part of the rotor."""
    picture = frame.copy()
    turn = float(rng.uniform(0, 2 * np.pi))
    far = np.array((np.cos(turn), np.sin(turn))) * pose.radius
    middle = np.array((pose.x, pose.y))
    ends = middle + far * 2.6, middle + far * 0.75
    tone = np.array((110, 140, 190)) * rng.uniform(0.6, 1.1)
    points = [(int(end[0]), int(end[1])) for end in ends]
    cv2.line(picture, points[0], points[1], tone.tolist(), round(0.45 * pose.radius), cv2.LINE_AA)
    return picture

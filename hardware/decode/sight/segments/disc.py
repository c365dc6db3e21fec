"""A wheel's disc as a camera sees it, from any place: which pixel shows which angle and radius, and the picture unrolled by them. Knows no segment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.reader import Floats, Frame, Rotor

ANGLES, RINGS = 1536, 24
"""Of the unrolled disc: 28 angles a segment where there are 54; as many rings as tell print from ground."""
INNER, OUTER = 0.3, 0.94
BESIDE = 4
"""Rings outside the disc, which do not turn: they tell whether the camera still stands as it stood."""
BESIDE_INNER, BESIDE_OUTER = 1.04, 1.16
POST_INNER, POST_OUTER, POST_RINGS, POST_HALF = 0.84, 1.2, 12, 24
"""Where a pointer stands: over the rim; so many rings, and angles on each side of its own."""
Plane = NDArray[np.float64]
Reals = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Disc:
    """The unit disc in the picture: ``x``, ``y`` and ``size`` in pixels; ``p`` and ``q`` stretch it to an ellipse, ``u`` and ``v`` move its axle
    within, as perspective does."""

    x: float
    y: float
    size: float
    p: float = 0.0
    q: float = 0.0
    u: float = 0.0
    v: float = 0.0

    def plane(self) -> Plane:
        """Points of the unit disc to pixels, 3 x 3."""
        place = np.array(((1, 0, self.x), (0, 1, self.y), (0, 0, 1)), dtype=np.float64)
        stretched = np.eye(3)
        stretched[:2, :2] = self.size * _stretch(self.p, self.q)
        return place @ stretched @ _pushed(self.u, self.v)

    def pixels(self, turns: Reals, out: Reals) -> Floats:
        """Where angle (turns, clockwise from the right) and radius (1: the rim) are; ... x 2."""
        x, y = out * np.cos(2 * np.pi * turns), out * np.sin(2 * np.pi * turns)
        seen = np.stack((x, y, np.ones_like(x)), axis=-1) @ self.plane().T
        return cast(Floats, (seen[..., :2] / seen[..., 2:]).astype(np.float32))

    def turns_at(self, x: float, y: float) -> float:
        """The angle at which a pixel lies, 0 to 1."""
        across, down, depth = np.linalg.inv(self.plane()) @ np.array((x, y, 1.0))
        return float(np.arctan2(down / depth, across / depth) / (2 * np.pi) % 1.0)

    def scaled(self, by: float) -> Disc:
        """As seen in a picture that is ``by`` times as large."""
        return replace(self, x=self.x * by, y=self.y * by, size=self.size * by)

    def rotor(self, turns: float) -> Rotor:
        """In the words of ``reader.Seen``."""
        long = float(np.hypot(self.p, self.q))
        axes = self.size * float(np.exp(long)), self.size * float(np.exp(-long))
        return Rotor((self.x, self.y), axes, float(np.arctan2(self.q, self.p) / (4 * np.pi)), turns)


def _stretch(p: float, q: float) -> Plane:
    long = float(np.hypot(p, q))
    part = np.sinh(long) / long if long > 1e-9 else 1.0
    return cast(Plane, np.cosh(long) * np.eye(2) + part * np.array(((p, q), (q, -p))))


def _pushed(u: float, v: float) -> Plane:
    """The projections that keep the unit circle and move its middle to (u, v)."""
    square = u * u + v * v
    if square < 1e-12:
        return np.eye(3)
    gain = 1 / np.sqrt(1 - square)
    way = np.array((u, v))
    out = np.eye(3)
    out[:2, :2] += (gain - 1) * np.outer(way, way) / square
    out[:2, 2] = out[2, :2] = gain * way
    out[2, 2] = gain
    return out


@dataclass(frozen=True, slots=True, eq=False)
class Unroll:
    """Looks up a disc: rings down, angles across."""

    places: Floats
    rings: int

    def of(self, frame: Frame) -> Frame:
        """``rings`` x angles x 3, each ring the mean of two circles."""
        no_second = np.empty(0, dtype=np.float32)
        seen = cv2.remap(frame, self.places, no_second, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return cast(Frame, cv2.resize(seen, (seen.shape[1], self.rings), interpolation=cv2.INTER_AREA))


def unroll(disc: Disc, angles: int = ANGLES, rings: int = RINGS, turned: float = 0.0) -> Unroll:
    """The disc alone, from INNER to OUTER; ``turned``: what stands there comes first."""
    return _unroll(disc, np.linspace(INNER, OUTER, 2 * rings), angles, turned)


def unroll_beside(disc: Disc, angles: int = ANGLES) -> Unroll:
    """What stands still around it."""
    return _unroll(disc, np.linspace(BESIDE_INNER, BESIDE_OUTER, 2 * BESIDE), angles, 0.0)


def unroll_post(disc: Disc, at: float, half: int) -> Unroll:
    """The strip around the pointer, which is at ``at``; ``half`` the angles across it."""
    turns = (np.arange(-half, half) + 0.5) / ANGLES + at
    return _rings(disc, np.linspace(POST_INNER, POST_OUTER, 2 * POST_RINGS), turns)


def _unroll(disc: Disc, out: NDArray[np.float64], angles: int, turned: float) -> Unroll:
    return _rings(disc, out, (np.arange(angles) + 0.5) / angles + turned)


def _rings(disc: Disc, out: NDArray[np.float64], turns: NDArray[np.float64]) -> Unroll:
    grid = np.meshgrid(turns, out)
    return Unroll(disc.pixels(grid[0].astype(np.float64), grid[1]), len(out) // 2)

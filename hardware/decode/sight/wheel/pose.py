"""How a wheel lies in the picture: the ellipse of its number ring, and where perspective puts its middle. Refuses nothing; a pose may lie outside the picture."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.reader import Floats, Rotor

Numbers = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Pose:
    """The outer edge of the number ring. ``x``, ``y``, ``along``, ``across`` (half axes) in pixels; ``lean`` of the ellipse in radians.

    ``pull_x``, ``pull_y``: the true middle's picture, in radii from the ellipse's own middle (0 when seen from very far).
    """

    x: float
    y: float
    along: float
    across: float
    lean: float = 0.0
    pull_x: float = 0.0
    pull_y: float = 0.0

    def scaled(self, by: float) -> Pose:
        """The same wheel in a picture of another size."""
        return Pose(
            self.x * by, self.y * by, self.along * by, self.across * by, self.lean, self.pull_x, self.pull_y
        )

    def wider(self, by: float) -> Pose:
        """Another ring around the same middle."""
        return Pose(self.x, self.y, self.along * by, self.across * by, self.lean, self.pull_x, self.pull_y)

    @property
    def radius(self) -> float:
        return float((self.along * self.across) ** 0.5)

    def vector(self) -> Floats:
        return np.array(astuple(self), dtype=np.float32)

    def pixels(self, turns: Numbers, out: Numbers) -> tuple[Floats, Floats]:
        """Where places of the rotor's plane lie. ``turns``: clockwise, 0 to the right; ``out``: 1 on the outer edge."""
        flat_x, flat_y = out * np.cos(turns * 2 * np.pi), out * np.sin(turns * 2 * np.pi)
        seen_x, seen_y = _pulled(flat_x, flat_y, self.pull_x, self.pull_y)
        cos, sin = np.cos(self.lean), np.sin(self.lean)
        u = self.along * (cos * seen_x + sin * seen_y)
        v = self.across * (cos * seen_y - sin * seen_x)
        x, y = self.x + cos * u - sin * v, self.y + sin * u + cos * v
        return x.astype(np.float32), y.astype(np.float32)

    def places(self, x: Numbers, y: Numbers) -> tuple[Floats, Floats]:
        """The inverse of ``pixels``: turns (0 to 1) and radii of pixels near the wheel."""
        cos, sin = np.cos(self.lean), np.sin(self.lean)
        u = ((x - self.x) * cos + (y - self.y) * sin) / self.along
        v = ((y - self.y) * cos - (x - self.x) * sin) / self.across
        flat_x, flat_y = _pulled(cos * u - sin * v, sin * u + cos * v, -self.pull_x, -self.pull_y)
        turns = np.arctan2(flat_y, flat_x) / (2 * np.pi) % 1.0
        return turns.astype(np.float32), np.hypot(flat_x, flat_y).astype(np.float32)

    def rotor(self, turns: float) -> Rotor:
        return Rotor((self.x, self.y), (self.along, self.across), self.lean / (2 * np.pi) % 1.0, turns % 1.0)


def pose_from(vector: Floats) -> Pose:
    """The inverse of ``Pose.vector``."""
    x, y, along, across, lean, pull_x, pull_y = (float(part) for part in vector)
    return Pose(x, y, along, across, lean, pull_x, pull_y)


def _pulled(x: Numbers, y: Numbers, pull_x: float, pull_y: float) -> tuple[Numbers, Numbers]:
    """The projective map that keeps the unit circle and takes its middle to (pull_x, pull_y)."""
    far = float(np.hypot(pull_x, pull_y))
    if far < 1e-9:
        return x, y
    cos, sin = pull_x / far, pull_y / far
    u, v = x * cos + y * sin, y * cos - x * sin
    depth = 1 + far * u
    u, v = (u + far) / depth, v * np.sqrt(1 - far * far) / depth
    return u * cos - v * sin, u * sin + v * cos

"""Which way a top face looks, by a net: a die that leans looks another way than this place's flat dice do there. Knows no values, and alone confirms nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from hardware.decode.sight.dice.constellations import Lie
from hardware.decode.sight.dice.face_net import FaceNet, features
from hardware.decode.sight.reader import Floats, Frame

Spot = tuple[float, float]
"""Where in a picture, in parts of its longer side."""
OUTPUTS = 2
ROUNDNESS = 2.0
"""What roundness that is missing weighs against a sine: tried on drawn dice that lean."""
STIFF = 0.05
"""How hard the plan is held to say the same everywhere, in parts of a throw."""


@dataclass(frozen=True, slots=True, eq=False)
class Flatness:
    """``plan`` 3 x 2: where flat dice look, by 1, x and y in parts of the picture's longer side."""

    plan: Floats

    def off(self, at: Spot, lean: Floats) -> float:
        """How far a face looks off the way of flat dice there, as a sine."""
        return float(np.hypot(*(lean - _ways([at])[0] @ self.plan)))


def leaning_by(off: float, missing: float) -> float:
    """How much a die seems to lean, by both tellers: how far its face looks ``off``, a sine, and how much roundness its pips are ``missing``, for a face that leans lays its pips flatter."""
    return float(np.hypot(off, ROUNDNESS * max(0.0, missing)))


def turned_leans(net: FaceNet, grey: Frame, places: Sequence[Lie]) -> Floats:
    """Where each face looks, n x 2: the sines of its way off the line of sight, across and down the picture. The mean of four looks, a quarter turn apart."""
    out = np.zeros((len(places), OUTPUTS), dtype=np.float32)
    for quarter in range(4):
        turned = [replace(lie, turn=lie.turn + quarter * np.pi / 2) for lie in places]
        told = net.scores(features(grey, turned)) if turned else out
        out += (
            np.stack([in_picture(row, lie.turn) for row, lie in zip(told, turned, strict=True)]) / 4
            if turned
            else 0
        )
    return out


def in_picture(lean: Floats, turn: float) -> Floats:
    """From across and down a face that lies turned by ``turn`` to across and down the picture."""
    cosine, sine = float(np.cos(turn)), float(np.sin(turn))
    return np.array((cosine * lean[0] - sine * lean[1], sine * lean[0] + cosine * lean[1]), dtype=np.float32)


def flatness_of(told: Sequence[tuple[Spot, Floats]]) -> Flatness:
    """From flat dice: where each lies, and where it looks. What shows in few throws is held to be alike everywhere."""
    ways, leans = _ways([at for at, _ in told]), np.stack([lean for _, lean in told])
    middle = ways.mean(axis=0) * (0, 1, 1)
    slopes = ways - middle
    plan = np.linalg.solve(slopes.T @ slopes + np.diag((1e-6, STIFF, STIFF)), slopes.T @ leans)
    plan[0] -= middle @ plan
    return Flatness(plan.astype(np.float32))


def _ways(places: Sequence[Spot]) -> Floats:
    return np.array([(1.0, x, y) for x, y in places], dtype=np.float32)

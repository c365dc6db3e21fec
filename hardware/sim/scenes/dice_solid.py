"""Dice as solids before a camera: rounded cubes that stand, lean and throw shadows, projected as a lens does it. Knows where each top face lies; reads nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.reader import Corners, Frame
from hardware.sim.scenes.dice_faces import SIDE, DieStyle

Solid = NDArray[np.float64]
NORMALS = ((0, 0, 1), (1, 0, 0), (0, 1, 0), (0, 0, -1), (-1, 0, 0), (0, -1, 0))
FACE_ROUND = 0.3
"""However round a die is, its face is no smaller."""
_FLAT = ((-1, -1), (1, -1), (1, 1), (-1, 1))


@dataclass(frozen=True, slots=True, eq=False)
class Camera:
    """Over the table's middle, ``far`` sides away, leaning by ``tilt`` (radians); ``die_px``: a side at the middle, in pixels."""

    middle: tuple[float, float]
    die_px: float
    far: float
    tilt: float

    def pixels(self, points: Solid) -> NDArray[np.float32]:
        """Points (n x 3, sides, z up from the table) to pixels, n x 2."""
        lean, up = np.cos(self.tilt), np.sin(self.tilt)
        down = points[:, 1] * lean - points[:, 2] * up
        depth = self.far - (points[:, 2] * lean + points[:, 1] * up)
        scale = self.die_px * self.far / np.maximum(depth, 1.0)
        return cast(
            NDArray[np.float32],
            np.stack((self.middle[0] + points[:, 0] * scale, self.middle[1] + down * scale), 1).astype(
                np.float32
            ),
        )

    def eye(self) -> Solid:
        """Where the lens is, in sides."""
        return np.array((0.0, np.sin(self.tilt), np.cos(self.tilt))) * self.far


@dataclass(frozen=True, slots=True, eq=False)
class Die:
    """A die at ``place`` (x, y, its middle's height) turned by ``turn`` (3 x 3); ``faces``: pictures of all six sides, in the order of NORMALS."""

    style: DieStyle
    place: Solid
    turn: Solid
    faces: Sequence[Frame]

    def top(self, camera: Camera) -> Corners:
        """The top face in pixels, 4 x 2."""
        return camera.pixels(_face_corners(self, 0, 1.0))

    def lean(self, camera: Camera) -> NDArray[np.float32]:
        """Where the top face looks, seen from the camera: from the die's middle to the face's, in halves of its side, across and down."""
        ends = camera.pixels(np.stack((self.place, self.place + self.turn[:, 2] / 2)))
        side = camera.pixels(np.stack((self.place, self.place + np.array((1.0, 0.0, 0.0)))))
        return cast(NDArray[np.float32], 2 * (ends[1] - ends[0]) / np.hypot(*(side[1] - side[0])))


def turned(yaw: float, lean: float = 0.0, lean_to: float = 0.0) -> Solid:
    """Turned by ``yaw`` on the table, then leaning by ``lean`` towards ``lean_to``; radians."""
    axis = np.array((np.cos(lean_to), np.sin(lean_to), 0.0)) * lean
    tip, _ = cv2.Rodrigues(axis)
    flat, _ = cv2.Rodrigues(np.array((0.0, 0.0, yaw)))
    return cast(Solid, tip @ flat)


def height_of(turn: Solid) -> float:
    """How high the middle of a die so turned stands above the table, in sides."""
    return float(-(_corners() @ turn.T)[:, 2].min())


def draw(frame: Frame, die: Die, camera: Camera, light: Solid) -> None:
    """The die into the frame, its shadow first."""
    _shadow(frame, die, camera, light)
    _body(frame, die, camera)
    seen = [n for n in range(6) if _faces_lens(die, n, camera)]
    for number in sorted(seen, key=lambda n: float((die.turn @ _normal(n))[2])):
        _face(frame, die, number, camera, light)


def _normal(number: int) -> Solid:
    return np.array(NORMALS[number], dtype=np.float64)


def _corners() -> Solid:
    """Of the unit cube, its middle at nought."""
    return np.array([(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], dtype=np.float64) / 2


def _faces_lens(die: Die, number: int, camera: Camera) -> bool:
    normal = die.turn @ _normal(number)
    return bool(normal @ (camera.eye() - die.place - normal / 2) > 0.05 * camera.far)


def _face_corners(die: Die, number: int, part: float) -> Solid:
    normal = _normal(number)
    one = np.array((1.0, 0, 0)) if abs(normal[0]) < 0.5 else np.array((0, 1.0, 0))
    other = np.cross(normal, one)
    across = np.array(_FLAT, dtype=np.float64) / 2
    flat = across[:, :1] * one + across[:, 1:] * other
    return cast(Solid, (flat * part + normal / 2) @ die.turn.T + die.place)


def _shade(die: Die, number: int, light: Solid) -> float:
    bright = float(np.clip((die.turn @ _normal(number)) @ light, 0, 1))
    return (0.55 if die.style.clear else 0.38) + 0.62 * bright


def _body(frame: Frame, die: Die, camera: Camera) -> None:
    hull = _hull(die, camera, die.style.rounded)
    colour = [0.72 * part for part in die.style.body]
    cv2.fillConvexPoly(frame, hull, colour, cv2.LINE_AA, 4)


def _hull(die: Die, camera: Camera, rounded: float) -> NDArray[np.int32]:
    """Outline of the rounded cube, sixteenths of pixels: balls at its inset corners, wrapped."""
    corners = _corners() * (1 - 2 * rounded)
    middles = camera.pixels(corners @ die.turn.T + die.place)
    turn = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    ring = np.stack((np.cos(turn), np.sin(turn)), 1) * rounded * camera.die_px
    points = (middles[:, None] + ring[None]).reshape(-1, 2)
    return cast(NDArray[np.int32], np.rint(cv2.convexHull(points.astype(np.float32)) * 16).astype(np.int32))


def _shadow(frame: Frame, die: Die, camera: Camera, light: Solid) -> None:
    corners = _corners() @ die.turn.T + die.place
    fallen = corners - light[None] * (corners[:, 2:] / max(0.3, light[2])) * 0.7
    fallen[:, 2] = 0
    hull = cv2.convexHull(np.concatenate((camera.pixels(fallen), camera.pixels(corners))))
    x, y, wide, high = _inside(cv2.boundingRect(hull), 12, frame)
    if wide <= 0 or high <= 0:
        return
    mask = np.zeros((high, wide), dtype=np.uint8)
    cv2.fillConvexPoly(mask, np.rint(hull.reshape(-1, 2) - (x, y)).astype(np.int32), (120,))
    soft = cv2.GaussianBlur(mask, (0, 0), max(1.0, 0.06 * camera.die_px))
    part = frame[y : y + high, x : x + wide]
    part[:] = (part * (1 - soft[:, :, None] / np.float32(255))).astype(np.uint8)


def _face(frame: Frame, die: Die, number: int, camera: Camera, light: Solid) -> None:
    quad = camera.pixels(_face_corners(die, number, 1.0))
    x, y, wide, high = _inside(cv2.boundingRect(quad), 2, frame)
    if wide <= 0 or high <= 0:
        return
    square = np.array(((0, 0), (SIDE, 0), (SIDE, SIDE), (0, SIDE)), dtype=np.float32)
    plan = cv2.getPerspectiveTransform(square, quad - np.array((x, y), dtype=np.float32))
    size = (wide, high)
    print_ = cv2.warpPerspective(die.faces[number], plan, size, flags=cv2.INTER_AREA)
    mask = cv2.warpPerspective(_mask(min(FACE_ROUND, die.style.rounded)), plan, size, flags=cv2.INTER_LINEAR)
    share = mask[:, :, None].astype(np.float32) / 255
    part = frame[y : y + high, x : x + wide]
    lit = np.clip(print_ * np.float32(_shade(die, number, light)), 0, 255)
    part[:] = (part * (1 - share) + lit * share).astype(np.uint8)


def _mask(rounded: float) -> Frame:
    """A face's flat part, its rim fading into the rounding."""
    mask = np.zeros((SIDE, SIDE), dtype=np.uint8)
    inset = max(2, round(rounded * 0.55 * SIDE))
    radius = max(2, round(rounded * 1.4 * SIDE))
    cv2.rectangle(mask, (inset + radius, inset), (SIDE - inset - radius, SIDE - inset), 255, -1)
    cv2.rectangle(mask, (inset, inset + radius), (SIDE - inset, SIDE - inset - radius), 255, -1)
    for cx in (inset + radius, SIDE - inset - radius):
        for cy in (inset + radius, SIDE - inset - radius):
            cv2.circle(mask, (cx, cy), radius, 255, -1)
    return cast(Frame, cv2.GaussianBlur(mask, (0, 0), 1.0 + rounded * 14))


def _inside(box: Sequence[int], rim: int, frame: Frame) -> tuple[int, int, int, int]:
    x, y, wide, high = box
    left, top = max(0, x - rim), max(0, y - rim)
    right, foot = min(frame.shape[1], x + wide + rim), min(frame.shape[0], y + high + rim)
    return left, top, right - left, foot - top

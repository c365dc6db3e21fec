"""A site's camera above its wheel: where it stands, what light falls, and the picture it takes of a rotor at an angle with balls. Keeps what does not turn."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.reader import Frame
from hardware.decode.sight.wheel.pose import Pose
from hardware.sim.scenes.wheel_look import ANGLES, REACH, ROWS, Floats, WheelLook, bowl_of, rotor_of
from schemas.games.wheels import wheel_order

NOISE_TILES = 6
HALF = 0.5
"""Taken off before rounding: a sensor counts whole steps of light only."""
BALL_POCKETS = 0.27
"""A ball's radius in widths of a pocket."""


@dataclass(frozen=True, slots=True)
class Photograph:
    """``balls``: place on the rotor, radii, height in ball radii; ``blur``: how far the rotor turns while the shutter is open, in pockets."""

    turns: float
    balls: tuple[tuple[float, float, float], ...] = ()
    blur: float = 0.0


class WheelCamera:
    """One camera. ``pose``: where the number ring's outer edge lies in its pictures."""

    def __init__(self, look: WheelLook, pose: Pose, size: tuple[int, int], light: Floats, seed: int) -> None:
        self.pose, self._size, self._light = pose, size, light
        self._pockets = len(wheel_order(look.wheel))
        self._rotor = rotor_of(look)
        self._twice = _twice(self._rotor)
        rows, columns = np.mgrid[0 : size[1], 0 : size[0]].astype(np.float32)
        self._turns, self._out = seen_from(pose, columns, rows)
        row = (self._out / REACH * ROWS).astype(np.float32)
        felt = np.array((40, 72, 30), dtype=np.float32)
        bowl = cv2.remap(_wrapped(bowl_of(look)), self._turns * ANGLES, row, cv2.INTER_LINEAR)
        ground = np.where((self._out < REACH * 0.99)[..., None], bowl, felt) * light
        self._ground = np.clip(ground, 0, 255).astype(np.uint8)
        self._inside = self._out < 1.012
        self._box = _box(self._inside)
        self._row = np.ascontiguousarray(row[self._box])
        self._columns = np.ascontiguousarray(self._turns[self._box] * ANGLES)
        self._mask = np.ascontiguousarray(self._inside[self._box]).astype(np.uint8)
        self._rotor_light = np.ascontiguousarray(light[self._box])
        rng = np.random.default_rng(seed)
        self._noise = [rng.normal(0, 1.6, (size[1], size[0], 1)).astype(np.int8) for _ in range(NOISE_TILES)]
        glint = np.repeat(_glint(self._turns, self._out, rng), 3, axis=2)
        self._glint = np.ascontiguousarray(glint[self._box]) - HALF

    def taken(self, what: Photograph, rng: np.random.Generator) -> Frame:
        """One picture."""
        picture = self._ground.copy()
        columns = self._columns + np.float32((1 - what.turns % 1.0) * ANGLES)
        seen = cv2.remap(self._turning(what.blur), columns, self._row, cv2.INTER_LINEAR)
        lit = cv2.add(cv2.multiply(seen, self._rotor_light), self._glint)
        picture[self._box] = cv2.copyTo(
            cv2.convertScaleAbs(lit), self._mask, np.ascontiguousarray(picture[self._box])
        )
        for place, out, height in what.balls:
            self._lay_ball(picture, what.turns + place, out, height)
        noise = self._noise[int(rng.integers(NOISE_TILES))]
        grainy = cv2.add(picture, cv2.merge((noise, noise, noise)), dtype=cv2.CV_8U)
        return np.asarray(cv2.GaussianBlur(grainy, (3, 3), 0.6), dtype=np.uint8)

    def _turning(self, blur: float) -> Floats:
        """The rotor unrolled twice around, smeared by so many pockets."""
        if not blur:
            return self._twice
        wide = max(1, round(blur * ANGLES / self._pockets)) | 1
        around = cv2.blur(np.concatenate((self._rotor,) * 3, axis=1), (wide, 1))
        return _twice(np.asarray(around[:, ANGLES : 2 * ANGLES], dtype=np.float32))

    def _lay_ball(self, picture: Frame, turns: float, out: float, height: float) -> None:
        x, y = (float(part[0]) for part in self.pose.pixels(np.array([turns]), np.array([out])))
        radius = BALL_POCKETS * 2 * np.pi * 0.735 / self._pockets * self.pose.radius
        oblique = float(np.sqrt(max(0.0, 1 - (self.pose.across / self.pose.along) ** 2)))
        up = (0.6 + height) * radius * oblique
        level = float(
            np.clip(
                self._light[
                    int(np.clip(y, 0, self._size[1] - 1)), int(np.clip(x, 0, self._size[0] - 1))
                ].mean(),
                0.3,
                1.2,
            )
        )
        _disc(picture, x + 0.4 * radius, y + 0.35 * radius, radius, (0, 0, 0), 0.45)
        for part in np.linspace(0, 1, 7):
            shade = level * (135 + 110 * float(part))
            tone = (shade * 0.92, shade * 0.98, shade)
            _disc(
                picture,
                x - 0.25 * radius * part,
                y - up - 0.3 * radius * part,
                radius * (1 - 0.8 * part),
                tone,
                1.0,
            )


def camera_of(rng: np.random.Generator, look: WheelLook) -> WheelCamera:
    """Another place, size and light for every site."""
    width = int(rng.choice((640, 800, 960, 1280)))
    height = round(width * 0.75 / 2) * 2
    flat = float(rng.uniform(0.72, 1.0))
    along = width * float(rng.uniform(0.24, 0.285))
    x, y = width * float(rng.uniform(0.46, 0.54)), height * float(rng.uniform(0.47, 0.53))
    lean = float(rng.uniform(-0.15, 0.15)) if flat < 0.97 else 0.0
    pose = Pose(x, y, along, along * flat, lean, float(rng.uniform(-0.02, 0.02)), -0.12 * (1 - flat))
    light = _light((width, height), rng)
    return WheelCamera(look, pose, (width, height), light, int(rng.integers(1 << 30)))


def seen_from(pose: Pose, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """The inverse of ``Pose.pixels``: turns (0 to 1) and radii."""
    cos, sin = np.cos(pose.lean), np.sin(pose.lean)
    u = ((x - pose.x) * cos + (y - pose.y) * sin) / pose.along
    v = ((y - pose.y) * cos - (x - pose.x) * sin) / pose.across
    flat_x, flat_y = cos * u - sin * v, sin * u + cos * v
    far = max(1e-9, float(np.hypot(pose.pull_x, pose.pull_y)))
    c, s = pose.pull_x / far, pose.pull_y / far
    u, v = flat_x * c + flat_y * s, flat_y * c - flat_x * s
    depth = np.maximum(1 - far * u, 0.05)
    u, v = (u - far) / depth, v * np.sqrt(1 - far * far) / depth
    flat_x, flat_y = u * c - v * s, u * s + v * c
    turns = np.arctan2(flat_y, flat_x) / (2 * np.pi) % 1.0
    return turns.astype(np.float32), np.hypot(flat_x, flat_y).astype(np.float32)


def _light(size: tuple[int, int], rng: np.random.Generator) -> Floats:
    """Brighter from one side, with a tint and a soft shadow; it stays while the rotor turns."""
    rows, columns = np.mgrid[0 : size[1], 0 : size[0]].astype(np.float32)
    turn = float(rng.uniform(0, 2 * np.pi))
    along = (np.cos(turn) * (columns / size[0] - 0.5) + np.sin(turn) * (rows / size[1] - 0.5)) * 2
    light = float(rng.uniform(0.8, 1.05)) * (1 + float(rng.uniform(0.05, 0.3)) * along)
    tint = np.array(
        [rng.uniform(0.85, 1.05), rng.uniform(0.95, 1.0), rng.uniform(0.95, 1.08)], dtype=np.float32
    )
    shadow = 1 - float(rng.uniform(0, 0.35)) / (1 + np.exp(-(along * 9 + float(rng.uniform(-5, 5)))))
    return np.asarray((light * shadow)[..., None] * tint, dtype=np.float32)


def _glint(turns: Floats, out: Floats, rng: np.random.Generator) -> Floats:
    """Bright spots of lamps on the metal between pockets."""
    glint = np.zeros_like(out)
    for _ in range(int(rng.integers(1, 4))):
        at, where = float(rng.random()), float(rng.uniform(0.64, 0.98))
        off = (turns - at + 0.5) % 1.0 - 0.5
        glint += float(rng.uniform(40, 150)) * np.exp(-((off / 0.004) ** 2) - ((out - where) / 0.012) ** 2)
    return np.asarray(glint[..., None], dtype=np.float32)


def _box(inside: NDArray[np.bool_]) -> tuple[slice, slice]:
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def _twice(sheet: Floats) -> Floats:
    return np.concatenate((sheet, sheet, sheet[:, :2]), axis=1)


def _wrapped(sheet: Floats) -> Floats:
    return np.concatenate((sheet, sheet[:, :2]), axis=1)


def _disc(
    picture: Frame, x: float, y: float, radius: float, colour: tuple[float, float, float], part: float
) -> None:
    reach = int(radius + 3)
    left, top = max(0, int(x) - reach), max(0, int(y) - reach)
    patch = picture[top : int(y) + reach + 1, left : int(x) + reach + 1]
    if not patch.size:
        return
    mask = np.zeros(patch.shape[:2], dtype=np.uint8)
    cv2.circle(
        mask,
        (round((x - left) * 16), round((y - top) * 16)),
        max(8, round(radius * 16)),
        255,
        -1,
        cv2.LINE_AA,
        4,
    )
    alpha = mask[..., None].astype(np.float32) / 255 * part
    patch[...] = np.clip(patch * (1 - alpha) + np.array(colour, dtype=np.float32) * alpha, 0, 255).astype(
        np.uint8
    )

"""Finds the disc in pictures of one wheel at different stops: it is what changes. Then fits it until all pictures unroll to the same print. Refuses pictures in which nothing turned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations

import cv2
import numpy as np

from hardware.decode.sight.reader import CalibrationError, Floats, Frame
from hardware.decode.sight.segments.disc import Disc, unroll
from hardware.decode.sight.segments.turn import likeness, logs, pattern, tidy

CHANGED = 24
MOST_FITTED = 6
COARSE, FINE = (384, 16), (1024, 24)
STEPS = (0.02, 0.01, 0.005, 0.0025, 0.00125, 0.0006)
WAYS = (
    (1, 0, 0, 0, 0, 0), (0, 1, 0, 0, 0, 0), (0, 0, 1, 0, 0, 0), (0, 0, 0, 1, 0, 0), (0, 0, 0, 0, 1, 0), (0, 0, 0, 0, 0, 1),
    (1, 0, 0, 0, -1, 0), (0, 1, 0, 0, 0, -1),
)  # fmt: skip
"""Of x, y, p, q, u, v: each alone, and the two that leave the axle where it is."""
Fit = Callable[[Disc], float]


def find_disc(frames: Sequence[Frame], rim: Floats | None = None) -> Disc:
    """``rim``: five or more points of it, in pixels, where a technician has shown them.

    Raises:
        CalibrationError: nothing round has turned between the pictures.
    """
    first = _from_ellipse(rim) if rim is not None else _from_changes(frames)
    some = frames[:MOST_FITTED]
    rough = _fitted(first, _fit(some, *COARSE), STEPS[:4])
    return _fitted(rough, _fit(some, *FINE), STEPS[2:])


def _from_ellipse(points: Floats) -> Disc:
    (x, y), (wide, high), degrees = cv2.fitEllipse(points.reshape(-1, 1, 2))
    if min(wide, high) < 1:
        raise CalibrationError("rim: its points lie in one place or on one line; give five around the wheel")
    long, twice = 0.5 * float(np.log(wide / high)), 2 * np.radians(degrees)
    return Disc(
        x, y, float(np.sqrt(wide * high)) / 2, long * float(np.cos(twice)), long * float(np.sin(twice))
    )


def _from_changes(frames: Sequence[Frame]) -> Disc:
    soft = [cv2.GaussianBlur(frame, (0, 0), 1.5) for frame in frames[:MOST_FITTED]]
    changed = np.zeros(frames[0].shape[:2], dtype=np.uint8)
    for one, other in combinations(soft, 2):
        changed = np.maximum(changed, cv2.absdiff(one, other).max(axis=2))
    mask = (changed > CHANGED).astype(np.uint8)
    near = np.ones((9, 9), dtype=np.uint8)
    whole = cv2.morphologyEx(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, near), cv2.MORPH_OPEN, near)
    outlines, _ = cv2.findContours(whole, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outlines:
        raise CalibrationError("nothing turned between the pictures: show the wheel at different stops")
    hull = cv2.convexHull(max(outlines, key=cv2.contourArea))
    if len(hull) < 5 or cv2.contourArea(hull) < 0.01 * mask.size:
        raise CalibrationError("what changed between the pictures is no wheel: too small, or not round")
    return _from_ellipse(_evenly(hull))


def _evenly(hull: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> Floats:
    """Points at equal steps along the outline: long straight parts of a hull count as much as bent ones."""
    points = np.vstack((hull[:, 0], hull[:1, 0])).astype(np.float64)
    along = np.concatenate(((0.0,), np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))))
    steps = np.linspace(0, along[-1], 240, endpoint=False)
    return np.stack([np.interp(steps, along, points[:, axis]) for axis in (0, 1)], axis=1).astype(np.float32)


def _fit(frames: Sequence[Frame], angles: int, rings: int) -> Fit:
    """How alike the first picture's disc and each other's are, at the best turn of each."""

    def fit(disc: Disc) -> float:
        way = unroll(disc, angles, rings)
        seen = [pattern(tidy(logs(way.of(frame)))) for frame in frames]
        return float(np.mean([likeness(one, other).max() for one, other in combinations(seen, 2)]))

    return fit


def _fitted(disc: Disc, fit: Fit, steps: Sequence[float]) -> Disc:
    """Each of its ways to be wrong a little better in turn; its size is free, as any ring turns with the wheel."""
    best = fit(disc)
    for step in steps:
        for _ in range(3):
            before = best
            for way in WAYS:
                disc, best = _better(disc, best, fit, way, step)
            if best - before < 1e-4:
                break
    return disc


def _better(disc: Disc, best: float, fit: Fit, way: tuple[int, ...], step: float) -> tuple[Disc, float]:
    for by in (-step, step):
        x, y, p, q, u, v = (by * part for part in way)
        moved = replace(
            disc,
            x=disc.x + x * disc.size,
            y=disc.y + y * disc.size,
            p=disc.p + p,
            q=disc.q + q,
            u=disc.u + u,
            v=disc.v + v,
        )
        told = fit(moved)
        if told > best:
            return moved, told
    return disc, best

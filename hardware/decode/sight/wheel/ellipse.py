"""Ellipses that a wheel's red pockets may lie on: five of them make one, and those that most others lie on too are kept. Proposes; the order of colours decides."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.reader import Floats, Frame
from hardware.decode.sight.wheel.pose import Pose

SAMPLES = 2500
MOST_BLOBS = 110
LEVELS = (0.3, 0.42, 0.55)
"""Of the picture's strongest red."""
LEAST_INLIERS = 8
NEAR = 0.03
"""Radii from the ellipse that still count as on it."""


def proposals(
    frame: Frame, most: int, levels: tuple[float, ...] = LEVELS, samples: int = SAMPLES
) -> list[Pose]:
    """Ellipses through the middles of red patches, the best first; of a picture of about 640 pixels."""
    found: list[tuple[float, Pose]] = []
    red = redness(frame)
    for level in levels:
        found += _through(_middles(red, level), frame.shape[1], samples)
    found.sort(key=lambda one: -one[0])
    kept: list[Pose] = []
    for _, pose in found:
        if all(_differs(pose, other) for other in kept):
            kept.append(pose)
        if len(kept) == most:
            break
    return kept


def redness(frame: Frame) -> Floats:
    """How much red is ahead of green and blue, in grey levels."""
    blue, green, red = cv2.split(frame)
    return np.asarray(cv2.subtract(red, cv2.max(blue, green)), dtype=np.float32)


def _middles(red: Floats, level: float) -> Floats:
    strongest = float(np.percentile(red[::2, ::2], 99.5))
    mask = (red > max(14.0, level * strongest)).astype(np.uint8)
    mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((2, 2), dtype=np.uint8)).astype(np.uint8)
    _, _, stats, middles = cv2.connectedComponentsWithStats(mask)
    area = stats[:, cv2.CC_STAT_AREA].astype(np.float32)
    fits = (area >= 8) & (area < 0.012 * red.size)
    fits[0] = False
    order = np.argsort(-area * fits)[: min(MOST_BLOBS, int(fits.sum()))]
    return middles[order].astype(np.float32)


def _through(points: Floats, width: int, samples: int) -> list[tuple[float, Pose]]:
    if len(points) < LEAST_INLIERS:
        return []
    chosen = _fives(len(points), samples)
    middle = points.mean(axis=0)
    unit = (points - middle) / width
    rows = _conic_rows(unit)
    conics = _solved(rows[chosen])
    counts = _on(conics, unit, rows)
    best = np.argsort(-counts)[:60]
    found = []
    for number in best:
        pose = _pose(conics[number])
        if pose is None or counts[number] < LEAST_INLIERS or not _likely(pose):
            continue
        scaled = pose.scaled(width)
        x, y = scaled.x + float(middle[0]), scaled.y + float(middle[1])
        found.append((float(counts[number]), Pose(x, y, scaled.along, scaled.across, scaled.lean)))
    return found


def _fives(count: int, samples: int) -> NDArray[np.intp]:
    """Half of them among blobs of like size, which pockets are."""
    rng = np.random.default_rng(count)
    anywhere = rng.random((samples // 2, count)).argsort(axis=1)[:, :5]
    start = rng.integers(0, max(1, count - 20), samples // 2)[:, None]
    near = (start + rng.random((samples // 2, min(count, 20))).argsort(axis=1)[:, :5]) % count
    return np.concatenate((anywhere, near)).astype(np.intp)


def _conic_rows(points: Floats) -> NDArray[np.float64]:
    x, y = points[:, 0].astype(np.float64), points[:, 1].astype(np.float64)
    return np.stack((x * x, x * y, y * y, x, y), axis=1)


def _solved(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    steady = rows + 1e-9 * np.eye(5)
    whole = np.linalg.cond(steady) < 1e9
    conics = np.zeros((len(rows), 5))
    if whole.any():
        conics[whole] = np.linalg.solve(steady[whole], np.ones((int(whole.sum()), 5, 1)))[..., 0]
    return conics


def _on(conics: NDArray[np.float64], unit: Floats, rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """How many points lie on each conic, by Sampson's distance against its size."""
    a, b, c, d, e = (conics[:, number, None] for number in range(5))
    x, y = unit[None, :, 0], unit[None, :, 1]
    value = conics @ rows.T - 1
    slope = np.hypot(2 * a * x + b * y + d, b * x + 2 * c * y + e) + 1e-9
    determinant = 4 * a * c - b * b
    size = np.full((len(conics), 1), 1e-9)
    good = determinant[:, 0] > 1e-9
    size[good] = _size(conics[good])[:, None]
    near = np.abs(value) / slope < NEAR * size
    counts: NDArray[np.float64] = near.sum(axis=1) * good * (size[:, 0] > 0.06) * (size[:, 0] < 0.75)
    return counts


def _size(conics: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean radius, 0 for what is no ellipse."""
    a, b, c, d, e = conics.T
    determinant = 4 * a * c - b * b
    x, y = (b * e - 2 * c * d) / determinant, (b * d - 2 * a * e) / determinant
    level = 1 - (d * x + e * y) / 2
    size: NDArray[np.float64] = np.sqrt(np.clip(level * level * 4 / determinant, 0, None)) ** 0.5
    return size


def _pose(conic: NDArray[np.float64]) -> Pose | None:
    a, b, c, d, e = (float(part) for part in conic)
    determinant = 4 * a * c - b * b
    if determinant <= 1e-9:
        return None
    x, y = (b * e - 2 * c * d) / determinant, (b * d - 2 * a * e) / determinant
    level = 1 - (d * x + e * y) / 2
    values, vectors = np.linalg.eigh(np.array([[a, b / 2], [b / 2, c]]) * np.sign(level))
    if values[0] <= 0:
        return None
    along, across = np.sqrt(abs(level) / values)
    lean = float(np.arctan2(vectors[1, 0], vectors[0, 0]))
    return Pose(x, y, float(along), float(across), lean)


def _likely(pose: Pose) -> bool:
    return pose.across > 0.28 * pose.along and 0.07 < pose.radius < 0.7


def _differs(one: Pose, other: Pose) -> bool:
    apart = np.hypot(one.x - other.x, one.y - other.y) + abs(one.radius - other.radius)
    return bool(apart > 0.06 * other.radius or abs(one.across - other.across) > 0.06 * other.radius)

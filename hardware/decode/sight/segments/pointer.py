"""What the pointer looks like, where it stands, and whether it is seen there: a strip around it, of which only what never turned at calibration counts. Tells no segment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.reader import Floats, Frame
from hardware.decode.sight.segments.disc import ANGLES, POST_HALF, POST_INNER, POST_OUTER, Disc, unroll_post
from hardware.decode.sight.segments.turn import logs

REACH = 40
"""Angles on each side at which the pointer is looked for."""
PAINTED = 0.5
"""Part of the strip, its middle, in which a pointer lies."""
BESIDE_WHEEL = 1.02
STILL = 0.5
"""What changes less than this part of what the turning wheel does stands still."""
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Post:
    """``picture``: the strip as it stood at calibration; ``still``: which of it never turned."""

    picture: Frame
    still: Mask


def learned(frames: Sequence[Frame], disc: Disc, at: float) -> Post:
    """From pictures at different stops."""
    seen = [unroll_post(disc, at, POST_HALF).of(frame) for frame in frames]
    picture = np.median(np.stack(seen), axis=0).astype(np.uint8)
    known = _levelled(picture)
    off = np.quantile([np.abs(_levelled(one) - known).mean(axis=2) for one in seen], 0.75, axis=0)
    turning = off[_radii(len(off)) < 1 - (BESIDE_WHEEL - 1) * 3]
    return Post(picture, off < STILL * float(np.median(turning)))


def found(frame: Frame, disc: Disc, at: float, post: Post) -> Floats:
    """How alike the strip is when the pointer has moved by -REACH to REACH angles from ``at``; 1 the same, 0 nothing in common."""
    return _alike(_strip(frame, disc, at), post)


def bare(frame: Frame, disc: Disc, at: float, post: Post) -> float:
    """How alike it is at most with the pointer painted over, by what stands beside it: what is behind a pointer may look as it does."""
    strip = _strip(frame, disc, at)
    return float(_alike(strip - _middle(strip), post).max())


def shown(frame: Frame, disc: Disc, at: float, post: Post, angles: int) -> float:
    """How much is there of what the strip's middle has beyond its sides, which is the pointer; 1 as at calibration, at its place or so many angles from there."""
    strip, known = _strip(frame, disc, at), _middle(logs(post.picture)) * post.still[:, :, None]
    size = float((known * known).sum()) + 1e-6
    places = (strip[:, REACH + by : REACH + by + 2 * POST_HALF] for by in range(-angles, angles + 1))
    return max(float((_middle(place) * known).sum()) for place in places) / size


def _middle(strip: Floats) -> Floats:
    """What a strip has in its middle beyond what lies between its sides; nothing elsewhere."""
    middle, half = strip.shape[1] // 2, round(POST_HALF * PAINTED)
    left, right = strip[:, middle - half - 2 : middle - half], strip[:, middle + half : middle + half + 2]
    part = np.linspace(0, 1, 2 * half, dtype=np.float32)[None, :, None]
    beside = left.mean(axis=1, keepdims=True) * (1 - part) + right.mean(axis=1, keepdims=True) * part
    out = np.zeros_like(strip)
    out[:, middle - half : middle + half] = strip[:, middle - half : middle + half] - beside
    return out


def _strip(frame: Frame, disc: Disc, at: float) -> Floats:
    return logs(unroll_post(disc, at, POST_HALF + REACH).of(frame))


def _alike(strip: Floats, post: Post) -> Floats:
    here = np.lib.stride_tricks.sliding_window_view(strip, 2 * POST_HALF, axis=1).transpose(1, 0, 3, 2)
    still = post.still[:, :, None].astype(np.float32)
    shown, known = _apart(here, still), _apart(logs(post.picture), still)
    both = (shown * known).sum(axis=(1, 2, 3))
    strength = np.sqrt((shown**2).sum(axis=(1, 2, 3)) * float((known**2).sum()))
    return cast(Floats, both / (strength + 1e-3))


def where(alike: Floats) -> int:
    """By how many angles the pointer has moved."""
    return int(alike.argmax()) - REACH


def near(alike: Floats, angles: int) -> float:
    """How alike it is where it stood, or so many angles from there."""
    return float(alike[REACH - angles : REACH + angles + 1].max())


def angles_of(pixels: float, disc: Disc) -> int:
    """As many as so many pixels at the rim are, and the last one that is begun."""
    return min(REACH, int(np.ceil(pixels / (2 * np.pi * disc.size) * ANGLES)))


def _apart(logged: Floats, still: Floats) -> Floats:
    """What differs along each ring: a rim, or a wall above it, is no pointer."""
    size = np.maximum(still.sum(axis=1, keepdims=True), 1.0)
    return cast(Floats, (logged - (logged * still).sum(axis=-2, keepdims=True) / size) * still)


def _levelled(strip: Frame) -> Floats:
    """Whatever the light was, what stands beside the wheel comes out the same."""
    logged = logs(strip)
    beside = _radii(len(logged)) > BESIDE_WHEEL
    return cast(Floats, logged - logged[beside].mean(axis=(0, 1)))


def _radii(rings: int) -> NDArray[np.float64]:
    return np.linspace(POST_INNER, POST_OUTER, rings)

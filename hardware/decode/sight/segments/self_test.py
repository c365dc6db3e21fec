"""A new calibration against itself: its own pictures with the wheel turned on, in all kinds of light, and what is no wheel; they set its gates, and others tell how well it does. No look that set a gate is judged by it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight import shake
from hardware.decode.sight.gates import gate
from hardware.decode.sight.reader import Frame
from hardware.decode.sight.segments import moved, pointer
from hardware.decode.sight.segments.calibration import SegmentCalibration, SegmentGates, SegmentTest
from hardware.decode.sight.segments.disc import OUTER
from hardware.decode.sight.segments.look import Look, look_at

LOOKS, NOTHINGS = 120, 40
TURN_BETWEEN, PATCH_BETWEEN = 0.6, 0.5
"""How far from wrong votes towards right ones a gate lies."""
WITHIN = 0.12
OTHER_LOOKS, OTHER_PART = 0.65, (0.03, 0.05)
"""Which of the looks sets how much may not be as printed, and within what: two of 36 blocks is a cover, however bad a site's light."""
STANDING_LOOKS, STANDING_LOST, STANDING_BETWEEN = 80, 0.02, 0.5
"""Looks at what stands still; part of those read that may be lost; how far the least alike lies from what another place reaches."""
SHOWN_PART, SHOWN_BY = 0.95, 0.1
"""Of what most looks show of the pointer: a reflection may hide it from the others."""
GONE_BETWEEN = 0.85
"""The same, of a pointer that is painted over: what is behind a true one is seen by half."""
ELSEWHERE = (0.08, 0.92)
"""Where there is no pointer, in turns from where it is."""
Rng = np.random.Generator


_Pair = tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class _Try:
    """``printed``: no wheel of this site, but print like that of its segments under the pointer (inside out, blue is yellow); of that the second reader can be asked nothing."""

    truth: str | None
    look: Look
    printed: bool = False


def self_tested(
    site: SegmentCalibration, frames: Sequence[Frame], turns: Sequence[float], seed: int
) -> SegmentCalibration:
    """The calibration with the gates that its own looks give."""
    near, cut = _around_wheel(site, frames)
    first, fresh = (_tries(near, cut, turns, np.random.default_rng([seed, which])) for which in (3, 5))
    gates = _standing(near, cut, _gates(first), seed)
    return replace(site, gates=gates, self_test=_figures(fresh, gates, len(site.order)))


def _tries(site: SegmentCalibration, frames: Sequence[Frame], turns: Sequence[float], rng: Rng) -> list[_Try]:
    return [*_looks(site, frames, turns, rng), *_nothings(site, frames, rng)]


def _around_wheel(
    site: SegmentCalibration, frames: Sequence[Frame]
) -> tuple[SegmentCalibration, list[Frame]]:
    """The pictures without what is far from the wheel: looks at them are cheaper."""
    reach = 1.25 * site.disc.size * float(np.exp(np.hypot(site.disc.p, site.disc.q)))
    left, top = max(0, int(site.disc.x - reach)), max(0, int(site.disc.y - reach))
    right, low = int(site.disc.x + reach) + 1, int(site.disc.y + reach) + 1
    disc = replace(site.disc, x=site.disc.x - left, y=site.disc.y - top)
    return replace(site, disc=disc), [np.ascontiguousarray(frame[top:low, left:right]) for frame in frames]


def turned_on(frame: Frame, site: SegmentCalibration, plan: NDArray[np.float64]) -> Frame:
    """The picture with its wheel moved in its own plane; what hides it stays out of the way, as only the wheel is replaced."""
    plane = site.disc.plane()
    height, width = frame.shape[:2]
    moved = cv2.warpPerspective(
        frame, plane @ plan @ np.linalg.inv(plane), (width, height), flags=cv2.INTER_LINEAR
    )
    edge = site.disc.pixels(
        (np.arange(180) / 180).astype(np.float32), np.full(180, OUTER + 0.02, dtype=np.float32)
    )
    mask = np.zeros((height, width), dtype=np.uint8)
    cv2.fillPoly(mask, [np.rint(edge).astype(np.int32)], (255,))
    return cast(Frame, np.where(mask[:, :, None] > 0, moved, frame))


def _looks(
    site: SegmentCalibration, frames: Sequence[Frame], turns: Sequence[float], rng: Rng
) -> Iterator[_Try]:
    """Every segment in turn, anywhere in it but near a border."""
    count = len(site.order)
    for number in range(LOOKS):
        which = int(rng.integers(len(frames)))
        segment, spot = number % count, float(rng.uniform(WITHIN, 1 - WITHIN))
        wanted = site.pointer - site.first - (segment + spot) / count
        seen = turned_on(frames[which], site, _rotation(wanted - turns[which]))
        yield _Try(site.order[segment], look_at(shake.any_look(seen, rng, 1.0), site))


def _nothings(site: SegmentCalibration, frames: Sequence[Frame], rng: Rng) -> Iterator[_Try]:
    """What has this studio's light and colours and is not this wheel: mirrored, inside out, smaller, all of one colour."""
    for number in range(NOTHINGS):
        frame = frames[int(rng.integers(len(frames)))]
        spin = _rotation(float(rng.random()))
        match number % 4:
            case 0:
                other = turned_on(frame, site, spin @ np.diag((1.0, -1.0, 1.0)))
            case 1:
                other = turned_on(255 - frame, site, spin)
            case 2:
                other = turned_on(frame, site, spin @ np.diag((0.6, 0.6, 1.0)))
            case _:
                other = turned_on(frame, site, np.diag((40.0, 40.0, 1.0)))
        yield _Try(None, look_at(shake.any_look(other, rng, 1.0), site), printed=number % 4 != 3)


def _rotation(turns: float) -> NDArray[np.float64]:
    cos, sin = np.cos(2 * np.pi * turns), np.sin(2 * np.pi * turns)
    return np.array(((cos, -sin, 0), (sin, cos, 0), (0, 0, 1)), dtype=np.float64)


def _gates(tries: Sequence[_Try]) -> SegmentGates:
    turn = gate([(one.look.turn, one.look.turn.value == one.truth) for one in tries], TURN_BETWEEN)
    others = [one for one in tries if not one.printed and (one.truth is None or one.look.same_place)]
    patch = gate(
        [(one.look.patch.vote, one.look.patch.vote.value == one.truth) for one in others], PATCH_BETWEEN
    )
    read = [one.look for one in tries if one.look.turn.value == one.truth == one.look.patch.vote.value]
    sharp = float(np.quantile([look.sharp for look in read], 0.01)) if read else 1.0
    other = float(np.quantile([look.patch.other for look in read], OTHER_LOOKS)) if read else 0.0
    return SegmentGates(turn, patch, sharp, float(np.clip(other, *OTHER_PART)))


def _standing(
    site: SegmentCalibration, frames: Sequence[Frame], gates: SegmentGates, seed: int
) -> SegmentGates:
    """With what tells a camera that has rolled, or a pointer that is not where it was."""
    rng = np.random.default_rng([seed, 7])
    stood = [pointer.where(pointer.found(frame, site.disc, site.pointer, site.post)) for frame in frames]
    most = pointer.REACH // 2
    gates = replace(gates, lean=min(most, max(abs(angles) for angles in stood)))
    site, around, post, gone = replace(site, gates=gates), list[_Pair](), list[_Pair](), list[_Pair]()
    seen_of_it: list[float] = []
    for _ in range(STANDING_LOOKS):
        seen = shake.any_look(frames[int(rng.integers(len(frames)))], rng, 1.0)
        if not _read(look_at(seen, site), gates):
            continue
        around.append(moved.around(seen, site)[:2])
        post.append(_post(seen, site, float(rng.uniform(*ELSEWHERE))))
        gone.append((post[-1][0], pointer.bare(seen, site.disc, site.pointer, site.post)))
        seen_of_it.append(pointer.shown(seen, site.disc, site.pointer, site.post, moved.post_angles(site)))
    floor = max(_floor(post), _floor(gone, GONE_BETWEEN))
    least = SHOWN_PART * float(np.quantile(seen_of_it, SHOWN_BY)) if seen_of_it else 0.0
    return replace(gates, around=_floor(around) if site.steady else 0.0, post=floor, shown=least)


def _post(frame: Frame, site: SegmentCalibration, away: float) -> _Pair:
    """How alike the pointer is at its place, and what is elsewhere along the rim."""
    here, there = (pointer.found(frame, site.disc, site.pointer + by, site.post) for by in (0.0, away))
    return pointer.near(here, moved.post_angles(site)), float(there.max())


def _floor(pairs: Sequence[_Pair], between: float = STANDING_BETWEEN) -> float:
    """Between; 0 where they overlap: then it tells nothing."""
    if not pairs:
        return 0.0
    low = float(np.quantile([right for right, _ in pairs], STANDING_LOST))
    high = max(0.0, max(wrong for _, wrong in pairs))
    return high + between * (low - high) if high < low else 0.0


def _read(look: Look, gates: SegmentGates) -> bool:
    agree = look.same_place and look.turn.value == look.patch.vote.value and look.patch.other <= gates.other
    return agree and gates.turn.passes(look.turn) and gates.patch.passes(look.patch.vote)


def _figures(tries: Sequence[_Try], gates: SegmentGates, segments: int) -> SegmentTest:
    passed = [one for one in tries if _read(one.look, gates)]
    wheels = [one for one in tries if one.truth is not None]
    return SegmentTest(
        segments=segments,
        looks=len(wheels),
        top_1=round(sum(one.look.turn.value == one.truth for one in wheels) / max(1, len(wheels)), 4),
        accepted=round(sum(one.truth is not None for one in passed) / max(1, len(wheels)), 4),
        wrong_accepted=sum(one.look.turn.value != one.truth for one in passed),
    )

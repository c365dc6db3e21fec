"""What toys' dice have on a round field besides pips: rims, stars, wedges, rings around the pips; and seals, which are no pips. Everything follows from a seed or a generator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from hardware.decode.sight.reader import Floats, Frame

Rng = np.random.Generator
Colour = tuple[float, float, float]
STAR, RAYS, WEDGES, RINGS = 0.35, 0.35, 0.5, 0.4
"""Part of the fields with a filled star, with thin rays, with light between pips and rim, with dark rings around the pips."""
EYES = 0.35
"""Part of the seals with a ring around a dark spot, which looks much like a pip."""
CLEAR = 0.04
"""Between a star and the pips, in parts of the field's radius."""


@dataclass(frozen=True, slots=True)
class Field:
    """A round field in the middle of a face: its radius in pixels, the colour it is printed in, the body's, and what adorns it."""

    radius: float
    printed: tuple[int, int, int]
    body: tuple[int, int, int]
    seed: int


def adorn(sheet: Frame, field: Field, pips: Sequence[tuple[float, float]], radius: float) -> None:
    """Ornaments behind the pips, which lie at ``pips``, of such a ``radius``, all in pixels, and are drawn over them later; a star keeps clear of them."""
    rng = np.random.default_rng(field.seed)
    middle = _middle(sheet)
    light = _between(field.printed, field.body, float(rng.uniform(0.2, 1.0)))
    _rim(sheet, middle, int(field.radius), light, rng)
    if rng.random() < WEDGES:
        _wedges(sheet, middle, field.radius, light, rng)
    apart = min(float(np.hypot(*(middle - at))) for at in pips) - radius
    if apart > 4:
        _star(sheet, middle, min(apart - CLEAR * field.radius, 0.6 * field.radius), light, rng)
    if rng.random() < RINGS:
        thick, dark = (
            int(rng.integers(2, 5)),
            _between(field.body, field.printed, float(rng.uniform(0.8, 1.0))),
        )
        for at in pips:
            cv2.circle(sheet, pixel(np.array(at)), round(radius) + thick - 1, dark, -1, cv2.LINE_AA)


def seal(sheet: Frame, reach: int, ink: Colour, body: Colour, rng: Rng) -> None:
    """A dark round field with blots in it, some with holes, none of them a pip; a rim, and ticks along it."""
    middle = _middle(sheet)
    cv2.circle(sheet, pixel(middle), reach, ink, -1, cv2.LINE_AA)
    for _ in range(int(rng.integers(2, 7))):
        at = middle + way(float(rng.uniform(0, 2 * np.pi)), reach * float(rng.uniform(0.0, 0.5)))
        _blot(
            sheet,
            at,
            reach * float(rng.uniform(0.12, 0.45)),
            _between(ink, body, float(rng.uniform(0.5, 1.0))),
            ink,
            rng,
        )
    if rng.random() < EYES:
        _eye(sheet, middle, reach, _between(ink, body, float(rng.uniform(0.7, 1.0))), ink, rng)
    if rng.random() < 0.4:
        cv2.circle(sheet, pixel(middle), round(0.9 * reach), body, 1, cv2.LINE_AA)
    if rng.random() < 0.6:
        _ticks(sheet, middle, reach, body, rng)


def shine(sheet: Frame, radius: float, seed: int) -> None:
    """A ball's light: it falls off to one side, and a lamp shows near the rim."""
    rng, (high, wide) = np.random.default_rng([seed, 2]), sheet.shape[:2]
    towards = way(float(rng.uniform(0, 2 * np.pi)), float(rng.uniform(0.0, 0.4)))
    across, down = np.meshgrid(np.linspace(-1, 1, wide), np.linspace(-1, 1, high))
    lit = sheet * (1 + across * towards[0] + down * towards[1])[:, :, None]
    lamp = np.zeros((high, wide), dtype=np.float32)
    if rng.random() < 0.5:
        first = float(rng.uniform(0, 360))
        axes, thick = (int(0.85 * radius), int(0.85 * radius)), int(rng.integers(2, 7))
        cv2.ellipse(
            lamp, (wide // 2, high // 2), axes, 0, first, first + float(rng.uniform(15, 70)), 1.0, thick
        )
        lamp = cv2.GaussianBlur(lamp, (0, 0), float(rng.uniform(1, 4))) * float(rng.uniform(40, 160))
    sheet[:] = np.clip(lit + lamp[:, :, None], 0, 255).astype(np.uint8)


def _rim(sheet: Frame, middle: Floats, wide: int, colour: Colour, rng: Rng) -> None:
    """A ring along the field's edge, and a piece of a thicker one within it."""
    cv2.circle(sheet, pixel(middle), wide - 2, colour, 1, cv2.LINE_AA)
    first = float(rng.uniform(0, 360))
    last = first + float(rng.uniform(30, 120))
    thick = int(rng.integers(1, 5))
    cv2.ellipse(sheet, pixel(middle), (wide - 5, wide - 5), 0, first, last, colour, thick, cv2.LINE_AA)


def _blot(sheet: Frame, at: Floats, long: float, colour: Colour, hole: Colour, rng: Rng) -> None:
    axes = (int(long) + 1, int(long * rng.uniform(0.3, 0.9)) + 1)
    turn = float(rng.uniform(0, 180))
    if rng.random() < 0.35:
        points = [
            pixel(at + way(float(turned), long * float(rng.uniform(0.4, 1.2))))
            for turned in np.arange(7) * 0.9
        ]
        cv2.fillPoly(sheet, [np.array(points)], colour, cv2.LINE_AA)
    else:
        cv2.ellipse(sheet, pixel(at), axes, turn, 0, 360, colour, -1, cv2.LINE_AA)
    if rng.random() < 0.5:
        inner = (max(1, int(axes[0] * rng.uniform(0.2, 0.6))), max(1, int(axes[1] * rng.uniform(0.3, 0.7))))
        off = at + way(float(rng.uniform(0, 2 * np.pi)), 0.3 * long)
        cv2.ellipse(sheet, pixel(off), inner, turn, 0, 360, hole, -1, cv2.LINE_AA)


def _eye(sheet: Frame, middle: Floats, reach: int, light: Colour, dark: Colour, rng: Rng) -> None:
    """A loop: a light ring, from which a tail leads to the rim, around a dark spot that is seldom quite round."""
    turn, wide = float(rng.uniform(0, 2 * np.pi)), reach * float(rng.uniform(0.25, 0.5))
    at = middle + way(turn, reach * float(rng.uniform(0.0, 0.35)))
    end = middle + way(turn + np.pi + float(rng.normal(0, 0.6)), reach * float(rng.uniform(0.5, 1.0)))
    cv2.line(sheet, pixel(at), pixel(end), light, max(2, int(wide * rng.uniform(0.5, 1.5))), cv2.LINE_AA)
    cv2.circle(sheet, pixel(at), round(wide), light, -1, cv2.LINE_AA)
    spot = wide * float(rng.uniform(0.4, 0.75))
    axes = (max(1, round(spot)), max(1, round(spot * float(rng.uniform(0.6, 1.0)))))
    off = at + way(float(rng.uniform(0, 2 * np.pi)), 0.15 * wide)
    cv2.ellipse(sheet, pixel(off), axes, float(rng.uniform(0, 180)), 0, 360, dark, -1, cv2.LINE_AA)


def _ticks(sheet: Frame, middle: Floats, reach: int, colour: Colour, rng: Rng) -> None:
    first, last = np.sort(rng.uniform(0, 2 * np.pi, 2))
    for turn in np.arange(first, last, 0.22):
        inner, outer = (pixel(middle + way(float(turn), part * reach)) for part in (0.72, 0.92))
        cv2.line(sheet, inner, outer, colour, int(rng.integers(1, 4)), cv2.LINE_AA)


def _wedges(sheet: Frame, middle: Floats, radius: float, colour: Colour, rng: Rng) -> None:
    """Between the pips and the rim: lens-shaped, or with a point towards the middle."""
    first, pointed = float(rng.choice((0.0, np.pi / 2))), bool(rng.random() < 0.5)
    many = int(rng.choice((1, 2, 4)))
    wide = float(rng.uniform(0.2, 0.45))
    for turn in first + np.arange(many) * 2 * np.pi / many:
        rim = [pixel(middle + way(float(turn + off), 0.88 * radius)) for off in np.linspace(-wide, wide, 7)]
        inner = pixel(middle + way(float(turn), float(rng.uniform(0.45, 0.75)) * radius))
        if pointed:
            cv2.fillPoly(sheet, [np.array([*rim, inner])], colour, cv2.LINE_AA)
        else:
            axes = (int(wide * 0.88 * radius), max(1, int(0.12 * radius)))
            at = pixel(middle + way(float(turn), 0.82 * radius))
            cv2.ellipse(sheet, at, axes, float(np.degrees(turn)), 0, 360, colour, -1, cv2.LINE_AA)


def _star(sheet: Frame, middle: Floats, reach: float, colour: Colour, rng: Rng) -> None:
    """Where no pip lies in the middle: thin rays, or a filled star."""
    kind, many = float(rng.random()), int(rng.integers(3, 9))
    first, length = float(rng.uniform(0, np.pi)), reach * float(rng.uniform(0.4, 1.0))
    if kind < STAR:
        waist = float(rng.uniform(0.15, 0.5))
        turns = first + np.arange(2 * many) * np.pi / many
        points = [
            pixel(middle + way(float(turn), length * (waist if number % 2 else 1.0)))
            for number, turn in enumerate(turns)
        ]
        cv2.fillPoly(sheet, [np.array(points)], colour, cv2.LINE_AA)
    elif kind < STAR + RAYS:
        thick = int(rng.integers(1, 4))
        for turn in first + np.arange(many) * 2 * np.pi / many:
            cv2.line(
                sheet, pixel(middle), pixel(middle + way(float(turn), length)), colour, thick, cv2.LINE_AA
            )


def _between(one: Colour, other: Colour, share: float) -> Colour:
    """``share`` of the other."""
    return cast(Colour, tuple(share * b + (1 - share) * a for a, b in zip(one, other, strict=True)))


def _middle(sheet: Frame) -> Floats:
    return np.array((sheet.shape[1] / 2, sheet.shape[0] / 2), dtype=np.float32)


def pixel(point: Floats) -> tuple[int, int]:
    """The nearest pixel."""
    return round(float(point[0])), round(float(point[1]))


def way(turn: float, length: float) -> Floats:
    """So far in that direction: upwards, and on as a clock's hand."""
    return np.array((np.sin(turn), -np.cos(turn)), dtype=np.float32) * np.float32(length)

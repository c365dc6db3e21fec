"""Faces as toys have them: whole pips that lie apart, whatever adorns them, the same from the same seed."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from hardware.decode.sight.reader import Frame
from hardware.sim.scenes.dice_faces import APART, PLACES, RIM, SIDE, DieStyle, face, odd_style, symbol

STYLES = [odd_style(np.random.default_rng(seed)) for seed in range(300)]


def pips(style: DieStyle, value: int) -> np.ndarray:
    """Middles, in parts of the side from the face's."""
    across, down = (style.six_across, style.six_down) if value == 6 else (1.0, 1.0)
    return np.array(PLACES[value]) * style.spread * (across, down)


@pytest.mark.parametrize("value", PLACES)
def test_pips_lie_whole_on_the_face_and_apart(value: int) -> None:
    for style in STYLES:
        at = pips(style, value)
        assert np.abs(at).max() + style.radius <= (0.5 if value == 6 else RIM)
        apart = [float(np.hypot(*(one - other))) for one, other in combinations(at, 2)]
        assert min(apart, default=1.0) >= 2 * style.radius + APART - 1e-9


@pytest.mark.parametrize("value", PLACES)
def test_whatever_adorns_a_field_most_of_each_pip_s_rim_shows(value: int) -> None:
    adorned = [style for style in STYLES if style.adorned and style.disc and not style.recessed]
    assert len(adorned) > 30
    for style in adorned:
        sheet = face(value, style)
        assert all(shown(sheet, style, at) > 0.5 for at in pips(style, value))
        assert not np.array_equal(sheet, face(value, replace(style, adorned=0)))


def shown(sheet: Frame, style: DieStyle, at: np.ndarray) -> float:
    """Part of a pip's rim beyond which another colour begins."""
    turns = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    ring = (0.5 + at + (style.radius + 0.02) * np.stack((np.cos(turns), np.sin(turns)), 1)) * SIDE
    outside = np.array([sheet[round(y), round(x)] for x, y in ring], dtype=np.int64)
    return float((np.abs(outside - np.array(style.body)).max(axis=1) > 8).mean())


def test_the_same_style_and_seed_draw_the_same() -> None:
    for style in STYLES[:20]:
        assert np.array_equal(face(4, style), face(4, style))
        one, other = (symbol(style, np.random.default_rng(1)) for _ in range(2))
        assert np.array_equal(one, other)

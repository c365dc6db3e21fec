"""Faces as toys have them: whole pips that lie apart, whatever adorns them, the same from the same seed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hardware.sim.scenes.dice_faces import PLACES, SIDE, DieStyle, face, odd_style, symbol

STYLES = [odd_style(np.random.default_rng(seed)) for seed in range(300)]


def pips(style: DieStyle, value: int) -> np.ndarray:
    """Middles, in parts of the side from the face's."""
    across, down = (style.six_across, style.six_down) if value == 6 else (1.0, 1.0)
    return np.array(PLACES[value]) * style.spread * (across, down)


@pytest.mark.parametrize("value", PLACES)
def test_pips_lie_whole_on_the_face_and_apart(value: int) -> None:
    for style in STYLES:
        at = pips(style, value)
        assert np.abs(at).max() + style.radius < 0.5
        apart = [float(np.hypot(*(one - other))) for one in at for other in at if one is not other]
        assert min((each for each in apart if each), default=1.0) > 2 * style.radius


@pytest.mark.parametrize("value", PLACES)
def test_whatever_adorns_a_field_its_pips_show(value: int) -> None:
    adorned = [style for style in STYLES if style.adorned and style.disc and not style.recessed]
    assert len(adorned) > 30
    for style in adorned:
        at = (0.5 + pips(style, value)) * SIDE
        sheet = face(value, style)
        assert all(tuple(sheet[round(y), round(x)]) == style.body for x, y in at)
        assert not np.array_equal(sheet, face(value, replace(style, adorned=0)))


def test_the_same_style_and_seed_draw_the_same() -> None:
    for style in STYLES[:20]:
        assert np.array_equal(face(4, style), face(4, style))
        one, other = (symbol(style, np.random.default_rng(1)) for _ in range(2))
        assert np.array_equal(one, other)

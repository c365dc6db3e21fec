"""A round thing has its outline whatever lies behind it; what is not round has an edge in its place on a part of any circle only."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from hardware.decode.sight.reader import Floats
from hardware.decode.sight.wheel.outline import Outline, outline_of

SIDE, USUAL = 45, 8.65
MIDDLE = (22.0, 22.0)


def _felt(tone: float) -> Floats:
    return np.full((SIDE, SIDE, 3), tone, dtype=np.float32)


def _disc(patch: Floats, x: float, y: float, radius: float, tone: tuple[float, float, float]) -> Floats:
    cv2.circle(patch, (round(x * 16), round(y * 16)), round(radius * 16), tone, -1, cv2.LINE_AA, 4)
    return np.asarray(cv2.GaussianBlur(patch, (0, 0), 0.8), dtype=np.float32)


def _outline(patch: Floats) -> Outline:
    found = outline_of(patch, MIDDLE, USUAL)
    assert found is not None
    return found


@pytest.mark.parametrize("floor", (0.1, 0.5, 0.9))
def test_a_disc_is_found_on_a_darker_and_on_a_brighter_floor(floor: float) -> None:
    found = _outline(_disc(_felt(floor), 24.5, 19.5, 9.5, (0.68, 0.7, 0.72)))
    assert (found.x, found.y, found.radius) == pytest.approx((24.5, 19.5, 9.5), abs=0.6)
    assert found.ragged < 0.1 and found.around > 0.75


def test_a_disc_as_bright_as_its_floor_is_found_by_its_tint() -> None:
    found = _outline(_disc(_felt(0.6), 21.0, 24.0, 8.0, (0.36, 0.62, 0.82)))
    assert (found.x, found.y, found.radius) == pytest.approx((21.0, 24.0, 8.0), abs=0.6)
    assert found.around > 0.75


def test_a_disc_of_which_the_wall_hides_a_third_shows_most_of_its_rim() -> None:
    patch = _disc(_felt(0.2), *MIDDLE, 9.0, (0.8, 0.8, 0.8))
    patch[:, 27:] = 0.45
    found = _outline(patch)
    assert 0.5 < found.around < 0.8


@pytest.mark.parametrize("shape", ("cross", "wall"))
@pytest.mark.parametrize("bright", (None, 8.0))
def test_what_is_not_round_has_no_rim(shape: str, bright: float | None) -> None:
    patch = _felt(0.2)
    patch[:, 18:26] = 0.8
    if shape == "cross":
        patch[18:26] = 0.8
    found = outline_of(patch, MIDDLE, USUAL, bright)
    assert found is not None and found.clear < 0.35


def test_a_disc_is_found_from_its_brightness_where_its_shading_misleads() -> None:
    patch = _felt(0.3)
    for part in np.linspace(0, 1, 8):
        _disc(patch, 22 - 2 * part, 22 - 2 * part, 9 * (1 - 0.8 * part), (0.62 + 0.33 * part,) * 3)
    soft = np.asarray(cv2.GaussianBlur(patch, (0, 0), 1.6), dtype=np.float32)
    found = outline_of(soft, (21.0, 21.0), USUAL, 7.0)
    assert found is not None
    assert (found.x, found.y, found.radius) == pytest.approx((22.0, 22.0, 9.0), abs=1.0)


@pytest.mark.parametrize("bright", (None, 4.0))
def test_a_bare_floor_has_no_outline(bright: float | None) -> None:
    assert outline_of(_felt(0.4), MIDDLE, USUAL, bright) is None

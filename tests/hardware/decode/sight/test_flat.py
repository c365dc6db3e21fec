"""Ink says how dark print is beside its paper: light and its colour make no difference."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.decode.sight import shake
from hardware.decode.sight.flat import HEIGHT, WIDTH, flatten, ink, redness, upside_down, ways
from hardware.decode.sight.whole_card import ink_map, row
from tests.hardware.decode.sight.drawn import table


def flat(card: str = "9H") -> np.typing.NDArray[np.uint8]:
    shown = table(card, seed=2)
    return flatten(shown.picture, shown.laid[0].quad)


@given(st.floats(0.35, 1.0), st.floats(0.7, 1.1), st.floats(0.7, 1.1))
@settings(max_examples=10, deadline=None)
def test_light_and_its_colour_change_no_ink(gain: float, blue: float, red: float) -> None:
    card = flat()
    other = shake.tinted(shake.lit(card, gain), blue, red)
    alike = float(row(ink_map(ink(card))) @ row(ink_map(ink(other))))
    assert alike > 0.97


def test_ink_is_none_on_paper_and_all_in_print() -> None:
    inked = ink(flat("AS")).max(axis=2)
    assert np.quantile(inked, 0.4) < 0.08
    assert inked.max() > 0.7


def test_red_print_is_told_from_black() -> None:
    assert redness(ink(flat("9H"))).max() > 0.4 > 0.25 > np.quantile(redness(ink(flat("9S"))), 0.999)


def test_a_card_turned_by_half_is_itself() -> None:
    inked = ink(flat())
    assert (upside_down(upside_down(inked)) == inked).all()


@pytest.mark.parametrize(("long", "count"), ((170, 1), (125, 2)))
def test_a_card_seen_from_the_side_is_tried_both_ways(long: int, count: int) -> None:
    quad = np.array(((0, 0), (120, 0), (120, long), (0, long)), dtype=np.float32)
    assert len(ways(quad)) == count


def test_a_quad_over_the_picture_s_edge_is_cut_all_the_same() -> None:
    picture = np.full((100, 100, 3), 200, dtype=np.uint8)
    quad = np.array(((-20, -20), (60, -20), (60, 90), (-20, 90)), dtype=np.float32)
    assert flatten(picture, quad).shape == (HEIGHT, WIDTH, 3)

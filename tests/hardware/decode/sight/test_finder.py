"""Cards are found where they lie, to within a few hundredths of their width, and nothing else is taken for one."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.decode.sight import shake
from hardware.decode.sight.finder import Found, find_cards
from hardware.decode.sight.outline import ordered, outline
from hardware.decode.sight.reader import Corners, Frame, Reason
from hardware.sim.faces.faces import face
from hardware.sim.faces.table_scene import FRAME, felt, paste
from tests.hardware.decode.sight.drawn import deck, table


def off_by(found: list[Found], quad: Corners) -> float:
    """Worst corner of the nearest find, as a part of the card's width."""
    wide = float(np.linalg.norm(quad[1] - quad[0]))
    turns = [np.roll(one.quad, turn, axis=0) for one in found for turn in range(4)]
    return min((float(np.linalg.norm(turn - quad, axis=1).max()) / wide for turn in turns), default=9.0)


@pytest.mark.parametrize("condition", shake.CONDITIONS[:-1])
def test_every_card_is_found_in_every_light(condition: str) -> None:
    shown = table("2C", "KH", "9S", "AD", "TC", seed=5)
    found = find_cards(shake.condition(condition, shown.picture, np.random.default_rng(2), 130))
    assert max(off_by(found, laid.quad) for laid in shown.laid) < 0.035
    assert len(found) == 5 and not any(one.reasons for one in found)


def test_cards_are_found_from_the_side() -> None:
    shown = table("2C", "KH", "9S", seed=3, tilt=0.35)
    assert max(off_by(find_cards(shown.picture), laid.quad) for laid in shown.laid) < 0.05


@pytest.mark.parametrize("seed", range(6))
def test_a_table_without_cards_shows_none(seed: int) -> None:
    assert not [one for one in find_cards(felt(np.random.default_rng(seed))) if not one.reasons]


def test_a_box_printed_for_a_card_is_no_card() -> None:
    picture = np.full((720, 1280, 3), (60, 90, 20), dtype=np.uint8)
    cv2.rectangle(picture, (500, 200), (640, 400), (190, 210, 220), 3, cv2.LINE_AA)
    assert find_cards(picture) == []


def test_a_card_in_its_printed_box_is_found() -> None:
    picture = np.full((720, 1280, 3), (60, 90, 20), dtype=np.uint8)
    cv2.rectangle(picture, (500, 200), (660, 420), (190, 210, 220), 3, cv2.LINE_AA)
    quad = np.array(((520, 225), (640, 225), (640, 395), (520, 395)), dtype=np.float32)
    paste(picture, face(deck(), "7H"), quad)
    assert off_by(find_cards(picture), quad) < 0.04


def touching(down: float, turn: float) -> tuple[Frame, list[Corners]]:
    picture = np.full((720, 1280, 3), (60, 90, 20), dtype=np.uint8)
    around = np.array(((np.cos(turn), np.sin(turn)), (-np.sin(turn), np.cos(turn))))
    quads = []
    for number, card in enumerate(("7H", "4S")):
        corners = np.array(((0, 0), (120, 0), (120, 170), (0, 170))) + np.array((number * 120, number * down))
        quads.append((corners @ around + (450, 250)).astype(np.float32))
        paste(picture, face(deck(), card), quads[-1])
    return picture, quads


@pytest.mark.parametrize("turn", (0.0, 0.2, 0.8, 1.3))
@pytest.mark.parametrize("down", (0, 40, 90))
def test_of_two_touching_cards_the_parts_are_told_or_nothing(turn: float, down: float) -> None:
    picture, quads = touching(down, turn)
    found = [one for one in find_cards(picture) if not one.reasons]
    likely = [Found(quad, 1.0) for one in found for quad in one.others or (one.quad,)]
    assert all(min(off_by([one], quad) for quad in quads) < 0.08 for one in likely)
    assert down != 0 or len(likely) == 2


def test_a_card_that_leaves_the_picture_is_not_read_as_whole() -> None:
    shown = table("5D", seed=8)
    left = int(shown.laid[0].quad[:, 0].min() + 40)
    found = find_cards(np.ascontiguousarray(shown.picture[:, left:]))
    assert all(one.reasons in ((Reason.PARTLY_SEEN,), (Reason.HAND,)) for one in found)


def test_a_hand_on_a_card_is_seen() -> None:
    reasons = [
        one.reasons for seed in range(4) for one in find_cards(table("5D", seed=seed, hand=True).picture)
    ]
    assert all(len(reason) <= 1 for reason in reasons)


corner = st.tuples(st.integers(-60, 60), st.integers(-60, 60))


@given(st.tuples(corner, corner, corner, corner), st.integers(0, 3), st.booleans())
def test_a_quad_is_ordered_clockwise_with_a_short_side_first(
    moved: tuple[tuple[int, int], ...], turn: int, mirrored: bool
) -> None:
    square = np.array(((200, 200), (500, 200), (500, 650), (200, 650)), dtype=np.float32)
    quad = np.roll(square + np.array(moved, dtype=np.float32), turn, axis=0)
    told = ordered(quad[::-1] if mirrored else quad)
    assert {tuple(point) for point in told} == {tuple(point) for point in quad}
    sides = np.linalg.norm(np.roll(told, -1, axis=0) - told, axis=1)
    assert sides[0] + sides[2] <= sides[1] + sides[3] + 1e-3
    assert cv2.contourArea(told, oriented=True) > 0


@given(st.floats(0, 3.1), st.floats(60, 150), st.floats(0, 0.15))
@settings(max_examples=40)
def test_round_corners_and_a_finger_do_not_bend_the_sides(turn: float, wide: float, finger: float) -> None:
    """A finger over three tenths of a side; where it covers four tenths, a small card's side may follow it."""
    around = np.array(((np.cos(turn), np.sin(turn)), (-np.sin(turn), np.cos(turn))))
    quad = (np.array(((-0.5, -0.7), (0.5, -0.7), (0.5, 0.7), (-0.5, 0.7))) * wide @ around + 200).astype(
        np.float32
    )
    mask = np.zeros((400, 400), dtype=np.uint8)
    cv2.fillConvexPoly(mask, np.rint(quad * 16).astype(np.int32), (255,), cv2.LINE_AA, 4)
    dent = quad[0] * 0.6 + quad[1] * 0.4
    cv2.circle(mask, (int(dent[0]), int(dent[1])), int(finger * wide), (0,), -1)
    mask = np.where(mask > 127, 255, 0).astype(np.uint8)
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    shape = outline(np.asarray(max(contours, key=len), dtype=np.int32))
    assert shape is not None
    assert off_by([Found(shape.quad, 1.0)], quad) < 0.05


@given(st.integers(0, 2**32 - 1), st.integers(48, 200), st.integers(48, 200))
@settings(max_examples=25, deadline=None)
def test_noise_of_any_size_is_survived(seed: int, wide: int, high: int) -> None:
    rng = np.random.default_rng(seed)
    blocks = rng.integers(0, 256, (high // 12 + 1, wide // 12 + 1, 3), dtype=np.uint8)
    picture = cv2.resize(blocks, (wide, high), interpolation=cv2.INTER_NEAREST)
    for one in find_cards(np.asarray(picture, dtype=np.uint8)):
        assert one.quad.shape == (4, 2) and np.isfinite(one.quad).all()


def test_the_picture_may_be_larger_than_that_in_which_cards_are_sought() -> None:
    shown = table("2C", "KH", seed=5)
    large = cv2.resize(shown.picture, None, fx=2.5, fy=2.5)
    found = find_cards(np.asarray(large, dtype=np.uint8))
    assert max(off_by(found, laid.quad * 2.5) for laid in shown.laid) < 0.04
    assert large.shape[1] == 2.5 * FRAME[0]

"""Cards on a table that the camera sees from the side are read through the table's four marks, and none is read wrongly."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import cast

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from hardware.decode.sight.calibration import CardCalibration
from hardware.decode.sight.card_reader import CardReader
from hardware.decode.sight.enrolment import diagonals_mm
from hardware.decode.sight.finder import find_cards
from hardware.decode.sight.reader import Corners, Frame, Labelled, LabelledFrame, Read, Reason
from hardware.decode.sight.table import Table, table_from
from hardware.sim.faces.table_scene import FRAME, Laid, drawn, felt, paste
from tests.hardware.decode.sight.drawn import FEW, at, deck

TABLE_MM = (700.0, 420.0)
CARD_MM = (63.0, 88.0)
AWAY_MM = 1500.0


def projected(points_mm: NDArray[np.float64], elevation: float) -> Corners:
    """Points of the table in a camera's picture that looks at its middle from ``elevation`` degrees above its plane."""
    x, y = (points_mm - np.array(TABLE_MM) / 2).T
    sine, cosine = np.sin(np.radians(elevation)), np.cos(np.radians(elevation))
    depth, focal = AWAY_MM - y * cosine, 1.5 * AWAY_MM
    middle = np.array(FRAME) / 2
    seen = np.stack((x, y * sine), axis=1) * (focal / depth)[:, None] + middle
    return cast(Corners, seen.astype(np.float32))


def dealt(seed: int, elevation: float) -> tuple[Frame, Table, list[Laid]]:
    """Six cards in two rows, turned any way, and the table with its marks."""
    rng = np.random.default_rng(seed)
    picture = np.asarray(felt(rng), dtype=np.uint8)
    edge = np.array(((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))) * TABLE_MM
    marks = projected(edge, elevation)
    for x, y in np.rint(marks).astype(int).tolist():
        cv2.drawMarker(picture, (x, y), (200, 230, 240), cv2.MARKER_CROSS, 24, 3)
    laid = []
    for number, card in enumerate(rng.choice(FEW, 6, replace=False)):
        turn = float(rng.uniform(0, 2 * np.pi))
        around = np.array(((np.cos(turn), np.sin(turn)), (-np.sin(turn), np.cos(turn))))
        corners = np.array(((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5))) * CARD_MM
        place = np.array((120 + 230 * (number % 3), 110 + 200 * (number // 3)))
        laid.append(Laid(str(card), projected(corners @ around + place, elevation)))
        paste(picture, drawn(deck(), laid[-1].what), laid[-1].quad)
    return picture, table_from(picture, marks, TABLE_MM), laid


def told(laid: list[Laid], reads: list[Read]) -> list[tuple[str, Read]]:
    return [(one.what, read) for one in laid if (read := at(one, reads)) is not None]


@pytest.mark.parametrize("elevation", (45, 30))
def test_cards_seen_from_the_side_are_read_through_the_tables_marks(
    elevation: float, reader: CardReader, site: CardCalibration
) -> None:
    right = accepted = 0
    for seed in (1, 2):
        picture, table, laid = dealt(seed, elevation)
        reads = reader.read(picture, replace(site, table=table))
        assert all(read.value == what for what, read in told(laid, reads) if read.accepted)
        assert sum(read.accepted for read in reads) == sum(read.accepted for _, read in told(laid, reads))
        right += sum(read.value == what for what, read in told(laid, reads))
        accepted += sum(read.accepted for read in reads)
    assert right == 12 and accepted >= 11


def test_a_deal_tells_how_large_its_cards_are_on_the_felt() -> None:
    picture, table, laid = dealt(1, 40)
    deal = LabelledFrame("deal", picture, tuple(Labelled(one.what, one.quad) for one in laid))
    between = diagonals_mm([deal], table, partial(find_cards, level=table.to_table))
    card = float(np.hypot(*CARD_MM))
    assert between is not None and 0.85 * card < between[0] < card < between[1] < 1.15 * card


def test_a_picture_of_a_card_on_a_screen_of_another_size_is_not_accepted(
    reader: CardReader, site: CardCalibration
) -> None:
    picture, table, laid = dealt(1, 50)
    screen = laid[0].quad
    cv2.fillConvexPoly(picture, np.rint(screen).astype(np.int32), (12, 12, 12))
    shown = (screen.mean(axis=0) + (screen - screen.mean(axis=0)) * 0.8).astype(np.float32)
    paste(picture, drawn(deck(), laid[0].what), shown)
    measured = replace(site, table=table, diagonals_mm=(100.0, 116.0))
    reads = reader.read(picture, measured)
    first, *others = [at(one, reads) for one in laid]
    assert first is not None and not first.accepted and Reason.UNKNOWN_CARD in first.reasons
    assert sum(read is not None and read.accepted for read in others) >= 4


def test_a_card_that_lies_across_is_found_by_its_shape_on_the_table() -> None:
    picture, table, laid = dealt(4, 20)
    through = [one for one in find_cards(picture, table.to_table) if not one.reasons]
    without = [one for one in find_cards(picture) if not one.reasons]
    near = [
        sum(min(np.abs(one.quad.mean(axis=0) - card.quad.mean(axis=0)).max() for one in found) < 4 for card in laid)
        for found in (through, without)
    ]  # fmt: skip
    assert near[0] == len(laid) > near[1]

"""A camera over cards whose picture shows nothing says why, by the code that the technician and the pit boss see."""

from __future__ import annotations

import numpy as np
import pytest

from firmware_agent.sight.cards import CardsKind
from hardware.decode.sight.reader import Frame, Reason
from tests.hardware.decode.sight.drawn import table

SHOWN = table("KH", "9S", seed=3).picture


@pytest.mark.parametrize(
    ("picture", "reason"),
    [
        (np.zeros_like(SHOWN), Reason.DARK),
        (SHOWN // 32, Reason.DARK),
        (np.full_like(SHOWN, 255), Reason.OVEREXPOSED),
        (np.maximum(SHOWN, 251), Reason.OVEREXPOSED),
        (np.full_like(SHOWN, 128), Reason.COVERED),
        (np.zeros((0, 0, 3), dtype=np.uint8), Reason.BAD_PICTURE),
        (np.zeros((720, 1280), dtype=np.uint8), Reason.BAD_PICTURE),
    ],
    ids=(
        "black",
        "nearly black",
        "white",
        "nearly white",
        "a lens that is covered",
        "empty",
        "one colour only",
    ),
)
def test_a_picture_that_shows_nothing_has_its_reason(picture: Frame, reason: Reason) -> None:
    seen = CardsKind().looker(None).look(picture)
    assert (seen.reads, seen.reasons) == ((), (reason,))


def test_a_picture_that_shows_cards_has_none() -> None:
    assert CardsKind().looker(None).look(SHOWN).reasons == ()

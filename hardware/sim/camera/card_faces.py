"""Playing cards as they lie on the rendered tables: faces of one drawn deck with large indices, backs and the cut card. Our own drawing."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from PIL import Image

from hardware.sim.camera.paint import DEEP_RED, WHITE, Colour, Sheet
from hardware.sim.faces import faces
from hardware.sim.faces.lettering import Lettering
from hardware.sim.faces.style import DeckStyle
from hardware.sim.faces.suits import SuitShape

CARD_WIDTH, CARD_HEIGHT = 96, 134
EDGE, ROUND = (168, 164, 152), 7

STYLE = DeckStyle(
    seed=22,
    lettering=Lettering(""),
    suits=SuitShape(1.0, 0.95, 1.0, 0.0),
    alphabet=0,
    rank_high=0.27,
    rank_narrow=0.62,
    suit_high=0.2,
    index_x=0.035,
    index_y=0.04,
    gap=0.03,
    pip=0.17,
    column=0.17,
    top_row=0.24,
    court_left=0.24,
    red=(38, 28, 200),
    black=(26, 24, 24),
    paper=(246, 250, 250),
    one_pip=False,
)
"""The demo's deck, as casinos choose them: jumbo indices."""


def face(card: str, scale: float) -> Image.Image:
    """A card such as "QD", upright.

    Raises:
        ValueError: no such card.
    """
    rank, suit = card[:1], card[1:]
    if rank not in "A23456789TJQK" or suit not in ("C", "D", "H", "S") or not rank:
        raise ValueError(f"{card!r} is not a card: rank and suit, as in 'QD'")
    image = _blank(scale, WHITE).image()
    edge = max(1, round(scale))
    size = image.width - 2 * edge, image.height - 2 * edge
    shown = Image.fromarray(cv2.resize(_drawn(card), size, interpolation=cv2.INTER_AREA))
    inside = image.getchannel("A").crop((edge, edge, image.width - edge, image.height - edge))
    image.paste(shown, (edge, edge), inside)
    return image


@cache
def _drawn(card: str) -> np.ndarray:
    return cv2.cvtColor(faces.face(STYLE, card), cv2.COLOR_BGR2RGB)


def back(scale: float) -> Image.Image:
    """What a card shows before it is turned."""
    sheet = _blank(scale, WHITE)
    sheet.box(5, 5, CARD_WIDTH - 10, CARD_HEIGHT - 10, DEEP_RED, 4)
    sheet.frame(9, 9, CARD_WIDTH - 18, CARD_HEIGHT - 18, (226, 150, 140), 1.2, 3)
    for row in range(9):
        for column in range(6):
            x, y = 16.5 + column * 12.6, 17 + row * 12.5
            sheet.shape(((x, y - 5), (x + 5, y), (x, y + 5), (x - 5, y)), (206, 96, 92))
            sheet.oval(x, y, 1.6, 1.6, (246, 214, 190))
    return sheet.image()


def cut_card(scale: float) -> Image.Image:
    """A plain card of one colour."""
    sheet = _blank(scale, (236, 196, 40))
    sheet.frame(8, 8, CARD_WIDTH - 16, CARD_HEIGHT - 16, (196, 150, 20), 1.5, 4)
    return sheet.image()


def _blank(scale: float, colour: Colour) -> Sheet:
    sheet = Sheet(CARD_WIDTH, CARD_HEIGHT, scale)
    sheet.box(0, 0, CARD_WIDTH, CARD_HEIGHT, EDGE, ROUND)
    sheet.box(1, 1, CARD_WIDTH - 2, CARD_HEIGHT - 2, colour, ROUND - 1)
    return sheet

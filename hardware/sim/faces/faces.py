"""Draws the faces of a deck, flat and upright: index, pips or court, ace. No photograph and nobody's art."""

from __future__ import annotations

from functools import lru_cache
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.sim.faces.courts import court
from hardware.sim.faces.lettering import letters
from hardware.sim.faces.style import Colour, DeckStyle
from hardware.sim.faces.suits import suit_mask

Picture = NDArray[np.uint8]
WIDTH, HEIGHT = 240, 340
"""Poker size, 63 x 89 mm."""

_ROWS: dict[str, tuple[tuple[float, float], ...]] = {
    "2": ((0, 0),),
    "3": ((0, 0),),
    "4": ((-1, 0), (1, 0)),
    "5": ((-1, 0), (1, 0)),
    "6": ((-1, 0), (1, 0)),
    "7": ((-1, 0), (1, 0)),
    "8": ((-1, 0), (1, 0), (0, 0.5)),
    "9": ((-1, 0), (1, 0), (-1, 0.667), (1, 0.667)),
    "T": ((-1, 0), (1, 0), (-1, 0.667), (1, 0.667), (0, 0.333)),
}
"""Upper pips by column and row: 0 the top row, 1 the middle of the card; the lower half is the same, turned."""
_MIDDLE = {"3": ((0.0, 1.0),), "5": ((0.0, 1.0),), "6": ((-1.0, 1.0), (1.0, 1.0)), "9": ((0.0, 1.0),)}
_MIDDLE |= {"7": ((-1.0, 1.0), (1.0, 1.0), (0.0, 0.5)), "8": ((-1.0, 1.0), (1.0, 1.0))}


@lru_cache(maxsize=104)
def face(style: DeckStyle, card: str) -> Picture:
    """The card; do not write into it."""
    rank, suit = card[0], card[1]
    sheet = np.full((HEIGHT, WIDTH, 3), style.paper, dtype=np.uint8)
    ink = style.red if suit in "DH" else style.black
    if rank in "JQK":
        _court(sheet, style, rank, suit)
    elif rank == "A" or style.one_pip:
        pip = style.pip * (1.0 if rank == "A" and style.seed % 3 == 0 else 2.2)
        _stamp(sheet, suit_mask(suit, style.suits), WIDTH / 2, HEIGHT / 2, pip * WIDTH, ink)
    else:
        _pips(sheet, style, rank, suit, ink)
    for _ in range(2):
        if rank in "JQK" and style.seed % 4:
            _clear(sheet, style)
        _index(sheet, style, rank, suit, ink)
        sheet = _turned(sheet)
    return sheet


def index_reach(style: DeckStyle) -> tuple[float, float]:
    """How far right and down the index goes, as parts of the card's width."""
    wide = max(style.rank_high * style.rank_narrow, style.suit_high * 0.9)
    return style.index_x + wide, style.index_y + style.rank_high + style.gap + style.suit_high


def _turned(sheet: Picture) -> Picture:
    return cast(Picture, np.ascontiguousarray(sheet[::-1, ::-1]))


def _clear(sheet: Picture, style: DeckStyle) -> None:
    """Most makers cut the figure's frame out where the index stands."""
    right, down = (round(part * WIDTH) + 1 for part in index_reach(style))
    sheet[:down, :right] = style.paper


def _index(sheet: Picture, style: DeckStyle, rank: str, suit: str, ink: Colour) -> None:
    high = style.rank_high * WIDTH
    wide = style.rank_high * style.rank_narrow * WIDTH
    middle = style.index_x * WIDTH + max(wide, style.suit_high * WIDTH * 0.8) / 2
    word = letters(style.word(rank), style.lettering)
    own = word.shape[1] / word.shape[0] * high
    fitted = min(own, wide * (1.12 if rank == "T" else 1.0))
    _stamp(sheet, word, middle, style.index_y * WIDTH + high / 2, high, ink, fitted)
    down = (style.index_y + style.rank_high + style.gap + style.suit_high / 2) * WIDTH
    _stamp(sheet, suit_mask(suit, style.suits), middle, down, style.suit_high * WIDTH, ink)


def _pips(sheet: Picture, style: DeckStyle, rank: str, suit: str, ink: Colour) -> None:
    mask = suit_mask(suit, style.suits)
    upper, middle = _ROWS[rank], _MIDDLE.get(rank, ())
    if style.tall_eight and rank in "89":
        upper, middle = _ROWS["9"], ((0.0, 0.333),) if rank == "9" else ()
    for column, row in (*upper, *middle):
        x, y = _place(style, column, row)
        _stamp(sheet, mask, x, y, style.pip * WIDTH, ink)
    for column, row in upper:
        x, y = _place(style, column, row)
        _stamp(sheet, mask[::-1], WIDTH - x, HEIGHT - y, style.pip * WIDTH, ink)


def _place(style: DeckStyle, column: float, row: float) -> tuple[float, float]:
    top = style.top_row * WIDTH
    return WIDTH / 2 + column * style.column * WIDTH, top + row * (HEIGHT / 2 - top)


def _court(sheet: Picture, style: DeckStyle, rank: str, suit: str) -> None:
    left, top = round(style.court_left * WIDTH), round(style.court_left * WIDTH * 0.8)
    picture = court(style.seed, rank, suit, WIDTH - 2 * left, HEIGHT - 2 * top)
    sheet[top : top + picture.shape[0], left : left + picture.shape[1]] = picture
    pip, ink = style.pip * WIDTH, style.red if suit in "DH" else style.black
    for mask, x, y in (
        (suit_mask(suit, style.suits), left, top),
        (suit_mask(suit, style.suits)[::-1], -left, -top),
    ):
        across = left + pip * 0.6 if x > 0 else WIDTH - left - pip * 0.6
        _stamp(sheet, mask, across, (top + pip * 0.7) if y > 0 else HEIGHT - top - pip * 0.7, pip, ink)


def _stamp(
    sheet: Picture, mask: Picture, x: float, y: float, high: float, ink: Colour, wide: float | None = None
) -> None:
    """Lays ink through a mask, its middle at (x, y); what falls off the sheet is cut."""
    across = wide if wide is not None else mask.shape[1] / mask.shape[0] * high
    size = (max(2, round(across)), max(2, round(high)))
    small = cv2.resize(np.ascontiguousarray(mask), size, interpolation=cv2.INTER_AREA)
    left, top = round(x - size[0] / 2), round(y - size[1] / 2)
    right, bottom = min(WIDTH, left + size[0]), min(HEIGHT, top + size[1])
    part = sheet[max(0, top) : bottom, max(0, left) : right]
    cover = small[max(0, -top) : bottom - top, max(0, -left) : right - left, None].astype(np.float32) / 255
    part[:] = np.rint(part * (1 - cover) + np.array(ink, dtype=np.float32) * cover).astype(np.uint8)

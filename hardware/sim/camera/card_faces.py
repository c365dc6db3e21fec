"""Playing cards: faces, backs and suits, drawn from their outlines. Our own drawing."""

from __future__ import annotations

import math

from PIL import Image

from hardware.sim.camera.paint import BLACK, DEEP_RED, GOLD, RED, WHITE, Colour, Point, Sheet

CARD_WIDTH, CARD_HEIGHT = 96, 134
EDGE, ROUND = (168, 164, 152), 7
BLUE = (38, 74, 140)

_LEFT, _MIDDLE, _RIGHT = 34.0, 48.0, 62.0
_PIPS: dict[str, tuple[Point, ...]] = {
    "2": ((_MIDDLE, 28), (_MIDDLE, 106)),
    "3": ((_MIDDLE, 28), (_MIDDLE, 67), (_MIDDLE, 106)),
    "4": ((_LEFT, 28), (_RIGHT, 28), (_LEFT, 106), (_RIGHT, 106)),
    "5": ((_LEFT, 28), (_RIGHT, 28), (_MIDDLE, 67), (_LEFT, 106), (_RIGHT, 106)),
    "6": ((_LEFT, 28), (_RIGHT, 28), (_LEFT, 67), (_RIGHT, 67), (_LEFT, 106), (_RIGHT, 106)),
    "7": ((_LEFT, 28), (_RIGHT, 28), (_MIDDLE, 47), (_LEFT, 67), (_RIGHT, 67), (_LEFT, 106), (_RIGHT, 106)),
    "8": (
        *((_LEFT, 28), (_RIGHT, 28), (_MIDDLE, 47), (_LEFT, 67), (_RIGHT, 67)),
        *((_MIDDLE, 87), (_LEFT, 106), (_RIGHT, 106)),
    ),
    "9": (
        *((_LEFT, 28), (_RIGHT, 28), (_LEFT, 54), (_RIGHT, 54), (_MIDDLE, 67)),
        *((_LEFT, 80), (_RIGHT, 80), (_LEFT, 106), (_RIGHT, 106)),
    ),
    "T": (
        *((_LEFT, 28), (_RIGHT, 28), (_MIDDLE, 41), (_LEFT, 54), (_RIGHT, 54)),
        *((_LEFT, 80), (_RIGHT, 80), (_MIDDLE, 93), (_LEFT, 106), (_RIGHT, 106)),
    ),
}


def face(card: str, scale: float) -> Image.Image:
    """A card such as "QD", upright.

    Raises:
        ValueError: no such card.
    """
    rank, suit = card[:1], card[1:]
    if rank not in "A23456789TJQK" or suit not in ("C", "D", "H", "S") or not rank:
        raise ValueError(f"{card!r} is not a card: rank and suit, as in 'QD'")
    sheet = _blank(scale, WHITE)
    if rank in "JQK":
        _court(sheet, rank, suit)
    else:
        _pips(sheet, rank, suit)
    _upside_down(sheet)
    _index(sheet, rank, suit)
    _upside_down(sheet)
    _index(sheet, rank, suit)
    return sheet.image()


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


def colour_of(suit: str) -> Colour:
    """Red or black."""
    return RED if suit in "DH" else BLACK


def draw_suit(sheet: Sheet, suit: str, x: float, y: float, size: float) -> None:
    """One suit's sign around (x, y), about ``size`` high."""
    half, colour = size / 2, colour_of(suit)
    match suit:
        case "D":
            across = half * 0.76
            sheet.shape(((x, y - half), (x + across, y), (x, y + half), (x - across, y)), colour)
        case "H":
            sheet.shape(_heart(x, y, half, 1), colour)
        case "S":
            sheet.shape(_heart(x, y - half * 0.1, half * 0.95, -1), colour)
            _stem(sheet, x, y, half, colour)
        case _:
            for off_x, off_y in ((0, -0.48), (-0.5, 0.16), (0.5, 0.16)):
                sheet.oval(x + off_x * half, y + off_y * half, half * 0.46, half * 0.46, colour)
            sheet.oval(x, y, half * 0.25, half * 0.3, colour)
            _stem(sheet, x, y, half, colour)


def _heart(x: float, y: float, half: float, up: int) -> list[Point]:
    points = []
    for step in range(48):
        turn = step / 48 * 2 * math.pi
        across = 16 * math.sin(turn) ** 3
        down = -(13 * math.cos(turn) - 5 * math.cos(2 * turn) - 2 * math.cos(3 * turn) - math.cos(4 * turn))
        points.append((x + across / 16.5 * half, y + up * (down - 2.5) / 15 * half))
    return points


def _stem(sheet: Sheet, x: float, y: float, half: float, colour: Colour) -> None:
    sheet.shape(
        ((x, y), (x + half * 0.34, y + half), (x - half * 0.34, y + half)), colour
    )  # fmt: skip


def _blank(scale: float, colour: Colour) -> Sheet:
    sheet = Sheet(CARD_WIDTH, CARD_HEIGHT, scale)
    sheet.box(0, 0, CARD_WIDTH, CARD_HEIGHT, EDGE, ROUND)
    sheet.box(1, 1, CARD_WIDTH - 2, CARD_HEIGHT - 2, colour, ROUND - 1)
    return sheet


def _upside_down(sheet: Sheet) -> None:
    turned = sheet.fine.transpose(Image.Transpose.ROTATE_180)
    sheet.fine.paste(turned)


def _index(sheet: Sheet, rank: str, suit: str) -> None:
    words = "10" if rank == "T" else rank
    sheet.text(12.5, 15, words, 19 if rank == "T" else 22, colour_of(suit), 0.5)
    draw_suit(sheet, suit, 12.5, 33, 13)


def _pips(sheet: Sheet, rank: str, suit: str) -> None:
    if rank == "A":
        draw_suit(sheet, suit, CARD_WIDTH / 2, CARD_HEIGHT / 2, 46)
        return
    upper = [place for place in _PIPS[rank] if place[1] <= CARD_HEIGHT / 2]
    lower = [place for place in _PIPS[rank] if place[1] > CARD_HEIGHT / 2]
    for x, y in upper:
        draw_suit(sheet, suit, x, y, 18)
    _upside_down(sheet)
    for x, y in lower:
        draw_suit(sheet, suit, CARD_WIDTH - x, CARD_HEIGHT - y, 18)
    _upside_down(sheet)


def _court(sheet: Sheet, rank: str, suit: str) -> None:
    sheet.box(22, 14, CARD_WIDTH - 44, CARD_HEIGHT - 28, (252, 244, 214))
    for _ in range(2):
        _half_figure(sheet, rank, suit)
        _upside_down(sheet)
    sheet.frame(22, 14, CARD_WIDTH - 44, CARD_HEIGHT - 28, BLUE, 1.2)


def _half_figure(sheet: Sheet, rank: str, suit: str) -> None:
    coat = {"K": DEEP_RED, "Q": BLUE, "J": (36, 112, 78)}[rank]
    sheet.shape(((26, 67), (34, 51), (62, 51), (70, 67)), coat)
    sheet.shape(((41, 51), (55, 51), (48, 66)), GOLD)
    sheet.box(42, 45, 12, 8, (236, 196, 160))
    hair = {"K": (110, 70, 30), "Q": (206, 150, 60), "J": (150, 90, 40)}[rank]
    sheet.oval(48, 40, 13, 13.5, hair)
    sheet.oval(48, 41, 9, 10.5, (240, 204, 170))
    for eye in (44.5, 51.5):
        sheet.oval(eye, 39.5, 1.2, 1.2, BLACK)
    sheet.line(((45, 46), (51, 46)), (176, 60, 60), 1.2)
    if rank == "K":
        sheet.shape(((39, 45), (57, 45), (48, 56)), hair)
        sheet.line(((45, 46), (51, 46)), (176, 60, 60), 1.2)
    _hat(sheet, rank)
    draw_suit(sheet, suit, 31.5, 24, 15)


def _hat(sheet: Sheet, rank: str) -> None:
    if rank == "J":
        sheet.box(34, 26, 28, 7, (36, 112, 78), 3)
        sheet.line(((60, 28), (66, 18)), RED, 2.4)
        return
    points = ((35, 32), (35, 20), (41.5, 26), (48, 17), (54.5, 26), (61, 20), (61, 32))
    sheet.shape(points, GOLD)
    sheet.box(35, 29, 26, 4, RED if rank == "K" else BLUE)
    for x, y in points[1:6:2]:
        sheet.oval(x, y, 2, 2, GOLD)

"""Tables where cards are laid: baccarat, dragon tiger, andar bahar, blackjack. A card slides from the shoe to its place and is turned there."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from PIL import Image

from hardware.sim.camera import card_faces, paint
from hardware.sim.camera.canvas import Canvas, Stamp
from hardware.sim.camera.paint import Point, Sheet
from hardware.sim.camera.scene import LaidCard, Scene
from hardware.sim.camera.view import Frame, Thing

SHOE: Point = (1120.0, 132.0)
SLIDES = 0.6
"""The part of a card's way in which it slides face down; in the rest it is turned."""
WIDTHS = 10
HAND = 1.3
"""Baccarat's cards: more than 90 pixels wide where a table is filmed 960 pixels wide, so that a camera may read them."""
LINE = (222, 206, 150)
MARKS: tuple[Point, ...] = ((130, 240), (1150, 240), (1150, 610), (130, 610))
"""Crosses that are printed on baccarat's felt, clockwise, where no card lies: by them a technician tells a camera where the table is."""
ARM = 14


@dataclass(frozen=True, slots=True)
class Place:
    """Where a card lies (its middle), how large it is, and whether it lies across."""

    x: float
    y: float
    size: float = 1.25
    across: bool = False


def card_place(game: str, place: str, index: int) -> Place:
    """The place of a card in design units. Every index has one."""
    match game, place:
        case "baccarat", "banker":
            return _hand((824, 968, 1140), index)
        case "baccarat", _:
            return _hand((456, 312, 140), index)
        case "dragon_tiger", _:
            return Place((420, 860)[index], 392, 1.7) if index < 2 else _left_over(index - 2)
        case "andar_bahar", _:
            return Place(640, 190, 1.25) if index == 0 else _andar_bahar(index - 1)
        case _:
            return _row(index, 250)


def _hand(columns: tuple[float, float, float], index: int) -> Place:
    if index < 2:
        return Place(columns[index], 400, HAND)
    return Place(columns[2], 400 + 60 * (index - 2), HAND, across=True)


def _andar_bahar(index: int) -> Place:
    """By turns to andar and bahar; each next card covers a part of the one before."""
    return Place(130 + 40 * (index // 2 % 25), (400, 572)[index % 2], 1.0)


def _left_over(index: int) -> Place:
    """Cards that no game asks for: below the others."""
    return Place(150 + 60 * (index % 16), 616, 0.9)


def _row(index: int, top: float) -> Place:
    return Place(150 + 122 * (index % 8), top + 150 * (index // 8 % 3), 1.05)


class CardsView:
    """A card table for one game."""

    def __init__(self, frame: Frame, game: str) -> None:
        self._frame, self._game = frame, game
        self._stamp = cache(self._drawn)

    def ground(self) -> Image.Image:
        """Boxes, names and the shoe."""
        sheet = self._frame.table_sheet()
        _GROUNDS.get(self._game, _rows)(sheet)
        _shoe(sheet)
        return sheet.image()

    def lying(self, scene: Scene, at_s: float) -> Iterator[Thing]:
        """Cards that lie face up, and the cut card beside the shoe."""
        if scene.cut_card:
            yield self._thing("cut", Place(*SHOE, 0.8), SHOE[0] - 150, SHOE[1])
        for card in scene.cards:
            if card.up_s <= at_s:
                place = card_place(self._game, card.place, card.index)
                yield self._thing(card.card, place, place.x, place.y)

    def moving(self, scene: Scene, at_s: float, canvas: Canvas) -> None:
        """Cards on their way."""
        for card in scene.cards:
            if card.from_s <= at_s < card.up_s:
                self._lay_moving(card, at_s, canvas)

    def _lay_moving(self, card: LaidCard, at_s: float, canvas: Canvas) -> None:
        place = card_place(self._game, card.place, card.index)
        done = (at_s - card.from_s) / (card.up_s - card.from_s)
        way = min(1.0, done / SLIDES)
        way = 1 - (1 - way) ** 3
        x, y = SHOE[0] + (place.x - SHOE[0]) * way, SHOE[1] + (place.y - SHOE[1]) * way
        turned = max(0.0, (done - SLIDES) / (1 - SLIDES))
        width = max(1, round(abs(math.cos(turned * math.pi)) * WIDTHS))
        stamp = self._stamp(card.card if turned > 0.5 else "back", place.size, place.across, width)
        canvas.lay_centred(stamp, self._frame.x(x), self._frame.y(y))

    def _thing(self, name: str, place: Place, x: float, y: float) -> Thing:
        stamp = self._stamp(name, place.size, place.across, WIDTHS)
        return Thing(stamp, self._frame.x(x), self._frame.y(y))

    def _drawn(self, name: str, size: float, across: bool, width: int) -> Stamp:
        image = _face(name, size * self._frame.scale)
        if width < WIDTHS:
            image = image.resize((max(2, image.width * width // WIDTHS // 2 * 2), image.height))
        if across:
            image = image.transpose(Image.Transpose.ROTATE_90)
        return Stamp(image)


def _face(name: str, scale: float) -> Image.Image:
    match name:
        case "back":
            return card_faces.back(scale)
        case "cut":
            return card_faces.cut_card(scale)
        case _:
            return card_faces.face(name, scale)


def _slot(sheet: Sheet, place: Place) -> None:
    width, height = card_faces.CARD_WIDTH * place.size + 16, card_faces.CARD_HEIGHT * place.size + 16
    if place.across:
        width, height = height, width
    sheet.frame(place.x - width / 2, place.y - height / 2, width, height, (*LINE, 130), 2, 12)


def _baccarat(sheet: Sheet) -> None:
    for hand, name, x, colour in (
        ("player", "PLAYER", 330, (120, 180, 255)),
        ("banker", "BANKER", 950, (255, 120, 110)),
    ):
        for index in range(3):
            _slot(sheet, card_place("baccarat", hand, index))
        sheet.text(x, 546, name, 52, colour, 1.2)
    for across, down in MARKS:
        sheet.line(((across - ARM, down), (across + ARM, down)), LINE, 4)
        sheet.line(((across, down - ARM), (across, down + ARM)), LINE, 4)
    sheet.line(((640, 296), (640, 560)), (*LINE, 150), 2)
    sheet.text(640, 596, "TIE  8 : 1", 30, LINE, 0.6)


def _dragon_tiger(sheet: Sheet) -> None:
    for index, (name, colour) in enumerate((("DRAGON", (255, 120, 110)), ("TIGER", (255, 206, 90)))):
        place = card_place("dragon_tiger", "laid", index)
        _slot(sheet, place)
        sheet.text(place.x, 586, name, 52, colour, 1.2)
    sheet.text(640, 392, "TIE", 34, LINE, 0.8)


def _andar_bahar_ground(sheet: Sheet) -> None:
    _slot(sheet, card_place("andar_bahar", "laid", 0))
    sheet.text(640, 84, "JOKER", 26, LINE, 0.6)
    for name, y in (("ANDAR", 400), ("BAHAR", 572)):
        sheet.frame(64, y - 80, 1150, 160, (*LINE, 130), 2, 12)
        sheet.text(1140, y, name, 34, LINE, 0.8)


def _rows(sheet: Sheet) -> None:
    words = "BLACKJACK PAYS 3 TO 2"
    sheet.text(560, 122, words, 40, LINE, 1.0)
    sheet.frame(70, 160, 990, 480, (*LINE, 110), 2, 30)


def _shoe(sheet: Sheet) -> None:
    x, y = SHOE
    sheet.shape(((x - 70, y + 58), (x - 54, y - 62), (x + 62, y - 62), (x + 74, y + 58)), (0, 0, 0, 90))
    sheet.shape(((x - 74, y + 50), (x - 58, y - 70), (x + 58, y - 70), (x + 70, y + 50)), (28, 28, 32))
    sheet.shape(((x - 62, y + 40), (x - 50, y - 60), (x + 50, y - 60), (x + 58, y + 40)), (54, 56, 62))
    sheet.box(x - 52, y - 4, 104, 46, (18, 18, 20), 6)
    sheet.box(x - 42, y + 4, 84, 34, (236, 232, 222), 4)
    sheet.box(x - 38, y + 8, 76, 30, paint.DEEP_RED, 3)


_GROUNDS = {"baccarat": _baccarat, "dragon_tiger": _dragon_tiger, "andar_bahar": _andar_bahar_ground}

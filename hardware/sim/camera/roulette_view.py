"""A roulette table: the wheel with its turning rotor and the ball, and the layout where the dealer marks the number."""

from __future__ import annotations

import math
from collections.abc import Iterator

from PIL import Image

from hardware.sim.camera import paint
from hardware.sim.camera.canvas import Canvas, Stamp
from hardware.sim.camera.motion import BallPlace, ball_place
from hardware.sim.camera.paint import Colour, Sheet
from hardware.sim.camera.scene import Scene
from hardware.sim.camera.spinner import Spinner
from hardware.sim.camera.view import Frame, Thing
from hardware.sim.camera.wheels import POCKETS, RED

MIDDLE_X, MIDDLE_Y, TILT = 428.0, 372.0, 0.8
BOWL, RIM, TRACK, SLOPE, ROTOR = 396.0, 352.0, 334.0, 318.0, 262.0
NUMBERS, POCKET_OUT, POCKET_IN, CONE, TURRET = 258.0, 214.0, 164.0, 158.0, 46.0
BALL, JUMP, BALL_LIES = 8.5, 30.0, 190.0
CELL_WIDTH, CELL_HEIGHT, LAYOUT_X, LAYOUT_Y = 96.0, 38.0, 908.0, 132.0
BLACK_POCKET, RED_POCKET, GREEN_POCKET = (22, 22, 24), (178, 22, 34), (10, 118, 56)


class RouletteView:
    """A single-zero table."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        middle = frame.x(MIDDLE_X), frame.y(MIDDLE_Y)
        self._rotor = Spinner(_rotor(frame.scale), middle, ROTOR * frame.scale, TILT)
        self._ball, self._shadow = Stamp(_ball(frame)), Stamp(_shadow(frame))
        self._dolly = Stamp(_dolly(frame))

    def ground(self) -> Image.Image:
        """Bowl, cloth and layout."""
        sheet = self._frame.table_sheet()
        _bowl(sheet)
        _layout(sheet)
        return sheet.image()

    def lying(self, scene: Scene, at_s: float) -> Iterator[Thing]:
        """The dolly on the number."""
        if scene.dolly is not None and scene.dolly[1] <= at_s:
            x, y = cell_middle(scene.dolly[0])
            yield Thing(self._dolly, self._frame.x(x), self._frame.y(y))

    def moving(self, scene: Scene, at_s: float, canvas: Canvas) -> None:
        """The rotor, and the ball in the bowl."""
        self._rotor.lay(canvas, scene.rotor.angle_at(at_s))
        if scene.flight is not None:
            self._lay_ball(canvas, ball_place(scene.flight, scene.rotor, at_s))

    def _lay_ball(self, canvas: Canvas, place: BallPlace) -> None:
        x, y = ball_middle(place)
        lift = JUMP * place.height
        canvas.lay_centred(self._shadow, self._frame.x(x + 3 + lift * 0.3), self._frame.y(y + 4))
        canvas.lay_centred(self._ball, self._frame.x(x), self._frame.y(y - lift))


def ball_middle(place: BallPlace) -> tuple[float, float]:
    """Where the ball touches, in design units."""
    out = BALL_LIES + (TRACK - BALL_LIES) * place.out
    turn = place.angle * 2 * math.pi
    return MIDDLE_X + out * math.cos(turn), MIDDLE_Y + out * TILT * math.sin(turn)


def cell_middle(pocket: str) -> tuple[float, float]:
    """A number's place on the layout, in design units."""
    number = int(pocket)
    if number == 0:
        return LAYOUT_X + 1.5 * CELL_WIDTH, LAYOUT_Y - CELL_HEIGHT / 2
    column, row = (number - 1) % 3, (number - 1) // 3
    return LAYOUT_X + (column + 0.5) * CELL_WIDTH, LAYOUT_Y + (row + 0.5) * CELL_HEIGHT


def pocket_colour(pocket: str) -> Colour:
    """Red, black or green."""
    return GREEN_POCKET if pocket == "0" else RED_POCKET if pocket in RED else BLACK_POCKET


def _bowl(sheet: Sheet) -> None:
    _oval(sheet, BOWL + 14, (3, 22, 16, 150), 12)
    for step in range(24):
        part = step / 23
        shade = math.sin(part * math.pi) ** 0.8
        colour = _between(paint.DARK_WOOD, paint.LIGHT_WOOD, shade)
        _oval(sheet, BOWL - (BOWL - RIM) * part, colour)
    _oval(sheet, RIM + 2, paint.BRASS)
    _oval(sheet, RIM - 1, (40, 20, 10))
    for step in range(40):
        part = step / 39
        colour = _between((58, 30, 15), (146, 86, 44), part**1.3)
        _oval(sheet, RIM - 2 - (RIM - 2 - ROTOR) * part, colour, -part * 2)
    sheet.ring(MIDDLE_X, MIDDLE_Y, SLOPE, SLOPE * TILT, (176, 118, 66), 1.6)
    for number in range(8):
        _deflector(sheet, number / 8 + 1 / 16, upright=number % 2 == 0)
    _oval(sheet, ROTOR + 3, (30, 16, 8))


def _deflector(sheet: Sheet, turns: float, upright: bool) -> None:
    x, y = _at(turns, 290)
    turn = turns * 2 * math.pi + (0 if upright else math.pi / 2)
    along = 13 * math.cos(turn), 13 * TILT * math.sin(turn)
    aside = -4.5 * math.sin(turn), 4.5 * TILT * math.cos(turn)
    corners = (along, aside, (-along[0], -along[1]), (-aside[0], -aside[1]))
    sheet.shape([(x + 2 + off_x, y + 3 + off_y) for off_x, off_y in corners], (40, 22, 12, 170))
    sheet.shape([(x + off_x, y + off_y) for off_x, off_y in corners], paint.GOLD)
    sheet.shape([(x, y), *[(x + a, y + b) for a, b in corners[:2]]], (250, 226, 160))


def _layout(sheet: Sheet) -> None:
    left, top, line = LAYOUT_X, LAYOUT_Y, (232, 226, 200)
    sheet.shape(
        ((left, top), (left + 40, top - CELL_HEIGHT), (left + 3 * CELL_WIDTH - 40, top - CELL_HEIGHT), (left + 3 * CELL_WIDTH, top)),
        GREEN_POCKET,
    )  # fmt: skip
    sheet.text(*cell_middle("0"), "0", 24, paint.WHITE, 0.4)
    for pocket in POCKETS[1:]:
        x, y = cell_middle(pocket)
        sheet.box(
            x - CELL_WIDTH / 2 + 3,
            y - CELL_HEIGHT / 2 + 3,
            CELL_WIDTH - 6,
            CELL_HEIGHT - 6,
            pocket_colour(pocket),
            14,
        )
        sheet.text(x, y, pocket, 23, paint.WHITE, 0.4)  # fmt: skip
    for column in range(4):
        x = left + column * CELL_WIDTH
        sheet.line(((x, top), (x, top + 12 * CELL_HEIGHT)), line, 1.6)
    for row in range(13):
        y = top + row * CELL_HEIGHT
        sheet.line(((left, y), (left + 3 * CELL_WIDTH, y)), line, 1.6)


def _rotor(scale: float) -> Image.Image:
    """From above; zero's pocket begins at the right."""
    sheet = Sheet(2 * ROTOR, 2 * ROTOR, scale, finer=4)
    middle = (ROTOR, ROTOR)
    sheet.oval(*middle, ROTOR, ROTOR, paint.DARK_BRASS)
    for place, pocket in enumerate(POCKETS):
        turns = place / len(POCKETS), (place + 1) / len(POCKETS)
        sheet.wedge(middle, NUMBERS, turns, pocket_colour(pocket))
    sheet.ring(*middle, POCKET_OUT + 3, POCKET_OUT + 3, paint.GOLD, 2.5)
    _pockets(sheet)
    for step in range(30):
        part = step / 29
        sheet.oval(*middle, CONE * (1 - part) + TURRET * part, CONE * (1 - part) + TURRET * part,
                   _between(paint.DARK_WOOD, paint.LIGHT_WOOD, part))  # fmt: skip
    for place, pocket in enumerate(POCKETS):
        _number(sheet, (place + 0.5) / len(POCKETS), pocket, scale)
    _turret(sheet)
    return sheet.image()


def _pockets(sheet: Sheet) -> None:
    middle = (ROTOR, ROTOR)
    for place, pocket in enumerate(POCKETS):
        turns = place / len(POCKETS), (place + 1) / len(POCKETS)
        sheet.wedge(middle, POCKET_OUT, turns, _between(pocket_colour(pocket), (0, 0, 0), 0.35))
    for place in range(len(POCKETS)):
        turn = place / len(POCKETS) * 2 * math.pi
        ends = [(ROTOR + out * math.cos(turn), ROTOR + out * math.sin(turn)) for out in (POCKET_IN, NUMBERS)]
        sheet.line(ends, (216, 190, 120), 2.2)
    sheet.oval(*middle, POCKET_IN, POCKET_IN, paint.GOLD)


def _number(sheet: Sheet, turns: float, pocket: str, scale: float) -> None:
    image = paint.turned_text(pocket, 24 * scale * 4, paint.WHITE, -turns * 360 - 90)
    out, turn = (NUMBERS + POCKET_OUT) / 2 + 1, turns * 2 * math.pi
    sheet.paste(image, ROTOR + out * math.cos(turn), ROTOR + out * math.sin(turn))


def _turret(sheet: Sheet) -> None:
    for arm in range(4):
        turn = arm / 4 * 2 * math.pi
        end = ROTOR + 92 * math.cos(turn), ROTOR + 92 * math.sin(turn)
        sheet.line(((ROTOR, ROTOR), end), paint.DARK_BRASS, 13)
        sheet.line(((ROTOR, ROTOR), end), paint.GOLD, 8)
        sheet.oval(*end, 11, 11, paint.DARK_BRASS)
        sheet.oval(*end, 9, 9, paint.GOLD)
    for step in range(10):
        part = step / 9
        sheet.oval(ROTOR, ROTOR, TURRET * (1 - part * 0.8), TURRET * (1 - part * 0.8),
                   _between(paint.DARK_BRASS, (255, 232, 170), part))  # fmt: skip


def _ball(frame: Frame) -> Image.Image:
    sheet, middle = frame.sheet(2 * BALL + 2, 2 * BALL + 2), BALL + 1
    for step in range(8):
        part = step / 7
        colour = _between((150, 148, 142), (255, 255, 255), part)
        sheet.oval(
            middle - part * 2, middle - part * 2.4, BALL * (1 - part * 0.75), BALL * (1 - part * 0.75), colour
        )
    return sheet.image()


def _shadow(frame: Frame) -> Image.Image:
    sheet = frame.sheet(2 * BALL + 4, 2 * BALL)
    sheet.oval(BALL + 2, BALL, BALL, BALL * TILT, (0, 0, 0, 90))
    sheet.oval(BALL + 2, BALL, BALL * 0.75, BALL * TILT * 0.75, (0, 0, 0, 130))
    return sheet.image()


def _dolly(frame: Frame) -> Image.Image:
    sheet = frame.sheet(34, 34)
    sheet.oval(18.5, 18.5, 15, 15, (0, 0, 0, 110))
    sheet.oval(16, 16, 15, 15, (180, 190, 200))
    sheet.oval(16, 16, 13, 13, (226, 238, 246))
    sheet.oval(16, 16, 6, 6, (150, 164, 178))
    sheet.oval(14.5, 14.5, 3, 3, (255, 255, 255))
    return sheet.image()


def _oval(sheet: Sheet, out: float, colour: Colour, lower: float = 0) -> None:
    sheet.oval(MIDDLE_X, MIDDLE_Y + lower, out, out * TILT, colour)


def _at(turns: float, out: float) -> tuple[float, float]:
    turn = turns * 2 * math.pi
    return MIDDLE_X + out * math.cos(turn), MIDDLE_Y + out * TILT * math.sin(turn)


def _between(one: Colour, other: Colour, part: float) -> Colour:
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(one[:3], other[:3], strict=True))
    return red, green, blue

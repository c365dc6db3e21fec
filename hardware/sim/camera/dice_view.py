"""Tables with dice: a shaker's dome for sic bo and craps. Shaken dice tumble; thrown ones lie where the throw left them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache

from PIL import Image

from hardware.sim.camera import paint
from hardware.sim.camera.canvas import Canvas, Stamp
from hardware.sim.camera.scene import Dice, Scene
from hardware.sim.camera.view import Frame, Thing

MIDDLE_X, MIDDLE_Y, DOME = 640.0, 382.0, 268.0
DIE, LEANS = 104.0, 12
_PIPS = {
    "1": ((0, 0),),
    "2": ((-1, -1), (1, 1)),
    "3": ((-1, -1), (0, 0), (1, 1)),
    "4": ((-1, -1), (1, -1), (-1, 1), (1, 1)),
    "5": ((-1, -1), (1, -1), (0, 0), (-1, 1), (1, 1)),
    "6": ((-1, -1), (1, -1), (-1, 0), (1, 0), (-1, 1), (1, 1)),
}


def die_place(dice: Dice, index: int) -> tuple[float, float, int]:
    """Where a die lies (design units) and how it leans, in twelfths of a quarter turn. Dice never touch."""
    salt = int(dice.since_s * 1000) + 37 * index
    turn = index / dice.count + salt % 100 / 1000
    out = 128.0 + salt % 23
    return (
        MIDDLE_X + out * math.cos(turn * 2 * math.pi),
        MIDDLE_Y + out * math.sin(turn * 2 * math.pi),
        salt % LEANS,
    )


class DiceView:
    """A dome with two or three dice."""

    def __init__(self, frame: Frame, game: str) -> None:
        self._frame, self._game = frame, game
        self._die = cache(self._drawn)

    def ground(self) -> Image.Image:
        """The dome and its foot."""
        sheet = self._frame.table_sheet()
        sheet.oval(MIDDLE_X + 8, MIDDLE_Y + 14, DOME + 40, DOME + 40, (0, 0, 0, 90))
        sheet.oval(MIDDLE_X, MIDDLE_Y, DOME + 36, DOME + 36, paint.DARK_BRASS)
        sheet.oval(MIDDLE_X, MIDDLE_Y, DOME + 32, DOME + 32, paint.BRASS)
        sheet.oval(MIDDLE_X, MIDDLE_Y, DOME + 10, DOME + 10, (40, 26, 14))
        for step in range(20):
            part = step / 19
            colour = (round(30 + 14 * part), round(34 + 16 * part), round(44 + 20 * part))
            sheet.oval(MIDDLE_X, MIDDLE_Y, DOME * (1 - part * 0.6), DOME * (1 - part * 0.6), colour)
        sheet.text(
            MIDDLE_X, 694, {"sic_bo": "SIC BO", "craps": "CRAPS"}.get(self._game, ""), 30, paint.GOLD, 0.8
        )
        return sheet.image()

    def lying(self, scene: Scene, at_s: float) -> Iterator[Thing]:
        """Dice at rest."""
        del at_s
        dice = scene.dice
        if dice is None or dice.shaken:
            return
        for index, face in enumerate(dice.faces):
            x, y, lean = die_place(dice, index)
            yield Thing(self._die(face, lean), self._frame.x(x), self._frame.y(y))

    def moving(self, scene: Scene, at_s: float, canvas: Canvas) -> None:
        """Dice that tumble."""
        dice = scene.dice
        if dice is None or not dice.shaken:
            return
        passed = at_s - dice.since_s
        for index in range(dice.count):
            turn = passed * (1.7 + 0.4 * index) + index / dice.count
            out = 120 + 50 * math.sin(passed * (9 + 3 * index))
            x = MIDDLE_X + out * math.cos(turn * 2 * math.pi)
            y = MIDDLE_Y + out * math.sin(turn * 2 * math.pi) - 40 * abs(math.sin(passed * 12 + index))
            face = "123456"[(int(passed * 14) * (index + 3)) % 6]
            stamp = self._die(face, int(passed * 40 + 5 * index) % LEANS)
            canvas.lay_centred(stamp, self._frame.x(x), self._frame.y(y))

    def _drawn(self, face: str, lean: int) -> Stamp:
        side = DIE * 1.46
        sheet = self._frame.sheet(side, side)
        left = (side - DIE) / 2
        sheet.box(left, left, DIE, DIE, (190, 184, 170), 18)
        sheet.box(left + 2, left + 2, DIE - 5, DIE - 5, (250, 248, 242), 17)
        for across, down in _PIPS[face]:
            red = face in "14"
            size = 15 if face == "1" else 9.5
            sheet.oval(
                side / 2 + across * 27, side / 2 + down * 27, size, size, paint.RED if red else paint.BLACK
            )
        sheet.fine = sheet.fine.rotate(
            lean * 90 / LEANS, Image.Resampling.BICUBIC, fillcolor=(250, 248, 242, 0)
        )
        return Stamp(sheet.image())

"""A money wheel with its segments, its pegs and the pointer above it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from PIL import Image

from hardware.sim.camera import paint
from hardware.sim.camera.canvas import Canvas, Stamp
from hardware.sim.camera.paint import Colour, Sheet
from hardware.sim.camera.scene import Scene
from hardware.sim.camera.spinner import Spinner
from hardware.sim.camera.view import Frame, Thing

MIDDLE_X, MIDDLE_Y, WHEEL, HUB = 640.0, 388.0, 286.0, 70.0
_COLOURS: dict[str, Colour] = {
    "1": (232, 196, 60),
    "2": (44, 112, 196),
    "5": (124, 60, 160),
    "10": (40, 150, 84),
    "20": (228, 124, 40),
    "40": (190, 34, 44),
    "2x": (30, 30, 34),
    "7x": (214, 214, 220),
    "joker": (30, 30, 34),
    "logo": (214, 214, 220),
}


class SegmentsView:
    """A wheel with these segments, the first at the pointer when it stands at 0."""

    def __init__(self, frame: Frame, segments: Sequence[str]) -> None:
        self._frame, self._segments = frame, segments
        middle = frame.x(MIDDLE_X), frame.y(MIDDLE_Y)
        self._wheel = Spinner(_wheel(segments, frame.scale), middle, WHEEL * frame.scale, 1.0)
        self._pointer = Stamp(_pointer(frame))

    def ground(self) -> Image.Image:
        """The rim with its lights."""
        sheet = self._frame.table_sheet()
        sheet.oval(MIDDLE_X + 8, MIDDLE_Y + 10, WHEEL + 32, WHEEL + 32, (0, 0, 0, 110))
        sheet.oval(MIDDLE_X, MIDDLE_Y, WHEEL + 28, WHEEL + 28, paint.DARK_BRASS)
        sheet.oval(MIDDLE_X, MIDDLE_Y, WHEEL + 24, WHEEL + 24, (110, 16, 28))
        for light in range(36):
            turn = light / 36 * 2 * math.pi
            x, y = MIDDLE_X + (WHEEL + 14) * math.cos(turn), MIDDLE_Y + (WHEEL + 14) * math.sin(turn)
            sheet.oval(x, y, 5.5, 5.5, (255, 236, 180) if light % 2 else (255, 190, 90))
        return sheet.image()

    def lying(self, scene: Scene, at_s: float) -> Iterator[Thing]:
        """Nothing lies."""
        del scene, at_s
        return iter(())

    def moving(self, scene: Scene, at_s: float, canvas: Canvas) -> None:
        """The wheel, and the pointer over it."""
        self._wheel.lay(canvas, scene.spin.angle_at(at_s) if scene.spin else 0.0)
        canvas.lay_centred(self._pointer, self._frame.x(MIDDLE_X), self._frame.y(MIDDLE_Y - WHEEL - 4))


def _wheel(segments: Sequence[str], scale: float) -> Image.Image:
    """From the front; the first segment begins at the top."""
    sheet, count = Sheet(2 * WHEEL, 2 * WHEEL, scale, finer=4), len(segments)
    sheet.oval(WHEEL, WHEEL, WHEEL, WHEEL, paint.GOLD)
    for place, name in enumerate(segments):
        turns = place / count - 0.25, (place + 1) / count - 0.25
        sheet.wedge((WHEEL, WHEEL), WHEEL - 3, turns, _COLOURS.get(name, paint.GREEN))
    for place, name in enumerate(segments):
        _line_and_peg(sheet, place / count - 0.25)
        _name(sheet, (place + 0.5) / count - 0.25, name, scale)
    for out, colour in ((HUB, paint.DARK_BRASS), (HUB - 4, paint.GOLD), (HUB - 12, (110, 16, 28))):
        sheet.oval(WHEEL, WHEEL, out, out, colour)
    sheet.text(WHEEL, WHEEL, "SF", 52, paint.GOLD, 1.4)
    return sheet.image()


def _line_and_peg(sheet: Sheet, turns: float) -> None:
    cos, sin = math.cos(turns * 2 * math.pi), math.sin(turns * 2 * math.pi)
    ends = [(WHEEL + out * cos, WHEEL + out * sin) for out in (HUB, WHEEL - 3)]
    sheet.line(ends, (250, 232, 180), 1.6)
    sheet.oval(WHEEL + (WHEEL - 9) * cos, WHEEL + (WHEEL - 9) * sin, 4, 4, (240, 240, 244))


def _name(sheet: Sheet, turns: float, name: str, scale: float) -> None:
    words = {"joker": "J", "logo": "SF"}.get(name, name)
    dark = name in ("1", "7x", "logo")
    image = paint.turned_text(words, 23 * scale * 4, paint.BLACK if dark else paint.WHITE, -turns * 360 - 90)
    for out in (WHEEL - 36, WHEEL - 92):
        sheet.paste(
            image, WHEEL + out * math.cos(turns * 2 * math.pi), WHEEL + out * math.sin(turns * 2 * math.pi)
        )


def _pointer(frame: Frame) -> Image.Image:
    sheet = frame.sheet(48, 60)
    sheet.shape(((6, 4), (42, 4), (24, 58)), (60, 10, 16))
    sheet.shape(((9, 6), (39, 6), (24, 53)), (226, 40, 52))
    sheet.oval(24, 15, 8, 8, paint.GOLD)
    return sheet.image()

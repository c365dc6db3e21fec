"""Draws vector shapes into Pillow images, four times as fine as they are needed, in the units of a 1280 x 720 table. Knows no game."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

DESIGN_WIDTH, DESIGN_HEIGHT = 1280, 720
FINER = 4

Colour = tuple[int, int, int] | tuple[int, int, int, int]
Point = tuple[float, float]

WHITE, BLACK, IVORY = (250, 250, 246), (24, 24, 28), (246, 240, 224)
RED, DEEP_RED, GREEN = (196, 30, 44), (150, 18, 30), (14, 122, 62)
GOLD, BRASS, DARK_BRASS = (226, 186, 92), (190, 150, 72), (120, 90, 40)
WOOD, DARK_WOOD, LIGHT_WOOD = (96, 50, 24), (54, 27, 13), (138, 78, 38)
FELT, DARK_FELT = (18, 98, 70), (6, 44, 34)
BLUE_FELT, DARK_BLUE_FELT = (24, 66, 112), (8, 26, 52)


@cache
def font(size: float) -> ImageFont.FreeTypeFont:
    """Pillow's own font; a machine needs no fonts installed."""
    found = ImageFont.load_default(size=size)
    assert isinstance(found, ImageFont.FreeTypeFont)
    return found


class Sheet:
    """A transparent sheet of ``width`` x ``height`` design units; ``scale`` says how many pixels one is in the end."""

    def __init__(self, width: float, height: float, scale: float, finer: int = FINER) -> None:
        self.size = _even(width * scale), _even(height * scale)
        self._finer, self._unit = finer, scale * finer
        self.fine = Image.new("RGBA", (self.size[0] * finer, self.size[1] * finer), (0, 0, 0, 0))
        self._draw = ImageDraw.Draw(self.fine)

    def image(self) -> Image.Image:
        """The sheet in its final size."""
        return self.fine.reduce(self._finer)

    def box(self, x: float, y: float, width: float, height: float, colour: Colour, radius: float = 0) -> None:
        """A rectangle, with round corners if there is a radius."""
        unit = self._unit
        place = (x * unit, y * unit, (x + width) * unit - 1, (y + height) * unit - 1)
        self._draw.rounded_rectangle(place, radius * unit, fill=colour)

    def frame(
        self, x: float, y: float, width: float, height: float, colour: Colour, line: float, radius: float = 0
    ) -> None:
        """Its outline alone."""
        unit = self._unit
        place = (x * unit, y * unit, (x + width) * unit, (y + height) * unit)
        self._draw.rounded_rectangle(place, radius * unit, outline=colour, width=max(1, round(line * unit)))

    def oval(self, x: float, y: float, across: float, down: float, colour: Colour) -> None:
        """An ellipse by its middle and its half axes."""
        unit = self._unit
        place = ((x - across) * unit, (y - down) * unit, (x + across) * unit, (y + down) * unit)
        self._draw.ellipse(place, fill=colour)

    def ring(self, x: float, y: float, across: float, down: float, colour: Colour, line: float) -> None:
        """The outline of an ellipse, inwards."""
        unit = self._unit
        place = ((x - across) * unit, (y - down) * unit, (x + across) * unit, (y + down) * unit)
        self._draw.ellipse(place, outline=colour, width=max(1, round(line * unit)))

    def shape(self, points: Iterable[Point], colour: Colour) -> None:
        """A filled polygon."""
        self._draw.polygon([(x * self._unit, y * self._unit) for x, y in points], fill=colour)

    def line(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        """A polyline."""
        fine = [(x * self._unit, y * self._unit) for x, y in points]
        self._draw.line(fine, fill=colour, width=max(1, round(width * self._unit)), joint="curve")

    def wedge(self, middle: Point, radius: float, turns: tuple[float, float], colour: Colour) -> None:
        """A sector; angles in turns clockwise from the right."""
        unit, (x, y) = self._unit, middle
        place = ((x - radius) * unit, (y - radius) * unit, (x + radius) * unit, (y + radius) * unit)
        self._draw.pieslice(place, turns[0] * 360, turns[1] * 360, fill=colour)

    def text(
        self, x: float, y: float, words: str, size: float, colour: Colour, bold: float = 0, anchor: str = "mm"
    ) -> None:
        """Words around (x, y), or from it as Pillow's anchors say; ``bold`` thickens each stroke."""
        unit = self._unit
        heavy = round(bold * unit)
        self._draw.text(
            (x * unit, y * unit), words, colour, font(size * unit), anchor, stroke_width=heavy, stroke_fill=colour
        )  # fmt: skip

    def paste(self, image: Image.Image, x: float, y: float) -> None:
        """Another fine image over this one, its middle at (x, y)."""
        left = round(x * self._unit - image.width / 2)
        top = round(y * self._unit - image.height / 2)
        self.fine.alpha_composite(image, (max(0, left), max(0, top)))


def turned_text(words: str, size: float, colour: Colour, degrees: float) -> Image.Image:
    """Words alone, turned counter-clockwise; ``size`` in pixels."""
    box = font(size).getbbox(words, anchor="lt")
    image = Image.new("RGBA", (math.ceil(box[2]) + 4, math.ceil(box[3]) + 4), (*colour[:3], 0))
    draw = ImageDraw.Draw(image)
    draw.text(
        (2, 2), words, colour, font(size), "lt", stroke_width=max(1, round(size / 24)), stroke_fill=colour
    )
    return image.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=(*colour[:3], 0))


def cloth(width: int, height: int, light: Colour, dark: Colour) -> Image.Image:
    """A cloth lit from above its middle, with just enough grain to show no bands."""
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    off = np.hypot((across / width - 0.5) * 1.25, (down / height - 0.42) * 1.15)
    part = np.clip(off / 0.78, 0, 1)[:, :, None] ** 1.5
    ends = np.array([light[:3], dark[:3]], dtype=np.float32)
    grain = np.random.default_rng(7).normal(0, 0.8, (height, width, 1))
    colours = ends[0] * (1 - part) + ends[1] * part + grain
    return Image.fromarray(np.clip(colours, 0, 255).astype(np.uint8), "RGB").convert("RGBA")


def _even(length: float) -> int:
    return max(2, math.ceil(length / 2) * 2)

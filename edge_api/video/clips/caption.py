"""The lines below a copy's picture: when, where, which round, what had happened, and of which original it is a copy. Draws grey values, knows no video."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Grey = NDArray[np.uint8]

INK, PAPER = 235, 16
LEAST_PX, PER_PX = 11, 34


class Caption:
    """A strip as wide as the picture, of a height that fits the lines; even, as 4:2:0 wants it."""

    def __init__(self, width: int, height: int, fixed: str) -> None:
        self._width = width
        self._size = max(LEAST_PX, height // PER_PX)
        self._fixed = fixed
        self._drawn: dict[str, Grey] = {}

    @cached_property
    def _font(self) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
        return ImageFont.load_default(self._size)

    @property
    def line_px(self) -> int:
        """Height of a line."""
        return self._size + self._size // 3 & ~1

    @cached_property
    def _fixed_lines(self) -> tuple[str, ...]:
        return tuple(self._broken(self._fixed))

    @property
    def height(self) -> int:
        """Of the whole strip: a line for the time, two for what happened, and those that never change."""
        return self.line_px * (3 + len(self._fixed_lines)) + 4 & ~1

    def strip(self, when: str, happened: str) -> Grey:
        """The strip for one frame."""
        strip = np.full((self.height, self._width), PAPER, np.uint8)
        told = list(self._broken(happened))[:2]
        for place, line in enumerate((when, *(*told, "", "")[:2], *self._fixed_lines)):
            top = 2 + place * self.line_px
            strip[top : top + self.line_px] = self._line(line, keep=place > 0)
        return strip

    def _line(self, text: str, keep: bool) -> Grey:
        found = self._drawn.get(text)
        if found is None:
            image = Image.new("L", (self._width, self.line_px), PAPER)
            ImageDraw.Draw(image).text((4, 0), text, INK, self._font)
            found = np.asarray(image)
            if keep:
                self._drawn[text] = found
        return found

    def _broken(self, text: str) -> Iterator[str]:
        """Lines that fit the width."""
        while text:
            count = self._fitting(text)
            yield text[:count]
            text = text[count:].lstrip()

    def _fitting(self, text: str) -> int:
        room = self._width - 8
        for count in range(len(text), 1, -1):
            if self._font.getlength(text[:count]) <= room:
                return _at_a_space(text, count)
        return 1


def _at_a_space(text: str, count: int) -> int:
    """Break at a space where one is near."""
    space = text.rfind(" ", count // 2, count)
    return count if count == len(text) or space < 0 else space


def below(picture: Grey, height: int, strip: Grey) -> Grey:
    """A picture in planes of 4:2:0 (rows of Y, then U and V as libav lays them out) with the strip under it."""
    width = picture.shape[1]
    luma, chroma = picture[:height], picture[height:].reshape(2, height // 2, width // 2)
    added = np.full((2, strip.shape[0] // 2, width // 2), 128, np.uint8)
    colours: Sequence[Grey] = [
        np.concatenate([chroma[plane], added[plane]]).reshape(-1, width) for plane in (0, 1)
    ]
    return np.concatenate([luma, strip, *colours])

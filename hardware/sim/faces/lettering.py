"""The letters of card indices, from type of free licences and from pen strokes. Refuses to train when a typeface is missing: the weights would not be the same."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Mask = NDArray[np.uint8]
HIGH = 96
"""Height at which every letter is drawn; it is scaled from there."""

_PEN = {
    "simplex": cv2.FONT_HERSHEY_SIMPLEX,
    "duplex": cv2.FONT_HERSHEY_DUPLEX,
    "complex": cv2.FONT_HERSHEY_COMPLEX,
    "triplex": cv2.FONT_HERSHEY_TRIPLEX,
}
_ROBOTO, _SERIF, _SANS = "font_roboto/files/Roboto", "font_source_serif_pro/files/SourceSerifPro", "font_source_sans_pro/files/SourceSansPro"  # fmt: skip
_TYPE = (
    *(f"{_ROBOTO}-{weight}.ttf" for weight in ("Regular", "Medium", "Bold", "Black")),
    *(f"{_SERIF}-{weight}.ttf" for weight in ("Light", "Regular", "Semibold", "Bold")),
    *(f"{_SANS}-{weight}.ttf" for weight in ("Light", "Regular", "Bold")),
    *(f"font_lato/files/Lato-{weight}.ttf" for weight in ("Regular", "Bold", "Black")),
    *(f"font_hanken_grotesk/files/HankenGrotesk-{weight}.otf" for weight in ("Medium", "Bold")),
    *(f"font_manrope/files/Manrope-{weight}.ttf" for weight in ("Medium", "ExtraBold")),
    *(f"font_rhd/files/RedHatDisplay-{weight}.ttf" for weight in ("Medium", "Bold")),
    "font_caladea/files/Caladea-Italic.ttf",
    f"{_SERIF}-BoldIt.ttf",
    f"{_ROBOTO}-MediumItalic.ttf",
)
_HELD_OUT_TYPE = (
    *(f"font_caladea/files/Caladea-{weight}.ttf" for weight in ("Regular", "Bold")),
    *(f"ttf_opensans/ttf/OpenSans-{weight}.ttf" for weight in ("Regular", "Bold")),
    "font_fjallaone/files/FjallaOne-Regular.ttf",
)


@dataclass(frozen=True, slots=True)
class Lettering:
    """A typeface by its file, "" for Pillow's own, or a pen by its name and how thick it draws."""

    name: str
    pen: int = 0


def taught() -> list[Lettering]:
    """What the net is trained with."""
    pens = [Lettering(name, thick) for name in _PEN for thick in (3, 5, 7, 10)]
    return [Lettering(""), *pens, *(Lettering(name) for name in _TYPE)]


def held_out() -> list[Lettering]:
    """What the net has never seen: for measuring only."""
    return [Lettering(name) for name in _HELD_OUT_TYPE]


def plain() -> list[Lettering]:
    """What needs nothing installed: for tests."""
    return [Lettering(""), Lettering("complex", 5), Lettering("triplex", 4), Lettering("duplex", 7)]


@cache
def letters(words: str, lettering: Lettering) -> Mask:
    """The word, HIGH pixels high, cut tightly."""
    drawn = _by_pen(words, lettering) if lettering.pen else _by_type(words, lettering.name)
    tight = drawn[cv2.boundingRect(drawn)[1] :, :]
    x, y, wide, high = cv2.boundingRect(tight)
    tight = tight[y : y + high, x : x + wide]
    return cast(
        Mask, cv2.resize(tight, (max(4, round(wide * HIGH / high)), HIGH), interpolation=cv2.INTER_AREA)
    )


def _by_pen(words: str, lettering: Lettering) -> Mask:
    canvas = np.zeros((280, 480), dtype=np.uint8)
    cv2.putText(canvas, words, (30, 220), _PEN[lettering.name], 7, 255, 3 * lettering.pen, cv2.LINE_AA)
    return canvas


def _by_type(words: str, name: str) -> Mask:
    image = Image.new("L", (480, 320))
    ImageDraw.Draw(image).text((30, 30), words, 255, _font(name))
    return np.asarray(image)


@cache
def _font(name: str) -> ImageFont.FreeTypeFont:
    if name:
        return ImageFont.truetype(str(_file_of(name)), 190)
    own = ImageFont.load_default(size=190)
    assert isinstance(own, ImageFont.FreeTypeFont)
    return own


def _file_of(name: str) -> Path:
    package, _, rest = name.partition("/")
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError(
            f"the typefaces of {package} are missing: pip install -r hardware/sim/faces/typefaces.txt"
        )
    return Path(spec.submodule_search_locations[0]) / rest

"""What a picture says of its colours, so that who shows it need not guess: numbers of ITU-T H.273. Converts nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import av

UNSAID, UNSAID_RANGE = 2, 0
LIMITED, FULL = 1, 2


@dataclass(frozen=True, slots=True)
class Colours:
    """Matrix coefficients, transfer characteristics, colour primaries; ``span``: range of the samples, as the library numbers it."""

    matrix: int = UNSAID
    transfer: int = UNSAID
    primaries: int = UNSAID
    span: int = UNSAID_RANGE

    def mark(self, frame: av.VideoFrame) -> None:
        """Say so on a frame."""
        frame.colorspace, frame.color_trc = self.matrix, self.transfer
        frame.color_primaries, frame.color_range = self.primaries, self.span


BT709 = Colours(1, 1, 1, LIMITED)
SMPTE170M = Colours(6, 1, 6, LIMITED)
SYCC = Colours(6, 13, 1, FULL)

BY_NAME: Mapping[str, Colours] = MappingProxyType({"rec709": BT709, "smpte170m": SMPTE170M, "sycc": SYCC})
"""As libcamera names its colour spaces, in small letters."""


def colours_of(frame: av.VideoFrame) -> Colours:
    """What a frame says of itself."""
    return Colours(frame.colorspace, frame.color_trc, frame.color_primaries, frame.color_range)

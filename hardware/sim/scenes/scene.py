"""What every maker of drawn photographs promises: sites that differ as studios do, pictures to calibrate each, and pictures under named conditions with their truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from hardware.decode.sight.reader import Corners, Frame

NOTHING_IS_THERE = "nothing"
"""The condition in which a picture holds nothing to read: no card, no ball, no dice; its truth is empty."""


@dataclass(frozen=True, slots=True, eq=False)
class DrawnScene:
    """One picture. ``truth``: every value that lies readable in it, sorted; what a reader accepts beyond it is wrong.

    ``also``: values that may be told and are not asked for, as they lie half covered, or are printed so on a card of another deck (``strange``).
    ``places``: each value of both with its corners in the picture, where several things lie; none where a picture has one value.
    """

    frame: Frame
    truth: tuple[str, ...]
    also: tuple[str, ...] = ()
    places: tuple[tuple[str, Corners], ...] = ()
    strange: bool = False


class DrawnSite(Protocol):
    """One studio's table, camera and light; everything follows from its seed."""

    def labelled(self) -> Sequence[tuple[Frame, object]]:
        """Pictures to calibrate from, each with its entry for the labels' file (without ``file``), as docs/sight.md says it for the kind."""
        ...

    def draw(self, condition: str, number: int) -> DrawnScene:
        """The ``number``-th picture under a condition."""
        ...


class DrawnKind(Protocol):
    """What each module of a kind offers as ``SCENES``. ``conditions``: plain first, NOTHING_IS_THERE last."""

    conditions: tuple[str, ...]

    def site(self, seed: int) -> DrawnSite: ...

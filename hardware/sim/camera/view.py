"""What every rendered table has: a ground that is drawn once, things that lie still, and things that move. Knows no game."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from PIL import Image

from hardware.sim.camera.canvas import Canvas, Stamp
from hardware.sim.camera.paint import DESIGN_HEIGHT, DESIGN_WIDTH, Sheet
from hardware.sim.camera.scene import Scene


@dataclass(frozen=True, slots=True)
class Frame:
    """How the table of 1280 x 720 design units lies in a picture: scaled to fit, in the middle."""

    width: int
    height: int

    @property
    def scale(self) -> float:
        """Pixels a design unit."""
        return min(self.width / DESIGN_WIDTH, self.height / DESIGN_HEIGHT)

    @property
    def left(self) -> float:
        """Where design x = 0 is, in pixels."""
        return (self.width - DESIGN_WIDTH * self.scale) / 2

    @property
    def top(self) -> float:
        """Where design y = 0 is, in pixels."""
        return (self.height - DESIGN_HEIGHT * self.scale) / 2

    def x(self, units: float) -> float:
        """A design x in pixels."""
        return self.left + units * self.scale

    def y(self, units: float) -> float:
        """A design y in pixels."""
        return self.top + units * self.scale

    def table_sheet(self) -> Sheet:
        """A sheet as large as the table, to draw its ground on."""
        return Sheet(DESIGN_WIDTH, DESIGN_HEIGHT, self.scale, finer=2)

    def sheet(self, width: float, height: float) -> Sheet:
        """A sheet for a thing on the table."""
        return Sheet(width, height, self.scale)


@dataclass(frozen=True, slots=True)
class Thing:
    """A stamp and where its middle is, in pixels. Two are equal if they look the same."""

    stamp: Stamp
    x: float
    y: float


class View(Protocol):
    """One game's table."""

    def ground(self) -> Image.Image:
        """The table with nothing on it."""

    def lying(self, scene: Scene, at_s: float) -> Iterable[Thing]:
        """What lies still, lowest first."""

    def moving(self, scene: Scene, at_s: float, canvas: Canvas) -> None:
        """Draw what moves over what lies."""

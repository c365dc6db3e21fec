"""What the camera sees at every table besides the game: its name, the tower of lamps, and the LED that calibrates. Draws from the board's pins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from PIL import Image

from hardware.sim.camera import paint
from hardware.sim.camera.canvas import Stamp
from hardware.sim.camera.paint import Colour, Sheet
from hardware.sim.camera.scene import Scene
from hardware.sim.camera.view import Frame, Thing

COLOURS: Mapping[str, tuple[Colour, Colour]] = {
    "red": ((255, 70, 60), (84, 26, 24)),
    "yellow": ((255, 206, 60), (88, 70, 22)),
    "green": ((60, 236, 110), (20, 72, 38)),
    "led": ((255, 255, 255), (34, 36, 42)),
}
TOWER_X, TOWER_Y, TOWER_STEP, LAMP = 1232.0, 44.0, 36.0, 13.0
LED_X, LED_Y, LED = 1232.0, 640.0, 16.0


@dataclass(frozen=True, slots=True)
class Plate:
    """The table's name and which output pins light what: green, yellow, red, led."""

    name: str = ""
    pins: Mapping[str, str] = field(default_factory=dict)


class CommonThings:
    """Draws them for one picture size."""

    def __init__(self, frame: Frame, plate: Plate) -> None:
        self._frame, self._plate = frame, plate
        self._lamps = {
            (name, lit): Stamp(_lamp(frame, colours[0 if lit else 1], lit, LED if name == "led" else LAMP))
            for name, colours in COLOURS.items()
            for lit in (True, False)
        }

    def draw_ground(self, sheet: Sheet) -> None:
        """The plate with the name, and the tower without its lamps."""
        sheet.box(TOWER_X - 21, TOWER_Y - 22, 42, 2 * TOWER_STEP + 44, (20, 22, 26), 20)
        sheet.frame(TOWER_X - 21, TOWER_Y - 22, 42, 2 * TOWER_STEP + 44, (70, 74, 82), 1.5, 20)
        if self._plate.name:
            width = 34 + 13.2 * len(self._plate.name)
            sheet.box(26, 22, width, 42, (8, 20, 18, 170), 10)
            sheet.text(26 + width / 2, 43, self._plate.name, 24, paint.GOLD, 0.35)

    def lying(self, scene: Scene) -> Iterator[Thing]:
        """Lamps and LED as the pins say."""
        for place, name in enumerate(("red", "yellow", "green")):
            yield self._thing(scene, name, TOWER_X, TOWER_Y + place * TOWER_STEP)
        yield self._thing(scene, "led", LED_X, LED_Y)

    def _thing(self, scene: Scene, name: str, x: float, y: float) -> Thing:
        lit = scene.pins.get(self._plate.pins.get(name, ""), False)
        return Thing(self._lamps[name, lit], self._frame.x(x), self._frame.y(y))


def _lamp(frame: Frame, colour: Colour, lit: bool, radius: float) -> Image.Image:
    sheet, middle = frame.sheet(radius * 3.2, radius * 3.2), radius * 1.6
    red, green, blue = colour[:3]
    if lit:
        for step in range(6):
            sheet.oval(
                middle,
                middle,
                radius * (1.6 - step * 0.1),
                radius * (1.6 - step * 0.1),
                (red, green, blue, 20 + step * 14),
            )
    sheet.oval(middle, middle, radius, radius, colour)
    if lit:
        bright = (2 * 255 + red) // 3, (2 * 255 + green) // 3, (2 * 255 + blue) // 3
        sheet.oval(middle, middle, radius * 0.55, radius * 0.55, bright)
    return sheet.image()

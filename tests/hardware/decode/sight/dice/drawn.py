"""One small drawn site: three dice in a tray, seen small and a little aslant, so that a look costs little."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hardware.decode.sight.reader import Labelled, LabelledFrame
from hardware.sim.scenes.dice import DiceSite
from hardware.sim.scenes.dice_faces import DieStyle
from hardware.sim.scenes.dice_ground import Ground, Place
from hardware.sim.scenes.dice_solid import Camera

SIZE, MIDDLE, DIE_PX = (440, 360), (206.0, 186.0), 38.0
STYLE = DieStyle(
    body=(238, 246, 248), pip=(22, 20, 20), radius=0.09, spread=0.25, six_across=0.95, rounded=0.12,
    asian=False, clear=False, disc=0.0, ink=1.0, recessed=False, large_one=1.0,
)  # fmt: skip
SHAKES = 8


def small_site() -> DiceSite:
    ground = Ground(Place.TRAY, "felt", (46, 60, 24), MIDDLE, 165.0, 5)
    light = np.array((0.3, -0.2, 1.0))
    camera = Camera(MIDDLE, DIE_PX, 16.0, 0.12)
    return DiceSite(5, 3, (STYLE,), SIZE, camera, ground, light / np.linalg.norm(light))


def labelled(site: DiceSite, shakes: int = SHAKES) -> Sequence[LabelledFrame]:
    throws = [site.draw("plain", 5000 + number) for number in range(shakes)]
    return [
        LabelledFrame(f"{number}.jpg", one.frame, tuple(Labelled(value) for value in one.truth))
        for number, one in enumerate(throws)
    ]

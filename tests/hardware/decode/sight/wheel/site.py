"""A drawn wheel that is calibrated once, and the demo's own camera on a roulette table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hardware.decode.sight.reader import Frame, Labelled, LabelledFrame
from hardware.sim.camera.common import Plate
from hardware.sim.camera.motion import Flight, Turning
from hardware.sim.camera.renderer import Renderer
from hardware.sim.camera.scene import Scene
from hardware.sim.camera.wheels import pocket_place
from hardware.sim.scenes.wheel import WheelSite


def pictures(site: WheelSite) -> list[LabelledFrame]:
    """Every other picture of the empty wheel, and the ball in five pockets."""
    told = [(frame, entry["result"]) for frame, entry in site.labelled() if isinstance(entry, dict)]
    empty = [
        LabelledFrame(f"empty {n}", frame, ()) for n, (frame, pocket) in enumerate(told) if pocket is None
    ]
    return [*empty[::2], *(labelled(frame, str(pocket)) for frame, pocket in told if pocket is not None)]


def labelled(frame: Frame, *pockets: str) -> LabelledFrame:
    return LabelledFrame("a picture", frame, tuple(Labelled(pocket) for pocket in pockets))


class DemoCamera:
    """The demo's camera over a roulette table, 960 x 540."""

    def __init__(self) -> None:
        self._renderer = Renderer(960, 540, Plate("Roulette 1"))

    def picture(self, turns: float, pocket: str | None) -> Frame:
        rest = None if pocket is None else Flight(0.0, 1, 0.0, 1.0, pocket_place(pocket))
        scene = Scene(game="roulette", rotor=Turning(0.0, turns, 0.25, 0.25), flight=rest)
        return np.asarray(self._renderer.picture(scene, 3.0).to_ndarray(format="bgr24"), dtype=np.uint8)

    def empty(self, turns: Sequence[float]) -> list[LabelledFrame]:
        return [LabelledFrame(f"empty {turn}", self.picture(turn, None), ()) for turn in turns]

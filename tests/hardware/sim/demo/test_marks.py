"""The crosses on the demo's felt: a camera that stands still sees them where they were, also with every place taken, and one that was pushed does not."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.table import DRIFT, drift_px, table_from
from hardware.sim.camera.cards_view import MARKS
from hardware.sim.camera.common import Plate
from hardware.sim.camera.renderer import Renderer
from hardware.sim.camera.scene import Scene, after
from hardware.sim.camera.view import Frame
from hardware.sim.demo.film import HEIGHT, WIDTH


def picture(*cards: tuple[str, int]) -> NDArray[np.uint8]:
    scene = after(Scene(), {"what": "table", "game": "baccarat", "at_ns": 0})
    for place, index in cards:
        laid = {"what": "card", "card": "KH", "place": place, "index": index, "at_ns": 1, "turn_s": 0.0}
        scene = after(scene, laid)
    shown = Renderer(WIDTH, HEIGHT, Plate("Baccarat")).picture(scene, 1.0).to_ndarray(format="bgr24")
    return shown.astype(np.uint8)


def test_the_tables_marks_stay_seen_under_a_whole_coup_and_tell_a_push() -> None:
    at = Frame(WIDTH, HEIGHT)
    marks = np.array([(at.x(x), at.y(y)) for x, y in MARKS], dtype=np.float32)
    table = table_from(picture(), marks, (1000.0, 400.0))
    coup = picture(*((hand, index) for hand in ("player", "banker") for index in range(3)))
    still = drift_px(coup, table)
    assert still is not None and still < 0.5
    for push in (5, 40):
        drift = drift_px(np.roll(coup, push, axis=1), table)
        assert drift is not None and drift > DRIFT

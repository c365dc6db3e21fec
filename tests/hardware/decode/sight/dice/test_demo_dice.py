"""The demo's camera: what the simulated dealer throws is what the reader reads."""

from __future__ import annotations

import numpy as np
import pytest

from hardware.decode.sight.dice.dice_reader import DiceReader
from hardware.decode.sight.reader import Frame, Labelled, LabelledFrame
from hardware.sim.camera.common import Plate
from hardware.sim.camera.renderer import Renderer
from hardware.sim.camera.scene import Scene, after

SIZE = (960, 540)
SHAKES, THROWS = 3, 5


def throws(game: str, count: int, seed: int, many: int) -> list[tuple[Frame, str]]:
    renderer, rng = Renderer(*SIZE, Plate("Dice")), np.random.default_rng(seed)
    table = after(Scene(), {"at_ns": 0, "what": "table", "game": game})
    out = []
    for number in range(many):
        faces = "".join(str(face) for face in rng.integers(1, 7, count))
        scene = after(
            table, {"at_ns": (number + 1) * 1_013_000_000, "what": "dice", "faces": faces, "count": count}
        )
        picture = renderer.picture(scene, 2.0 + number * 1.013).to_ndarray(format="bgr24")
        out.append((np.asarray(picture, dtype=np.uint8), "".join(sorted(faces))))
    return out


@pytest.mark.parametrize(("game", "count"), (("sic_bo", 3), ("craps", 2)))
def test_the_demo_s_throws_are_read(game: str, count: int, dice: DiceReader) -> None:
    known = [
        LabelledFrame(str(number), frame, tuple(Labelled(face) for face in faces))
        for number, (frame, faces) in enumerate(throws(game, count, 1, SHAKES))
    ]
    site = dice.calibrate(known)
    assert site.self_test.wrong_accepted == 0
    right = 0
    for frame, faces in throws(game, count, 2, THROWS):
        reads = [read for read in dice.read(frame, site) if read.accepted]
        told = "".join(sorted(str(read.value) for read in reads))
        assert told in ("", faces)
        right += told == faces
    assert right == THROWS

"""The demo's money wheel is read as its camera shows it."""

from __future__ import annotations

import numpy as np
import pytest

from hardware.decode.sight.reader import Frame, Labelled, LabelledFrame
from hardware.decode.sight.segments.calibration import SegmentCalibration
from hardware.decode.sight.segments.segment_reader import SegmentReader
from hardware.sim.camera.common import Plate
from hardware.sim.camera.motion import Spin
from hardware.sim.camera.renderer import Renderer
from hardware.sim.camera.scene import Scene
from hardware.sim.camera.wheels import segment_order
from schemas.games.money_wheel import FACES, MoneyWheel

ORDER = segment_order(FACES[MoneyWheel.DREAM_CATCHER].segments)
BORDER = 0.1
LOOKS = 60


def shown(renderer: Renderer, spot: float) -> Frame:
    """The pointer so far into the order, in segments."""
    rests_at = -spot / len(ORDER) % 1.0
    scene = Scene(game="money_wheel", segments=ORDER, spin=Spin(0.0, 0.0, 1.0, rests_at))
    return np.asarray(renderer.picture(scene, 5.0).to_ndarray(format="bgr24"), dtype=np.uint8)


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(960, 540, Plate())


@pytest.fixture(scope="module")
def demo(renderer: Renderer) -> SegmentCalibration:
    spots = (0.5, 7.3, 13.6, 20.4, 26.5, 33.7, 41.4, 48.6)
    stops = [
        LabelledFrame(f"stop {spot}", shown(renderer, spot), (Labelled(ORDER[int(spot)]),)) for spot in spots
    ]
    return SegmentReader(ORDER).calibrate(stops)


def test_it_is_read_everywhere_but_near_borders(renderer: Renderer, demo: SegmentCalibration) -> None:
    rng, right, asked = np.random.default_rng(2), 0, 0
    for spot in rng.uniform(0, len(ORDER), LOOKS):
        (read,) = SegmentReader().read(shown(renderer, float(spot)), demo)
        assert not read.accepted or read.value == ORDER[int(spot)]
        if min(spot % 1, 1 - spot % 1) > BORDER:
            asked, right = asked + 1, right + read.accepted
    assert right >= 0.97 * asked

"""One drawn wheel for all tests of this folder, calibrated once."""

from __future__ import annotations

import pytest

from hardware.decode.sight.wheel.calibration import WheelCalibration
from hardware.decode.sight.wheel.wheel_reader import WheelReader
from hardware.sim.scenes.wheel import WheelSite
from schemas.games.wheels import Wheel
from tests.fixtures.once import once
from tests.hardware.decode.sight.wheel.site import pictures


@pytest.fixture(scope="package")
def studio() -> WheelSite:
    return WheelSite(1, Wheel.FRENCH)


@pytest.fixture(scope="package")
def reader() -> WheelReader:
    return WheelReader(Wheel.FRENCH)


@pytest.fixture(scope="package")
def calibrated(
    studio: WheelSite, reader: WheelReader, tmp_path_factory: pytest.TempPathFactory
) -> WheelCalibration:
    return once(tmp_path_factory, "wheel-site", lambda: reader.calibrate(pictures(studio)))

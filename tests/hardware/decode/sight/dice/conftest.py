"""One drawn site for all tests of dice, calibrated once."""

from __future__ import annotations

import pytest

from hardware.decode.sight.dice.calibration import DiceCalibration
from hardware.decode.sight.dice.dice_reader import DiceReader
from hardware.decode.sight.dice.store import dice_reader
from hardware.sim.scenes.dice import DiceSite
from tests.hardware.decode.sight.dice.drawn import labelled, small_site


@pytest.fixture(scope="session")
def dice() -> DiceReader:
    return dice_reader()


@pytest.fixture(scope="session")
def drawn_site() -> DiceSite:
    return small_site()


@pytest.fixture(scope="session")
def site(dice: DiceReader, drawn_site: DiceSite) -> DiceCalibration:
    return dice.calibrate(labelled(drawn_site))

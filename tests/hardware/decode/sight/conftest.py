"""One small site for all tests of reading: eighteen cards of one deck, enrolled once."""

from __future__ import annotations

import pytest

from hardware.decode.sight.calibration import CardCalibration
from hardware.decode.sight.card_reader import CardReader
from hardware.decode.sight.store import card_reader
from tests.fixtures.once import once
from tests.hardware.decode.sight.drawn import deck, enrolment


@pytest.fixture(scope="session")
def reader() -> CardReader:
    return card_reader()


@pytest.fixture(scope="session")
def site(reader: CardReader, tmp_path_factory: pytest.TempPathFactory) -> CardCalibration:
    return once(tmp_path_factory, "card-site", lambda: reader.calibrate(enrolment(deck())))

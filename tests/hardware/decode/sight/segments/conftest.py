"""One drawn studio with its wheel, learned once."""

from __future__ import annotations

import pytest

from hardware.decode.sight.reader import Labelled, LabelledFrame
from hardware.decode.sight.segments.calibration import SegmentCalibration
from hardware.decode.sight.segments.segment_reader import SegmentReader
from hardware.sim.scenes.segments import SCENES, SegmentsSite
from tests.fixtures.once import once


@pytest.fixture(scope="session")
def studio() -> SegmentsSite:
    return SCENES.site(3)


@pytest.fixture(scope="session")
def stops(studio: SegmentsSite) -> list[LabelledFrame]:
    return [
        LabelledFrame(f"stop {number}", frame, (Labelled(told["segment"]),))
        for number, (frame, told) in enumerate(studio.labelled())
        if isinstance(told, dict)
    ]


@pytest.fixture(scope="session")
def wheel(
    studio: SegmentsSite, stops: list[LabelledFrame], tmp_path_factory: pytest.TempPathFactory
) -> SegmentCalibration:
    learn = SegmentReader(studio.make.order).calibrate
    return once(tmp_path_factory, "segment-site", lambda: learn(stops))

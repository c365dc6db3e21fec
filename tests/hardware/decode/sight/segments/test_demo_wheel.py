"""The demo's money wheel is read as its camera shows it."""

from __future__ import annotations

import numpy as np
import pytest

from hardware.decode.sight.segments.segment_reader import SegmentReader
from tests.fixtures.demo_wheel import ORDER, its_camera, learned, shown

BORDER = 0.1
LOOKS = 60


def test_it_is_read_everywhere_but_near_borders(tmp_path_factory: pytest.TempPathFactory) -> None:
    renderer = its_camera()
    site, rng, right, asked = learned(renderer, tmp_path_factory), np.random.default_rng(2), 0, 0
    for spot in rng.uniform(0, len(ORDER), LOOKS):
        (read,) = SegmentReader().read(shown(renderer, float(spot)), site)
        assert not read.accepted or read.value == ORDER[int(spot)]
        if min(spot % 1, 1 - spot % 1) > BORDER:
            asked, right = asked + 1, right + read.accepted
    assert right >= 0.97 * asked

"""Order statistics are numpy's own, for any number of values."""

from __future__ import annotations

import numpy as np
import pytest

from hardware.decode.sight.wheel.quick import median, percentile, within

RANDOM = np.random.default_rng(5)


@pytest.mark.parametrize("shape", [(1,), (2,), (3,), (24,), (2025,), (9, 64), (95, 37, 3)])
@pytest.mark.parametrize("part", [0, 25, 50, 80, 95, 100])
def test_a_percentile_is_numpys(shape: tuple[int, ...], part: float) -> None:
    values = RANDOM.normal(size=shape).astype(np.float32)
    np.testing.assert_allclose(
        percentile(values, part), np.percentile(values, part, axis=0), rtol=1e-4, atol=1e-6
    )


@pytest.mark.parametrize("shape", [(1,), (2,), (7, 3), (24, 8)])
def test_a_median_is_numpys_over_all_values(shape: tuple[int, ...]) -> None:
    values = RANDOM.normal(size=shape).astype(np.float32)
    assert median(values) == pytest.approx(float(np.median(values)))


@pytest.mark.parametrize(("value", "nearest"), [(-2.0, 0.0), (0.25, 0.25), (3.0, 1.0)])
def test_a_value_is_kept_within_its_ends(value: float, nearest: float) -> None:
    assert within(value, 0.0, 1.0) == nearest

"""Quantiles of few numbers are numpy's own."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.decode.sight.ranked import middle_of, quantile

FEW = st.lists(st.integers(0, 255), min_size=1, max_size=40)


@settings(max_examples=60, deadline=None)
@given(FEW, st.floats(0, 1))
def test_a_quantile_is_numpys(numbers: list[int], part: float) -> None:
    few = np.array(numbers, dtype=np.float32)
    assert quantile(few, part) == pytest.approx(float(np.quantile(few, part)), abs=1e-3)


@settings(max_examples=60, deadline=None)
@given(FEW)
def test_the_middle_of_each_column_is_its_median(numbers: list[int]) -> None:
    rows = np.stack([np.array(numbers), 255 - np.array(numbers)[::-1]], axis=1).astype(np.uint8)
    assert middle_of(rows) == pytest.approx(np.median(rows, axis=0))


def test_what_is_ranked_stays_as_it_lay() -> None:
    few = np.array(((3, 1), (2, 0)), dtype=np.uint8)
    assert quantile(few, 1.0) == 3 and few.tolist() == [[3, 1], [2, 0]]

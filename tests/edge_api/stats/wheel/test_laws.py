"""The laws behind the wheel statistics, against scipy's figures and against what they must obey."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_api.stats.wheel import binomial, chi_square, gamma

SCIPY: dict[str, Any] = json.loads(Path(__file__).with_name("scipy_values.json").read_text(encoding="utf-8"))
CLOSE = 1e-9


def test_chi_square_tails_are_scipys() -> None:
    for value, df, below, above in SCIPY["chi_square"]:
        assert chi_square.lower_tail(value, df) == pytest.approx(below, rel=CLOSE, abs=1e-12)
        assert chi_square.upper_tail(value, df) == pytest.approx(above, rel=CLOSE, abs=1e-290)


def test_non_central_tails_are_scipys() -> None:
    for value, df, distance, above in SCIPY["noncentral"]:
        assert chi_square.noncentral_upper_tail(value, df, distance) == pytest.approx(
            above, rel=1e-7, abs=1e-13
        )


def test_binomial_tails_are_scipys() -> None:
    for hits, trials, share, above in SCIPY["binomial"]:
        assert binomial.at_least(hits, trials, share) == pytest.approx(above, rel=1e-7, abs=1e-12)


@pytest.mark.parametrize(
    ("df", "upper", "lower"),
    [
        (36, (50.998, 58.619, 67.985), (19.233, 15.324)),
        (37, (52.192, 59.893, 69.346), (19.960, 15.965)),
    ],
)
def test_chi_square_limits_are_the_published_ones(
    df: int, upper: tuple[float, ...], lower: tuple[float, ...]
) -> None:
    assert [round(chi_square.upper_limit(alpha, df), 3) for alpha in (0.05, 0.01, 0.001)] == pytest.approx(
        upper, abs=0.0011
    )
    assert [round(chi_square.lower_limit(alpha, df), 3) for alpha in (0.01, 0.001)] == pytest.approx(
        lower, abs=0.0011
    )


@given(st.floats(0.01, 300), st.integers(1, 60))
def test_the_two_tails_make_one(value: float, df: int) -> None:
    both = chi_square.lower_tail(value, df) + chi_square.upper_tail(value, df)
    assert both == pytest.approx(1, abs=1e-11)


@given(st.sampled_from((0.2, 0.05, 0.01, 0.001, 1e-6)), st.integers(1, 60))
def test_a_limit_is_exceeded_as_often_as_it_says(alpha: float, df: int) -> None:
    assert chi_square.upper_tail(chi_square.upper_limit(alpha, df), df) == pytest.approx(alpha, rel=1e-9)
    assert chi_square.lower_tail(chi_square.lower_limit(alpha, df), df) == pytest.approx(alpha, rel=1e-9)


def test_a_wheel_that_is_not_biased_is_noticed_as_often_as_the_level_says() -> None:
    assert chi_square.noncentral_upper_tail(50.0, 36, 0.0) == pytest.approx(chi_square.upper_tail(50.0, 36))


def test_a_bias_beyond_all_reckoning_is_refused() -> None:
    with pytest.raises(ValueError, match="beyond"):
        chi_square.noncentral_upper_tail(50.0, 36, 5000.0)


def test_edges_of_the_gamma_functions() -> None:
    assert (gamma.lower(2.0, 0.0), gamma.upper(2.0, 0.0)) == (0.0, 1.0)
    assert gamma.upper(0.5, 400.0) == pytest.approx(5.4e-176, rel=0.05)


def test_edges_of_the_binomial_law() -> None:
    assert binomial.at_least(0, 10, 0.5) == 1.0
    assert binomial.at_least(11, 10, 0.5) == 0.0
    assert binomial.at_least(10, 10, 0.5) == pytest.approx(2**-10)
    assert binomial.at_least(1, 10, 0.5) == pytest.approx(1 - 2**-10)

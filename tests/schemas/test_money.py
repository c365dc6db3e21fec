"""Minor units, currencies and the one rounding of winnings."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from schemas.money import (
    EXPONENTS,
    MINOR_LIMIT,
    Currency,
    Minor,
    Rounding,
    exponent,
    format_minor,
    from_operator,
    round_winnings,
    to_operator,
)

MINOR: TypeAdapter[int] = TypeAdapter(Minor)
CURRENCY: TypeAdapter[str] = TypeAdapter(Currency)
amounts = st.integers(-MINOR_LIMIT, MINOR_LIMIT)
currencies = st.sampled_from(sorted(EXPONENTS))
winnings = st.fractions(min_value=0, max_value=10**6)


@pytest.mark.parametrize(
    ("currency", "digits"),
    [("EUR", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("ISK", 0), ("HUF", 2), ("BHD", 3)],
)
def test_a_currency_has_the_digits_of_iso_4217(currency: str, digits: int) -> None:
    assert exponent(currency) == digits


@pytest.mark.parametrize("wrong", ["EURO", "eur", "XXX", "XAU", "", "BTC"])
def test_a_currency_that_is_not_money_in_use_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="ISO 4217"):
        exponent(wrong)
    with pytest.raises(ValidationError):
        CURRENCY.validate_python(wrong)


@pytest.mark.parametrize("wrong", [1.0, "1", True, None, MINOR_LIMIT + 1, -MINOR_LIMIT - 1])
def test_minor_units_are_whole_and_bounded(wrong: object) -> None:
    with pytest.raises(ValidationError):
        MINOR.validate_python(wrong)


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (1234, "EUR", "12.34"),
        (-5, "EUR", "-0.05"),
        (0, "EUR", "0.00"),
        (1234, "JPY", "1234"),
        (-1, "KWD", "-0.001"),
    ],
)
def test_minor_units_are_written_as_a_decimal(minor: int, currency: str, text: str) -> None:
    assert format_minor(minor, currency) == text


@given(amounts, currencies)
def test_a_written_amount_is_exact(minor: int, currency: str) -> None:
    assert Fraction(format_minor(minor, currency)) == Fraction(minor, 10 ** exponent(currency))


@given(amounts, currencies)
def test_operator_amounts_go_there_and_back(minor: int, currency: str) -> None:
    assert from_operator(to_operator(minor, currency), currency) == minor
    assert Fraction(to_operator(minor, currency), 100_000) == Fraction(minor, 10 ** exponent(currency))


def test_an_operator_amount_finer_than_a_cent_is_refused() -> None:
    assert from_operator(1_234_000, "EUR") == 1234
    with pytest.raises(ValueError, match="whole number of minor units"):
        from_operator(1_234_001, "EUR")


@pytest.mark.parametrize(
    ("rounding", "half", "one_and_half", "third", "whole"),
    [
        (Rounding.DOWN, 0, 1, 0, 7),
        (Rounding.UP, 1, 2, 1, 7),
        (Rounding.HALF_UP, 1, 2, 0, 7),
        (Rounding.HALF_EVEN, 0, 2, 0, 7),
    ],
)
def test_each_rounding_is_what_it_says(
    rounding: Rounding, half: int, one_and_half: int, third: int, whole: int
) -> None:
    exact = [Fraction(1, 2), Fraction(3, 2), Fraction(1, 3), Fraction(7)]
    assert [round_winnings(each, rounding) for each in exact] == [half, one_and_half, third, whole]


@given(winnings, st.sampled_from(Rounding))
def test_rounding_moves_less_than_one_unit_between_down_and_up(exact: Fraction, rounding: Rounding) -> None:
    rounded = round_winnings(exact, rounding)
    assert type(rounded) is int
    assert round_winnings(exact, Rounding.DOWN) <= rounded <= round_winnings(exact, Rounding.UP)
    assert abs(rounded - exact) < 1


def test_a_loss_is_never_rounded() -> None:
    with pytest.raises(ValueError, match="negative"):
        round_winnings(Fraction(-1, 2), Rounding.DOWN)

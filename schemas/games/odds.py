"""Odds to one as exact rationals, written as text. Refuses floats and anything that is not a positive rational."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from schemas.wrong_value import shown

ODDS_PATTERN = r"^[0-9]{1,9}(\.[0-9]{1,9}|[/:][0-9]{1,9})?$"


def parse_odds(odds: object) -> Fraction:
    """Exact odds to one: "11", "0.54", "5/2" and "3:2", or a whole number.

    Raises:
        ValueError: not one of these, or not above zero.
    """
    if isinstance(odds, Fraction):
        return odds
    text = str(odds) if type(odds) is int else odds
    if not isinstance(text, str) or not re.fullmatch(ODDS_PATTERN[1:-1], text, re.ASCII):
        raise ValueError(
            f'odds must be an exact positive number as text, as in "0.95" or "5/2", not {shown(odds)}'
        )
    return _positive(text.replace(":", "/"))


def _positive(text: str) -> Fraction:
    whole, _, denominator = text.partition("/")
    if denominator and not int(denominator):
        raise ValueError(f"odds can't be divided by zero: {text!r}")
    odds = Fraction(whole) / int(denominator or 1)
    if not odds:
        raise ValueError("odds must be above zero")
    return odds


Odds = Annotated[
    Fraction,
    BeforeValidator(parse_odds),
    PlainSerializer(str, return_type=str),
    WithJsonSchema(
        {"type": "string", "pattern": ODDS_PATTERN, "description": "Odds to one, an exact rational."}
    ),
]

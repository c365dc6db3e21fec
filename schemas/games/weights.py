"""Whole numbers with whole-number weights, and lucky positions with their multipliers, as JSON objects. Refuses what is not exact."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from schemas.wrong_value import shown

MOST_NUMBER = 100_000
MOST_WEIGHT = 10**9
MOST_LUCKY = 200
_NUMBER = re.compile(r"0|[1-9][0-9]{0,5}", re.ASCII)
_KEY = re.compile(r"[a-z0-9_]+( [0-9]+(-[0-9]+)*)?", re.ASCII)


def _pairs(value: object) -> object:
    """The items of an object; anything else as it is."""
    return tuple(value.items()) if isinstance(value, dict) else value


def _weights(value: object) -> tuple[tuple[int, int], ...]:
    pairs = _pairs(value)
    if not isinstance(pairs, tuple) or not pairs:
        raise ValueError('must be an object of whole numbers with their weights, as in {"50": 3, "100": 1}')
    return tuple(sorted(_weight(number, weight) for number, weight in pairs))


def _weight(number: object, weight: object) -> tuple[int, int]:
    if not _NUMBER.fullmatch(str(number)) or int(str(number)) > MOST_NUMBER:
        raise ValueError(f"{number!r:.40} is not a whole number from 0 to {MOST_NUMBER}")
    if type(weight) is not int or not 0 < weight <= MOST_WEIGHT:
        raise ValueError(
            f"the weight of {number} must be a whole number from 1 to {MOST_WEIGHT}, not {shown(weight)}"
        )
    return int(str(number)), weight


def _lucky(value: object) -> tuple[tuple[str, int], ...]:
    pairs = _pairs(value)
    if not isinstance(pairs, tuple) or len(pairs) > MOST_LUCKY:
        raise ValueError('must be an object of positions with their multipliers, as in {"17": 500}')
    for key, multiplier in pairs:
        if not isinstance(key, str) or len(key) > 40 or not _KEY.fullmatch(key):
            raise ValueError(f"{key!r:.40} is no position")
        if type(multiplier) is not int or not 0 < multiplier <= MOST_NUMBER:
            raise ValueError(f"the multiplier of {key} must be a whole number from 1 to {MOST_NUMBER}")
    return tuple(sorted(pairs))


def _whole(pattern: str, most: int) -> dict[str, Any]:
    return {
        "type": "object",
        "propertyNames": {"pattern": f"^({pattern})$"},
        "additionalProperties": {"type": "integer", "minimum": 1, "maximum": most},
    }


Weights = Annotated[
    tuple[tuple[int, int], ...],
    BeforeValidator(_weights),
    PlainSerializer(
        lambda pairs: {str(number): weight for number, weight in pairs}, return_type=dict[str, int]
    ),
    WithJsonSchema(_whole(_NUMBER.pattern, MOST_WEIGHT) | {"minProperties": 1}),
]
"""Number -> weight, numbers ascending."""

Lucky = Annotated[
    tuple[tuple[str, int], ...],
    BeforeValidator(_lucky),
    PlainSerializer(dict, return_type=dict[str, int]),
    WithJsonSchema(_whole(_KEY.pattern, MOST_NUMBER) | {"maxProperties": MOST_LUCKY}),
]
"""Position -> multiplier, by name of the position."""

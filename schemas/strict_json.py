"""JSON without its two loopholes: a field named twice in one object, and numbers that are none (NaN, Infinity). Refuses both."""

from __future__ import annotations

import json
from typing import NoReturn


def parse(text: str) -> object:
    """The value of a JSON text.

    Raises:
        ValueError: it is not JSON, or uses a loophole; says which.
        RecursionError: it is nested beyond reason.
    """
    return _DECODER.decode(text)


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a field is named twice in one object")
    return fields


def _not_a_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_not_a_number)

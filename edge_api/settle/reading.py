"""Outcomes as they are written on a line: JSON values in, models out. Refuses with a sentence that names the field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TypeVar

from pydantic import ValidationError

from schemas.games.refusal import IllegalOutcome
from schemas.model import Message
from schemas.wrong_value import what_is_wrong

Model = TypeVar("Model", bound=Message)
_ABOUT_FIELDS = frozenset({"missing", "extra_forbidden"})


def read_model(model: type[Model], outcome: Mapping[str, object]) -> Model:
    """The outcome as ``model``.

    Raises:
        IllegalOutcome: names the first field that is wrong.
    """
    try:
        return model.model_validate_json(json.dumps(outcome))
    except ValidationError as wrong:
        error = wrong.errors(include_url=False)[0]
        where = ".".join(str(part)[:40] for part in ("outcome", *error["loc"]))
        raise IllegalOutcome(f"{where}: {what_is_wrong(error)}{_fields(model, error['type'])}") from None


def _fields(model: type[Message], kind: str) -> str:
    """Which fields the outcome may have, for whoever left one out or made one up."""
    return f" (an outcome has {', '.join(model.model_fields)})" if kind in _ABOUT_FIELDS else ""


def read_cards(cards: object) -> list[str]:
    """A list of card codes, not yet looked at.

    Raises:
        IllegalOutcome: not a list of strings.
    """
    if isinstance(cards, list) and all(isinstance(card, str) for card in cards):
        return cards
    raise IllegalOutcome('cards must be a list of strings, as in ["TD", "9S"]')

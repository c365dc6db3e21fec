"""Outcomes as they are written on a line: JSON values in, models out. Refuses with a sentence that names the field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TypeVar

from pydantic import ValidationError

from schemas.games.refusal import IllegalOutcome
from schemas.model import Message

Model = TypeVar("Model", bound=Message)


def read_model(model: type[Model], outcome: Mapping[str, object]) -> Model:
    """The outcome as ``model``.

    Raises:
        IllegalOutcome: names the first field that is wrong.
    """
    try:
        return model.model_validate_json(json.dumps(outcome))
    except ValidationError as wrong:
        error = wrong.errors(include_url=False, include_context=False)[0]
        where = ".".join(str(part)[:40] for part in ("outcome", *error["loc"]))
        raise IllegalOutcome(f"{where}: {error['msg'].removeprefix('Value error, ')}") from None


def read_cards(cards: object) -> list[str]:
    """A list of card codes, not yet looked at.

    Raises:
        IllegalOutcome: not a list of strings.
    """
    if isinstance(cards, list) and all(isinstance(card, str) for card in cards):
        return cards
    raise IllegalOutcome('cards must be a list of strings, as in ["TD", "9S"]')

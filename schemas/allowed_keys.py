"""Which keys a model's file may have at a place, and what to do about one that it may not. Pure; knows nothing of files."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from typing import Any, get_args

from pydantic import BaseModel


def fields_at(model: type[BaseModel], steps: Sequence[int | str]) -> dict[str, Any]:
    """The fields that may stand where ``steps``, as an error's ``loc`` gives them, lead to from ``model``."""
    for step in steps:
        if isinstance(step, str) and step in model.model_fields:
            model = next(_models_in(model.model_fields[step].annotation), model)
    return dict(model.model_fields)


def advice_on(key: str, allowed: Sequence[str]) -> str:
    """What to do about a key that is none of those: the one that was meant, if one is near, and all that there are."""
    near = difflib.get_close_matches(key, allowed, 1)
    advice = f"did you mean {near[0]}?" if near else "remove it."
    return f"{advice} Allowed here: {', '.join(sorted(allowed))}"


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models inside ``X``, ``X | None``, ``tuple[X, ...]`` or ``dict[str, X]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)

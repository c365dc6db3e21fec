"""Dice at rest. Refuses what no die shows, and a reading of too few or too many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, TypeGuard

from pydantic import Field

from schemas.games.refusal import IllegalOutcome
from schemas.wrong_value import shown

FACES = range(1, 7)
_HOW_MANY = {2: ("two dice", (3, 5)), 3: ("three dice", (3, 4, 6))}

Face = Annotated[int, Field(ge=1, le=6)]


def is_face(value: object) -> TypeGuard[int]:
    """Whether a JSON value is a face of a die; true and 1.0 are none."""
    return type(value) is int and value in FACES


def check_dice(dice: object, count: int) -> Sequence[int]:
    """The dice themselves, a list of ``count`` faces.

    Raises:
        IllegalOutcome: they are not.
    """
    if isinstance(dice, list | tuple) and len(dice) == count and all(map(is_face, dice)):
        return dice
    name, example = _HOW_MANY[count]
    raise IllegalOutcome(f"must be {name} from 1 to 6, as in {list(example)}, not {shown(dice)}")


def read_dice(value: str, count: int) -> tuple[int, ...]:
    """Dice of a reading such as "346".

    Raises:
        IllegalOutcome: not ``count`` faces.
    """
    if len(value) == count and all(mark in "123456" for mark in value):
        return tuple(map(int, value))
    name, example = _HOW_MANY[count]
    raise IllegalOutcome(f'{value!r:.20} are not {name}, as in "{"".join(map(str, example))}"')

"""Whether a table's game has what somebody says lies before its camera: pockets, segments, faces of dice. Leaves cards to the board, which knows the letters of its deck. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schemas.games.dice import is_face
from schemas.games.money_wheel import FACES, MoneyWheel
from schemas.games.money_wheel_rules import MoneyWheelRules
from schemas.games.roulette_rules import RouletteRules
from schemas.games.rules import Rules
from schemas.games.wheels import Wheel, has_pocket
from schemas.phases import Game
from schemas.wrong_value import shown

DICE: Mapping[Game, tuple[int, str]] = {Game.SIC_BO: (3, "three dice: say 3 faces, as in 1 3 6"), Game.CRAPS: (2, "two dice: say 2 faces, as in 3 5")}  # fmt: skip


def refuse_unknown(rules: Rules, label: Mapping[str, Any], whole: bool) -> None:
    """Hold a label (docs/sight-calibration.md) against the game; its shape is the board's to judge. ``whole``: every die of the game must be in it.

    Raises:
        ValueError: a sentence that says what the game has not, and what it has.
    """
    if isinstance(rules, RouletteRules):
        _pocket(rules.wheel, label)
    elif isinstance(rules, MoneyWheelRules):
        _segment(rules.wheel, label.get("segment"))
    elif rules.game in DICE:
        _faces(rules.game, label.get("faces"), whole)


def _pocket(wheel: Wheel, label: Mapping[str, Any]) -> None:
    """A result of None: the wheel is empty."""
    if "result" not in label:
        raise ValueError(
            'This table\'s camera looks at a wheel: say the pocket, as in {"result": "17"}; null says that it is empty.'
        )
    said = label["result"]
    if said is not None and not has_pocket(wheel, said):
        there = "0, 00 and 1 to 36" if wheel is Wheel.AMERICAN else "0 to 36"
        raise ValueError(
            f"{shown(said)} is no pocket of this wheel: it has {there}; a dash says that it is empty."
        )


def _segment(wheel: MoneyWheel, said: object) -> None:
    there = FACES[wheel].segments
    if not isinstance(said, str) or said not in there:
        raise ValueError(f"{shown(said)} is no segment of this wheel: it has {', '.join(there)}.")


def _faces(game: Game, said: object, whole: bool) -> None:
    faces = said if isinstance(said, list) else []
    strange = [face for face in faces if not is_face(face)]
    if strange:
        raise ValueError(f"{shown(strange[0])} is no face of a die: each is 1 to 6.")
    many, right = DICE[game]
    if whole and len(faces) != many:
        raise ValueError(f"{game.value.replace('_', ' ').capitalize()} is played with {right}; {len(faces)} said.")  # fmt: skip

"""Results as text: canonical JSON for the books, a word for people. Refuses what no game can give."""

from __future__ import annotations

import json

from edge_api.settle.books import BOOKS
from schemas.games.outcomes import OUTCOMES, GameOutcome
from schemas.phases import Game


def outcome_text(outcome: GameOutcome) -> str:
    """The outcome as canonical JSON."""
    return json.dumps(
        outcome.model_dump(mode="json", exclude_none=True), sort_keys=True, separators=(",", ":")
    )


def read_outcome(game: Game, text: str) -> GameOutcome:
    """The outcome of canonical JSON.

    Raises:
        pydantic.ValidationError: it is none of this game.
    """
    read: GameOutcome = OUTCOMES[game].consume(text)  # type: ignore[assignment]  # one model a game
    return read


def result_label(game: Game, outcome: GameOutcome) -> str:
    """The outcome in a word, for boards and lists: a pocket, or who won."""
    return BOOKS[game].label(outcome)


def label_of_text(game: Game, text: str) -> str:
    """The word for an outcome in canonical JSON."""
    return result_label(game, read_outcome(game, text))

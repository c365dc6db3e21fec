"""Seeds of rounds and the draws made from them, as the books keep them. A draw is written once; a seed is shown to nobody before it is revealed."""

from __future__ import annotations

import json
import os
import sqlite3
from dataclasses import dataclass
from typing import Any

from schemas.games.draw_stream import SEED_BYTES, commitment
from schemas.games.lucky import LuckyOutcome, lottery_of
from schemas.games.outcomes import GameOutcome
from schemas.games.refusal import IllegalOutcome
from schemas.games.rules import Rules

_READ = "SELECT round_id, seed, commitment, salt, drawn, revealed FROM seeds"


@dataclass(frozen=True, slots=True)
class Draw:
    """One round's row. ``salt`` and ``lucky`` are None until the draw was made."""

    round_id: str
    seed: bytes
    commitment: str
    salt: str | None
    lucky: dict[str, int] | None
    revealed: bool

    def told(self) -> dict[str, Any]:
        """What anybody may know by now."""
        return {
            "commitment": self.commitment,
            "salt": self.salt,
            "multipliers": self.lucky,
            "seed": self.seed.hex() if self.revealed else None,
        }


def random_seed() -> bytes:
    """A seed that nobody can guess, from the operating system."""
    return os.urandom(SEED_BYTES)


def enter_seed(conn: sqlite3.Connection, round_id: str, seed: bytes) -> str:
    """Keep the seed of a round; returns the commitment to it."""
    promised = commitment(seed)
    conn.execute(
        "INSERT INTO seeds (round_id, commitment, seed) VALUES (?, ?, ?)", (round_id, promised, seed)
    )
    return promised


def draw_of(conn: sqlite3.Connection, round_id: str) -> Draw | None:
    """The row of a round; None when nothing is drawn in it."""
    row = conn.execute(f"{_READ} WHERE round_id = ?", (round_id,)).fetchone()
    return None if row is None else _draw(row)


def every_draw(conn: sqlite3.Connection) -> list[Draw]:
    """All rows, by round.

    Raises:
        ValueError: a row can't be read.
    """
    return [_draw(row) for row in conn.execute(f"{_READ} ORDER BY round_id")]


def _draw(row: tuple[str, bytes, str, str | None, str | None, int]) -> Draw:
    round_id, seed, promised, salt, drawn, revealed = row
    return Draw(round_id, seed, promised, salt, None if drawn is None else json.loads(drawn), bool(revealed))


def is_undrawn(conn: sqlite3.Connection, round_id: str) -> bool:
    """Whether a draw is still to be made."""
    kept = draw_of(conn, round_id)
    return kept is not None and kept.salt is None


def enter_draw(conn: sqlite3.Connection, round_id: str, salt: str, lucky: dict[str, int]) -> None:
    """Keep the draw of a round.

    Raises:
        AssertionError: it was drawn before.
    """
    text = json.dumps(lucky, sort_keys=True, separators=(",", ":"))
    written = conn.execute(
        "UPDATE seeds SET salt = ?, drawn = ? WHERE round_id = ? AND salt IS NULL", (salt, text, round_id)
    )
    assert written.rowcount == 1, f"round {round_id} was drawn before"


def with_draw(conn: sqlite3.Connection, round_id: str, rules: Rules, outcome: GameOutcome) -> GameOutcome:
    """The outcome that is priced: the table's, with what was drawn for the round.

    Raises:
        IllegalOutcome: nothing was drawn although it had to be.
    """
    if lottery_of(rules) is None:
        return outcome
    kept = draw_of(conn, round_id)
    if kept is None or kept.lucky is None or not isinstance(outcome, LuckyOutcome):
        raise IllegalOutcome("no multipliers were drawn for this round")
    return outcome.with_multipliers(kept.lucky)


def mark_revealed(conn: sqlite3.Connection, round_id: str) -> None:
    """The seed may be told from now on."""
    conn.execute("UPDATE seeds SET revealed = 1 WHERE round_id = ?", (round_id,))

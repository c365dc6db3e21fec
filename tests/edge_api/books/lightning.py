"""A studio whose wheels draw multipliers, and what its books say of a draw."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from edge_api.books.settings import TableSetup
from edge_api.replay import replay
from edge_api.rounds.seeds import Draw, draw_of
from edge_api.verify import verify
from schemas.games.multipliers import Lottery
from schemas.games.roulette_rules import RouletteRules
from schemas.phases import Game
from tests.edge_api.books.studio import LIMITS, SHOE, WHEEL, Studio, table
from tests.schemas.games.lightning import LAW

RULES = RouletteRules.parse({"multipliers": LAW})


def tables(second: str | None = None) -> dict[str, TableSetup]:
    """The wheel draws; so does a second table if named, which plays in the place of baccarat."""
    found = {WHEEL: TableSetup(WHEEL, "Lightning 1", Game.ROULETTE, "EUR", RULES, LIMITS)}
    if second is None:
        return found | {SHOE: table(SHOE, Game.BACCARAT)}
    return found | {second: TableSetup(second, "Lightning 2", Game.ROULETTE, "EUR", RULES, LIMITS)}


@contextmanager
def studio_in(folder: Path, second: str | None = None, **changed: Any) -> Iterator[Studio]:
    """Real books, in which `verify` and `replay` find nothing in the end."""
    made = Studio(folder, tables=tables(second), **changed)
    yield made
    assert verify(made.conn, {"edge-1#1": made.signer.public_key}) == []
    assert replay(made.conn).differences == []
    made.conn.close()


def lottery() -> Lottery:
    found = RULES.lottery
    assert found is not None
    return found


def kept(studio: Studio, round_id: str) -> Draw:
    """The round's row."""
    found = draw_of(studio.conn, round_id)
    assert found is not None
    return found


def drawn(studio: Studio, round_id: str) -> dict[str, int]:
    """What was drawn."""
    lucky = kept(studio, round_id).lucky
    assert lucky is not None
    return lucky


def chain(studio: Studio) -> list[tuple[int, str, str | None, Any, str]]:
    """The audit chain: (row, kind, round, what it says, the hash before it)."""
    rows = studio.conn.execute(
        "SELECT audit_no, kind, round_id, body, prev_hash FROM audit ORDER BY audit_no"
    )
    return [(number, kind, round_id, json.loads(body), prev) for number, kind, round_id, body, prev in rows]


def row_of(studio: Studio, word: str, round_id: str) -> int:
    """The row of the chain in which a line of this word tells of the round."""
    (found,) = [
        number
        for number, kind, _, body, _ in chain(studio)
        if kind == "commit" and any(line[:2] == [word, round_id] for line in body["did"])
    ]
    return found


def everything_said(studio: Studio) -> str:
    """Every notice and event so far, and the tables as they stand, as one text."""
    said = [news.body for news in studio.news] + [event.model_dump(mode="json") for event in studio.events]
    return json.dumps([*said, studio.books.snapshots()])

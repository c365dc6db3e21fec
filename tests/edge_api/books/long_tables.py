"""Tables whose bets stay over rounds: a craps table and a wheel with a prison in one studio, driven as their boards do it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge_api.books.messages import Done
from edge_api.books.settings import Limits, Range, TableSetup
from edge_api.replay import replay
from edge_api.verify import verify
from schemas.facts import DiceRolled, RoundOutcome
from schemas.games.craps import CrapsOutcome, parse_point, point_after
from schemas.games.craps_rules import CrapsRules
from schemas.games.roulette_rules import RouletteRules, SecondZero, ZeroRule
from schemas.phases import Game
from tests.edge_api.books.studio import Studio, roulette, table

DICE, PRISON = "craps-01", "roulette-02"
LIMITS = Limits(Range(1, 100_000), 500_000, 15_000_000)
SEVEN_OUT, SIX, EIGHT = (3, 4), (2, 4), (3, 5)
Lines = list[tuple[Any, ...]]


def prison(second: SecondZero = SecondZero.LOSE, limits: Limits = LIMITS) -> TableSetup:
    rules = RouletteRules(zero_rule=ZeroRule.EN_PRISON, prison_second_zero=second)
    return TableSetup(PRISON, "Prison", Game.ROULETTE, "EUR", rules, limits)


def craps(limits: Limits = LIMITS, **rules: Any) -> TableSetup:
    return TableSetup(DICE, "Craps", Game.CRAPS, "EUR", CrapsRules(**rules), limits)


def long_studio(folder: Path, *setups: TableSetup) -> Studio:
    """A studio with a plain wheel besides."""
    chosen = setups or (craps(), prison())
    return Studio(folder, tables={setup.table_id: setup for setup in (table(), *chosen)})


@contextmanager
def proved(studio: Studio) -> Iterator[Studio]:
    """Its books must be in order afterwards."""
    yield studio
    prove(studio)
    studio.conn.close()


def prove(studio: Studio) -> None:
    found = verify(studio.conn, {"edge-1#1": studio.signer.public_key})
    assert found == [], found
    assert replay(studio.conn).differences == []


@dataclass
class Shooter:
    """The craps table's board: it knows its point."""

    studio: Studio
    carried: str | None = None

    def open(self, **changed: Any) -> str:
        return self.studio.open(table_id=DICE, **{"carried": self.carried, **changed})

    def roll(self, round_id: str, dice: tuple[int, int]) -> str:
        """Close, roll and assert the result; its effect."""
        self.studio.close(round_id)
        return self.land(round_id, dice)

    def land(self, round_id: str, dice: tuple[int, int]) -> str:
        """The dice of a closed round."""
        self.studio.fact(DiceRolled(round_id=round_id, index=1, dice=dice), DICE)
        point = parse_point(self.carried)
        after = point_after(point, [dice])
        self.carried = None if after is None else str(after)
        return self.studio.fact(rolled(round_id, point, dice), DICE)

    def throw(self, dice: tuple[int, int]) -> str:
        """A whole round; its effect."""
        return self.roll(self.open(), dice)


def rolled(round_id: str, point: Any, *rolls: tuple[int, int]) -> RoundOutcome:
    outcome = CrapsOutcome(point=point, rolls=rolls)
    return RoundOutcome(round_id=round_id, game=Game.CRAPS, outcome=outcome, sources=("dice",))


def spin(studio: Studio, pocket: str, table_id: str = PRISON) -> str:
    """A whole round of roulette without bets; its effect."""
    round_id = studio.open(table_id=table_id)
    return land(studio, round_id, pocket)


def land(studio: Studio, round_id: str, pocket: str) -> str:
    """Close and spin; the effect."""
    studio.close(round_id)
    return studio.fact(roulette(round_id, pocket), round_id.rsplit("-", 2)[0])


def lines(conn: sqlite3.Connection, bet_id: str) -> Lines:
    """(type, stake, returned, round in which it ended) of a placement's bets."""
    return conn.execute(
        "SELECT b.type, b.stake, b.returned, r.round_id FROM placements p JOIN bets b USING (placement_no)"
        " LEFT JOIN transactions t ON t.tx_no = b.ended_tx LEFT JOIN rounds r ON r.round_no = t.round_no"
        " WHERE p.bet_id = ? ORDER BY b.line",
        (bet_id,),
    ).fetchall()


def placed(studio: Studio, bet_id: str) -> tuple[str, int, int]:
    """(status, staked, returned) of a placement."""
    found: tuple[str, int, int] = studio.conn.execute(
        "SELECT status, staked, returned FROM placements WHERE bet_id = ?", (bet_id,)
    ).fetchone()
    return found


def held(studio: Studio, table_id: str) -> int:
    """What the table's stakes account holds."""
    row = studio.conn.execute(
        "SELECT balance FROM accounts WHERE name = ?", (f"stakes:{table_id}:EUR",)
    ).fetchone()
    return row[0] if row else 0


def accepted(answer: object) -> str:
    """The id of a bet that was taken."""
    assert isinstance(answer, Done), answer
    return str(answer.body["bet_id"])

"""What clips ask of the books: rounds that ended or wait for a human, what is known of one, and which are to be kept. Reads only."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence

from edge_api.clocks import parse_utc
from edge_api.video.clips.moments import FactRow
from edge_api.video.clips.policy import RoundRow, Standing
from edge_api.video.clips.promise import Placed
from schemas.phases import Game, Phase

_COLUMNS = (
    "SELECT round_no, round_id, table_id, game, phase, opened_utc_ns, ended_utc_ns, was_held,"
    " EXISTS (SELECT 1 FROM evidence_holds h WHERE h.round_id = r.round_id AND h.lifted_utc_ns IS NULL),"
    " (SELECT MAX(lifted_utc_ns) FROM evidence_holds h WHERE h.round_id = r.round_id)"
)
_LOOK = (
    "WITH looked AS ("  # noqa: S608
    " SELECT round_no FROM rounds WHERE round_no >= ?"
    " UNION SELECT round_no FROM rounds WHERE ended_utc_ns IS NULL"
    " UNION SELECT round_no FROM evidence_holds JOIN rounds USING (round_id) WHERE lifted_utc_ns IS NULL"
    " UNION SELECT round_no FROM json_each(?) JOIN rounds ON round_id = value"
    f") {_COLUMNS} FROM looked JOIN rounds r USING (round_no)"
    " WHERE ended_utc_ns IS NOT NULL OR phase = 'held' ORDER BY round_no"
)
_ONE = f"{_COLUMNS} FROM rounds r WHERE round_id = ?"
_FROM = "SELECT round_no FROM rounds WHERE opened_utc_ns < ? ORDER BY round_no DESC LIMIT 1"
_NEXT = "SELECT min(COALESCE((SELECT MIN(round_no) FROM rounds WHERE ended_utc_ns IS NULL), 9e18), COALESCE(MAX(round_no), 0) + 1) FROM rounds"
_FACTS = (
    "SELECT table_id, epoch, seq, kind, payload, effect FROM inbox WHERE round_id = ? ORDER BY epoch, seq"
)
_BETS = """
SELECT placement_no, bet_id, hex(digest), accepted_utc_ns FROM placements JOIN rounds USING (round_no)
WHERE round_id = ? AND ? IN (0, player_no) ORDER BY accepted_utc_ns, placement_no
"""


def first_since(conn: sqlite3.Connection, utc_ns: int) -> int:
    """The number from which on rounds were opened at or after that time."""
    row = conn.execute(_FROM, (utc_ns,)).fetchone()
    return row[0] + 1 if row else 0


NOTHING: Mapping[str, RoundRow] = {}


def rounds_to_look_at(
    conn: sqlite3.Connection,
    first: int,
    tables: Collection[str],
    also: Sequence[str] = (),
    done: Mapping[str, RoundRow] = NOTHING,
) -> tuple[list[RoundRow], int]:
    """Rounds of these tables, numbered from ``first``, that ended or are held, and every older one that is held, to be kept or in ``also``.

    Not those that are ``done`` with, unless the books say something else of them now: of many tables there are tens of thousands.

    Then the number from which on there will be others: it was worked out before, so that none is missed.
    """
    following = int(conn.execute(_NEXT).fetchone()[0])
    rows = conn.execute(_LOOK, (first, json.dumps(also))).fetchall()
    found = [_round(row) for row in rows if row[2] in tables]
    needed = frozenset(also)
    return [of for of in found if of.round_id in needed or done.get(of.round_id) != of], following


def round_of(conn: sqlite3.Connection, round_id: str) -> RoundRow | None:
    """One round, whatever its state."""
    row = conn.execute(_ONE, (round_id,)).fetchone()
    return _round(row) if row else None


def _round(row: tuple[object, ...]) -> RoundRow:
    number, round_id, table, game, phase, opened, ended, was_held, is_kept, lifted = row
    standing = Standing(Phase(phase), ended, bool(was_held), bool(is_kept), lifted)  # type: ignore[arg-type]
    return RoundRow(number, round_id, table, Game(game), opened, standing)  # type: ignore[arg-type]


def facts_of(conn: sqlite3.Connection, round_id: str) -> list[FactRow]:
    """What the table asserted of a round."""
    return [_fact(row) for row in conn.execute(_FACTS, (round_id,)).fetchall()]


def _fact(row: tuple[str, int, int, str, bytes, str]) -> FactRow:
    table, epoch, seq, kind, payload, effect = row
    event = json.loads(payload)
    return FactRow(f"{table}:{epoch}:{seq}", kind, parse_utc(event["time"]) or 0, event["data"], effect)


def bets_placed(conn: sqlite3.Connection, round_id: str, player_no: int = 0) -> list[Placed]:
    """The round's placements in order of acceptance; ``player_no``: only his."""
    rows = conn.execute(_BETS, (round_id, player_no)).fetchall()
    return [Placed(number, bet_id, digest.lower(), utc_ns) for number, bet_id, digest, utc_ns in rows]

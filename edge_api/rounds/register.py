"""The register of rounds and tables: warm while they matter, on disk with every change. Decides nothing."""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from edge_api.books.settings import TableSetup
from edge_api.ledger.ledger import AccountKind, Ledger
from edge_api.rounds.layout import lay_again
from edge_api.rounds.recall import recall
from edge_api.rounds.round import Round
from edge_api.rounds.rule_sets import rule_set
from edge_api.rounds.seeds import is_undrawn
from schemas.games.deals import new_deal
from schemas.phases import Game, Phase, TableStatus

ENDED_KEPT = 256
_COLUMNS = (
    "round_no, round_id, table_id, game, rules_hash, currency, phase, edge_boot, opened_utc_ns, deadline_mono_ns,"
    " closed_mono_ns, closed_utc_ns, close_cause, evidence_mono_ns, held_cause, held_from, outcome, outcome_fact,"
    " void_cause, voided_by, ended_utc_ns, placements, staked, returned, held_no, carried, decided"
)


@dataclass(slots=True)
class Table:
    """A configured table and how it stands."""

    setup: TableSetup
    status: TableStatus
    dealer: str | None
    current_round: str | None
    frozen: str | None
    carried: str | None = None
    """What the last settled round left behind."""


class Rounds:
    """Unfinished rounds, and the last ended ones that somebody asked for."""

    def __init__(self, conn: sqlite3.Connection, ledger: Ledger) -> None:
        self._conn = conn
        self._ledger = ledger
        self._ended: OrderedDict[str, Round] = OrderedDict()
        self.running: dict[str, Round] = {
            found.round_id: found for found in self._select("ended_utc_ns IS NULL", ())
        }

    def find(self, round_id: str) -> Round | None:
        """A round by id, however old."""
        found = self.running.get(round_id) or self._ended.get(round_id)
        if found is None:
            found = next(iter(self._select("round_id = ?", (round_id,))), None)
            if found is not None:
                self._remember(found)
        return found

    def numbered(self, round_no: int) -> Round | None:
        """A round by its number."""
        warm = next((found for found in self.running.values() if found.round_no == round_no), None)
        return warm or next(iter(self._select("round_no = ?", (round_no,))), None)

    def of_table(self, table_id: str) -> list[Round]:
        """The unfinished rounds of a table, oldest first."""
        return [found for found in self.running.values() if found.table_id == table_id]

    def _remember(self, ended: Round) -> None:
        self._ended[ended.round_id] = ended
        while len(self._ended) > ENDED_KEPT:
            self._ended.popitem(last=False)

    def _select(self, where: str, values: tuple[str | int, ...]) -> Iterable[Round]:
        rows = self._conn.execute(f"SELECT {_COLUMNS} FROM rounds WHERE {where} ORDER BY round_no", values)  # noqa: S608
        return [self._thaw(row) for row in rows.fetchall()]

    def _thaw(self, row: tuple[object, ...]) -> Round:
        number, round_id, table_id, game, rules_hash, currency, phase, boot, opened, deadline, *rest = row
        rules, carried = rule_set(self._conn, str(rules_hash)), row[-2]
        thawed = Round(
            round_no=number, round_id=round_id, table_id=table_id, game=Game(game),  # type: ignore[arg-type]
            rules=rules, rules_hash=str(rules_hash), currency=currency,  # type: ignore[arg-type]
            phase=Phase(phase), edge_boot=boot, opened_utc_ns=opened, deadline_mono_ns=deadline,  # type: ignore[arg-type]
            stakes_account=self._ledger.account(AccountKind.STAKES, str(table_id), str(currency)),
            deal=new_deal(rules, carried),  # type: ignore[arg-type]
        )  # fmt: skip
        names = _COLUMNS.replace(",", "").split()[10:]
        for name, value in zip(names, rest, strict=True):
            setattr(thawed, name, Phase(value) if name == "held_from" and value else value)
        thawed.undrawn = is_undrawn(self._conn, thawed.round_id)
        lay_again(self._conn, thawed.round_id, thawed.deal)
        recall(self._conn, thawed)
        return thawed

    def add(self, opened: Round, opened_mono_ns: int, dealer: str | None) -> None:
        """Enter a new round; sets its number."""
        row = self._conn.execute(
            "INSERT INTO rounds (round_id, table_id, game, rules_hash, currency, phase, dealer, opened_utc_ns, edge_boot,"
            " opened_mono_ns, deadline_mono_ns, carried) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING round_no",
            (
                opened.round_id, opened.table_id, opened.game.value, opened.rules_hash, opened.currency, opened.phase.value,
                dealer, opened.opened_utc_ns, opened.edge_boot, opened_mono_ns, opened.deadline_mono_ns,
                opened.carried,
            ),
        ).fetchone()  # fmt: skip
        opened.round_no = row[0]
        self.running[opened.round_id] = opened

    def save(self, changed: Round) -> None:
        """Write what may have changed since the round was entered."""
        self._conn.execute(
            "UPDATE rounds SET phase = ?, closed_mono_ns = ?, closed_utc_ns = ?, close_cause = ?, evidence_mono_ns = ?,"
            " held_cause = ?, held_from = ?, outcome = ?, outcome_fact = ?, void_cause = ?, voided_by = ?, ended_utc_ns = ?,"
            " placements = ?, staked = ?, returned = ?, decided = ?, held_no = ? WHERE round_no = ?",
            (
                changed.phase.value, changed.closed_mono_ns, changed.closed_utc_ns, changed.close_cause, changed.evidence_mono_ns,
                changed.held_cause, changed.held_from.value if changed.held_from else None, changed.outcome, changed.outcome_fact,
                changed.void_cause, changed.voided_by, changed.ended_utc_ns,
                changed.placements, changed.staked, changed.returned, changed.decided, changed.held_no, changed.round_no,
            ),
        )  # fmt: skip
        if changed.is_over:
            self.running.pop(changed.round_id, None)
            changed.exposures.clear()
            self._remember(changed)


class Tables:
    """Configured tables by id."""

    def __init__(self, conn: sqlite3.Connection, setups: Mapping[str, TableSetup]) -> None:
        self._conn = conn
        rows = conn.execute("SELECT table_id, status, dealer, current_round, carried FROM tables").fetchall()
        known = {row[0]: row[1:] for row in rows}
        frozen = dict(conn.execute("SELECT table_id, frozen FROM streams").fetchall())
        self.by_id = {
            name: _table(setup, known.get(name), frozen.get(name)) for name, setup in setups.items()
        }

    def get(self, table_id: str) -> Table | None:
        """A configured table."""
        return self.by_id.get(table_id)

    def save(self, table: Table) -> None:
        """Write how the table stands."""
        self._conn.execute(
            "INSERT INTO tables (table_id, game, status, dealer, current_round, carried) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (table_id)"
            " DO UPDATE SET game = excluded.game, status = excluded.status, dealer = excluded.dealer,"
            " current_round = excluded.current_round, carried = excluded.carried",
            (
                table.setup.table_id,
                table.setup.game.value,
                table.status.value,
                table.dealer,
                table.current_round,
                table.carried,
            ),
        )


def _table(
    setup: TableSetup, row: tuple[str, str | None, str | None, str | None] | None, frozen: str | None
) -> Table:
    if row is None:
        return Table(setup, TableStatus.OPEN, None, None, frozen)
    return Table(setup, TableStatus(row[0]), row[1], row[2], frozen, row[3])

"""What the books keep warm between commits, handed to every act. Valid only while each transaction commits."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field

from edge_api.betting.tray import Tray
from edge_api.books.effects import Record
from edge_api.books.settings import Settings
from edge_api.clock import Now
from edge_api.clocks import BoardClock
from edge_api.ledger.ledger import Ledger
from edge_api.rounds.carried import CarriedBets
from edge_api.rounds.register import Rounds, Tables
from edge_api.rounds.seeds import random_seed
from edge_api.rounds.sight_rates import rates_at
from edge_api.stats.sight_rates import SightRates
from edge_api.wallet.players import Players
from edge_api.wheel_ladders import WheelLadders, at_tables


@dataclass(slots=True)
class House:
    """One writer's books."""

    conn: sqlite3.Connection
    settings: Settings
    edge_boot: str
    ledger: Ledger
    players: Players
    rounds: Rounds
    tables: Tables
    tray: Tray
    carried: CarriedBets
    record: Record = field(default_factory=Record)
    clocks: dict[str, BoardClock] = field(default_factory=dict)
    alerted: dict[tuple[str | None, str], int] = field(default_factory=dict)
    commits: list[tuple[int, int, int]] = field(default_factory=list)
    committed: Now | None = None
    """When the last COMMIT returned."""
    new_seed: Callable[[], bytes] = random_seed
    wheels: dict[str, WheelLadders] = field(default_factory=dict)
    sight: dict[str, SightRates] = field(default_factory=dict)

    @classmethod
    def open(cls, conn: sqlite3.Connection, settings: Settings, edge_boot: str) -> House:
        """Warm up from the database. Needs a transaction: accounts may be made."""
        ledger = Ledger(conn)
        return cls(
            conn,
            settings,
            edge_boot,
            ledger,
            Players(conn, ledger),
            Rounds(conn, ledger),
            Tables(conn, settings.tables),
            Tray.after(conn),
            CarriedBets(conn),
            wheels=at_tables(conn, settings.tables.values()),
            sight=rates_at(conn, settings.tables.values()),
        )

    def after_last_commit(self, now: Now) -> Now:
        """``now``, or the last commit if that came later: what is written next comes after all that is on disk."""
        return now if self.committed is None or self.committed.mono_ns < now.mono_ns else self.committed

"""Players as the books keep them warm. A player belongs to one operator and keeps one currency for ever."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from edge_api.ledger.ledger import AccountKind, Ledger

MOST_KEPT = 200_000
_COLUMNS = "player_no, player_id, operator, currency, account_no, blocked"


@dataclass(slots=True)
class Player:
    """One player; the balance is the ledger's."""

    player_no: int
    player_id: str
    operator: str
    currency: str
    account_no: int
    blocked: bool


class Players:
    """Players by number, read once."""

    def __init__(self, conn: sqlite3.Connection, ledger: Ledger) -> None:
        self._conn = conn
        self._ledger = ledger
        self._kept: dict[int, Player] = {}

    def get(self, player_no: int) -> Player | None:
        """The player of a number."""
        return self._kept.get(player_no) or self._load("player_no = ?", (player_no,))

    def named(self, operator: str, player_id: str) -> Player | None:
        """An operator's player."""
        return self._load("operator = ? AND player_id = ?", (operator, player_id))

    def _load(self, where: str, values: tuple[int | str, ...]) -> Player | None:
        row = self._conn.execute(f"SELECT {_COLUMNS} FROM players WHERE {where}", values).fetchone()  # noqa: S608
        return self._keep(Player(row[0], row[1], row[2], row[3], row[4], bool(row[5]))) if row else None

    def _keep(self, player: Player) -> Player:
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        return self._kept.setdefault(player.player_no, player)

    def make(self, operator: str, player_id: str, currency: str, at_utc_ns: int) -> Player:
        """A new player with an empty account."""
        account = self._ledger.account(AccountKind.PLAYER, f"{operator}/{player_id}", currency)
        row = self._conn.execute(
            "INSERT INTO players (player_id, operator, currency, account_no, created_utc_ns) VALUES (?, ?, ?, ?, ?)"
            " RETURNING player_no",
            (player_id, operator, currency, account, at_utc_ns),
        ).fetchone()
        return self._keep(Player(row[0], player_id, operator, currency, account, False))

    def block(self, player: Player, blocked: bool) -> None:
        """Let a player bet no more, or again."""
        self._conn.execute(
            "UPDATE players SET blocked = ? WHERE player_no = ?", (int(blocked), player.player_no)
        )
        player.blocked = blocked

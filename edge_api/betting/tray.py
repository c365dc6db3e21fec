"""Placements of the running transaction: unwritten, and written but not yet known to be in time. Numbers them; decides nothing."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field

from edge_api.betting.slip import Slip, add, take_off
from edge_api.rounds.question import Question

Key = tuple[int, str]
"""Player number and bet id."""


@dataclass(slots=True)
class Tray:
    """``fresh`` finds by bet id what this transaction has taken, written or not."""

    next_no: int
    fresh: dict[Key, Slip] = field(default_factory=dict)
    waiting: list[Slip] = field(default_factory=list)
    written: list[Slip] = field(default_factory=list)

    @classmethod
    def after(cls, conn: sqlite3.Connection) -> Tray:
        """An empty tray that numbers on."""
        query = "SELECT COALESCE(MAX(placement_no), 0) + 1 FROM placements"
        return cls(conn.execute(query).fetchone()[0])

    def put(self, slip: Slip) -> None:
        """Take a placement whose stake has been spent; it counts at once."""
        add(slip.round.exposure(slip.player.player_no), slip.staked, slip.payout, slip.stakes)
        if slip.round.seating is not None:
            slip.round.seating.count(slip.player.player_no, slip.stakes)
        self.fresh[slip.key] = slip
        self.waiting.append(slip)

    def take_out(self, slip: Slip) -> None:
        """Forget one that was not written; its money is the caller's to give back."""
        exposure = slip.round.exposures.get(slip.player.player_no)
        if exposure is not None:
            take_off(exposure, slip.staked, slip.payout, slip.stakes)
        if slip.round.seating is not None:
            slip.round.seating.count(slip.player.player_no, slip.stakes, -1)
        if slip.chosen is not None and isinstance(slip.window, Question):
            slip.window.answered.pop((slip.chosen.seat, slip.chosen.hand), None)
        del self.fresh[slip.key]

    def number(self, slip: Slip) -> None:
        """Give a placement the next number: it is to be written now."""
        slip.placement_no = self.next_no
        self.next_no += 1

"""One round as the books keep it warm: its window, what lies on the layout, and what each player has at stake."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from edge_api.rounds.seating import Seating
from schemas.games.deal import Deal
from schemas.games.rules import Rules
from schemas.phases import Game, Phase

WINDOW_PHASES = frozenset({Phase.BETS_OPEN, Phase.BETS_CLOSING_SOON})
FINAL_PHASES = frozenset({Phase.SETTLED, Phase.CANCELLED, Phase.CORRECTED})


class Holder(Enum):
    """Who holds a round: the table itself (its board says when it is released), or the edge (only a human releases)."""

    TABLE = "table"
    EDGE = "edge"


@dataclass(slots=True)
class Exposure:
    """What one player has at stake in a round, minor units; ``positions`` by bet type and selection.

    ``counts_staying``: with what stays on the layout from earlier rounds.
    """

    staked: int = 0
    payout: int = 0
    positions: dict[tuple[str, str], int] = field(default_factory=dict)
    refusals: int = 0
    counts_staying: bool = False


@dataclass(slots=True)
class Round:
    """A round. Monotonic stamps are of ``edge_boot``; ``placements`` and ``staked`` count what is in play.

    ``deal`` is what lies on the layout, ``carried`` what the table's round before left behind (a point in craps). ``decided`` are
    the stakes that the round's end took off the layout, ``returned`` what players got for them: where bets stay over rounds these are
    not all of its own, and some of earlier rounds.

    ``undrawn``: multipliers of this round are still to be drawn.

    ``taken_back`` lists when a player cancelled, and which bet: of this process only.
    """

    round_no: int
    round_id: str
    table_id: str
    game: Game
    rules: Rules
    rules_hash: str
    currency: str
    phase: Phase
    edge_boot: str
    opened_utc_ns: int
    deadline_mono_ns: int
    stakes_account: int
    deal: Deal
    carried: str | None = None
    closed_mono_ns: int | None = None
    closed_utc_ns: int | None = None
    close_cause: str | None = None
    evidence_mono_ns: int | None = None
    held_cause: str | None = None
    held_from: Phase | None = None
    held_no: int = 0
    """Counts its holds."""
    outcome: str | None = None
    outcome_fact: str | None = None
    void_cause: str | None = None
    voided_by: str | None = None
    ended_utc_ns: int | None = None
    placements: int = 0
    staked: int = 0
    returned: int = 0
    decided: int = 0
    exposures: dict[int, Exposure] = field(default_factory=dict)
    told_soon: bool = False
    undrawn: bool = False
    taken_back: list[tuple[int, str]] = field(default_factory=list)
    seating: Seating | None = None
    """At a table with seats."""

    def __post_init__(self) -> None:
        if self.game is Game.BLACKJACK and self.seating is None:
            self.seating = Seating()

    @property
    def is_open(self) -> bool:
        """The window has not been closed yet; whether its deadline has passed is another question."""
        return self.phase in WINDOW_PHASES

    @property
    def is_over(self) -> bool:
        return self.phase in FINAL_PHASES

    @property
    def holder(self) -> Holder | None:
        """Who holds the round, if anybody."""
        return Holder(self.held_cause.partition(":")[0]) if self.held_cause else None

    @property
    def ended_window_ns(self) -> int:
        """From when a bet is late: the deadline, or the close if that came first."""
        return (
            self.deadline_mono_ns
            if self.closed_mono_ns is None
            else min(self.deadline_mono_ns, self.closed_mono_ns)
        )

    def exposure(self, player_no: int) -> Exposure:
        """What the player has in this round."""
        found = self.exposures.get(player_no)
        if found is None:
            found = self.exposures[player_no] = Exposure()
        return found

    def close_question(self) -> None:
        """Nobody may answer any more what the table asks."""
        if self.seating is not None:
            self.seating.close_question()

    @property
    def next_due(self) -> str | None:
        """Where the table's next card, throw or stop goes; None while bets are open, when none is due, and after the end."""
        due = None if self.is_open or self.is_over else self.deal.due
        return None if due is None else str(due)

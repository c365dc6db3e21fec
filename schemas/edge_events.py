"""What an edge tells the cloud, on its own signed stream. Every accepted table fact is carried whole, with the board's own signature."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field

from schemas.model import Decimal64, Hash, Message, Reason, RoundId, TableId
from schemas.phases import Game


class EdgeEvent(Message):
    """One assertion of the edge. ``kind`` is the middle of the CloudEvents type: ``floor.{kind}.v1``."""

    kind: ClassVar[str]
    schema_version: ClassVar[str] = "1.0"


class FactRelayed(EdgeEvent):
    """A table's fact as it was signed. ``fact_id`` = ``table:epoch:seq`` is the idempotency key everywhere."""

    kind = "edge.fact"
    fact_id: str
    table: TableId
    p: str
    k: str
    s: str


class BetsClosed(EdgeEvent):
    """The window is closed and every bet that counts is counted."""

    kind = "edge.bets_closed"
    table: TableId
    round_id: RoundId
    cause: str
    placements: int
    staked_minor: int
    currency: str


class SeedCommitted(EdgeEvent):
    """The round's multipliers will be drawn with a seed of this SHA-256. Asserted when the round opens."""

    kind = "edge.seed_committed"
    table: TableId
    round_id: RoundId
    commitment: Hash


class MultipliersDrawn(EdgeEvent):
    """Lucky positions of the round: drawn after its close from the seed and ``salt``, the audit chain's hash before row ``audit_seq``."""

    kind = "edge.multipliers_drawn"
    table: TableId
    round_id: RoundId
    multipliers: dict[str, int]
    salt: Hash
    audit_seq: Decimal64


class SeedRevealed(EdgeEvent):
    """The seed itself, once the round is over; no ``salt`` when the round was void before its draw."""

    kind = "edge.seed_revealed"
    table: TableId
    round_id: RoundId
    seed: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="32 bytes, hexadecimal.")]
    commitment: Hash
    salt: Hash | None = None


class RoundSettled(EdgeEvent):
    """The round is paid. ``placements``, ``staked_minor`` and ``returned_minor`` are of the bets that it decided.

    Where bets stay over rounds these may be of earlier rounds: what was staked in this round and ``carried_in_minor`` are together
    ``staked_minor`` and ``carried_out_minor``.
    """

    kind = "edge.round_settled"
    schema_version = "1.1"
    table: TableId
    round_id: RoundId
    game: Game
    rules_hash: Hash
    outcome: dict[str, Any]
    placements: int
    staked_minor: int
    returned_minor: int
    currency: str
    carried_in_minor: int | None = Field(
        default=None, description="Stakes of earlier rounds that lay on the layout before this settlement."
    )
    carried_out_minor: int | None = Field(
        default=None, description="Stakes that stay on the layout after it."
    )


class RoundRefunded(EdgeEvent):
    """The round is void; every stake went back once."""

    kind = "edge.round_refunded"
    table: TableId
    round_id: RoundId
    cause: str
    by: str
    reason: Reason = ""
    placements: int
    refunded_minor: int
    currency: str


class CarriedReturned(EdgeEvent):
    """The house gave back what of a settled round had stayed on the layout; each stake once."""

    kind = "edge.carried_returned"
    table: TableId
    round_id: RoundId
    by: str
    reason: Reason = ""
    placements: int
    refunded_minor: int
    currency: str


class LateBetReturned(EdgeEvent):
    """A bet was durable only after the window had closed, or after evidence of the outcome; its stake went back."""

    kind = "edge.late_bet"
    table: TableId
    round_id: RoundId
    bet_id: str
    lateness_us: int
    refunded_minor: int
    currency: str


class OperatorAction(EdgeEvent):
    """A named human, or a rule, did something that is not a table's fact."""

    kind = "edge.operator_action"
    table: TableId | None = None
    round_id: RoundId | None = None
    action: str
    by: str
    reason: Reason = ""


class AlarmRaised(EdgeEvent):
    """Something needs a human: fork, stale epoch, forged message, clock, silence."""

    kind = "edge.alarm"
    table: TableId | None = None
    code: str
    detail: Reason


class AuditCheckpoint(EdgeEvent):
    """Head of the audit chain."""

    kind = "edge.checkpoint"
    audit_seq: Decimal64
    audit_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


EDGE_EVENTS: tuple[type[EdgeEvent], ...] = (
    FactRelayed, BetsClosed, SeedCommitted, MultipliersDrawn, SeedRevealed, RoundSettled, RoundRefunded, CarriedReturned, LateBetReturned, OperatorAction, AlarmRaised, AuditCheckpoint,
)  # fmt: skip

EDGE_EVENT_BY_KIND: dict[str, type[EdgeEvent]] = {event.kind: event for event in EDGE_EVENTS}

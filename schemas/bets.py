"""What a player places and what the edge answers. Money is integer minor units of the table's currency."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Any

from pydantic import Field

from schemas.model import Message, RoundId, TableId

MAX_BETS_PER_PLACEMENT = 100
MAX_STAKE_MINOR = 10**12

BetId = Annotated[
    str,
    Field(
        pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
        description="uuid made by the client.",
    ),
]


class Bet(Message):
    """One selection: ``type`` and ``sel`` as the game's rules define them, ``stake`` in minor units."""

    type: Annotated[str, Field(pattern=r"^[a-z0-9_+]{1,32}$")]
    sel: Any = None
    stake: Annotated[int, Field(gt=0, le=MAX_STAKE_MINOR)]


class Placement(Message):
    """Several bets that are accepted all or none. The same ``bet_id`` with the same content gets the first answer again."""

    bet_id: BetId
    round_id: RoundId
    bets: Annotated[list[Bet], Field(min_length=1, max_length=MAX_BETS_PER_PLACEMENT)]


class Refusal(Enum):
    """Why a bet, a cancellation or a transfer was not done. Nothing moved."""

    TABLE_NOT_OPEN = "table_not_open"
    NO_SUCH_ROUND = "no_such_round"
    BETS_CLOSED = "bets_closed"
    TOO_LATE = "too_late"
    BAD_SELECTION = "bad_selection"
    BAD_STAKE = "bad_stake"
    BELOW_MINIMUM = "below_minimum"
    ABOVE_MAXIMUM = "above_maximum"
    INSUFFICIENT_FUNDS = "insufficient_funds"
    PLAYER_BLOCKED = "player_blocked"
    WRONG_CURRENCY = "wrong_currency"
    BET_ID_REUSED = "bet_id_reused"
    NO_SUCH_BET = "no_such_bet"
    ALREADY_CANCELLED = "already_cancelled"
    ALREADY_SETTLED = "already_settled"
    TRANSFER_ID_REUSED = "transfer_id_reused"
    NO_SUCH_PLAYER = "no_such_player"
    NO_SUCH_TABLE = "no_such_table"
    WRONG_PHASE = "wrong_phase"
    SEAT_TAKEN = "seat_taken"
    NOT_YOUR_SEAT = "not_your_seat"
    OVERLOADED = "overloaded"


class BetStatus(Enum):
    """Where a placement is. LATE: it was durable only after the window had closed; the stake went back."""

    ACCEPTED = "accepted"
    CANCELLED = "cancelled"
    SETTLED = "settled"
    VOIDED = "voided"
    LATE = "late"


class BetAccepted(Message):
    """The placement is on disk: it counts."""

    bet_id: BetId
    table: TableId
    round_id: RoundId
    status: BetStatus
    staked: int
    returned: int
    balance: int
    currency: str
    accepted_at: Annotated[str, Field(description="RFC 3339 UTC.")]

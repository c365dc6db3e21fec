"""What the front process and the books process say to each other over a socket pair: msgpack frames, each a list of these.

Requests carry a ``ticket``; each gets exactly one reply with the same ticket, sent only after its commit. Notices have no ticket and
come in commit order.
"""

from __future__ import annotations

from typing import Any

import msgspec

# --- front -> books --------------------------------------------------------------------------------------------------


class PlaceBet(msgspec.Struct, frozen=True, tag="bet", array_like=True):
    """A validated placement. ``bets`` = (type, canonical JSON of sel, stake); ``digest`` of the whole content."""

    ticket: int
    player_no: int
    table_id: str
    bet_id: str
    round_id: str
    bets: list[tuple[str, str, int]]
    digest: bytes


class CancelBet(msgspec.Struct, frozen=True, tag="cancel", array_like=True):
    ticket: int
    player_no: int
    bet_id: str


class Decide(msgspec.Struct, frozen=True, tag="decide", array_like=True):
    """What a player's seat does with a hand; ``early``: when it is asked, and ``action`` None takes that back.

    ``cards``: how many the player saw. ``digest`` of the whole content.
    """

    ticket: int
    player_no: int
    table_id: str
    decision_id: str
    round_id: str
    seat: int
    hand: int
    action: str | None
    cards: int | None
    early: bool
    digest: bytes


class Transfer(msgspec.Struct, frozen=True, tag="transfer", array_like=True):
    """``kind`` deposit or withdraw; the player is made at the first deposit."""

    ticket: int
    operator: str
    transfer_id: str
    player_id: str
    currency: str
    kind: str
    amount: int


class IssueToken(msgspec.Struct, frozen=True, tag="token", array_like=True):
    """Register the hash of a player's token (made by the front, never stored)."""

    ticket: int
    operator: str
    player_id: str
    currency: str
    token_hash: str
    expires_utc_ns: int


class FloorAction(msgspec.Struct, frozen=True, tag="floor", array_like=True):
    """A named human acts: open, pause, resume, close_bets, void, release, dealer, ack_alert, block_player, unfreeze ..."""

    ticket: int
    action: str
    by: str
    reason: str
    table_id: str | None = None
    round_id: str | None = None
    args: dict[str, Any] = {}


class SignIn(msgspec.Struct, frozen=True, tag="signin", array_like=True):
    """The outcome of a password check made by the front: counted, locked out, or a new session."""

    ticket: int
    user: str
    success: bool
    session_hash: str
    address: str


class SessionUse(msgspec.Struct, frozen=True, tag="session", array_like=True):
    """Touch a session (``end`` False) or end it."""

    ticket: int
    session_hash: str
    end: bool


class AskSight(msgspec.Struct, frozen=True, tag="sight", array_like=True):
    """A technician's question to a table's eyes: a ``schemas.sight.SightStep`` and its JSON. The answer comes as the notice ``sight``."""

    ticket: int
    table_id: str
    by: str
    ask_id: str
    step: str
    told: str


class AreYouWell(msgspec.Struct, frozen=True, tag="well", array_like=True):
    """Asks for nothing but an answer, which takes a turn of the books as every answer does."""

    ticket: int


Request = (
    PlaceBet
    | CancelBet
    | Decide
    | Transfer
    | IssueToken
    | FloorAction
    | SignIn
    | SessionUse
    | AskSight
    | AreYouWell
)

# --- books -> front --------------------------------------------------------------------------------------------------


class Done(msgspec.Struct, frozen=True, tag="done", array_like=True):
    """The effect is on disk. ``body`` is what the caller answers with."""

    ticket: int
    body: dict[str, Any]


class Refused(msgspec.Struct, frozen=True, tag="refused", array_like=True):
    """Nothing moved. ``code`` is a ``schemas.bets.Refusal`` value."""

    ticket: int
    code: str
    message: str


class Notice(msgspec.Struct, frozen=True, tag="notice", array_like=True):
    """Something happened, after its commit. ``seq`` rises by one per table (table None: the whole floor).

    ``event`` as integrators know it: betsopen, betsclosingsoon, betsclosed, multipliers, card, step, turn, decided, insurance, insurance_closed,
    gameresult, winners, seed, held, released, void, respin, seats, table, shoe, reading, anchors; to one player early, follow, late, lost, player; to staff alert,
    board, device, entry, evidence, health, seen, sight_standing, wish; to the front itself sight. The front adds roads and statistics. ``player_no`` set: only for
    that player (or None: public). ``utc_ns``: when it happened, by the clock of the board if a fact of that kind (``fact``) says it, else by the edge's.
    """

    table_id: str | None
    seq: int
    event: str
    body: dict[str, Any]
    player_no: int | None = None
    staff_only: bool = False
    utc_ns: int = 0
    fact: str = ""


class Ready(msgspec.Struct, frozen=True, tag="ready", array_like=True):
    """The books are open; sent once at start with the snapshot of each table, and with what each has given (``books.histories``)."""

    tables: list[dict[str, Any]]
    histories: list[dict[str, Any]] = []


Reply = Done | Refused | Notice | Ready

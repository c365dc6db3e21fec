"""What an edge may ask of a table, what the table answers, and what a board says of itself outside the signed stream."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

from pydantic import Field

from schemas.games.blackjack_hand import Action
from schemas.model import Decimal64, Hash, Message, Reason, RoundId, TableId, Whole
from schemas.phases import Game, Phase
from schemas.sight import Entry, SightAsk, SightHealth
from schemas.video.uplink import VideoHealth

COMMAND_TYPE = "application/vnd.studio-floor.command+json"
RECEIPT_TYPE = "application/vnd.studio-floor.receipt+json"
REPLY_TYPE = "application/vnd.studio-floor.command-reply+json"


class CommandName(Enum):
    """What may be asked. Values equal the last level of the topic. RELEASE lets a held round go on, where that can be answered for.

    SEATS tells a blackjack table which seats have a bet, once the window has closed; DECIDE what a seat does with its hand. ENTER says what
    lies where no sensor read it: by two people, or by one where the camera read the same. EXPLAIN: the camera's differences so far are accounted
    for. SIGHT asks the process that looks; STILLS asks for pictures once more.
    """

    OPEN = "open"
    CLOSE_BETS = "close_bets"
    VOID = "void"
    RELEASE = "release"
    PAUSE = "pause"
    RESUME = "resume"
    NEW_SHOE = "new_shoe"
    SEATS = "seats"
    DECIDE = "decide"
    ENTER = "enter"
    EXPLAIN = "explain"
    SIGHT = "sight"
    STILLS = "stills"


class Decision(Message):
    """What a blackjack seat does with a hand. Durable at the edge before the board is told; the board's fact says that it was taken."""

    decision_id: Annotated[str, Field(pattern=r"^[0-9a-f-]{36}$", description="uuid made by the client.")]
    seat: Annotated[int, Field(ge=1, le=7)]
    hand: Annotated[int, Field(ge=1, le=4)] = 1
    action: Annotated[Action, Field(strict=False)]


class Command(Message):
    """Signed by the edge (wrapper with COMMAND_TYPE). Late (``not_after`` passed) ones are answered ``rejected`` / ``late``."""

    command_id: Annotated[str, Field(pattern=r"^[0-9a-f-]{36}$", description="uuid; the same id acts once.")]
    table: TableId
    name: CommandName
    round_id: RoundId | None = None
    by: Annotated[str, Field(min_length=1, max_length=80)]
    reason: Reason = ""
    not_after_utc_ns: Decimal64
    seats: Annotated[
        tuple[Annotated[int, Field(ge=1, le=7)], ...],
        Field(
            strict=False,
            max_length=7,
            description="With ``seats``: those that have a bet, from the dealer's left.",
        ),
    ] = ()
    decision: Annotated[Decision | None, Field(description="With ``decide``.")] = None
    entries: Annotated[
        tuple[Entry, ...],
        Field(strict=False, max_length=60, description="With ``enter``, in the order of dealing."),
    ] = ()
    seconded_by: Annotated[
        str | None,
        Field(min_length=1, max_length=80, description="With ``enter``: the second person, another one."),
    ] = None
    hold_ns: Annotated[
        Decimal64 | None,
        Field(
            description="With ``release`` and ``enter``: ``monons`` of the round.held that it answers. An order about another hold is refused, and so is null with ``enter`` and of a camera dispute."
        ),
    ] = None
    sight: Annotated[SightAsk | None, Field(description="With ``sight``.")] = None
    stills: Annotated[
        tuple[Hash, ...], Field(strict=False, max_length=32, description="With ``stills``.")
    ] = ()


class ReplyStatus(Enum):
    """Whether the board obeyed."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


class CommandReply(Message):
    """Signed by the board (wrapper with REPLY_TYPE)."""

    command_id: str
    status: ReplyStatus
    code: Annotated[
        str, Field(description="ok, late, wrong_round, wrong_phase, duplicate, bad_signature, malformed")
    ]
    message: Reason
    lacking: Annotated[
        tuple[Hash, ...],
        Field(strict=False, max_length=32, description="To ``stills``: those that are not kept any more."),
    ] = ()


class Presence(Enum):
    """Whether a board is there: said by itself, or by the broker in its place (lost)."""

    ONLINE = "online"
    LOST = "lost"
    STOPPED = "stopped"


class BoardStatus(Message):
    """Birth and last will. A ``lost`` whose (epoch, session) is older than the newest birth is ignored."""

    state: Presence
    epoch: Decimal64
    session: Decimal64
    boot_id: str
    firmware: str


class TableState(Message):
    """Projection for people and dashboards; never an input to settlement."""

    game: Game
    phase: Phase
    round_id: RoundId | None = None
    paused: bool = False
    closes_at: Annotated[str | None, Field(description="RFC 3339 UTC, for a countdown.")] = None
    hold: Annotated[str | None, Field(description="Why the round is held.")] = None
    last_results: Annotated[tuple[str, ...], Field(strict=False)] = ()
    guidance: Annotated[Reason, Field(description="What the dealer does next.")] = ""


class DeviceHealth(Message):
    """One device of a board; ``last_seen_ms`` ago it last said something valid."""

    name: str
    up: bool
    dropped_bytes: Whole = 0
    last_seen_ms: Whole | None = None


class BoardHealth(Message):
    """Every few seconds, QoS 0, unsigned: for people only."""

    epoch: Decimal64
    head_seq: Decimal64
    backlog: Whole
    clock_source: str
    clock_error_us: Whole | None
    clock_synchronised: bool
    cpu_celsius: float | None
    throttled: bool | None
    disk_free_bytes: Whole
    uptime_s: Whole
    devices: Annotated[tuple[DeviceHealth, ...], Field(strict=False)] = ()
    sight: Annotated[
        SightHealth | None, Field(description="What looks at the picture; null: nothing does.")
    ] = None
    video: Annotated[VideoHealth | None, Field(description="How the picture is; null: no camera.")] = None

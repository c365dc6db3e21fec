"""What a table asserts: the only domain data that a board puts on MQTT. Each fact names its round, or the table; none is ever changed."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from schemas.cards import CardCode
from schemas.causes import CloseCause, DeviceCondition, HoldCause, RespinCause, Seat, Step, VoidCause
from schemas.fact import Fact as Fact
from schemas.games.blackjack_hand import Action
from schemas.games.outcomes import GameOutcome
from schemas.games.wheels import RotorDirection
from schemas.model import Decimal64, Reason, RoundId, Whole
from schemas.phases import Game
from schemas.sight_facts import RoundSeen, SightChanged, TableNoticed


class TableStarted(Fact):
    """The agent started. ``mid_round`` names the round that was running when the last run ended without an end."""

    kind = "table.started"
    game: Game
    firmware: str
    config_hash: str
    mid_round: RoundId | None = None
    rolled_back_from: str | None = Field(
        default=None, description="epoch:seq that the edge held and this disk did not."
    )


class TablePaused(Fact):
    """No new round will open until resumed."""

    kind = "table.paused"
    by: str
    reason: Reason = ""


class TableResumed(Fact):
    """Rounds may open again."""

    kind = "table.resumed"
    by: str


class RoundOpened(Fact):
    """Bets are open until ``closes_ns`` (monotonic nanoseconds of the board's boot), or until something closes them earlier."""

    kind = "round.opened"
    round_id: RoundId
    game: Game
    betting_ms: Annotated[int, Field(gt=0, le=600_000)]
    closes_ns: Decimal64
    carried: Annotated[
        str | None,
        Field(pattern=r"^[a-z0-9-]{1,40}$", description="What the last round left: the point in craps."),
    ] = None


class RoundClosed(Fact):
    """No bet counts from this moment. ``evidence`` when the outcome had begun to show itself."""

    kind = "round.closed"
    round_id: RoundId
    cause: CloseCause
    evidence: bool


class RoundStep(Fact):
    """Something visible happened in the round."""

    kind = "round.step"
    round_id: RoundId
    step: Step


class CardDealt(Fact):
    """A card lies on the layout: ``index`` from 1 in its ``seat``, in its ``hand`` where a seat has split.

    Without a ``card`` it lies face down (a dealer's hole card); a second fact of the same place shows it.
    """

    kind = "round.card"
    schema_version = "1.1"
    round_id: RoundId
    seat: Seat
    index: Annotated[int, Field(ge=1, le=60)]
    card: CardCode | None = None
    hand: Annotated[int, Field(ge=1, le=4)] = 1


class SeatsTaken(Fact):
    """The seats of a blackjack table that are dealt in this round, from the dealer's left."""

    kind = "round.seats"
    round_id: RoundId
    seats: Annotated[
        tuple[Annotated[int, Field(ge=1, le=7)], ...], Field(min_length=1, max_length=7, strict=False)
    ]


class InsuranceOffered(Fact):
    """The dealer shows an ace: insurance and even money may be taken until ``closes_ns`` (monotonic)."""

    kind = "round.insurance"
    round_id: RoundId
    closes_ns: Decimal64


class InsuranceClosed(Fact):
    """Nobody takes insurance or even money any more; the dealer looks for a natural, or the seats play."""

    kind = "round.insurance_closed"
    round_id: RoundId


class TurnOpened(Fact):
    """A hand is asked: its player may decide until ``closes_ns`` (monotonic); then ``on_time_out`` is done."""

    kind = "round.turn"
    round_id: RoundId
    seat: Annotated[int, Field(ge=1, le=7)]
    hand: Annotated[int, Field(ge=1, le=4)]
    actions: Annotated[tuple[Annotated[Action, Field(strict=False)], ...], Field(min_length=1, strict=False)]
    on_time_out: Annotated[Action, Field(strict=False)]
    closes_ns: Decimal64


class HandDecided(Fact):
    """What a hand does. ``decision_id`` is the player's decision as the edge took it; None: the time was out."""

    kind = "round.decided"
    round_id: RoundId
    seat: Annotated[int, Field(ge=1, le=7)]
    hand: Annotated[int, Field(ge=1, le=4)]
    action: Annotated[Action, Field(strict=False)]
    decision_id: str | None = None


class DiceRolled(Fact):
    """The dice lie still, in the order of reading; ``index`` counts the throws of the round that count."""

    kind = "round.dice"
    round_id: RoundId
    index: Annotated[int, Field(ge=1, le=60)]
    dice: Annotated[
        tuple[Annotated[int, Field(ge=1, le=6)], ...], Field(min_length=2, max_length=3, strict=False)
    ]


class SegmentStopped(Fact):
    """The money wheel stands at a segment; ``index`` counts the stops of the round."""

    kind = "round.segment"
    round_id: RoundId
    index: Annotated[int, Field(ge=1, le=60)]
    segment: Annotated[str, Field(pattern=r"^[a-z0-9]{1,12}$")]


class RoundRespun(Fact):
    """No spin: the same bets stand for the next launch; none may be added."""

    kind = "round.respun"
    round_id: RoundId
    cause: RespinCause


class RoundOutcome(Fact):
    """The confirmed result. ``sources`` are the independent readings that agreed; ``direction`` is the rotor's, where a wheel says it."""

    kind = "round.outcome"
    schema_version = "1.1"
    round_id: RoundId
    game: Game
    outcome: GameOutcome
    sources: Annotated[tuple[str, ...], Field(min_length=1, strict=False)]
    direction: RotorDirection | None = None


class RoundHeld(Fact):
    """The round (or, without one, the table) waits for a human."""

    kind = "round.held"
    round_id: RoundId | None = None
    cause: HoldCause
    detail: Reason


class RoundReleased(Fact):
    """A named human let a held round go on."""

    kind = "round.released"
    round_id: RoundId | None = None
    by: str
    reason: Reason = ""


class RoundVoided(Fact):
    """The round does not count; every stake goes back once."""

    kind = "round.voided"
    round_id: RoundId
    cause: VoidCause
    by: str
    reason: Reason = ""


class CardBurned(Fact):
    """A card left the shoe and plays no part. ``card`` None when it was not read."""

    kind = "shoe.card_burned"
    card: CardCode | None = None
    what: Annotated[str, Field(description="burn, first_card, burn_count or stray")]


class CutCardOut(Fact):
    """The cut card came out: this coup, then one more, then a new shoe."""

    kind = "shoe.cut_card"
    round_id: RoundId | None = None


class ShoeChanged(Fact):
    """A fresh shoe is in play; membership counting starts again."""

    kind = "shoe.changed"
    shoe_number: Whole


class DeviceChanged(Fact):
    """A device went, came back, or speaks of a fault."""

    kind = "device.changed"
    device: str
    condition: DeviceCondition
    detail: Reason = ""
    round_id: RoundId | None = None


class SupervisorCalled(Fact):
    """The dealer pressed the supervisor key, or a rule called one."""

    kind = "supervisor.called"
    reason: Reason
    round_id: RoundId | None = None


FACTS: tuple[type[Fact], ...] = (
    TableStarted, TablePaused, TableResumed, RoundOpened, RoundClosed, RoundStep, CardDealt, SeatsTaken, InsuranceOffered, InsuranceClosed,
    TurnOpened, HandDecided, DiceRolled, SegmentStopped, RoundRespun, RoundOutcome,
    RoundHeld, RoundReleased, RoundVoided, CardBurned, CutCardOut, ShoeChanged, DeviceChanged, SupervisorCalled,
    RoundSeen, TableNoticed, SightChanged,
)  # fmt: skip

FACT_BY_KIND: dict[str, type[Fact]] = {fact.kind: fact for fact in FACTS}

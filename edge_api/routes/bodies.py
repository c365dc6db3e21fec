"""Answers of the public API. Money is integer minor units of ``currency``; times are RFC 3339 UTC."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field


class Hold(BaseModel):
    """Why a table waits for a human, and who said so: the table or the edge."""

    cause: str = Field(examples=["sources_disagree"])
    by: str = Field(examples=["table"])


class Result(BaseModel):
    """One of a table's last results; ``result`` is short: a pocket, or P, B or T."""

    round_id: str = Field(examples=["roulette-01-1795382400-16"])
    result: str = Field(examples=["28"])
    outcome: dict[str, Any] = Field(examples=[{"pocket": "28"}])


class ReturnBody(BaseModel):
    """What one bet returns, exactly: fractions as text, and their decimals. ``sel`` stands for all selections of the same odds."""

    bet: str = Field(examples=["straight"])
    sel: Any = Field(examples=[["0"]])
    label: str = Field(description="The bet for people.", examples=["straight"])
    edge: str = Field(description="House edge.", examples=["1/37"])
    edge_percent: str = Field(examples=["2.7027"])
    return_: str = Field(alias="return", description="Return to player.", examples=["36/37"])
    return_percent: str = Field(examples=["97.2973"])
    error_bound: str | None = Field(
        description="How far the edge may be off; null: it is exact.", examples=[None]
    )


class DrawBody(BaseModel):
    """The multipliers of a round: the promise at its opening, the draw after its close, the seed at its end (docs/multipliers.md)."""

    commitment: str | None = Field(description="SHA-256 of the seed.", examples=["0" * 64])
    salt: str | None = Field(
        description="What the seed was mixed with; null before the draw.", examples=["9f" * 32]
    )
    multipliers: dict[str, int] | None = Field(
        description="Lucky position -> multiplier; null before the draw.", examples=[{"17": 500}]
    )
    seed: str | None = Field(description="Null before the round's end.", examples=[None])


class TableBody(BaseModel):
    """A table as it stands: ``seq`` is the number of the last event that is in here."""

    table: str = Field(examples=["roulette-01"])
    name: str = Field(examples=["Roulette 1"])
    game: str = Field(examples=["roulette"])
    currency: str = Field(examples=["EUR"])
    rules: dict[str, Any] = Field(
        description="The complete rule set.", examples=[{"wheel": "european", "zero_rule": "none"}]
    )
    rules_name: str | None = Field(description="Name and version of the rule set.", examples=["european@1"])
    rules_hash: str = Field(examples=["0" * 64])
    returns: list[ReturnBody] = Field(description="What each bet returns.")
    limits: dict[str, Any] = Field(examples=[{"min": 100, "max": 1000000, "max_table": 5000000}])
    status: str = Field(description="open, paused, closing, maintenance or closed", examples=["open"])
    dealer: str | None = Field(examples=["D. 12"])
    phase: str = Field(examples=["bets_open"])
    round_id: str | None = Field(examples=["roulette-01-1795382400-17"])
    closes_at: str | None = Field(
        description="When the window closes.", examples=["2026-11-22T19:20:45.000000Z"]
    )
    hold: Hold | None
    layout: list[str] = Field(description="The places that always show.", examples=[["player", "banker"]])
    cards: dict[str, list[str]] = Field(
        description="What lies in this round, place by place: cards, dice or stops of the wheel.",
        examples=[{"player": ["8S", "KH"], "banker": ["5C", "4D"]}],
    )
    carried: str | None = Field(
        description="What the last round left to the next: the point in craps.", examples=["6"]
    )
    draw: DrawBody | None = Field(default=None, description="Multipliers; null where none are drawn.")
    next: str | None = Field(
        description="Where the next card, throw or stop goes; null while none is due.", examples=["banker 2"]
    )
    seats: list[int] = Field(description="Seats that are taken, where a table has seats.", examples=[[1, 3]])
    question: dict[str, Any] | None = Field(
        description="What players are asked now: `kind` turn or insurance, `closes_at`, `decision_ms`; of a turn `seat`, `hand`,"
        " `actions`, `on_time_out`; of insurance `even_money`, the seats that may take it.",
        examples=[None],
    )
    last_results: list[Result] = Field(description="Newest first.")
    seq: int = Field(examples=[204])


class PlacedBet(BaseModel):
    """One selection of a placement; ``returned`` includes the stake and is null until the bet has ended. A bet that stays ends in a later round."""

    type: str = Field(examples=["straight"])
    sel: Any = Field(examples=[["17"]])
    stake: int = Field(examples=[100])
    returned: int | None = Field(examples=[3600])
    ended_round: str | None = Field(
        description="The round in which it ended.", examples=["roulette-01-1795382400-17"]
    )


class DecisionBody(BaseModel):
    """What a hand did; ``early``: it was chosen before the hand was asked."""

    seat: int = Field(examples=[3])
    hand: int = Field(examples=[1])
    action: str = Field(examples=["double"])
    early: bool = Field(examples=[False])


class PlacementBody(BaseModel):
    """A placement as it stands in the books. ``number`` is the cursor for ``before``."""

    number: int = Field(examples=[48])
    bet_id: str = Field(examples=["018f3c1e-7d2a-7c3b-9a51-2f3d6c1b9e10"])
    table: str = Field(examples=["roulette-01"])
    round_id: str = Field(examples=["roulette-01-1795382400-17"])
    status: str = Field(description="accepted, cancelled, settled, voided or late", examples=["settled"])
    staked: int = Field(description="Stakes, and commissions charged with them.", examples=[100])
    returned: int = Field(description="What has come back so far.", examples=[3600])
    currency: str = Field(examples=["EUR"])
    accepted_at: str = Field(examples=["2026-11-22T19:20:30.123456Z"])
    outcome: dict[str, Any] | None = Field(examples=[{"pocket": "17"}])
    bets: list[PlacedBet]
    decision: DecisionBody | None = Field(description="What it decided; null for bets.", examples=[None])


class MeBody(BaseModel):
    """The caller's account."""

    player: str = Field(examples=["p-1001"])
    operator: str = Field(examples=["acme"])
    currency: str = Field(examples=["EUR"])
    balance: int = Field(examples=[100000])
    blocked: bool = Field(examples=[False])


class RoundBody(BaseModel):
    """A round for players: what was dealt, never who bet."""

    number: int = Field(description="cursor for `before`", examples=[17])
    round_id: str = Field(examples=["roulette-01-1795382400-17"])
    table: str = Field(examples=["roulette-01"])
    game: str = Field(examples=["roulette"])
    phase: str = Field(examples=["settled"])
    dealer: str | None = Field(examples=["D. 12"])
    opened_at: str = Field(examples=["2026-11-22T19:20:00.000000Z"])
    closed_at: str | None = Field(examples=["2026-11-22T19:20:15.000000Z"])
    close_cause: str | None = Field(examples=["timer"])
    held_cause: str | None = Field(examples=[None])
    outcome: dict[str, Any] | None = Field(examples=[{"pocket": "17"}])
    draw: DrawBody | None = Field(default=None, description="Multipliers; null where none are drawn.")
    ended_at: str | None = Field(examples=["2026-11-22T19:20:41.000000Z"])
    rules_hash: str = Field(examples=["0" * 64])


class PlayerBalance(BaseModel):
    """An operator's player."""

    player: str = Field(examples=["p-1001"])
    currency: str = Field(examples=["EUR"])
    blocked: bool = Field(examples=[False])
    balance: int = Field(examples=[100000])


class TransferAnswer(BaseModel):
    """A transfer that is on disk. The same ``transfer_id`` with the same content gets the same answer again."""

    player: str = Field(examples=["p-1001"])
    transfer_id: str = Field(examples=["t-1"])
    kind: str = Field(examples=["deposit"])
    amount: int = Field(examples=[100000])
    currency: str = Field(examples=["EUR"])
    balance: int = Field(description="after this transfer", examples=[100000])


class TokenAnswer(BaseModel):
    """A player's bearer token; it is shown once and kept only as a hash."""

    token: str = Field(examples=["J3yR…"])
    expires_at: str = Field(examples=["2026-11-22T23:20:30.000000Z"])


class StreamPage(BaseModel):
    """A page of the edge's signed stream; ``events`` are wrappers exactly as they were published."""

    stream: str = Field(examples=["edge-1"])
    epochs: list[dict[str, str]] = Field(examples=[[{"epoch": "1795382400", "head": "5120"}]])
    events: list[dict[str, Any]]

"""Configurations to replay captures with, and the rounds that come out of a replay."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from firmware_agent.config import AgentConfig
from firmware_agent.replay import OnHold, replay_lines

COMMON: dict[str, Any] = {"edge": {"public_keys": {"edge-1#1": "A"}}, "store": {"folder": "/nowhere"}}
KEYS = {"keys": {"open": "GPIO17", "confirm": "GPIO22"}}


def roulette(**table: Any) -> AgentConfig:
    """A table with a wheel."""
    rules = {"site": "demo", "id": "roulette-01", "game": "roulette", "wheel": "european", **table}
    wheel = {"name": "wheel", "kind": "cammegh-ss2", "port": "/dev/studio/wheel"}
    return AgentConfig.model_validate({"table": rules, "device": [wheel], "console": KEYS, **COMMON})


def baccarat(**table: Any) -> AgentConfig:
    """A table with a shoe."""
    rules = {
        "site": "demo",
        "id": "baccarat-01",
        "game": "baccarat",
        "decks": 8,
        "open_by": "dealer",
        **table,
    }
    shoe = {"name": "shoe", "kind": "angel-eye-2ex", "port": "/dev/studio/shoe"}
    return AgentConfig.model_validate({"table": rules, "device": [shoe], "console": KEYS, **COMMON})


@dataclass
class Told:
    """One round as the facts tell it: when it opened, what it was held for, and how it ended."""

    opened_ns: int
    closed_ns: int | None = None
    held: list[str] = field(default_factory=list)
    end: Any = None
    ended_ns: int | None = None


def rounds(config: AgentConfig, lines: Iterable[str], on_hold: OnHold = OnHold.VOID) -> dict[str, Told]:
    """The rounds of a replay by id; ``end`` is a pocket, a winner, or "void: cause". Refuses a round that ends or closes twice."""
    told: dict[str, Told] = {}
    for fact in replay_lines(config, lines, on_hold):
        take(told, fact)
    return told


def take(told: dict[str, Told], fact: dict[str, Any]) -> None:
    """One more fact."""
    data, at_ns, kind = fact["data"], fact["at_ns"], fact["kind"]
    if kind == "round.opened":
        assert all(other.end is not None for other in told.values())
        told[data["round_id"]] = Told(at_ns)
    elif kind == "round.closed":
        assert told[data["round_id"]].closed_ns is None
        told[data["round_id"]].closed_ns = at_ns
    elif kind == "round.held":
        told[data["round_id"]].held.append(data["cause"])
    elif kind in ("round.outcome", "round.voided"):
        this = told[data["round_id"]]
        assert this.end is None and this.closed_ns is not None
        this.ended_ns, this.end = at_ns, _end(data)


def _end(data: dict[str, Any]) -> str:
    if "cause" in data:
        return f"void: {data['cause']}"
    outcome = data["outcome"]
    return str(outcome.get("pocket") or outcome.get("winner"))

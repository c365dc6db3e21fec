"""One readable line for each event of the edge's stream. Knows no more than the event says."""

from __future__ import annotations

import json
from typing import Any

from hardware.sim.demo.cloud_record import Applied
from schemas.envelope import Event
from schemas.money import format_minor

WHERE_WIDTH = 28


def sentence(applied: Applied) -> str:
    """Where, and what happened."""
    if applied.fact is not None:
        kind = applied.fact.type.removeprefix("floor.").rsplit(".", 1)[0]
        return _line(_where(applied.fact), fact_words(kind, applied.fact.data))
    data = applied.data
    return _line(str(data.get("round_id") or data.get("table") or "edge"), edge_words(applied.kind, data))


def fact_words(kind: str, data: dict[str, Any]) -> str:
    """What a table asserts."""
    match kind:
        case "round.opened":
            return f"bets open for {data['betting_ms'] / 1000:g} s"
        case "round.closed":
            return f"no more bets ({data['cause']})"
        case "round.step":
            return str(data["step"]).replace("_", " ")
        case "round.card" | "round.seats" | "round.turn" | "round.decided":
            return _play_words(kind, data)
        case "round.outcome":
            return f"result {_outcome(data['outcome'])}, read by {' and '.join(data['sources'])}"
        case "round.held":
            return f"HELD: {data['cause']}: {data['detail']}"
        case "round.voided":
            return f"VOID: {data['cause']}, by {data['by']}"
        case "device.changed":
            return f"{data['device']} {data['condition']} {data.get('detail', '')}".rstrip()
    return kind.replace(".", " ").replace("_", " ")


def _play_words(kind: str, data: dict[str, Any]) -> str:
    match kind:
        case "round.card":
            return f"{data['seat']} {data['index']}: {data.get('card') or 'face down'}"
        case "round.seats":
            return f"seats {', '.join(map(str, data['seats']))} play"
        case "round.turn":
            return f"{_hand(data)} is asked: {', '.join(data['actions'])}"
        case _:
            return f"{_hand(data)}: {data['action']}{'' if data.get('decision_id') else ' (time is out)'}"


def edge_words(kind: str, data: dict[str, Any]) -> str:
    """What the edge asserts."""
    match kind:
        case "edge.bets_closed":
            return f"{data['placements']} placements, {_money(data['staked_minor'], data)} at stake"
        case "edge.round_settled":
            return f"SETTLED: {_money(data['staked_minor'], data)} staked, {_money(data['returned_minor'], data)} returned"
        case "edge.round_refunded":
            return f"REFUNDED: {_money(data['refunded_minor'], data)} ({data['cause']})"
        case "edge.carried_returned":
            return f"RETURNED what stayed: {_money(data['refunded_minor'], data)}, by {data['by']}"
        case "edge.late_bet":
            return f"late bet {data['bet_id'][:8]} returned"
        case "edge.operator_action":
            return f"{data['by']}: {data['action']} {data.get('reason', '')}".rstrip()
        case "edge.alarm":
            return f"ALARM {data['code']}: {data['detail']}"
        case "edge.checkpoint":
            return f"audit chain at {data['audit_seq']}: {data['audit_hash'][:12]}"
    return kind


def _hand(data: dict[str, Any]) -> str:
    return f"seat {data['seat']}, hand {data['hand']}"


def _line(where: str, words: str) -> str:
    return f"{where:<{WHERE_WIDTH}} {words}"


def _where(fact: Event) -> str:
    return fact.subject.partition("/")[2]


def _outcome(outcome: dict[str, Any]) -> str:
    if "pocket" in outcome:
        return str(outcome["pocket"])
    if "player_total" in outcome:
        return f"{outcome['winner']} {outcome['player_total']}:{outcome['banker_total']}"
    if "dealer_up" in outcome:
        return _hands(outcome)
    return ", ".join(f"{name} {_short(value)}" for name, value in outcome.items())


def _hands(outcome: dict[str, Any]) -> str:
    """ "dealer TH 8S; seat 3 KD 6C 5S, KS 9C"."""
    dealer = [outcome["dealer_up"], outcome.get("dealer_hole") or "", *outcome["dealer_draws"]]
    seats = (
        f"seat {number} {', '.join(' '.join(hand['cards']) for hand in seat['hands'])}"
        for number, seat in outcome["seats"].items()
    )
    return "; ".join([f"dealer {' '.join(filter(None, dealer))}", *seats])


def _short(value: Any) -> str:
    return json.dumps(value, separators=(",", ":")).replace('"', "")[:80]


def _money(minor: int, data: dict[str, Any]) -> str:
    return f"{format_minor(minor, data['currency'])} {data['currency']}"

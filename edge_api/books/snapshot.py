"""A table's state as the books know it at their start: the first input of the floor's projection."""

from __future__ import annotations

import json
from typing import Any

from edge_api.books.house import House
from edge_api.clock import rfc3339
from edge_api.floor import ALERTS_KEPT, RESULTS_KEPT, blank_table
from edge_api.rounds.register import Table
from edge_api.rounds.round import Round
from edge_api.rounds.seeds import draw_of
from edge_api.settle.results import label_of_text
from schemas.games.blackjack_deal import BlackjackDeal
from schemas.games.deal import Deal
from schemas.games.deals import new_deal
from schemas.phases import Game, Phase


def of_table(house: House, table: Table) -> dict[str, Any]:
    """Fields as in ``edge_api.floor``."""
    return {**blank_table(), **_setup(table), **_state(house, table)}


def _setup(table: Table) -> dict[str, Any]:
    setup, limits = table.setup, table.setup.limits
    return {
        "table": setup.table_id, "name": setup.name, "game": setup.game.value, "currency": setup.currency,
        "cards": (layout := _standing(new_deal(setup.rules))), "layout": list(layout),
        "rules": setup.rules.model_dump(mode="json"), "rules_name": setup.rules_name, "rules_hash": setup.rules.rules_hash(),
        "limits": {
            "min": limits.position.min, "max": limits.position.max, "max_table": limits.max_table, "max_payout": limits.max_payout,
            "by_type": {name: {"min": own.min, "max": own.max} for name, own in limits.by_type.items()},
        },
    }  # fmt: skip


def _state(house: House, table: Table) -> dict[str, Any]:
    state: dict[str, Any] = {
        "status": "frozen" if table.frozen else table.status.value,
        "dealer": table.dealer,
        "carried": table.carried,
        "last_results": _results(house, table.setup.table_id),
        "alerts": _alerts(house, table.setup.table_id),
    }
    current = house.rounds.find(table.current_round) if table.current_round else None
    return {**state, **(_round(house, current) if current is not None else {})}


def _standing(deal: Deal) -> dict[str, list[str]]:
    return {place: list(values) for place, values in deal.standing().items()}


def _round(house: House, current: Round) -> dict[str, Any]:
    draw = draw_of(house.conn, current.round_id)
    holder, _, cause = (current.held_cause or "").partition(":")
    return {
        "round_id": current.round_id,
        "phase": current.phase.value,
        "placements": current.placements,
        "hold": {"cause": cause, "by": holder} if current.phase is Phase.HELD else None,
        "cards": _standing(current.deal),
        "draw": draw.told() if draw else None,
        "next": current.next_due,
        **_seats(current),
    }


def _seats(current: Round) -> dict[str, Any]:
    """Taken seats, and what hands want. What was asked before the start is asked no more: the edge's word on when it ends is gone."""
    if current.seating is None:
        return {}
    wishes = {f"{seat}/{hand}": early.action.value for (seat, hand), early in current.seating.early.items()}
    dealt = current.deal.seats if isinstance(current.deal, BlackjackDeal) else ()
    return {"seats": list(dealt or current.seating.taken), "wishes": wishes}


def _results(house: House, table_id: str) -> list[dict[str, Any]]:
    rows = house.conn.execute(
        "SELECT round_id, game, outcome FROM rounds WHERE table_id = ? AND phase = 'settled' ORDER BY round_no DESC LIMIT ?",
        (table_id, RESULTS_KEPT),
    ).fetchall()
    return [
        {
            "round_id": row[0],
            "result": label_of_text(Game(row[1]), row[2]),
            "outcome": json.loads(row[2]),
        }
        for row in rows
    ]


def _alerts(house: House, table_id: str) -> list[dict[str, Any]]:
    rows = house.conn.execute(
        "SELECT alert_no, code, text, severity, at_utc_ns FROM alerts WHERE acked_utc_ns IS NULL"
        " AND (table_id = ? OR table_id IS NULL) ORDER BY alert_no DESC LIMIT ?",
        (table_id, ALERTS_KEPT),
    ).fetchall()
    names = ("alert_no", "code", "text", "severity", "at")
    return [dict(zip(names, (*row[:4], rfc3339(row[4])), strict=True)) for row in rows]

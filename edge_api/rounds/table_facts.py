"""Facts about the table rather than a round: starts, pauses, shoes, devices, calls for the supervisor. They move no money."""

from __future__ import annotations

from typing import Any

from edge_api.books.alerts import Severity, alert
from edge_api.books.house import House
from edge_api.books.received import ReceivedFact
from edge_api.rounds.closing import EdgeClose, close_window
from edge_api.rounds.hold import hold
from edge_api.rounds.register import Table
from edge_api.rounds.round import Holder
from edge_api.rounds.sight import take_noticed
from edge_api.rounds.sight_standing import take_changed
from schemas.causes import DeviceCondition
from schemas.facts import (
    CardBurned,
    CutCardOut,
    DeviceChanged,
    Fact,
    ShoeChanged,
    SupervisorCalled,
    TablePaused,
    TableResumed,
    TableStarted,
)
from schemas.phases import TableStatus
from schemas.sight_facts import SightChanged, TableNoticed

TROUBLE = frozenset({DeviceCondition.DOWN, DeviceCondition.FAULT, DeviceCondition.KEY_STUCK})


def apply(house: House, table: Table, fact: Fact, received: ReceivedFact) -> str:
    """Apply a fact about the table; returns its effect."""
    match fact:
        case TableStarted():
            return _started(house, table, fact, received)
        case TablePaused():
            return _status(house, table, TableStatus.PAUSED, fact.by)
        case TableResumed():
            return _status(house, table, TableStatus.OPEN, fact.by)
        case DeviceChanged():
            return _device(house, table, fact, received)
        case SupervisorCalled():
            text = f"the table calls its supervisor: {fact.reason}"
            alert(house, table.setup.table_id, "supervisor_called", text, Severity.WARNING, received.received)
            return "called"
        case SightChanged():
            return take_changed(house, fact, received)
        case TableNoticed():
            return take_noticed(house, fact, received)
        case CardBurned() | CutCardOut() | ShoeChanged():
            house.record.tell(table.setup.table_id, "shoe", _shoe(fact))
            return "shoe"
    return "noted"


def _shoe(fact: CardBurned | CutCardOut | ShoeChanged) -> dict[str, Any]:
    """``what`` is the fact's kind; a burned card's own ``what`` (burn, first_card ...) goes as ``how``."""
    body = fact.model_dump(mode="json", exclude_none=True)
    return ({"how": fact.what} if isinstance(fact, CardBurned) else {}) | {**body, "what": fact.kind}


def _started(house: House, table: Table, fact: TableStarted, received: ReceivedFact) -> str:
    now, table_id = received.received, table.setup.table_id
    for running in house.rounds.of_table(table_id):
        close_window(house, running, EdgeClose.BOARD_RESTARTED.value, now)
        running.close_question()
        if running.round_id != fact.mid_round:
            hold(
                house,
                running,
                Holder.EDGE,
                "board_lost_round",
                "the board started without knowing this round",
                now,
            )
    if fact.game is not table.setup.game:
        text = f"the board plays {fact.game.value}, the edge is set to {table.setup.game.value}: correct one of them"
        alert(house, table_id, "wrong_game", text, Severity.ALARM, now)
    if fact.rolled_back_from:
        text = f"the board's disk lost facts: it had written up to {fact.rolled_back_from}"
        alert(house, table_id, "board_rolled_back", text, Severity.ALARM, now)
    body = {"state": "started", "firmware": fact.firmware, "mid_round": fact.mid_round}
    house.record.tell_staff(table_id, "board", body)
    return "started"


def _status(house: House, table: Table, status: TableStatus, by: str) -> str:
    table.status = status
    house.tables.save(table)
    house.record.audit.append(["table", table.setup.table_id, status.value, by])
    house.record.tell(table.setup.table_id, "table", {"status": status.value, "dealer": table.dealer})
    return status.value


def _device(house: House, table: Table, fact: DeviceChanged, received: ReceivedFact) -> str:
    table_id = table.setup.table_id
    body = {"device": fact.device, "condition": fact.condition.value, "detail": fact.detail}
    house.record.tell_staff(table_id, "device", body)
    if fact.condition in TROUBLE:
        text = f"{fact.device}: {fact.condition.value}. {fact.detail}"
        alert(house, table_id, f"device_{fact.device}"[:60], text, Severity.WARNING, received.received)
    return "device"

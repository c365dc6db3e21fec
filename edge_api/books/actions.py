"""What named humans do on the floor page. Each action is refused with a reason or done, audited in a row of its own and told to the cloud."""

from __future__ import annotations

from enum import Enum
from typing import Any

from edge_api.audit.chain import AuditChain
from edge_api.books.effects import BoardOrder
from edge_api.books.entries import enter
from edge_api.books.house import House
from edge_api.books.messages import FloorAction
from edge_api.books.refused import NotDone
from edge_api.books.releasing import release_at
from edge_api.clock import Now
from edge_api.rounds.closing import close_window
from edge_api.rounds.evidence import hold_evidence, lift_evidence
from edge_api.rounds.given_back import return_carried
from edge_api.rounds.hold import hold
from edge_api.rounds.refund import void
from edge_api.rounds.register import Table
from edge_api.rounds.round import Holder, Round
from schemas.bets import Refusal
from schemas.causes import CloseCause, VoidCause
from schemas.commands import CommandName
from schemas.edge_events import OperatorAction
from schemas.phases import Phase, TableStatus


class Action(Enum):
    """Names on the wire."""

    OPEN = "open"
    PAUSE = "pause"
    RESUME = "resume"
    CLOSE_BETS = "close_bets"
    CLOSE_TABLE = "close_table"
    RELEASE = "release"
    VOID = "void"
    HOLD = "hold"
    NEW_SHOE = "new_shoe"
    DEALER = "dealer"
    ACK_ALERT = "ack_alert"
    BLOCK_PLAYER = "block_player"
    UNBLOCK_PLAYER = "unblock_player"
    UNFREEZE = "unfreeze"
    RETURN_CARRIED = "return_carried"
    HOLD_EVIDENCE = "hold_evidence"
    LIFT_EVIDENCE = "lift_evidence"
    EXPLAIN = "explain"
    PROPOSE_ENTRY = "propose_entry"
    SECOND_ENTRY = "second_entry"
    ENTER = "enter"


def act(house: House, audit: AuditChain, request: FloorAction, now: Now) -> dict[str, Any]:
    """Do it, in the running transaction; returns the answer's body.

    Raises:
        NotDone: nothing was changed.
    """
    action = _action(request.action)
    table_id, body = _do(house, action, request, now)
    entry = {"action": action.value, "reason": request.reason, "args": request.args, "did": body}
    audit.append(now.utc_ns, "action", request.by, table_id, request.round_id, entry)
    event = OperatorAction(
        table=table_id, round_id=request.round_id, action=action.value, by=request.by, reason=request.reason
    )
    house.record.events.append(event)
    return {"action": action.value, **body}


def _action(name: str) -> Action:
    try:
        return Action(name)
    except ValueError:
        raise NotDone(Refusal.WRONG_PHASE, f"there is no action {name!r:.40}") from None


def _do(house: House, action: Action, request: FloorAction, now: Now) -> tuple[str | None, dict[str, Any]]:
    match action:
        case Action.ACK_ALERT:
            return None, _acknowledge(house, request, now)
        case Action.BLOCK_PLAYER | Action.UNBLOCK_PLAYER:
            return None, _block(house, request, action is Action.BLOCK_PLAYER)
        case Action.VOID | Action.HOLD:
            return _on_round(house, action, request, now)
        case Action.HOLD_EVIDENCE | Action.LIFT_EVIDENCE:
            return _on_evidence(house, action, request, now)
        case Action.PROPOSE_ENTRY | Action.SECOND_ENTRY | Action.ENTER:
            of = _round(house, request.round_id)
            return of.table_id, enter(house, of, request, now)
        case Action.RELEASE if request.table_id is None:
            held = _round(house, request.round_id)
            return held.table_id, release_at(house, held.table_id, request, now)
        case Action.RETURN_CARRIED:
            table = _table(house, request.table_id)
            return table.setup.table_id, _return_carried(house, table, request, now)
        case _:
            table = _table(house, request.table_id)
            return table.setup.table_id, _on_table(house, action, table, request, now)


def _table(house: House, table_id: str | None) -> Table:
    table = house.tables.get(table_id or "")
    if table is None:
        raise NotDone(Refusal.NO_SUCH_TABLE, f"there is no table {table_id!r:.40}")
    return table


def _round(house: House, round_id: str | None) -> Round:
    of = house.rounds.find(round_id or "")
    if of is None:
        raise NotDone(Refusal.NO_SUCH_ROUND, f"there is no round {round_id!r:.80}")
    return of


def _on_table(house: House, action: Action, table: Table, request: FloorAction, now: Now) -> dict[str, Any]:
    match action:
        case Action.OPEN:
            _set_status(house, table, TableStatus.OPEN)
            return _order(house, table, CommandName.OPEN, None, request)
        case Action.PAUSE | Action.NEW_SHOE | Action.EXPLAIN:
            return _order(house, table, CommandName(action.value), None, request)
        case Action.RESUME:
            _set_status(house, table, TableStatus.OPEN)
            return _order(house, table, CommandName.RESUME, None, request)
        case Action.CLOSE_BETS:
            return _close_bets(house, table, request, now)
        case Action.CLOSE_TABLE:
            _set_status(house, table, TableStatus.CLOSED)
            return _order(house, table, CommandName.PAUSE, None, request)
        case Action.RELEASE:
            return release_at(house, table.setup.table_id, request, now)
        case Action.DEALER:
            return _dealer(house, table, request)
        case Action.UNFREEZE:
            return _unfreeze(house, table)
    raise NotDone(Refusal.WRONG_PHASE, f"{action.value} is not about a table")


def _set_status(house: House, table: Table, status: TableStatus) -> None:
    if table.status is not status:
        table.status = status
        house.tables.save(table)
        _tell_table(house, table)


def _tell_table(house: House, table: Table) -> None:
    house.record.tell(table.setup.table_id, "table", {"status": table.status.value, "dealer": table.dealer})


def _order(
    house: House, table: Table, name: CommandName, round_id: str | None, request: FloorAction
) -> dict[str, Any]:
    house.record.orders.append(BoardOrder(table.setup.table_id, name, round_id, request.by, request.reason))
    return {"table": table.setup.table_id, "ordered": name.value}


def _close_bets(house: House, table: Table, request: FloorAction, now: Now) -> dict[str, Any]:
    running = house.rounds.running.get(table.current_round or "")
    if running is None or not close_window(house, running, CloseCause.COMMAND.value, now):
        raise NotDone(Refusal.WRONG_PHASE, f"no window is open at {table.setup.table_id}")
    return _order(house, table, CommandName.CLOSE_BETS, running.round_id, request)


def _dealer(house: House, table: Table, request: FloorAction) -> dict[str, Any]:
    name = str(request.args.get("dealer", "")).strip()[:40]
    table.dealer = name or None
    house.tables.save(table)
    _tell_table(house, table)
    return {"table": table.setup.table_id, "dealer": table.dealer}


def _unfreeze(house: House, table: Table) -> dict[str, Any]:
    if table.frozen is None:
        raise NotDone(Refusal.WRONG_PHASE, f"table {table.setup.table_id} is not frozen")
    table.frozen = None
    house.conn.execute("UPDATE streams SET frozen = NULL WHERE table_id = ?", (table.setup.table_id,))
    house.record.tell_staff(table.setup.table_id, "board", {"state": "unfrozen"})
    return {"table": table.setup.table_id}


def _return_carried(house: House, table: Table, request: FloorAction, now: Now) -> dict[str, Any]:
    """Only between rounds, or while a human decides what becomes of the running one: no throw is under way."""
    table_id = table.setup.table_id
    running = [found for found in house.rounds.of_table(table_id) if found.phase is not Phase.HELD]
    if running:
        raise NotDone(Refusal.WRONG_PHASE, f"round {running[0].round_id} is running: pause the table first")
    if not house.carried.at(table_id):
        raise NotDone(Refusal.WRONG_PHASE, f"no bets of earlier rounds stay at {table_id}")
    given = return_carried(house, table_id, request.by, request.reason, now)
    return {"table": table_id, "placements": given.placements, "returned": given.total_returned}


def _on_round(house: House, action: Action, request: FloorAction, now: Now) -> tuple[str, dict[str, Any]]:
    of = _round(house, request.round_id)
    if of.is_over:
        raise NotDone(Refusal.WRONG_PHASE, f"round {of.round_id} is {of.phase.value}")
    if action is Action.HOLD:
        hold(house, of, Holder.EDGE, "pit_boss", f"{request.by}: {request.reason}", now)
        return of.table_id, {"held": of.round_id}
    void(house, of, VoidCause.PIT_BOSS.value, request.by, request.reason, now)
    house.record.orders.append(
        BoardOrder(of.table_id, CommandName.VOID, of.round_id, request.by, request.reason)
    )
    return of.table_id, {"voided": of.round_id, "returned": of.returned}


def _on_evidence(house: House, action: Action, request: FloorAction, now: Now) -> tuple[str, dict[str, Any]]:
    """The video of any round, also of one that is over."""
    of = _round(house, request.round_id)
    if action is Action.HOLD_EVIDENCE:
        if not hold_evidence(house, of, request.by, request.reason, now):
            raise NotDone(Refusal.WRONG_PHASE, f"the video of round {of.round_id} is kept already")
        return of.table_id, {"evidence": of.round_id, "held": True}
    if not lift_evidence(house, of, request.by, request.reason, now):
        raise NotDone(Refusal.WRONG_PHASE, f"nobody keeps the video of round {of.round_id}")
    return of.table_id, {"evidence": of.round_id, "held": False}


def _acknowledge(house: House, request: FloorAction, now: Now) -> dict[str, Any]:
    row = house.conn.execute(
        "UPDATE alerts SET acked_utc_ns = ?, acked_by = ? WHERE alert_no = ? AND acked_utc_ns IS NULL RETURNING table_id",
        (now.utc_ns, request.by, request.args.get("alert_no")),
    ).fetchone()
    if row is None:
        raise NotDone(Refusal.WRONG_PHASE, "there is no such open alert")
    body = {"alert_no": request.args.get("alert_no"), "acked_by": request.by}
    house.record.tell_staff(row[0], "alert", body)
    return body


def _block(house: House, request: FloorAction, blocked: bool) -> dict[str, Any]:
    player = house.players.get(int(request.args.get("player_no", 0)))
    if player is None:
        raise NotDone(Refusal.NO_SUCH_PLAYER, "there is no such player: give args.player_no")
    house.players.block(player, blocked)
    return {"player_no": player.player_no, "blocked": blocked}

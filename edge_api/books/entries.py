"""What people say lies where no sensor read it: one proposes, another confirms within five minutes, then the board is told. The board lays it, or refuses; nothing here touches the layout."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter, ValidationError

from edge_api.books.effects import BoardOrder
from edge_api.books.house import House
from edge_api.books.messages import FloorAction
from edge_api.books.refused import NotDone
from edge_api.books.shown_hold import refuse_unless_shown
from edge_api.clock import Now
from edge_api.rounds.round import Holder, Round
from edge_api.rounds.table_hold import held_since
from schemas.bets import Refusal
from schemas.commands import CommandName
from schemas.phases import Phase
from schemas.sight import Entry

VALID_NS = 5 * 60 * 10**9
PIT_BOSS, AUDITOR = "pit_boss", "auditor"
MOST_ENTRIES = 60

_ENTRIES = TypeAdapter(tuple[Entry, ...])
_OPEN = (
    "SELECT proposal_no, entries, reason, proposed_by, proposed_utc_ns FROM entry_proposals"
    " WHERE round_id = ? AND state = 'open' ORDER BY proposal_no DESC LIMIT 1"
)
_PROPOSE = (
    "INSERT INTO entry_proposals (round_id, table_id, entries, reason, proposed_by, proposed_utc_ns, state)"
    " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING proposal_no"
)
_CONFIRM = "UPDATE entry_proposals SET state = 'confirmed', seconded_by = ?, seconded_utc_ns = ? WHERE proposal_no = ?"


def enter(house: House, of: Round, request: FloorAction, now: Now) -> dict[str, Any]:
    """``request.action``: propose_entry or enter with ``args.entries``, second_entry with ``args.proposal_no``; ``args.hold``: the hold that was shown,
    under which alone a proposal stays open.

    Raises:
        NotDone: nothing was changed.
    """
    match request.action:
        case "propose_entry":
            return propose(house, of, request, now)
        case "second_entry":
            return second(house, of, request, now)
    return enter_alone(house, of, request, now)


def propose(house: House, of: Round, request: FloorAction, now: Now) -> dict[str, Any]:
    """Write down what one person says lies there; it takes the place of what was proposed for the round before.

    Raises:
        NotDone: the round is not held by its table, or these are no entries.
    """
    _refuse_unless_held(of)
    refuse_unless_shown(of, request.args)
    entries = _entries(request)
    _role(house, request.by)
    standing = house.conn.execute(_OPEN, (of.round_id,)).fetchone()
    if standing is not None:
        if (standing[3], standing[1]) == (request.by, _text(entries)) and not _is_over(standing[4], now):
            return {"proposal_no": standing[0], "round": of.round_id}
        house.conn.execute(
            "UPDATE entry_proposals SET state = 'replaced' WHERE proposal_no = ?", (standing[0],)
        )
    values = (of.round_id, of.table_id, _text(entries), request.reason, request.by, now.utc_ns, "open")
    number = house.conn.execute(_PROPOSE, values).fetchone()[0]
    house.record.tell_staff(
        of.table_id, "entry", {"round_id": of.round_id, "proposal_no": number, "by": request.by}
    )
    return {"proposal_no": number, "round": of.round_id}


def second(house: House, of: Round, request: FloorAction, now: Now) -> dict[str, Any]:
    """A second person confirms what the first one proposed, as it stands: the board is told.

    Raises:
        NotDone: it is the same person, neither is a pit boss, it is another proposal, or its time is over.
    """
    _refuse_unless_held(of)
    standing = house.conn.execute(_OPEN, (of.round_id,)).fetchone()
    if standing is None or standing[0] != request.args.get("proposal_no"):
        raise NotDone(
            Refusal.WRONG_PHASE, "this is not what is proposed for the round: look at the page again"
        )
    number, entries, reason, by, proposed_ns = standing
    if _is_over(proposed_ns, now):
        raise NotDone(Refusal.WRONG_PHASE, "it was proposed more than five minutes ago: propose it again")
    if by == request.by:
        raise NotDone(Refusal.WRONG_PHASE, f"{by} has proposed it: a second person confirms")
    if PIT_BOSS not in (_role(house, by), _role(house, request.by)):
        raise NotDone(
            Refusal.WRONG_PHASE, f"neither {by} nor {request.by} is a pit boss: one of the two must be"
        )
    house.conn.execute(_CONFIRM, (request.by, now.utc_ns, number))
    body = {"round_id": of.round_id, "proposal_no": number, "by": by, "seconded_by": request.by}
    house.record.tell_staff(of.table_id, "entry", body)
    _order(house, of, by, reason, _ENTRIES.validate_json(entries), request.by)
    return {
        "entered": of.round_id,
        "proposal_no": number,
        "proposed_by": by,
        "seconded_by": request.by,
        "entries": json.loads(entries),
    }


def enter_alone(house: House, of: Round, request: FloorAction, now: Now) -> dict[str, Any]:
    """One pit boss lets the camera's word count where no sensor read: whether that is enough, the board says.

    Raises:
        NotDone: the round is not held by its table, these are no entries, or who enters is no pit boss.
    """
    _refuse_unless_held(of)
    refuse_unless_shown(of, request.args)
    entries = _entries(request)
    if _role(house, request.by) != PIT_BOSS:
        raise NotDone(Refusal.WRONG_PHASE, f"{request.by} is no pit boss: only one may enter alone")
    values = (of.round_id, of.table_id, _text(entries), request.reason, request.by, now.utc_ns, "alone")
    house.conn.execute(_PROPOSE, values)
    _order(house, of, request.by, request.reason, entries, None)
    return {"entered": of.round_id, "entries": json.loads(_text(entries))}


def _refuse_unless_held(of: Round) -> None:
    if of.phase is not Phase.HELD:
        raise NotDone(Refusal.WRONG_PHASE, f"round {of.round_id} is not held")
    if of.holder is not Holder.TABLE:
        raise NotDone(
            Refusal.WRONG_PHASE,
            f"the edge holds round {of.round_id}: release it first, where its table then waits for a result, or void it",
        )


def _entries(request: FloorAction) -> tuple[Entry, ...]:
    try:
        entries = _ENTRIES.validate_python(
            [Entry.consume(json.dumps(each)) for each in request.args.get("entries", ())]
        )
    except (ValidationError, TypeError):
        raise NotDone(
            Refusal.BAD_SELECTION, "an entry is {place, index, value}, as in player 3 = 7H"
        ) from None
    spots = {(each.place, each.index, each.hand) for each in entries}
    if not 0 < len(entries) <= MOST_ENTRIES or len(spots) != len(entries):
        raise NotDone(
            Refusal.BAD_SELECTION, f"say what lies at 1 to {MOST_ENTRIES} places, and of each place once"
        )
    return entries


def _text(entries: tuple[Entry, ...]) -> str:
    return _ENTRIES.dump_json(entries).decode()


def _role(house: House, name: str) -> str:
    """Raises NotDone for who may not enter results."""
    row = house.conn.execute("SELECT role FROM users WHERE name = ? AND disabled = 0", (name,)).fetchone()
    if row is None or row[0] == AUDITOR:
        raise NotDone(Refusal.WRONG_PHASE, f"{name} may not enter results")
    return str(row[0])


def _is_over(proposed_ns: int, now: Now) -> bool:
    return not 0 <= now.utc_ns - proposed_ns <= VALID_NS


def _order(
    house: House, of: Round, by: str, reason: str, entries: tuple[Entry, ...], seconded_by: str | None
) -> None:
    order = BoardOrder(
        of.table_id,
        CommandName.ENTER,
        of.round_id,
        by,
        reason,
        entries=entries,
        seconded_by=seconded_by,
        hold_ns=held_since(house.conn, of.round_id),
    )
    house.record.orders.append(order)

"""Holding a round until a human decides. The table holds by its own rules; the edge holds when it would have to guess about money."""

from __future__ import annotations

import json

from edge_api.books.alerts import Severity, alert
from edge_api.books.house import House
from edge_api.clock import Now
from edge_api.rounds.closing import close_window, taken_back_knowing
from edge_api.rounds.round import Holder, Round
from schemas.causes import CloseCause
from schemas.facts import RoundHeld, RoundReleased
from schemas.phases import Phase

_LAST_SAID = "SELECT kind, payload FROM inbox WHERE round_id = ? AND kind IN (?, ?) ORDER BY epoch DESC, seq DESC LIMIT 1"


def hold(house: House, held: Round, holder: Holder, cause: str, detail: str, now: Now) -> bool:
    """Stop the round where it is; its window closes. False when it is over, or held by the edge already."""
    if held.is_over or held.holder is Holder.EDGE or (held.holder is holder and held.phase is Phase.HELD):
        return False
    close_window(house, held, CloseCause.HOLD.value, now)
    if held.phase is not Phase.HELD:
        held.held_from, held.phase = held.phase, Phase.HELD
    held.held_cause = f"{holder.value}:{cause}"
    held.close_question()
    house.rounds.save(held)
    house.conn.execute("UPDATE rounds SET was_held = 1 WHERE round_no = ?", (held.round_no,))
    house.record.audit.append(["held", held.round_id, held.held_cause])
    house.record.tell(held.table_id, "held", {"round_id": held.round_id, "cause": cause, "by": holder.value})
    text = f"round {held.round_id} is held by the {holder.value}: {cause}: {detail}"
    alert(house, held.table_id, f"held_{holder.value}", text, Severity.ALARM, now)
    return True


def doubt_taken_back(house: House, of: Round, now: Now) -> bool:
    """Hold the round if a player took a bet back when the outcome had begun to show itself: whether that stands, a human decides."""
    detail = taken_back_knowing(of)
    return detail is not None and hold(house, of, Holder.EDGE, "taken_back_late", detail, now)


def hold_as_the_table(house: House, of: Round, now: Now) -> bool:
    """Where the edge has let go of a round, its table's own hold counts again, if the table has not let go of it since."""
    row = house.conn.execute(_LAST_SAID, (of.round_id, RoundHeld.kind, RoundReleased.kind)).fetchone()
    if row is None or row[0] != RoundHeld.kind:
        return False
    said = RoundHeld.consume(json.dumps(json.loads(row[1])["data"]))
    return hold(house, of, Holder.TABLE, said.cause.value, said.detail, now)


def release(house: House, held: Round, by: str) -> bool:
    """Let a held round go on from where it was; False when it is not held."""
    if held.phase is not Phase.HELD:
        return False
    held.phase, held.held_from, held.held_cause = held.held_from or Phase.BETS_CLOSED, None, None
    house.rounds.save(held)
    house.record.audit.append(["released", held.round_id, by])
    house.record.tell(held.table_id, "released", {"round_id": held.round_id, "phase": held.phase.value})
    return True

"""Holding a round until a human decides. The table holds by its own rules; the edge holds when it would have to guess about money."""

from __future__ import annotations

from edge_api.books.alerts import Severity, alert
from edge_api.books.house import House
from edge_api.clock import Now
from edge_api.rounds.closing import close_window, taken_back_knowing
from edge_api.rounds.round import Holder, Round
from edge_api.rounds.sight_open import tell
from edge_api.rounds.table_hold import table_hold
from schemas.causes import CloseCause, HoldCause
from schemas.phases import Phase

_LAPSE = "UPDATE entry_proposals SET state = 'lapsed' WHERE round_id = ? AND state = 'open'"
"""What was proposed to be entered answers the hold under which it was written, and no other."""


def hold(house: House, held: Round, holder: Holder, cause: str, detail: str, now: Now) -> bool:
    """Stop the round where it is; its window closes. False when it is over, or held by the edge already. What its table says anew is another hold."""
    if held.is_over or held.holder is Holder.EDGE:
        return False
    close_window(house, held, CloseCause.HOLD.value, now)
    if held.phase is not Phase.HELD:
        held.held_from, held.phase = held.phase, Phase.HELD
    house.conn.execute(_LAPSE, (held.round_id,))
    held.held_cause, held.held_no = f"{holder.value}:{cause}", held.held_no + 1
    held.close_question()
    if cause == HoldCause.CAMERA_DISPUTE.value:
        tell(house, held)
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
    found = table_hold(house.conn, of.round_id)
    return found is not None and hold(house, of, Holder.TABLE, found.cause, found.detail, now)


def release(house: House, held: Round, by: str) -> bool:
    """Let a held round go on from where it was; False when it is not held."""
    if held.phase is not Phase.HELD:
        return False
    held.phase, held.held_from, held.held_cause = held.held_from or Phase.BETS_CLOSED, None, None
    house.rounds.save(held)
    house.conn.execute(_LAPSE, (held.round_id,))
    house.record.audit.append(["released", held.round_id, by])
    house.record.tell(held.table_id, "released", {"round_id": held.round_id, "phase": held.phase.value})
    return True

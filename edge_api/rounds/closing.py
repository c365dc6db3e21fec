"""Closing a window: once, for the first cause that comes; evidence of the outcome takes the bets back that came after it."""

from __future__ import annotations

from enum import Enum

from edge_api.books.house import House
from edge_api.clock import Now, rfc3339
from edge_api.rounds.round import Round
from edge_api.rounds.stakes import return_after
from schemas.edge_events import BetsClosed
from schemas.phases import Phase

REACTION_NS = 100_000_000
"""Sooner after the first evidence than this, no player has seen it and acted: messages of a table's own network take less."""


class EdgeClose(Enum):
    """Why the edge closed a window, or never opened it, on its own account."""

    STALE_OPENING = "stale_opening"
    CLOCK_UNSURE = "clock_unsure"
    TABLE_CLOSED = "table_closed"
    BOARD_RESTARTED = "board_restarted"
    EDGE_RESTARTED = "edge_restarted"
    SUPERSEDED = "superseded"
    EARLIER_ROUND_OPEN = "earlier_round_open"
    CARRIED_DIFFERS = "carried_differs"


def close_window(house: House, of: Round, cause: str, now: Now) -> bool:
    """No more bets; False when the window was closed already.

    It closes when the books come to it: the last commit may hold bets that were taken while the cause of the close (``now``) lay waiting.
    """
    if not of.is_open:
        return False
    now = house.after_last_commit(now)
    of.phase, of.close_cause = Phase.BETS_CLOSED, cause
    of.closed_mono_ns, of.closed_utc_ns = now.mono_ns, now.utc_ns
    house.rounds.save(of)
    house.record.audit.append(["closed", of.round_id, cause, of.placements, of.staked])
    house.record.events.append(
        BetsClosed(
            table=of.table_id, round_id=of.round_id, cause=cause, placements=of.placements, staked_minor=of.staked,
            currency=of.currency,
        )
    )  # fmt: skip
    body = {
        "round_id": of.round_id,
        "cause": cause,
        "closed_at": rfc3339(now.utc_ns),
        "placements": of.placements,
        "next": of.next_due,
    }
    house.record.tell(of.table_id, "betsclosed", body)
    return True


def heed_evidence(house: House, of: Round, evidence_ns: int, now: Now) -> int:
    """The outcome had begun to show itself at ``evidence_ns``: bets durable only then or later go back; returns how many."""
    if of.is_over or (of.evidence_mono_ns is not None and of.evidence_mono_ns <= evidence_ns):
        return 0
    of.evidence_mono_ns = evidence_ns
    house.rounds.save(of)
    house.record.audit.append(["evidence", of.round_id, evidence_ns])
    return return_after(house, of, evidence_ns, now)


def taken_back_knowing(of: Round) -> str | None:
    """What a human must hear: bets that were taken back when their players may have seen the outcome; None when there are none."""
    if of.evidence_mono_ns is None:
        return None
    latest = [(at, bet) for at, bet in of.taken_back if at >= of.evidence_mono_ns + REACTION_NS]
    if not latest:
        return None
    after_ms = (max(latest)[0] - of.evidence_mono_ns) // 1_000_000
    named = ", ".join(bet for _, bet in latest[:8])
    return f"{len(latest)} bets were taken back up to {after_ms} ms after the outcome had begun to show itself: {named}"

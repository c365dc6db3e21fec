"""Whether people mean the hold that a round is under now: the one that their page showed. Changes nothing."""

from __future__ import annotations

import sqlite3
from typing import Any

from edge_api.books.refused import NotDone
from edge_api.rounds.hold_name import name_of
from edge_api.rounds.round import Round
from schemas.bets import Refusal
from schemas.causes import HoldCause

_ALONE = "SELECT 1 FROM entry_proposals WHERE round_id = ? AND proposed_by = ? AND state = 'alone'"


def refuse_unless_shown(held: Round, args: dict[str, Any]) -> None:
    """``args.hold``: the hold's name. Left out it is the present one, but of a dispute: two values are decided there, and who decides has seen them.

    Raises:
        NotDone: the round is under another hold than the one that was shown, or a dispute is not named.
    """
    shown, name = args.get("hold"), name_of(held)
    if shown is not None and shown != name:
        raise NotDone(
            Refusal.WRONG_PHASE,
            f"round {held.round_id} is under another hold now than the one that you were shown: look at it again",
        )
    is_dispute = (held.held_cause or "").endswith(f":{HoldCause.CAMERA_DISPUTE.value}")
    if shown is None and is_dispute:
        raise NotDone(
            Refusal.WRONG_PHASE,
            f"camera and sensor differ in round {held.round_id}: say which hold you were shown (hold), as its page names it",
        )


def refuse_own_entry(conn: sqlite3.Connection, held: Round, by: str) -> None:
    """Raises NotDone: ``by`` has, in this round, alone said what lies there: what the camera contradicts now may rest on it."""
    if conn.execute(_ALONE, (held.round_id, by)).fetchone() is not None:
        raise NotDone(
            Refusal.WRONG_PHASE,
            f"{by} has alone said what lies in this round, and the camera says otherwise: another person decides, or void it",
        )

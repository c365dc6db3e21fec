"""What pages read from the books of what cameras saw: each function is one question, `(connection, ...) -> plain values`."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from typing import Any

from edge_api.books.entries import VALID_NS
from edge_api.stats.sight_rates import ABSTENTIONS
from schemas.sight import Compared
from schemas.sight_facts import SightChanged
from schemas.times import rfc3339

_POSITIONS = (
    "SELECT place, number, hand, verdict, sensor, camera, looks, reasons, votes, still, calibration, model, mode, fact, decided_by"
    " FROM seen WHERE round_id = ? ORDER BY at_utc_ns, place, hand, number"
)
_ROUND_STILLS = "SELECT sha256 FROM named_stills WHERE round_id = ? ORDER BY named_utc_ns, sha256"
_STANDING = (  # as SightChanged has them
    "SELECT sees, wanted, mode, calibration, model, sheet, compared, differed, needed, by, reason, at_utc_ns"
    " FROM sight_standing WHERE table_id = ?"
)
_LAST = "SELECT verdict FROM seen WHERE table_id = ? ORDER BY at_utc_ns DESC LIMIT ?"
TRIAL = 20
"""Spins that a technician watches after the signature."""
_SIGNED_LAST = "SELECT calibration FROM sight_papers WHERE table_id = ? AND kind = 'sheet' ORDER BY at_utc_ns DESC LIMIT 1"
_TRIAL = "SELECT round_id, sensor, camera, verdict FROM seen WHERE table_id = ? AND calibration = ? ORDER BY at_utc_ns DESC LIMIT ?"
_PROPOSAL = (
    "SELECT proposal_no, entries, reason, proposed_by, proposed_utc_ns, state, seconded_by, seconded_utc_ns FROM entry_proposals"
    " WHERE round_id = ? AND state NOT IN ('replaced', 'lapsed', 'alone') ORDER BY proposal_no DESC LIMIT 1"
)


def seen_in(conn: sqlite3.Connection, round_id: str) -> dict[str, Any] | None:
    """What the camera saw of a round, and who enters what; None where nothing looked and nobody entered."""
    positions = [_position(row) for row in conn.execute(_POSITIONS, (round_id,)).fetchall()]
    proposal = conn.execute(_PROPOSAL, (round_id,)).fetchone()
    if not positions and proposal is None:
        return None
    stills = stills_named(conn, round_id)
    shown = {each["still"] for each in positions}
    return {
        "positions": positions,
        "disputes": [each for each in positions if each["verdict"] == Compared.DISPUTE.value],
        "earlier": [each for each in stills if each not in shown],
    }


def stills_named(conn: sqlite3.Connection, round_id: str) -> list[str]:
    """Pictures that signed facts of the round name, the first first."""
    return [row[0] for row in conn.execute(_ROUND_STILLS, (round_id,)).fetchall()]


def _position(row: Any) -> dict[str, Any]:
    place, number, hand, verdict, sensor, camera, looks, reasons, votes, *rest = row
    names = ("still", "calibration", "model", "mode", "fact", "decided_by")
    return {
        "place": place, "index": number, "hand": hand, "verdict": verdict, "sensor": sensor, "camera": camera, "looks": looks,
        "reasons": json.loads(reasons), "votes": [_vote(each) for each in json.loads(votes)], **dict(zip(names, rest, strict=True)),
    }  # fmt: skip


def _vote(vote: dict[str, Any]) -> dict[str, Any]:
    return {"value": None, **vote}


def entry_of(conn: sqlite3.Connection, round_id: str | None, now_ns: int) -> dict[str, Any] | None:
    """What is proposed to be entered, or was confirmed; ``state`` also: expired."""
    row = conn.execute(_PROPOSAL, (round_id,)).fetchone()
    if row is None:
        return None
    number, entries, reason, by, at_ns, state, seconded_by, seconded_ns = row
    is_over = state == "open" and now_ns - at_ns > VALID_NS
    return {
        "number": number,
        "entries": json.loads(entries),
        "reason": reason,
        "by": by,
        "at": rfc3339(at_ns),
        "until": rfc3339(at_ns + VALID_NS),
        "state": "expired" if is_over else state,
        "seconded_by": seconded_by,
        "seconded_at": rfc3339(seconded_ns) if seconded_ns else None,
    }


def standing_of(conn: sqlite3.Connection, table_id: str, window: int) -> dict[str, Any] | None:
    """How a table's camera counts, and the rates of its last positions; None at a table without one."""
    row = conn.execute(_STANDING, (table_id,)).fetchone()
    if row is None:
        return None
    counted = Counter(Compared(each[0]) for each in conn.execute(_LAST, (table_id, window)).fetchall())
    return {
        **dict(zip(SightChanged.model_fields, row[:-1], strict=True)),
        "at": rfc3339(row[-1]),
        "positions": counted.total(),
        "agreed": counted[Compared.BOTH],
        "disputes": counted[Compared.DISPUTE],
        "abstains": sum(counted[each] for each in ABSTENTIONS),
    }


def trial_of(conn: sqlite3.Connection, table_id: str) -> dict[str, Any]:
    """The last spins that were read by the calibration signed last, beside what the sensor said: how many of TRIAL agreed."""
    row = conn.execute(_SIGNED_LAST, (table_id,)).fetchone()
    names = ("round_id", "sensor", "camera", "verdict")
    read = conn.execute(_TRIAL, (table_id, row[0], TRIAL)).fetchall() if row else []
    spins = [dict(zip(names, each, strict=True)) for each in read]
    counted = Counter(each["verdict"] for each in spins)
    agreed, differed = counted[Compared.BOTH.value], counted[Compared.DISPUTE.value]
    return {
        "calibration": row[0] if row else None, "of": TRIAL, "spins": spins, "agreed": agreed, "differed": differed,
        "silent": len(spins) - agreed - differed,
    }  # fmt: skip


def dispute_at(conn: sqlite3.Connection, round_id: str | None) -> dict[str, Any] | None:
    """The first undecided dispute of a round, for its tile."""
    row = conn.execute(
        "SELECT place, number, json_extract(open_dispute, '$[1]'), json_extract(open_dispute, '$[2]') FROM seen"
        " WHERE round_id = ? AND json_extract(open_dispute, '$[1]') IS NOT NULL ORDER BY at_utc_ns LIMIT 1",
        (round_id,),
    ).fetchone()
    return dict(zip(("place", "index", "sensor", "camera"), row, strict=True)) if row else None


def is_named(conn: sqlite3.Connection, sha256: str, round_id: str | None, table_id: str | None) -> bool:
    """Whether a signed fact of that round, or of that table, names the picture."""
    row = conn.execute(
        "SELECT 1 FROM named_stills WHERE sha256 = ? AND (round_id = ? OR table_id = ?) LIMIT 1",
        (sha256, round_id, table_id),
    ).fetchone()
    return row is not None

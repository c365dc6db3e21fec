"""How much a table's camera counts, as its board asserts it, and by whose signed sheet. Changes nothing of it: it tells people what should not be so."""

from __future__ import annotations

from edge_api.books.alerts import Severity, alert
from edge_api.books.house import House
from edge_api.books.received import ReceivedFact
from schemas.sight import SightMode
from schemas.sight_facts import SightChanged

_STAND = """
INSERT OR REPLACE INTO sight_standing
 (sees, wanted, mode, calibration, model, sheet, compared, differed, needed, by, reason, table_id, fact, at_utc_ns)
VALUES
 (:sees, :wanted, :mode, :calibration, :model, :sheet, :compared, :differed, :needed, :by, :reason, :table_id, :fact, :at_utc_ns)
"""
_BEFORE = "SELECT wanted, needed, calibration, sheet FROM sight_standing WHERE table_id = ?"
_SHEETS = "SELECT sha256, calibration FROM sight_papers WHERE table_id = ? AND kind = 'sheet' ORDER BY at_utc_ns DESC, sha256"


def take_changed(house: House, fact: SightChanged, received: ReceivedFact) -> str:
    """How the table's camera counts from now on; returns the effect."""
    body = fact.model_dump(mode="json")
    signed = {"table_id": received.table_id, "fact": received.fact_id, "at_utc_ns": received.received.utc_ns}
    before = house.conn.execute(_BEFORE, (received.table_id,)).fetchone()
    house.conn.execute(_STAND, body | signed)
    house.record.audit.append(["sight", received.table_id, fact.mode.value, fact.by])
    house.record.tell_staff(received.table_id, "sight_standing", body)
    _tell_doubts(house, fact, before or (None,) * 4, received)
    return f"sight_{fact.mode.value}"


def _tell_doubts(
    house: House, fact: SightChanged, before: tuple[object, ...], received: ReceivedFact
) -> None:
    """Each once, when it has become so."""
    table = received.table_id
    shadow, sheet = (fact.wanted.value, fact.needed), (fact.calibration, fact.sheet)
    told = []
    if before[:2] != shadow and shadow == (SightMode.ON.value, 0):
        text = f"the camera of {table} counts without shadow: needed = 0 in its board's [sight], which is for simulation"
        told.append(("sight_no_shadow", text))
    if (
        before[2:] != sheet
        and fact.sheet is not None
        and (why := _sheet_doubt(house, fact, table)) is not None
    ):
        told.append(("sight_sheet", f"the camera of {table} goes by a sheet that {why}"))
    for code, text in told:
        link = f"/floor/tables/{table}/camera"
        alert(house, table, code, text, Severity.WARNING, received.received, link)


def _sheet_doubt(house: House, fact: SightChanged, table: str) -> str | None:
    sheets = house.conn.execute(_SHEETS, (table,)).fetchall()
    known = dict(sheets)
    if fact.sheet not in known:
        return "this edge has never got: its board offers it with each connection; if it does not come, let it be signed anew"
    if known[fact.sheet] != fact.calibration:
        return f"was signed for another calibration ({known[fact.sheet][:12]}): let it be signed anew"
    return (
        None
        if sheets[0][0] == fact.sheet
        else "is older than the last one signed: somebody has put an older calibration back"
    )

"""The floor as people see it: a projection of each table, built from a first snapshot and the notices after it. Pure; never an input to money.

Public fields of a table: table, name, game, currency, rules, rules_name, rules_hash, limits, status, dealer, phase, round_id, closes_at, hold
({cause, by} or null), layout (the places that always show), cards (place -> what lies there), draw (multipliers of the round: {commitment, salt, multipliers, seed}, null where
none are drawn), next (where the next card, throw or stop goes, null while none is due), seats (that are taken, where a table has seats), question (what
players are asked now: {kind: turn or insurance, closes_at, decision_ms, and of a turn seat, hand, actions, on_time_out, of insurance even_money}, or
null), carried (what the last round left to the next: the point in craps, or null), anchors (where things lie in the picture: ``schemas.sight.Anchors``, or null
where nothing looks), last_results (newest first), seq (number of the last notice that is in here).
Staff also see: wishes (what hands want before they are asked: "seat/hand" -> action), placements, board, clock, health, devices, open alerts (newest first), guidance (what the board tells its dealer:
{guidance, phase, hold, about}; null until it has said something).
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any, Protocol

RESULTS_KEPT = 20
ALERTS_KEPT = 50
NO_DRAW = {"commitment": None, "salt": None, "multipliers": None, "seed": None}
STAFF_FIELDS = frozenset(
    {"placements", "board", "clock", "health", "devices", "alerts", "guidance", "wishes"}
)
NOT_PLAYED = {"next": None, "question": None}


class Heard(Protocol):
    """A notice (``edge_api.books.messages.Notice``)."""

    @property
    def table_id(self) -> str | None: ...

    @property
    def seq(self) -> int: ...

    @property
    def event(self) -> str: ...

    @property
    def body(self) -> dict[str, Any]: ...


class Floor:
    """All tables of this edge."""

    def __init__(self) -> None:
        self._tables: dict[str, dict[str, Any]] = {}

    def load(self, snapshots: Iterable[dict[str, Any]]) -> None:
        """Begin with what the books say at their start."""
        self._tables = {snapshot["table"]: copy.deepcopy(snapshot) for snapshot in snapshots}

    def apply(self, notice: Heard) -> None:
        """Take in what happened; an alert of no table is every table's."""
        if notice.table_id is None:
            if notice.event == "alert":
                for table in self._tables.values():
                    _alert(table, notice.body)
            return
        concerned = self._tables.get(notice.table_id)
        if concerned is not None:
            concerned["seq"] = notice.seq
            change(concerned, notice.event, notice.body)

    def public_snapshot(self, table_id: str) -> dict[str, Any]:
        """What anybody may see of a table; a copy."""
        table = self._tables[table_id]
        return {name: copy.deepcopy(value) for name, value in table.items() if name not in STAFF_FIELDS}

    def staff_snapshot(self, table_id: str) -> dict[str, Any]:
        """Everything about a table; a copy."""
        return copy.deepcopy(self._tables[table_id])


def blank_table() -> dict[str, Any]:
    """The fields that change, before anything has happened."""
    return {
        "status": "open", "dealer": None, "phase": "idle", "round_id": None, "closes_at": None, "hold": None,
        "layout": [], "cards": {}, "last_results": [], "seq": 0, "placements": 0, "board": {}, "clock": {},
        "health": None, "devices": {}, "alerts": [], "rules_name": None, "carried": None, "draw": None, "guidance": None,
        "seats": [], "wishes": {}, "anchors": None, **NOT_PLAYED,
    }  # fmt: skip


def change(table: dict[str, Any], event: str, body: dict[str, Any]) -> None:
    """Take one event into a table's projection. What concerns an older round than the current one changes results only."""
    match event:
        case "betsopen":
            _open(table, body)
        case "gameresult":
            _result(table, body)
        case "table" | "alert" | "board" | "health" | "device" | "guidance" | "anchors":
            _fittings(table, event, body)
        case "held" | "released" if body["round_id"] is None:
            table["hold"] = {"cause": body["cause"], "by": body["by"]} if event == "held" else None
        case _:
            if body.get("round_id") == table["round_id"] or event == "betsclosed":
                _round(table, event, body)
                _play(table, event, body)


def _fittings(table: dict[str, Any], event: str, body: dict[str, Any]) -> None:
    match event:
        case "table":
            table.update(status=body["status"], dealer=body["dealer"])
        case "alert":
            _alert(table, body)
        case "board":
            _board(table, body)
        case "health" | "guidance" | "anchors":
            table[event] = body
        case "device":
            table["devices"][body["device"]] = {"condition": body["condition"], "detail": body["detail"]}


def _open(table: dict[str, Any], body: dict[str, Any]) -> None:
    table.update(
        phase="bets_open",
        round_id=body["round_id"],
        closes_at=body["closes_at"],
        hold=None,
        placements=0,
        carried=body["carried"],
    )
    table.update(seats=[], wishes={}, **NOT_PLAYED)
    table["cards"] = {place: [] for place in table["layout"]}
    promised = body.get("commitment")
    table["draw"] = {**NO_DRAW, "commitment": promised} if promised else None


def _round(table: dict[str, Any], event: str, body: dict[str, Any]) -> None:
    match event:
        case "betsclosingsoon":
            table["phase"] = "bets_closing_soon"
        case "betsclosed":
            _closed(table, body)
        case "step":
            _step(table, body["phase"])
        case "card" | "reading":
            table.update(phase=body["phase"], cards=body["cards"], next=body.get("next"))
        case "respin":
            table["phase"] = "spinning" if table["phase"] != "held" else "held"
        case "held":
            hold = {"cause": body["cause"], "by": body["by"]}
            table.update(phase="held", hold=hold, closes_at=None, question=None)
        case "released":
            table.update(phase=body["phase"], hold=None)
        case "void":
            table.update(phase="cancelled", hold=None, closes_at=None, **NOT_PLAYED)
        case "multipliers" | "seed":
            table["draw"] = (table["draw"] or NO_DRAW) | {name: body[name] for name in NO_DRAW.keys() & body}


def _step(table: dict[str, Any], phase: str) -> None:
    """A window that closes soon is not taken to be wide open again."""
    if (table["phase"], phase) != ("bets_closing_soon", "bets_open"):
        table["phase"] = phase


def _closed(table: dict[str, Any], body: dict[str, Any]) -> None:
    """A round whose window never opened is new to us."""
    if body["round_id"] != table["round_id"]:
        if not body.get("never_open"):
            return
        _open(table, {**body, "closes_at": None})
    table.update(
        phase="bets_closed", closes_at=None, placements=body.get("placements", 0), next=body.get("next")
    )


def _play(table: dict[str, Any], event: str, body: dict[str, Any]) -> None:
    """What happens in a round that players take part in."""
    match event:
        case "seats":
            table.update(seats=body["seats"], next=body["next"])
        case "insurance" | "turn":
            said = {name: value for name, value in body.items() if name != "round_id"}
            table["question"] = {"kind": event, **said}
        case "insurance_closed":
            table.update(question=None, next=body["next"])
        case "decided":
            answered = table["question"] and table["question"]["kind"] == "turn"
            table.update(question=None if answered else table["question"], next=body["next"])
        case "wish":
            _wish(table["wishes"], f"{body['seat']}/{body['hand']}", body["action"])


def _wish(wishes: dict[str, str], hand: str, action: str | None) -> None:
    if action is None:
        wishes.pop(hand, None)
    else:
        wishes[hand] = action


def _result(table: dict[str, Any], body: dict[str, Any]) -> None:
    entry = {"round_id": body["round_id"], "result": body["result"], "outcome": body["outcome"]}
    table["last_results"] = [entry, *table["last_results"]][:RESULTS_KEPT]
    table["carried"] = body["carried"]
    if body["round_id"] == table["round_id"]:
        table.update(phase="settled", hold=None, closes_at=None, **NOT_PLAYED)


def _board(table: dict[str, Any], body: dict[str, Any]) -> None:
    if "clock" in body:
        table["clock"] = {"quality": body["clock"], "error_us": body.get("error_us")}
    elif "order" in body:
        table["board"]["last_order"] = body
    else:
        table["board"].update(body)


def _alert(table: dict[str, Any], body: dict[str, Any]) -> None:
    others = [alert for alert in table["alerts"] if alert["alert_no"] != body["alert_no"]]
    table["alerts"] = others if body.get("acked_by") else [body, *others][:ALERTS_KEPT]

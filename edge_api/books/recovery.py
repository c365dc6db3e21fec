"""After a start: rounds whose window was open when the last process died are closed, and refunded or held. Nothing is guessed."""

from __future__ import annotations

from edge_api.betting.writing import write_commits
from edge_api.books.alerts import Severity, alert
from edge_api.books.house import House
from edge_api.clock import Now
from edge_api.rounds.closing import EdgeClose, close_window
from edge_api.rounds.hold import hold
from edge_api.rounds.refund import void
from edge_api.rounds.round import Holder, Round
from edge_api.rounds.stakes import doubtful_stakes, return_late


def recover(house: House, now: Now) -> None:
    """Resolve what the crash left open. Rounds that were closed by then go on and settle."""
    proven = _prove(house, now)
    for running in list(house.rounds.running.values()):
        if not (running.is_open and _is_to_be_void(house, running)):
            _return_doubtful(house, running, proven, now)
        if running.is_open:
            _resolve(house, running, now)
    for running in house.rounds.running.values():
        if running.table_id not in house.settings.tables:
            hold(house, running, Holder.EDGE, "table_removed", "the table is not configured any more", now)
    for table_id in house.carried.tables():
        if table_id not in house.settings.tables:
            text = f"{house.carried.at(table_id)} bets stay at table {table_id}, which is not configured any more: configure it and return them"
            alert(house, table_id, "carried_bets", text, Severity.ALARM, now)


def _prove(house: House, now: Now) -> int:
    """The last placement whose commit was noted in time; those after it were durable by now, but nobody saw when."""
    row = house.conn.execute("SELECT COALESCE(MAX(last_no), 0) FROM commits").fetchone()
    last = house.conn.execute("SELECT COALESCE(MAX(placement_no), 0) FROM placements").fetchone()
    proven: int = row[0]
    if last[0] > proven:
        house.commits.append((proven + 1, last[0], now.mono_ns))
        write_commits(house)
    return proven


def _is_to_be_void(house: House, interrupted: Round) -> bool:
    """Where bets of earlier rounds stay on the layout, the table's next result decides them, and the table does not know of our restart:
    whether that result counts, a human says."""
    return house.settings.void_interrupted and not house.carried.at(interrupted.table_id)


def _resolve(house: House, interrupted: Round, now: Now) -> None:
    if _is_to_be_void(house, interrupted):
        close_window(house, interrupted, EdgeClose.EDGE_RESTARTED.value, now)
        void(
            house,
            interrupted,
            EdgeClose.EDGE_RESTARTED.value,
            house.settings.edge,
            "the edge restarted in mid-round",
            now,
        )
        return
    close_window(house, interrupted, EdgeClose.EDGE_RESTARTED.value, now)
    detail = "the edge restarted while bets were open"
    hold(house, interrupted, Holder.EDGE, EdgeClose.EDGE_RESTARTED.value, detail, now)


def _return_doubtful(house: House, running: Round, proven: int, now: Now) -> None:
    """Their window has ended meanwhile: whether the last bets and decisions were durable before that can't be known. No board was told of them."""
    for stake in doubtful_stakes(house, running, proven + 1, now):
        return_late(house, running, stake, 0, now)

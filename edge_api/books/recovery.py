"""After a start: rounds whose window was open when the last process died are closed, and refunded or held. Nothing is guessed."""

from __future__ import annotations

from edge_api.books.house import House
from edge_api.clock import Now
from edge_api.rounds.closing import EdgeClose, close_window
from edge_api.rounds.hold import hold
from edge_api.rounds.refund import void
from edge_api.rounds.round import Holder, Round


def recover(house: House, now: Now) -> None:
    """Resolve what the crash left open. Rounds that were closed by then go on and settle."""
    for interrupted in [found for found in house.rounds.running.values() if found.is_open]:
        _resolve(house, interrupted, now)
    for running in house.rounds.running.values():
        if running.table_id not in house.settings.tables:
            hold(house, running, Holder.EDGE, "table_removed", "the table is not configured any more", now)


def _resolve(house: House, interrupted: Round, now: Now) -> None:
    """Whether its last bets were durable in time can't be known: they had not been noted when the process died."""
    close_window(house, interrupted, EdgeClose.EDGE_RESTARTED.value, now)
    if house.settings.void_interrupted:
        void(
            house,
            interrupted,
            EdgeClose.EDGE_RESTARTED.value,
            house.settings.edge,
            "the edge restarted in mid-round",
            now,
        )
    else:
        detail = "the edge restarted while bets were open"
        hold(house, interrupted, Holder.EDGE, EdgeClose.EDGE_RESTARTED.value, detail, now)

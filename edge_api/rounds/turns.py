"""Where bets stay over rounds, rounds count in the order in which they were opened, and each begins with what the last one left. Guesses nothing."""

from __future__ import annotations

from edge_api.books.house import House
from edge_api.rounds.closing import EdgeClose
from edge_api.rounds.register import Table
from edge_api.rounds.round import Round
from edge_api.settle.settlement import stays_of

Doubt = tuple[EdgeClose, str]
"""Why a round must wait for a human, and the sentence."""


def doubt_at_opening(house: House, table: Table, carried: str | None) -> Doubt | None:
    """Why no bets can be taken in a new round that its board says begins with ``carried``; None when they can."""
    table_id, staying = table.setup.table_id, house.carried.at(table.setup.table_id)
    if stays_of(table.setup.rules) is None and not staying:
        return None
    earlier = house.rounds.of_table(table_id)
    if earlier:
        return EdgeClose.EARLIER_ROUND_OPEN, _waits_for(earlier[0])
    return _differs(table, carried, staying) or _foreign(house, table)


def _waits_for(earlier: Round) -> str:
    return f"bets stay over rounds at this table, and round {earlier.round_id} is not over: release or void that one first"


def _differs(table: Table, carried: str | None, staying: int) -> Doubt | None:
    if not staying or carried == table.carried:
        return None
    detail = (
        f"the table says that the round begins with {carried or 'nothing'}, here the last one left {table.carried or 'nothing'}, and"
        f" {staying} bets stay on the layout: void the round, or return these bets"
    )
    return EdgeClose.CARRIED_DIFFERS, detail


def _foreign(house: House, table: Table) -> Doubt | None:
    """The table was set to another game or currency while bets stayed on its layout."""
    setup = table.setup
    foreign = house.carried.foreign(setup.table_id, setup.game, setup.currency)
    if foreign is None:
        return None
    return (
        EdgeClose.CARRIED_DIFFERS,
        f"bets of round {foreign} stay here: return them before the table plays something else",
    )


def out_of_turn(house: House, of: Round) -> Doubt | None:
    """Why a round can't be settled yet; None when it can."""
    staying = house.carried.at(of.table_id)
    if stays_of(of.rules) is None and not staying:
        return None
    earlier = [found for found in house.rounds.of_table(of.table_id) if found.round_no < of.round_no]
    if earlier:
        return EdgeClose.EARLIER_ROUND_OPEN, _waits_for(earlier[0])
    table = house.tables.get(of.table_id)
    return _differs(table, of.carried, staying) if table is not None else None

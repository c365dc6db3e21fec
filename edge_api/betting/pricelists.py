"""What bets cost and may return at each table now, and what its players have at stake there already. Refuses nothing by itself."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from itertools import groupby

from edge_api.betting.quotes import Quotes
from edge_api.betting.slip import add
from edge_api.books.house import House
from edge_api.rounds.round import Exposure, Round
from edge_api.rounds.rule_sets import rule_set
from edge_api.settle.settlement import stays_of
from schemas.games.rules import Rules

Line = tuple[str, str, int, int]
"""Type, selection as JSON text, stake and commission of a bet."""

_STAYING = (
    "SELECT r.rules_hash, b.type, b.sel, b.stake, b.charge FROM carried_bets c JOIN bets b USING (placement_no, line)"
    " JOIN rounds r USING (round_no) WHERE c.table_id = ? AND c.player_no = ? ORDER BY 1"
)


class PriceLists:
    """Quotes by table and by what its last round left; made when they are first asked for."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._lists: dict[tuple[str, str | None], Quotes] = {}
        self._older: dict[tuple[str, str], tuple[Rules, Quotes]] = {}

    def of(self, round_: Round) -> Quotes:
        """The quotes of what may be placed in a round."""
        found = self._lists.get((round_.table_id, round_.carried))
        return found if found is not None else self._make(round_)

    def _make(self, round_: Round) -> Quotes:
        setup = self._house.settings.tables[round_.table_id]
        stays = stays_of(setup.rules)
        told = stays.may_place if stays is not None else None
        may_place = None if told is None else partial(told, round_.carried)
        made = self._lists[round_.table_id, round_.carried] = Quotes(setup.rules, setup.limits, may_place)
        return made

    def exposure(self, round_: Round, player_no: int) -> Exposure:
        """What the player has at stake in a round, with what stays on its layout from earlier rounds."""
        found = round_.exposure(player_no)
        if not found.counts_staying and self._house.carried.at(round_.table_id):
            self._count_staying(round_, player_no, found)
        return found

    def _count_staying(self, round_: Round, player_no: int, exposure: Exposure) -> None:
        exposure.counts_staying = True
        rows = self._house.conn.execute(_STAYING, (round_.table_id, player_no)).fetchall()
        for rules_hash, lines in groupby(rows, key=lambda row: row[0]):
            counted = staying(*self._priced(round_.table_id, rules_hash), (line[1:] for line in lines))
            add(exposure, counted.staked, counted.payout, list(counted.positions.items()))

    def _priced(self, table_id: str, rules_hash: str) -> tuple[Rules, Quotes]:
        """Bets keep the rules that they were placed under."""
        found = self._older.get((table_id, rules_hash))
        if found is None:
            rules = rule_set(self._house.conn, rules_hash)
            found = rules, Quotes(rules, self._house.settings.tables[table_id].limits)
            self._older[table_id, rules_hash] = found
        return found


def staying(rules: Rules, quotes: Quotes, lines: Iterable[Line]) -> Exposure:
    """What bets count with in the rounds after their own: their best return is the one that they were placed with.

    A bet that has moved on from its position (a come bet to its number, an even chance to prison) leaves it free for another.
    """
    stays, counted = stays_of(rules), Exposure()
    moved = stays.moved if stays is not None else frozenset()
    for bet_type, sel, stake, charge in lines:
        quote = quotes.get(bet_type, sel)
        on_position = [] if bet_type in moved else [(quote.position, stake)]
        add(counted, stake + charge, quote.best.returned(stake), on_position)
    return counted

"""What one selection may be at a table: its limits, its best return and its one spelling, worked out once. Refuses what the layout lacks."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from edge_api.books.settings import Limits, Range
from edge_api.settle.books import BOOKS
from edge_api.settle.profile import Profile
from edge_api.settle.settlement import best_profile
from schemas.games.refusal import bad_selection
from schemas.games.rules import Rules

MOST_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Quote:
    """``position`` is equal for equal selections, however they were spelled."""

    limits: Range
    best: Profile
    position: tuple[str, str]


MayPlace = Callable[[object, object], None]
"""Refuses a bet type and selection that the table does not take now."""


class Quotes:
    """Quotes of one rule set and its limits; with ``may_place`` only of what it lets pass."""

    def __init__(self, rules: Rules, limits: Limits, may_place: MayPlace | None = None) -> None:
        self._rules = rules
        self._limits = limits
        self._may_place = may_place
        self._kept: dict[tuple[str, str], Quote] = {}

    def get(self, bet_type: str, sel_json: str) -> Quote:
        """The quote of a selection given as JSON text.

        Raises:
            IllegalBet: there is no such bet at this table, or it may not be placed now.
        """
        found = self._kept.get((bet_type, sel_json))
        return found if found is not None else self._work_out(bet_type, sel_json)

    def _work_out(self, bet_type: str, sel_json: str) -> Quote:
        try:
            sel = json.loads(sel_json)
        except ValueError:
            raise bad_selection("the selection is not JSON") from None
        if self._may_place is not None:
            self._may_place(bet_type, sel)
        best = best_profile(self._rules, bet_type, sel)
        quote = Quote(self._limits.of(bet_type), best, (bet_type, self._spelling(bet_type, sel)))
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[bet_type, sel_json] = quote
        return quote

    def _spelling(self, bet_type: str, sel: object) -> str:
        canonical = BOOKS[self._rules.game].canonical(self._rules, bet_type, sel)
        return json.dumps(canonical, sort_keys=True, separators=(",", ":"))

"""The scores of all tables, warm: begun from what the books say at their start, kept by the notices after it. Pure; never an input to money."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from edge_api.floor import Heard
from edge_api.settle.results import read_outcome
from edge_api.stats.scores import CardScores, Scores, new_scores
from schemas.facts import CardBurned, ShoeChanged
from schemas.games.rules import Rules
from schemas.phases import Game


class Scoreboard:
    """Scores by table. A history is ``{table, shoe, cards_out, outcomes}``: outcomes oldest first, of the shoe in play where there is one."""

    def __init__(self, rules: Mapping[str, Rules]) -> None:
        self._rules = rules
        self._tables = {table: new_scores(of) for table, of in rules.items()}

    def load(self, histories: Iterable[dict[str, Any]]) -> None:
        """Begin with what the books say at their start."""
        for history in histories:
            table = history["table"]
            scores = self._tables[table] = new_scores(self._rules[table])
            if isinstance(scores, CardScores):
                scores.shoe(history["shoe"], history["cards_out"])
            for outcome in history["outcomes"]:
                self._result(table, scores, outcome)

    def apply(self, notice: Heard) -> bool:
        """Take in what happened; True when scores have changed for those who watch."""
        scores = self._tables.get(notice.table_id or "")
        if scores is None:
            return False
        if notice.event == "gameresult":
            self._result(notice.table_id or "", scores, notice.body["outcome"])
            return True
        return isinstance(scores, CardScores) and _shoe(scores, notice)

    def _result(self, table: str, scores: Scores, outcome: dict[str, Any]) -> None:
        scores.result(read_outcome(self.game(table), json.dumps(outcome)))

    def game(self, table: str) -> Game:
        """The game of a table."""
        return self._rules[table].game

    def roads(self, table: str) -> dict[str, Any] | None:
        """As published; None for a game without roads."""
        found = self._tables[table]
        if not isinstance(found, CardScores):
            return None
        return {"table": table, "game": self.game(table).value, **found.roads()}

    def statistics(self, table: str, window: int) -> dict[str, Any]:
        """As published, over the last ``window`` results (one of ``WINDOWS``)."""
        return {"table": table, "game": self.game(table).value, **self._tables[table].statistics(window)}


def _shoe(scores: CardScores, notice: Heard) -> bool:
    match notice.event, notice.body:
        case ("card", _) | ("shoe", {"what": CardBurned.kind}):
            scores.card()
        case "shoe", {"what": ShoeChanged.kind, "shoe_number": number}:
            scores.shoe(number, 0)
            return True
    return False

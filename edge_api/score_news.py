"""What a notice adds up to, as further notices for those who watch the table: its roads and its statistics. They bear the notice's number."""

from __future__ import annotations

from collections.abc import Iterator

from edge_api.books.messages import Notice
from edge_api.stats.scoreboard import Scoreboard
from edge_api.stats.window import USUAL_WINDOW


def summed_up(scores: Scoreboard, notice: Notice) -> Iterator[Notice]:
    """Take a notice into the scores; nothing follows from one that changes none."""
    if notice.table_id is None or not scores.apply(notice):
        return
    roads = scores.roads(notice.table_id)
    if roads is not None:
        yield Notice(notice.table_id, notice.seq, "roads", _body(roads))
    statistics = scores.statistics(notice.table_id, USUAL_WINDOW)
    yield Notice(notice.table_id, notice.seq, "statistics", _body(statistics))


def _body(published: dict[str, object]) -> dict[str, object]:
    """Without what every frame bears anyway."""
    return {name: value for name, value in published.items() if name != "table"}

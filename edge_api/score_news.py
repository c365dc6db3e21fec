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
        yield _following(notice, "roads", roads)
    statistics = scores.statistics(notice.table_id, USUAL_WINDOW)
    yield _following(notice, "statistics", statistics)


def _following(notice: Notice, event: str, published: dict[str, object]) -> Notice:
    """Without what every frame bears anyway."""
    body = {name: value for name, value in published.items() if name != "table"}
    return Notice(notice.table_id, notice.seq, event, body, utc_ns=notice.utc_ns, fact=notice.fact)

"""Prometheus metrics, read when scraped: live figures from the front, money and rounds from the books. Counts nothing itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from math import nan
from pathlib import Path
from typing import Protocol

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric

from edge_api.books_link import BooksLink
from edge_api.config import EdgeConfig
from edge_api.hub import Hub
from edge_api.stills.index import IndexIll, missing_in
from edge_api.video_link import VideoRoom


class Parts(Protocol):
    """What is measured."""

    @property
    def config(self) -> EdgeConfig: ...

    @property
    def hub(self) -> Hub: ...

    @property
    def link(self) -> BooksLink: ...

    @property
    def video(self) -> VideoRoom | None: ...


QUESTIONS: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    ("studio_rounds", "Rounds by table and phase.", ("table", "phase"), "SELECT table_id, phase, COUNT(*) FROM rounds GROUP BY 1, 2"),
    (
        "studio_unfinished_rounds",
        "Rounds that have not ended.",
        ("table",),
        "SELECT table_id, COUNT(*) FROM rounds WHERE ended_utc_ns IS NULL GROUP BY 1",
    ),
    ("studio_facts_head", "Last fact held of each table.", ("table",), "SELECT table_id, seq FROM streams"),
    ("studio_stream_frozen", "1 when a table's stream is frozen.", ("table",), "SELECT table_id, frozen IS NOT NULL FROM streams"),
    ("studio_staked_minor", "Stakes of ended rounds, minor units.", ("table", "currency"), "SELECT table_id, currency, SUM(decided) FROM rounds GROUP BY 1, 2"),
    ("studio_returned_minor", "Returns of ended rounds, minor units.", ("table", "currency"), "SELECT table_id, currency, SUM(returned) FROM rounds GROUP BY 1, 2"),
    ("studio_refused_bets", "Refused bets by code.", ("code",), "SELECT code, COUNT(*) FROM refused_bets GROUP BY 1"),
    ("studio_open_alerts", "Alerts that nobody has acknowledged.", ("severity",), "SELECT severity, COUNT(*) FROM alerts WHERE acked_utc_ns IS NULL GROUP BY 1"),
    ("studio_seen_positions", "Positions that a camera looked at, by table and verdict.", ("table", "verdict"), "SELECT table_id, verdict, COUNT(*) FROM seen GROUP BY 1, 2"),
    ("studio_stills_named", "Pictures that signed facts name.", ("table",), "SELECT table_id, COUNT(*) FROM named_stills GROUP BY 1"),
    ("studio_audit_rows", "Rows of the audit chain.", (), "SELECT COALESCE(MAX(audit_no), 0) FROM audit"),
    ("studio_edge_events", "Head of the edge's own stream.", ("epoch",), "SELECT epoch, MAX(seq) FROM edge_log GROUP BY epoch"),
    ("studio_placements", "Placements written.", (), "SELECT COALESCE(MAX(placement_no), 0) FROM placements"),
)  # fmt: skip
"""(metric, help, labels, query giving the label values and then the figure)."""


class Collector:
    """Answers one scrape."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def collect(self) -> Iterable[Metric]:
        """Live figures, then the books'."""
        yield GaugeMetricFamily(
            "studio_watchers", "Sockets and pages that watch.", value=self._parts.hub.watching
        )
        yield GaugeMetricFamily(
            "studio_books_waiting",
            "Requests that the books have not answered.",
            value=self._parts.link.pending,
        )
        if self._parts.video is not None:
            up = float(self._parts.video.is_up)
            yield GaugeMetricFamily("studio_video_up", "1 while the video process says how it is.", value=up)
        yield GaugeMetricFamily(
            "studio_stills_missing",
            "Pictures that signed facts name and that never came.",
            value=_missing(self._parts.config.store.stills),
        )
        uri = f"{self._parts.config.store.database.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True)) as books:
            yield from (_gauge(books, *question) for question in QUESTIONS)


def registry(parts: Parts) -> CollectorRegistry:
    """A registry of this front alone."""
    made = CollectorRegistry()
    made.register(Collector(parts))
    return made


def _missing(folder: Path) -> float:
    """Not a number where nobody can know it."""
    try:
        return missing_in(folder)
    except IndexIll:
        return nan


def _gauge(
    books: sqlite3.Connection, name: str, text: str, labels: tuple[str, ...], query: str
) -> GaugeMetricFamily:
    gauge = GaugeMetricFamily(name, text, labels=labels)
    for row in books.execute(query):
        gauge.add_metric([str(value) for value in row[:-1]], float(row[-1] or 0))
    return gauge

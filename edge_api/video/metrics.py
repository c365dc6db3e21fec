"""Prometheus metrics of the video process, read when scraped. Counts nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from edge_api.video.beat import LAG_BOUNDS_MS, OFF_BOUNDS_MS
from edge_api.video.recorder import Recorder
from edge_api.video.room import Room
from edge_api.video.table_state import TableState

Count = Callable[[Room, TableState, int], float]
TABLES: tuple[tuple[type[CounterMetricFamily | GaugeMetricFamily], str, str, Count], ...] = (
    (CounterMetricFamily, "studio_video_frames_in", "Frames and packets from the board.", lambda _, of, __: of.stream.frames_in),
    (CounterMetricFamily, "studio_video_bytes_in", "Bytes from the board.", lambda _, of, __: of.stream.bytes_in),
    (CounterMetricFamily, "studio_video_frames_lost", "Frames that the board numbered and that never came.", lambda _, of, __: of.lost),
    (CounterMetricFamily, "studio_video_refused", "Messages of a board that were not handed on.", lambda _, of, __: of.refused),
    (GaugeMetricFamily, "studio_video_queue_frames", "Frames that wait for viewers' lines.", lambda room, of, _: room.shows.waiting(of.stream.table_id)),
    (GaugeMetricFamily, "studio_video_feeds", "Queues of frames that are open: WebRTC viewers, HLS, sinks.", lambda _, of, __: of.stream.feeds),
    (GaugeMetricFamily, "studio_video_alarms", "Alarms that are on.", lambda _, of, mono_ns: len(of.alarms.active(mono_ns))),
)  # fmt: skip
"""What there is of each table: kind, name, meaning, and the value by room, table and monotonic time."""


class Collector:
    """Answers one scrape."""

    def __init__(self, room: Room, recorder: Recorder) -> None:
        self._room, self._recorder = room, recorder

    def collect(self) -> Iterable[Metric]:
        """By table, then by path."""
        yield self._viewers()
        yield self._age()
        yield from self._tables()
        yield from self._paths()
        yield self._sinks()
        yield from self._sync()
        yield from self._events()
        yield self._segments()
        yield self._beats_lost()

    def _viewers(self) -> Metric:
        found = GaugeMetricFamily("studio_video_viewers", "Who watches, by path.", labels=["table", "path"])
        for table in self._room.tables:
            for path, count in self._room.audience.of(table).items():
                found.add_metric([table, path], count)
        return found

    def _age(self) -> Metric:
        found = GaugeMetricFamily("studio_video_age_seconds", "Since the last capture.", labels=["table"])
        now = self._room.clock.now()
        for table, state in self._room.tables.items():
            age_ns = state.age_ns(now)
            if age_ns is not None:
                found.add_metric([table], age_ns / 1e9)
        return found

    def _tables(self) -> Iterable[Metric]:
        mono_ns = self._room.clock.monotonic_ns()
        found = [(family(name, said, labels=["table"]), value) for family, name, said, value in TABLES]
        for table, state in self._room.tables.items():
            for metric, value in found:
                metric.add_metric([table], value(self._room, state, mono_ns))
        return [metric for metric, _ in found]

    def _paths(self) -> Iterable[Metric]:
        size = CounterMetricFamily(
            "studio_video_bytes_out",
            "Bytes to viewers: fMP4 with its frames, WebRTC's coded frames, pieces of HLS.",
            labels=["path"],
        )
        dropped = CounterMetricFamily(
            "studio_video_frames_dropped", "Frames that slow viewers were not sent.", labels=["path"]
        )
        for path, count in self._room.audience.bytes_out.items():
            size.add_metric([path], count)
        for path, count in self._room.audience.frames_dropped.items():
            dropped.add_metric([path], count)
        ended = CounterMetricFamily(
            "studio_video_sessions_ended",
            "WebRTC viewers' sessions that have ended.",
            labels=["path", "reason"],
        )
        for (path, reason), count in self._room.audience.ended.items():
            ended.add_metric([path, reason], count)
        return size, dropped, ended

    def _sinks(self) -> Metric:
        found = GaugeMetricFamily(
            "studio_video_sinks", "Servers that the picture is sent on to.", labels=["table", "state"]
        )
        for table, said in self._room.sinks.items():
            states = [str(sink.get("state", "")) for sink in said()]
            for state in sorted(set(states)):
                found.add_metric([table, state], states.count(state))
        return found

    def _sync(self) -> Iterable[Metric]:
        late = CounterMetricFamily(
            "studio_video_released_late", "Events that viewers showed after their frame.", labels=["table"]
        )
        stalls = CounterMetricFamily(
            "studio_video_stalls", "Times that a viewer's picture stood still.", labels=["table"]
        )
        lag = HistogramMetricFamily(
            "studio_video_lag_seconds", "Capture to screen, as viewers say.", labels=["table"]
        )
        for table, sync in self._room.beats.sync.items():
            late.add_metric([table], sync.released_late)
            stalls.add_metric([table], sync.stalls)
            lag.add_metric([table], _buckets(LAG_BOUNDS_MS, sync.lags, sync.beats), sync.lag_sum_ms / 1000)
        return late, stalls, lag

    def _events(self) -> Iterable[Metric]:
        shown = CounterMetricFamily(
            "studio_video_events_shown", "Events that viewers showed with a picture.", labels=["table"]
        )
        off = HistogramMetricFamily(
            "studio_video_event_off_seconds",
            "Between an event and the frame with which it was shown: the farthest of each beat.",
            labels=["table"],
        )
        for table, sync in self._room.beats.sync.items():
            shown.add_metric([table], sync.events)
            off.add_metric([table], _buckets(OFF_BOUNDS_MS, sync.offs, sync.measured), sync.off_sum_ms / 1000)
        return shown, off

    def _beats_lost(self) -> Metric:
        return CounterMetricFamily(
            "studio_video_beats_lost", "Viewers' beats that were not kept.", self._room.beats.lost
        )

    def _segments(self) -> Metric:
        found = CounterMetricFamily(
            "studio_video_segments", "Segments recorded, by how they came.", labels=["table", "origin"]
        )
        for (table, origin), count in self._recorder.stored.items():
            found.add_metric([table, origin or "gone"], count)
        return found


def _buckets(bounds_ms: Sequence[int], counts: Sequence[int], total: int) -> list[tuple[str, float]]:
    below = [(str(bound / 1000), float(count)) for bound, count in zip(bounds_ms, counts, strict=True)]
    return [*below, ("+Inf", float(total))]


def registry(room: Room, recorder: Recorder) -> CollectorRegistry:
    """A registry of this process alone."""
    made = CollectorRegistry()
    made.register(Collector(room, recorder))
    return made

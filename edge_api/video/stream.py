"""What one table sends, as the edge holds it now: its tracks, the frames since the last key frame, and those who take it. Reads no clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from edge_api.video.feed import DEPTH, MOST_BYTES, Feed, Weight
from edge_api.video.frames import AUDIO, VIDEO, Record, Track
from edge_api.video.track_info import TrackInfo

MOST_CACHED = 600
MOST_CACHED_BYTES = 16 * 1024 * 1024

Listener = Callable[[Record], None]


class Stream:
    """One per table, from the start to the end of the process, whether its board sends or not.

    ``tracks`` changes its entry when a key frame brings other parameter sets, before that key frame is handed on. ``captured_ns``: the last
    capture time of each track.
    """

    def __init__(self, table_id: str) -> None:
        self.table_id = table_id
        self.tracks: dict[Track, TrackInfo] = {}
        self.captured_ns: dict[Track, int] = {}
        self.frames_in = 0
        self.bytes_in = 0
        self._cache: list[Record] = []
        self._cached_bytes = 0
        self._feeds: dict[Feed[Record], frozenset[Track]] = {}
        self._listeners: list[Listener] = []

    @property
    def last_capture_utc_ns(self) -> int | None:
        """Of the main picture."""
        return self.captured_ns.get(Track.MAIN)

    @property
    def feeds(self) -> int:
        """How many take it."""
        return len(self._feeds)

    def push(self, record: Record) -> None:
        """Hand it to all; none of them can delay the next."""
        self.frames_in += 1
        self.bytes_in += len(record.payload)
        self.captured_ns[record.track] = record.capture_utc_ns
        self._keep(record)
        weight = weight_of(record)
        for feed, tracks in list(self._feeds.items()):
            if record.track in tracks:
                feed.put(record, weight)
        for listener in tuple(self._listeners):
            listener(record)

    def open_feed(
        self, tracks: Iterable[Track], depth: int = DEPTH, most_bytes: int = MOST_BYTES
    ) -> Feed[Record]:
        """A queue of its own for who takes these tracks; it begins with what is cached of them. ``close`` it in the end."""
        wanted = frozenset(tracks)
        feed: Feed[Record] = Feed(wanted & VIDEO, depth, most_bytes, on_close=self._forget)
        for record in self.cached(wanted):
            feed.put(record, weight_of(record))
        self._feeds[feed] = wanted
        return feed

    def cached(self, tracks: Iterable[Track]) -> Iterator[Record]:
        """What one who begins now needs, in the order of arrival: each picture from its last key frame on, with the sound beside it."""
        wanted = frozenset(tracks)
        return iter([record for record in self._cache if record.track in wanted])

    def listen(self, listener: Listener) -> None:
        """Call it with every record, at once. It must not wait, and must not fail."""
        self._listeners.append(listener)

    def unlisten(self, listener: Listener) -> None:
        """No more of that."""
        self._listeners.remove(listener)

    def begin(self, tracks: Iterable[Track]) -> None:
        """A board's line begins, with these tracks: nobody may begin with frames from before."""
        self._cache.clear()
        self._cached_bytes = 0
        for track in self.tracks.keys() - frozenset(tracks):
            del self.tracks[track]

    def close(self) -> None:
        """End every feed."""
        for feed in list(self._feeds):
            feed.close()

    def _keep(self, record: Record) -> None:
        if record.is_key and record.track in VIDEO:
            self._cache = [held for held in self._cache if not _is_replaced(held, record)]
            self._cached_bytes = sum(len(held.payload) for held in self._cache)
        self._cache.append(record)
        self._cached_bytes += len(record.payload)
        if len(self._cache) > MOST_CACHED or self._cached_bytes > MOST_CACHED_BYTES:
            self._cache.clear()
            self._cached_bytes = 0

    def _forget(self, feed: Feed[Record]) -> None:
        self._feeds.pop(feed, None)


def weight_of(record: Record) -> Weight:
    """What a queue must know of it."""
    is_picture = record.track in VIDEO
    return Weight(len(record.payload), record.is_key, int(record.track) if is_picture else None)


def _is_replaced(held: Record, key: Record) -> bool:
    """A key frame makes what came before it in its track useless; that of MAIN also the sound before it."""
    return held.track is key.track or (key.track is Track.MAIN and held.track in AUDIO)


class Streams:
    """The streams of the tables that have video, by table."""

    def __init__(self, tables: Iterable[str]) -> None:
        self._streams = {table: Stream(table) for table in tables}

    def get(self, table: str) -> Stream | None:
        """That table's; None when it has no video here."""
        return self._streams.get(table)

    def all(self) -> Iterable[Stream]:
        """Each."""
        return self._streams.values()

    def close(self) -> None:
        """End every feed of every table."""
        for stream in self.all():
            stream.close()

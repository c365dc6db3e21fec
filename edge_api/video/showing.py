"""One picture of one table, shown to all who watch it over WebSockets: every fragment is made once. Works only while somebody watches."""

from __future__ import annotations

from edge_api.video.frames import Record, Track
from edge_api.video.line import TEXT, socket_frame
from edge_api.video.muxer import Fragment, Muxer
from edge_api.video.stream import MOST_CACHED, Stream
from edge_api.video.viewer import Viewer

DARK = '{"op":"dark"}'


class Showing:
    """``enter`` and ``leave``; what the stream brings meanwhile goes to everybody inside, in one go."""

    def __init__(self, stream: Stream, track: Track) -> None:
        self._stream, self._track = stream, track
        self._tracks = frozenset({track, Track.AAC}) if track is Track.MAIN else frozenset({track})
        self._viewers: set[Viewer] = set()
        self._since_key: list[Fragment] = []
        self._muxer: Muxer | None = None

    @property
    def viewers(self) -> frozenset[Viewer]:
        """Those inside."""
        return frozenset(self._viewers)

    def enter(self, viewer: Viewer) -> None:
        """He is sent what came since the last key frame, and from now on everything."""
        if self._muxer is None:
            self._open()
        for fragment in self._since_key:
            viewer.offer(fragment)
        if not self._since_key:
            viewer.tell(_dark())
        self._viewers.add(viewer)

    def leave(self, viewer: Viewer) -> None:
        """The last one puts the light out."""
        self._viewers.discard(viewer)
        viewer.close()
        if not self._viewers and self._muxer is not None:
            self._stream.unlisten(self._take)
            self._muxer = None
            self._since_key.clear()

    def tell_dark(self) -> None:
        """The picture has stopped."""
        for viewer in self._viewers:
            viewer.tell(_dark())

    def _open(self) -> None:
        self._muxer = Muxer(self._track, self._stream.tracks, self._stream.captured_ns)
        for record in self._stream.cached(self._tracks):
            self._make(record)
        self._stream.listen(self._take)

    def _take(self, record: Record) -> None:
        if record.track in self._tracks and (fragment := self._make(record)) is not None:
            for viewer in self._viewers:
                viewer.offer(fragment)

    def _make(self, record: Record) -> Fragment | None:
        made = self._muxer.take(record) if self._muxer is not None else None
        if made is not None:
            if made.is_key or len(self._since_key) >= MOST_CACHED:
                self._since_key.clear()
            self._since_key.append(made)
        return made


def _dark() -> bytes:
    return socket_frame(TEXT, DARK.encode())

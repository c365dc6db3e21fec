"""One track of one table as HLS, made while somebody watches: frames in, the window of parts and segments out, and those who wait for what is not there yet."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from edge_api.clock import Clock
from edge_api.video.feed import FeedClosed
from edge_api.video.frames import Record, Track
from edge_api.video.hls import Cutter, Window
from edge_api.video.hls_names import SealedNames
from edge_api.video.mp4 import AacConfig, TrackConfig, VideoConfig, init_segment, picture_data
from edge_api.video.stream import Stream
from edge_api.video.track_info import TrackInfo
from schemas.video.nal import PPS, SPS, NotH264, kind, split

DEPTH = 600
"""Frames and packets of sound that may wait: a hole is worse here than some seconds more behind."""

IDLE_NS = 30_000_000_000
WAIT_S = 6.0
"""Three target durations: then a request that waits gets its refusal (RFC 8216bis, 6.2.5.2)."""

_VIDEO_ID, _AUDIO_ID = 1, 2
_AAC_SAMPLES = 1024


class HlsTrack:
    """``run`` it as a task; it ends when nobody has asked for half a minute. Memory: nine segments of about 2 s."""

    def __init__(
        self, stream: Stream, track: Track, names: SealedNames, clock: Clock, on_part: Callable[[], None]
    ) -> None:
        self.names = names
        self.window = Window()
        self._stream, self._track, self._clock, self._on_part = stream, track, clock, on_part
        self._configs: tuple[TrackConfig, ...] = ()
        self._cutter = Cutter(0)
        self._origin_ns: int | None = None
        self._changed = asyncio.Event()
        self._texts: dict[bool, str] = {}
        self.touch()

    def touch(self) -> None:
        """Somebody watches."""
        self._asked_ns = self._clock.monotonic_ns()

    async def run(self) -> None:
        """Take frames until nobody asks for them."""
        wanted = (self._track, Track.AAC) if self._track is Track.MAIN else (self._track,)
        feed = self._stream.open_feed(wanted, DEPTH)
        try:
            while self._clock.monotonic_ns() - self._asked_ns < IDLE_NS:
                self._take(await feed.next())
        except FeedClosed:
            return
        finally:
            feed.close()

    async def wait_until(self, holds: Callable[[], bool]) -> bool:
        """Whether it holds before the patience is over. What ``holds`` raises goes to the caller."""
        try:
            async with asyncio.timeout(WAIT_S):
                while not holds():
                    await self._changed.wait()
        except TimeoutError:
            return False
        return True

    def playlist(self, low_latency: bool) -> str:
        """The same text for everybody, made once for each part."""
        text = self._texts.get(low_latency)
        if text is None:
            text = self._texts[low_latency] = self.names.sealed_in(self.window.playlist(low_latency))
        return text

    def _take(self, record: Record) -> None:
        if record.track is self._track:
            self._take_picture(record)
        elif self._cutter_takes_sound:
            self._cutter.audio(record.capture_utc_ns, _AAC_SAMPLES, record.payload)

    def _take_picture(self, record: Record) -> None:
        try:
            units = split(record.payload)
            if record.is_key:
                self._begin(units, record.capture_utc_ns)
        except NotH264:
            return
        if not self._configs:
            return
        data = picture_data(units)
        parts = self._cutter.video(record.capture_utc_ns, record.is_key, data)
        for part in parts:
            self.window.push(part)
        if parts:
            self._tell()

    @property
    def _cutter_takes_sound(self) -> bool:
        return len(self._configs) > 1

    def _begin(self, units: list[bytes], capture_utc_ns: int) -> None:
        """A key frame of other parameters, or sound that is new or gone, begins new files."""
        configs = _configs(units, self._sound())
        if configs != self._configs:
            self._configs = configs
            if self._origin_ns is None:
                self._origin_ns = capture_utc_ns
            rate = configs[1].timescale if len(configs) > 1 else 0
            self._cutter = Cutter(self._origin_ns, rate)
            self.window.begin(init_segment(configs))

    def _sound(self) -> TrackInfo | None:
        return self._stream.tracks.get(Track.AAC) if self._track is Track.MAIN else None

    def _tell(self) -> None:
        self._texts.clear()
        self._on_part()
        self._changed.set()
        self._changed = asyncio.Event()


def _configs(units: list[bytes], sound: TrackInfo | None) -> tuple[TrackConfig, ...]:
    """Raises NotH264: no parameter sets."""
    sets = {kind(unit): unit for unit in units}
    if SPS not in sets or PPS not in sets:
        raise NotH264("a key frame without its parameter sets")
    picture = VideoConfig.read(_VIDEO_ID, sets[SPS], sets[PPS])
    return (picture, AacConfig(_AUDIO_ID, int(sound.rate), sound.channels)) if sound else (picture,)

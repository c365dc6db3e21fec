"""Makes the fragments of one picture, with the sound beside it, for everybody who watches it: one fragment a frame, at once. Reads no clock, sends nothing.

A frame's duration is not known before the next one comes. It is stated as MARGIN times what is usual: a browser takes a frame that comes later than
twice the stated duration of the one before for a break, and then shows nothing until the next key frame (Media Source Extensions, coded frame processing).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from edge_api.video.frames import Record, Track
from edge_api.video.line import BINARY, TEXT, socket_frame
from edge_api.video.mp4 import (
    VIDEO_TIMESCALE,
    AacConfig,
    Sample,
    TrackConfig,
    VideoConfig,
    fragment,
    init_segment,
    picture_data,
    ticks,
)
from edge_api.video.track_info import TrackInfo
from schemas.video.nal import split

PICTURE, SOUND = 1, 2
MARGIN = 1.5
USUAL_RATE = 30.0
MOST_STEP = VIDEO_TIMESCALE // 2
"""A clock that steps back by less is followed frame by frame; by more, with a new beginning."""

MOST_SOUND = 100
PACKET_SAMPLES = 1024
SILENT_NS = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Head:
    """What a viewer needs before the fragments: hello and init segment, as frames of a socket."""

    frames: bytes
    hello: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Fragment:
    """``frame``: as it goes on every viewer's socket."""

    head: Head
    frame: bytes
    is_key: bool


class Muxer:
    """``take`` each record; it answers with a fragment when one is ready. ``tracks``, ``captured_ns``: the stream's, which change under it."""

    def __init__(
        self, track: Track, tracks: Mapping[Track, TrackInfo], captured_ns: Mapping[Track, int]
    ) -> None:
        self._track, self._tracks, self._captured_ns = track, tracks, captured_ns
        self._head: Head | None = None
        self._picture: TrackInfo | None = None
        self._sound: TrackInfo | None = None
        self._origin_ns = self._time = self._sound_end = self._number = 0
        self._waiting: list[Record] = []
        self._duration = 0

    def take(self, record: Record) -> Fragment | None:
        """A frame of the picture makes a fragment, with the sound that came since the one before."""
        if record.track is self._track:
            return self._frame(record)
        if record.track is Track.AAC and self._sound is not None and len(self._waiting) < MOST_SOUND:
            self._waiting.append(record)
        return None

    def _frame(self, record: Record) -> Fragment | None:
        if record.is_key and self._must_begin(record):
            self._begin(record)
        if self._head is None:
            return None
        time = ticks(record.capture_utc_ns - self._origin_ns)
        if time <= self._time - MOST_STEP:
            self._head = None
            return None
        self._time = max(time, self._time + 1)
        samples = [self._sample(record), *self._sounds()]
        self._number += 1
        made = fragment(self._number, samples)
        return Fragment(self._head, socket_frame(BINARY, made), record.is_key)

    def _sample(self, record: Record) -> Sample:
        data = picture_data(split(record.payload))
        return Sample(PICTURE, self._time, self._duration, record.is_key, data)

    def _sounds(self) -> list[Sample]:
        """Each packet where the one before ended, unless its capture time is far from there."""
        waiting, self._waiting = self._waiting, []
        rate = int(self._sound.rate) if self._sound is not None else 0
        samples = []
        for packet in waiting:
            time = ticks(packet.capture_utc_ns - self._origin_ns, rate)
            if abs(time - self._sound_end) < rate // 20:
                time = self._sound_end
            if time >= self._sound_end:
                samples.append(Sample(SOUND, time, PACKET_SAMPLES, True, packet.payload))
                self._sound_end = time + PACKET_SAMPLES
        return samples

    def _must_begin(self, key: Record) -> bool:
        """At first, when the tracks have changed, and after the clock was set far back."""
        is_other = self._picture != self._tracks.get(self._track) or self._sound != self._heard(key)
        back = self._time - ticks(key.capture_utc_ns - self._origin_ns)
        return self._head is None or is_other or back >= MOST_STEP

    def _begin(self, key: Record) -> None:
        self._picture, self._sound = self._tracks.get(self._track), self._heard(key)
        self._waiting.clear()
        if self._picture is None:
            self._head = None
            return
        self._origin_ns, self._time, self._sound_end = key.capture_utc_ns, -1, 0
        self._duration = int(MARGIN * VIDEO_TIMESCALE / (self._picture.rate or USUAL_RATE))
        self._head = self._made_head(self._picture)

    def _made_head(self, picture: TrackInfo) -> Head:
        tracks: list[TrackConfig] = [
            VideoConfig(PICTURE, picture.width, picture.height, picture.sps, picture.pps)
        ]
        sound = self._sound
        if sound is not None:
            tracks.append(AacConfig(SOUND, int(sound.rate), sound.channels))
        hello = {
            "op": "hello",
            "codec": f"{picture.codec},{sound.codec}" if sound else picture.codec,
            "width": picture.width,
            "height": picture.height,
            "origin_ns": str(self._origin_ns),
            "timescale": VIDEO_TIMESCALE,
            "track": self._track.name.lower(),
            "has_audio": sound is not None,
        }
        text = socket_frame(TEXT, json.dumps(hello).encode())
        return Head(text + socket_frame(BINARY, init_segment(tracks)), hello)

    def _heard(self, key: Record) -> TrackInfo | None:
        """Sound that has fallen silent is left out: a player would wait for it. The lobby's picture has none."""
        away_ns = abs(key.capture_utc_ns - self._captured_ns.get(Track.AAC, 0))
        return self._tracks.get(Track.AAC) if self._track is Track.MAIN and away_ns < SILENT_NS else None

"""Half a minute of a tone, coded once as AAC or Opus: what a board sends beside the picture."""

from __future__ import annotations

from functools import cache

import av
import numpy as np

from edge_api.video.frames import Record, Track
from edge_api.video.stream import Stream
from edge_api.video.track_info import of_sound
from schemas.video.uplink import TrackSaid

RATE, CHANNELS = 48_000, 2
SAMPLES = {Track.AAC: 1024, Track.OPUS: 960}


@cache
def packets(track: Track, count: int = 100) -> tuple[bytes, ...]:
    aac, opus = av.CodecContext.create("aac", "w"), av.CodecContext.create("libopus", "w")
    encoder = aac if track is Track.AAC else opus
    encoder.sample_rate, encoder.layout = RATE, "stereo"
    encoder.format = "fltp" if track is Track.AAC else "s16"
    coded: list[bytes] = []
    for index in range(count):
        coded += [bytes(packet) for packet in encoder.encode(_tone(track, index, encoder.format.name))]
    return tuple(coded)


def _tone(track: Track, index: int, form: str) -> av.AudioFrame:
    size = SAMPLES[track]
    wave = np.sin(2 * np.pi * 440 * (np.arange(size) + index * size) / RATE).astype(np.float32) * 0.3
    if form == "fltp":
        frame = av.AudioFrame.from_ndarray(np.stack([wave, wave]), format=form, layout="stereo")
    else:
        both = np.repeat((wave * 32767).astype(np.int16), 2).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(both, format=form, layout="stereo")
    frame.sample_rate, frame.pts = RATE, index * size
    return frame


class Tone:
    """Sends its packets at their time; ``sent``: all of them, in order."""

    def __init__(self, stream: Stream, track: Track, begin_utc_ns: int) -> None:
        codec = "aac" if track is Track.AAC else "opus"
        stream.tracks[track] = of_sound(TrackSaid(track=track, codec=codec, rate=RATE, channels=CHANNELS))
        self._stream, self._track, self._next_ns, self._number = stream, track, begin_utc_ns, 0
        self.sent: list[bytes] = []

    def push_until(self, utc_ns: int) -> None:
        """What is due by then."""
        while self._next_ns <= utc_ns:
            payload = packets(self._track)[self._number % len(packets(self._track))]
            duration_us = SAMPLES[self._track] * 1_000_000 // RATE
            self._stream.push(Record(self._track, self._number, True, 0, self._next_ns, duration_us, payload))
            self.sent.append(payload)
            self._number += 1
            self._next_ns += SAMPLES[self._track] * 1_000_000_000 // RATE

"""Writes a clip as an ordinary MP4 without touching its coded pictures, and reads its samples again. Times are those of the cut, never of a clock."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias

import av
from av.container import InputContainer, OutputContainer
from av.stream import Stream

from edge_api.video.clips.cut import TIMESCALE, Cut, Head
from edge_api.video.mp4 import AAC_RATES
from schemas.video.record import Record, Track

SAMPLES_A_PACKET = 1024
LAST_FRAME = TIMESCALE // 30

Packet: TypeAlias = "av.Packet[Any]"
Name = tuple[Track, int, int]
Timed = tuple[int, int]
"""(pts, duration) in the track's time base."""


class NotAClip(Exception):
    """The file is no MP4 of a clip: the message says why."""


def write_mp4(cut: Cut, segments: Iterable[Sequence[Record]], path: Path) -> None:
    """The clip: one H.264 track, one AAC track when there is sound; the index stands before the pictures.

    ``segments`` are the records of ``cut.used``, in that order; one segment is in memory at a time.
    """
    options = {"movflags": "+faststart", "video_track_timescale": str(TIMESCALE)}
    with av.open(str(path), "w", format="mp4", options=options) as out:
        writing: _Writing | None = None
        for records in segments:
            writing = writing or _Writing(out, cut, records)
            writing.take(records)


class _Writing:
    """The tracks of an MP4 under way."""

    def __init__(self, out: OutputContainer, cut: Cut, records: Sequence[Record]) -> None:
        self._out, self._rate = out, audio_rate(cut.audio)
        self._channels = audio_channels(cut.audio)
        self._times = dict(_video_times(cut))
        first = next(record for record in records if record.track is Track.MAIN and record.is_key)
        self._video = _stream(out, "h264", first.payload, TIMESCALE)
        if cut.audio:
            sound = next(record for record in records if record.track is Track.AAC)
            self._audio = _stream(out, "aac", self._adts(sound) * 2, self._rate)
            self._times |= dict(_audio_times(cut, self._rate))

    def take(self, records: Iterable[Record]) -> None:
        """Write those of a segment that belong to the clip, by time."""
        ours = [
            (timed, record)
            for record in records
            if (timed := self._times.get((record.track, record.segment, record.seq))) is not None
        ]
        for timed, record in sorted(ours, key=self._seconds):
            self._out.mux(self._packet(record, timed))

    def _seconds(self, timed: tuple[Timed, Record]) -> float:
        (pts, _), record = timed
        return pts / (TIMESCALE if record.track.is_video else self._rate)

    def _packet(self, record: Record, timed: Timed) -> Packet:
        is_video = record.track.is_video
        stream = self._video if is_video else self._audio
        packet: Packet = av.Packet(record.payload if is_video else self._adts(record))
        packet.stream, packet.time_base = stream, stream.time_base or Fraction(1)
        packet.pts = packet.dts = timed[0]
        packet.duration, packet.is_keyframe = timed[1], record.is_key or not is_video
        return packet

    def _adts(self, record: Record) -> bytes:
        return _adts(record.payload, self._rate, self._channels)


def _stream(out: OutputContainer, format_: str, sample: bytes, scale: int) -> Stream:
    """A track with the parameters that FFmpeg reads from a first sample."""
    with av.open(io.BytesIO(sample), format=format_) as first:
        stream = out.add_stream_from_template(first.streams[0])
    stream.time_base = Fraction(1, scale)
    return stream


def _video_times(cut: Cut) -> Iterator[tuple[Name, Timed]]:
    ends = (*cut.pts[1:], cut.pts[-1] + LAST_FRAME)
    for frame, pts, end in zip(cut.frames, cut.pts, ends, strict=True):
        yield frame.name, (pts, end - pts)


def _audio_times(cut: Cut, rate: int) -> Iterator[tuple[Name, Timed]]:
    """In samples from the first frame; times rise."""
    last = -1
    for packet in cut.audio:
        last = max(round((packet.capture_utc_ns - cut.origin_ns) * rate / 10**9), last + 1)
        yield packet.name, (last, SAMPLES_A_PACKET)


def audio_rate(packets: Sequence[Head]) -> int:
    """Samples a second, from a packet's duration; 48 kHz when it is not known."""
    duration_us = next((packet.duration_us for packet in packets if packet.duration_us), 0)
    heard = SAMPLES_A_PACKET * 1_000_000 / duration_us if duration_us else 48_000
    return min(AAC_RATES, key=lambda rate: abs(rate - heard))


def audio_channels(packets: Sequence[Head]) -> int:
    """1 or 2, from the first element of a raw AAC packet: single or pair (ISO/IEC 14496-3, table 4.85)."""
    return 1 + next((packet.element for packet in packets if packet.element in (0, 1)), 0)


def _adts(payload: bytes, rate: int, channels: int) -> bytes:
    """A raw AAC-LC packet with the head that FFmpeg takes its parameters from, and takes away again (ISO/IEC 14496-3, 1.A.2)."""
    size, place = len(payload) + 7, AAC_RATES.index(rate)
    head = (0xFF, 0xF1, 1 << 6 | place << 2 | channels >> 2, (channels & 3) << 6 | size >> 11)
    return bytes((*head, size >> 3 & 0xFF, (size & 7) << 5 | 0x1F, 0xFC)) + payload


def video_samples(path: Path) -> Iterator[tuple[int, list[bytes]]]:
    """(pts, NAL units) of each picture. Raises NotAClip."""
    with _opened(path) as found:
        if not found.streams.video:
            raise NotAClip(f"{path}: there is no picture in it")
        for packet in found.demux(found.streams.video[0]):
            if packet.size and packet.pts is not None:
                yield packet.pts, _units(bytes(packet))


def audio_samples(path: Path) -> Iterator[bytes]:
    """The raw AAC packets, in order; none when there is no sound. Raises NotAClip."""
    with _opened(path) as found:
        if found.streams.audio:
            yield from (bytes(packet) for packet in found.demux(found.streams.audio[0]) if packet.size)


def _opened(path: Path) -> InputContainer:
    try:
        return av.open(str(path), "r", format="mp4")
    except (av.FFmpegError, OSError) as bad:
        raise NotAClip(f"{path}: not an MP4 that can be read: {bad}") from None


def _units(sample: bytes) -> list[bytes]:
    units, at = [], 0
    while at + 4 <= len(sample):
        end = at + 4 + int.from_bytes(sample[at : at + 4], "big")
        units.append(sample[at + 4 : end])
        at = end
    return units

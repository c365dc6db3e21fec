"""A table's frames as they are into a container of libavformat: FLV over RTMP, RTP over RTSP, NUT into a pipe. Encodes nothing. Blocks: only for
a process of its own."""

from __future__ import annotations

import io
from fractions import Fraction
from typing import IO, Any

import av
from av.container import OutputContainer

from edge_api.video.frames import Record, Track
from edge_api.video.mp4 import VIDEO_TIMESCALE, AacConfig, VideoConfig, init_segment, ticks
from edge_api.video.sinks.order import Sound
from edge_api.video.timeline import Timeline
from schemas.video.nal import PPS, SPS, kind, split

TICK = Fraction(1, VIDEO_TIMESCALE)
FORMATS = {
    "rtmp": ("flv", {"flvflags": "no_duration_filesize"}),
    "rtsp": ("rtsp", {"rtsp_transport": "tcp"}),
    "pipe": ("nut", {}),
    "rtp": ("rtp", {"payload_type": "96"}),
}
SMALL_PACKETS = "pkt_size=1200"
"""Bytes of an RTP packet: an SFU adds to it, and it must still fit into a datagram of the internet."""

_ALWAYS = {"max_interleave_delta": "300000", "flush_packets": "1"}
"""Sound that stays away holds the picture up for 0.3 s at most (µs)."""


class SetsChanged(Exception):
    """The picture has other parameter sets from here on: what was told to the server in the beginning holds no more."""

    def __init__(self) -> None:
        super().__init__("the picture has changed its size or coding: begun anew")


class Muxer:
    """Begins at the key frame it is given; ``put`` takes what follows. ``where``: an address, or a file to write to."""

    def __init__(self, form: str, where: str | IO[bytes], key: Record, sound: Sound | None) -> None:
        name, options = FORMATS[form]
        self._sets = parameter_sets(key)
        self._timeline = Timeline(key.capture_utc_ns)
        self._container: OutputContainer = av.open(
            _address(where), "w", format=name, options={**options, **_ALWAYS}
        )
        self._streams: dict[Track, Any] = {key.track: self._picture()}
        if sound is not None and form != "rtp":  # one address takes one stream
            self._streams[Track.AAC] = self._sound(sound)

    def put(self, record: Record) -> None:
        """Write one; what belongs to neither stream, and sound from before the first picture, is left out.

        Raises:
            SetsChanged: begin anew.
            OSError: the other side is gone (av.FFmpegError is one).
        """
        stream = self._streams.get(record.track)
        if stream is None:
            return
        if record.track.is_video and record.is_key and parameter_sets(record) != self._sets:
            raise SetsChanged
        place = self._timeline.at(record.track, record.capture_utc_ns)
        if place or record.track.is_video:
            self._container.mux(_packet(record, stream, ticks(place)))

    def close(self) -> None:
        """Say goodbye to the other side."""
        self._container.close()

    def _picture(self) -> Any:
        sps, pps = self._sets
        config = VideoConfig.read(1, sps, pps)
        stream = self._container.add_mux_stream("h264", width=config.width, height=config.height)
        stream.time_base = TICK
        return stream

    def _sound(self, sound: Sound) -> Any:
        """PyAV takes a codec's parameters from a file only: a file of no frames says them."""
        head = init_segment([AacConfig(1, sound.rate, sound.channels)])
        with av.open(io.BytesIO(head), format="mp4") as template:
            return self._container.add_stream_from_template(template.streams.audio[0], opaque=True)


def _address(where: str | IO[bytes]) -> str | IO[bytes]:
    """RTP takes the size of its packets from the address only."""
    if not isinstance(where, str) or not where.startswith("rtp:") or "pkt_size=" in where:
        return where
    return f"{where}{'&' if '?' in where else '?'}{SMALL_PACKETS}"


def parameter_sets(key: Record) -> tuple[bytes, bytes]:
    """SPS and PPS of a key frame; empty where there is none."""
    units = {kind(unit): unit for unit in split(key.payload)}
    return units.get(SPS, b""), units.get(PPS, b"")


def _packet(record: Record, stream: Any, place: int) -> av.Packet[Any]:
    packet = av.Packet(record.payload)
    packet.stream = stream
    packet.time_base = TICK
    packet.pts = packet.dts = place
    packet.is_keyframe = record.is_key
    return packet

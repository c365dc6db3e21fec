"""Coded frames as they are into WebRTC: a track of aiortc that hands on packets instead of pictures, and the only codecs that it may be negotiated
for. Encodes nothing, and can't make a key frame when one is asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from fractions import Fraction
from typing import Any

import av
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCRtpCodecCapability, RTCRtpSender
from aiortc.mediastreams import MediaStreamError
from aiortc.rtcconfiguration import RTCBundlePolicy

from edge_api.video.feed import FeedClosed
from edge_api.video.frames import Record, Track
from edge_api.video.mp4 import VIDEO_TIMESCALE, ticks
from edge_api.video.timeline import Timeline

OPUS_RATE = 48_000
CONSTRAINED_BASELINE = "42e01f"
CHECK_PACE_S = 0.02
"""aioice looks that often whether a connection stands."""


Take = Callable[[], Awaitable[Record]]


class RecordTrack(MediaStreamTrack):
    """One track of a table's stream, from its next key frame on. ``take`` waits for the next record and raises FeedClosed after the last.

    RTP time stamps are the capture time; the two tracks of one viewer share a ``timeline``, so that sound and picture stay together.
    """

    def __init__(self, track: Track, take: Take, timeline: Timeline) -> None:
        self.kind = "video" if track.is_video else "audio"
        super().__init__()
        self._track, self._take, self._timeline = track, take, timeline
        self._rate = VIDEO_TIMESCALE if track.is_video else OPUS_RATE
        self._begun = not track.is_video

    async def recv(self) -> av.Packet[Any]:
        """The next packet. Raises MediaStreamError when there is none any more."""
        record = await self._next()
        packet: av.Packet[Any] = av.Packet(record.payload)
        packet.pts = ticks(self._timeline.at(self._track, record.capture_utc_ns), self._rate)
        packet.time_base = Fraction(1, self._rate)
        return packet

    async def _next(self) -> Record:
        try:
            record = await self._take()
            while not (self._begun or record.is_key):
                record = await self._take()
        except FeedClosed:
            self.stop()
            raise MediaStreamError from None
        self._begun = True
        return record


def configuration() -> RTCConfiguration:
    """Host addresses only (no STUN server is asked for anything), one transport for picture and sound."""
    return RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)


def preferences(kind: str) -> list[RTCRtpCodecCapability]:
    """What may be negotiated, best first: H.264 in constrained baseline, packetization mode 1, and its retransmission; or Opus."""
    known = RTCRtpSender.getCapabilities(kind).codecs
    wanted = [codec for codec in known if codec.mimeType in ("video/H264", "video/rtx", "audio/opus")]
    return sorted(wanted, key=lambda codec: codec.parameters.get("profile-level-id") != CONSTRAINED_BASELINE)


async def close(peer: RTCPeerConnection) -> None:
    """Close a connection so that nothing of it is left.

    One that is closed at the moment when it begins to stand leaves a task in aioice 0.13 that asks for the other side's consent for ever: its
    transport then says that it is not closed, and is stopped once more.
    """
    transports = {transceiver.receiver.transport.transport for transceiver in peer.getTransceivers()}
    in_between = [transport for transport in transports if transport.state == "checking"]
    await peer.close()
    if in_between:
        await asyncio.sleep(3 * CHECK_PACE_S)
    for transport in in_between:
        await transport.stop()

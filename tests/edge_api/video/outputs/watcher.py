"""A WebRTC viewer by aiortc that keeps the coded pictures as they come."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from aiortc import RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack

from edge_api.video.rtc_track import close, configuration
from schemas.video.nal import START
from tests.edge_api.video.outputs.house import House
from tests.fixtures.webrtc_tap import tapped

SDP = {"Content-Type": "application/sdp"}


class Watcher:
    """``got``: access units, Annex B; ``heard``: packets of sound."""

    def __init__(self, codec: str = "video/H264", sound: bool = False) -> None:
        self.peer = RTCPeerConnection(configuration())
        self.got: list[bytes] = []
        self.heard: list[bytes] = []
        self._reading: list[asyncio.Task[None]] = []
        known = RTCRtpSender.getCapabilities("video").codecs
        video = self.peer.addTransceiver("video", direction="recvonly")
        video.setCodecPreferences([each for each in known if each.mimeType == codec])
        if sound:
            self.peer.addTransceiver("audio", direction="recvonly")
        self.peer.on("track", lambda track: self._reading.append(asyncio.create_task(_read(track))))

    async def offer(self) -> str:
        await self.peer.setLocalDescription(await self.peer.createOffer())
        return self.peer.localDescription.sdp

    async def watch(self, house: House, ticket: str) -> httpx.Response:
        """As ``ask``, at the house's own table."""
        return await self.ask(house.client, house.path(f"whep?ticket={ticket}"))

    async def ask(self, client: httpx.AsyncClient, path: str) -> httpx.Response:
        """POST the offer; connect when it is answered."""
        answer = await client.post(path, content=await self.offer(), headers=SDP)
        if answer.status_code == 201:
            await self.peer.setRemoteDescription(RTCSessionDescription(sdp=answer.text, type="answer"))
        return answer

    def take(self, coded: bytes) -> None:
        (self.got if coded.startswith(START) else self.heard).append(coded)

    def lose_every_second(self) -> None:
        """As on a bad network: of the packets that come, one in two is gone."""
        transport = self.peer.getReceivers()[0].transport
        handle, counted = transport._handle_rtp_data, itertools.count()

        async def lossy(data: bytes, arrival_time_ms: int) -> None:
            if next(counted) % 2:
                await handle(data, arrival_time_ms)

        transport._handle_rtp_data = lossy  # type: ignore[method-assign]

    async def close(self) -> None:
        await close(self.peer)
        for task in self._reading:
            task.cancel()
        await asyncio.gather(*self._reading, return_exceptions=True)


async def _read(track: MediaStreamTrack) -> None:
    try:
        while True:
            await track.recv()
    except MediaStreamError:
        return


@asynccontextmanager
async def watcher(codec: str = "video/H264", sound: bool = False) -> AsyncIterator[Watcher]:
    made = Watcher(codec, sound)
    with tapped(made.take):
        try:
            yield made
        finally:
            await made.close()

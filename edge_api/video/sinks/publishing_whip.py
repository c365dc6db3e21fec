"""Publishes frames to a WHIP server (RFC 9725) by aiortc. Waits for the server's answer, not for more addresses of its own: the offer names them all."""

from __future__ import annotations

import asyncio
import io
from asyncio import Queue
from collections.abc import Callable
from urllib.parse import urljoin

from aiortc import RTCPeerConnection, RTCSessionDescription

from edge_api.video.frames import Record, Track
from edge_api.video.rtc_track import RecordTrack, close, configuration, preferences
from edge_api.video.sinks.intake import LENGTH_BYTES, length_of
from edge_api.video.sinks.order import Answer, Live, Order
from edge_api.video.sinks.whip_http import Endpoint
from edge_api.video.timeline import Timeline
from schemas.video.record import decode

DEPTH = 90


class PeerLost(OSError):
    """The connection to the server failed, or the server ended it."""


async def publish_whip(order: Order, source: io.FileIO, say: Callable[[Answer], None]) -> None:
    """Until the source ends. Raises OSError: the server refused, or is gone."""
    endpoint = Endpoint(order.url, order.limit_s)
    publisher = _Publisher(order)
    session = ""
    try:
        async with asyncio.timeout(order.limit_s):
            answer, session = await asyncio.to_thread(endpoint.post, await publisher.offer())
            await publisher.connect(answer)
        say(Live())
        await publisher.pump(source)
    except TimeoutError:
        raise PeerLost(f"no connection within {order.limit_s:g} s") from None
    finally:
        await publisher.close()
        if session:
            await asyncio.to_thread(endpoint.delete, urljoin(order.url, session))


class _Publisher:
    """One connection. What comes in before it stands is let go: a viewer wants the picture of now."""

    def __init__(self, order: Order) -> None:
        self._peer = RTCPeerConnection(configuration())
        self._state: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._lost = asyncio.Event()
        self._peer.on("connectionstatechange", self._on_state)
        timeline = Timeline(0)
        self._queues: dict[Track, Queue[Record]] = {}
        wanted = [order.target.track, *([Track.OPUS] if order.sound else [])]
        for track in wanted:
            queue: Queue[Record] = Queue(DEPTH)
            self._queues[track] = queue
            added = self._peer.addTransceiver(RecordTrack(track, queue.get, timeline), direction="sendonly")
            added.setCodecPreferences(preferences(added.kind))

    async def offer(self) -> str:
        await self._peer.setLocalDescription(await self._peer.createOffer())
        return self._peer.localDescription.sdp

    async def connect(self, answer: str) -> None:
        """Raises PeerLost, or ValueError for an answer that is none."""
        await self._peer.setRemoteDescription(RTCSessionDescription(sdp=answer, type="answer"))
        await self._state

    async def pump(self, source: io.FileIO) -> None:
        """Frames from the source to the connection, until the first ends or the second is lost."""
        lost = asyncio.create_task(self._lost.wait())
        pumping = asyncio.create_task(self._pump(source))
        await asyncio.wait((lost, pumping), return_when=asyncio.FIRST_COMPLETED)
        if self._lost.is_set():
            pumping.cancel()
            raise PeerLost("the connection to the server was lost")
        lost.cancel()
        pumping.result()

    async def close(self) -> None:
        await close(self._peer)

    async def _pump(self, source: io.FileIO) -> None:
        reader = asyncio.StreamReader(limit=1 << 20)
        protocol = asyncio.StreamReaderProtocol(reader)
        await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, source)
        try:
            while True:
                length = length_of(await reader.readexactly(LENGTH_BYTES))
                self._take(decode(await reader.readexactly(length)))
        except asyncio.IncompleteReadError:
            return

    def _take(self, record: Record) -> None:
        queue = self._queues.get(record.track)
        if queue is not None and not queue.full():
            queue.put_nowait(record)

    def _on_state(self) -> None:
        state = self._peer.connectionState
        if state in ("failed", "closed"):
            self._lost.set()
        if self._state.done():
            return
        if state == "connected":
            self._state.set_result(None)
        elif state in ("failed", "closed"):
            self._state.set_exception(PeerLost("the connection to the server failed"))

"""A WHIP server of a few lines: takes one publisher at a time, keeps the coded pictures, and can lose him."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiortc import RTCPeerConnection, RTCSessionDescription

from edge_api.video.rtc_track import close, configuration
from tests.fixtures.webrtc_tap import tapped


class WhipServer:
    """``got``: access units. ``seen``: the requests' first lines and bearer tokens. ``refuse_with``: a status to say no with."""

    def __init__(self) -> None:
        self.got: list[bytes] = []
        self.seen: list[str] = []
        self.refuse_with = 0
        self.peers: list[RTCPeerConnection] = []
        self._reading: list[asyncio.Task[object]] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        line, *fields = head.split("\r\n")
        named = {name.lower(): value for name, _, value in (field.partition(": ") for field in fields)}
        self.seen.append(f"{line} {named.get('authorization', '')}".strip())
        body = (await reader.readexactly(int(named.get("content-length", 0)))).decode()
        writer.write(await self._answer(line, body))
        await writer.drain()
        writer.close()

    async def _answer(self, line: str, body: str) -> bytes:
        if self.refuse_with:
            return f"HTTP/1.1 {self.refuse_with} No\r\nContent-Length: 0\r\n\r\n".encode()
        if line.startswith("DELETE"):
            await self.lose()
            return b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        sdp = await self._take_in(body)
        head = f"HTTP/1.1 201 Created\r\nLocation: /session/1\r\nContent-Type: application/sdp\r\nContent-Length: {len(sdp)}\r\n\r\n"
        return head.encode() + sdp.encode()

    async def _take_in(self, offer: str) -> str:
        peer = RTCPeerConnection(configuration())
        self.peers.append(peer)
        peer.on("track", lambda track: self._reading.append(asyncio.ensure_future(track.recv())))
        await peer.setRemoteDescription(RTCSessionDescription(sdp=offer, type="offer"))
        await peer.setLocalDescription(await peer.createAnswer())
        return peer.localDescription.sdp

    async def lose(self) -> None:
        """Drop the publisher."""
        while self.peers:
            await close(self.peers.pop())
        for task in self._reading:
            task.cancel()
        await asyncio.gather(*self._reading, return_exceptions=True)


@asynccontextmanager
async def whip_server() -> AsyncIterator[tuple[WhipServer, int]]:
    """The server and its port."""
    made = WhipServer()
    with tapped(made.got.append):
        server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
        try:
            yield made, server.sockets[0].getsockname()[1]
        finally:
            server.close()
            await server.wait_closed()
            await made.lose()

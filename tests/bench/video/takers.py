"""Those who take a table's stream without a browser, for some seconds, and hand over each coded frame: over WebSocket and over WebRTC."""

from __future__ import annotations

import asyncio
import time

import httpx
from aiortc import RTCPeerConnection, RTCSessionDescription
from websockets.sync.client import connect

from tests.bench.processes import BenchFailed
from tests.bench.video.boxes import units
from tests.fixtures.webrtc_tap import tapped

LIMIT_S = 10.0


def take_fmp4(url: str, seconds: float) -> list[bytes]:
    """The messages of a live socket that hold frames."""
    ends, found = time.monotonic() + seconds, []
    with connect(url, max_size=None, compression=None, proxy=None) as socket:
        while time.monotonic() < ends:
            message = socket.recv(timeout=LIMIT_S)
            if isinstance(message, bytes) and units(message):
                found.append(message)
    return found


def take_webrtc(url: str, seconds: float) -> list[bytes]:
    """Access units of a WHEP session, from the first to the last."""
    found: list[bytes] = []
    with tapped(found.append):
        asyncio.run(_watch(url, seconds))
    return found


async def _watch(url: str, seconds: float) -> None:
    peer = RTCPeerConnection()
    peer.addTransceiver("video", direction="recvonly")
    try:
        await peer.setLocalDescription(await peer.createOffer())
        await peer.setRemoteDescription(
            RTCSessionDescription(await whep_answer(url, peer.localDescription.sdp), "answer")
        )
        await asyncio.sleep(seconds)
    finally:
        await peer.close()


async def whep_answer(url: str, offer: str) -> str:
    """What the edge answers to an offer. Raises BenchFailed with its reason."""
    headers = {"Content-Type": "application/sdp"}
    async with httpx.AsyncClient() as client:
        answer = await client.post(url, content=offer, headers=headers, timeout=LIMIT_S)
    if answer.status_code != 201:
        raise BenchFailed(f"WHEP: {answer.status_code} {answer.text[:300]}")
    return answer.text

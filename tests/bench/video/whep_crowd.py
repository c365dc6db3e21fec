"""Many WebRTC viewers in one process: each is let in by WHEP, counts what comes and neither reassembles nor decodes it.

``python -m tests.bench.video.whep_crowd URL``. Spoken to as tests.bench.video.crowd.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.rtcdtlstransport import RTCDtlsTransport

from tests.bench.video.crowd import STEP_S
from tests.bench.video.takers import whep_answer

LIMIT_S = 20.0


class Viewer:
    """One peer connection; ``came`` counts bytes of RTP after decryption."""

    def __init__(self) -> None:
        self.peer = RTCPeerConnection()
        self.came, self.over = 0, False

    async def enter(self, url: str) -> None:
        """Be let in. Raises BenchFailed."""
        self.peer.addTransceiver("video", direction="recvonly")
        await self.peer.setLocalDescription(await self.peer.createOffer())
        answer = await whep_answer(url, self.peer.localDescription.sdp)
        self.peer.on("connectionstatechange", self._changed)
        self._count(self.peer.getReceivers()[0].transport)
        await self.peer.setRemoteDescription(RTCSessionDescription(answer, "answer"))

    def _count(self, transport: RTCDtlsTransport) -> None:
        async def take(data: bytes, arrival_time_ms: int) -> None:
            self.came += len(data)

        transport._handle_rtp_data = take  # type: ignore[method-assign]

    def _changed(self) -> None:
        self.over = self.peer.connectionState in ("failed", "closed")


async def crowd(url: str) -> None:
    """Obey the lines of stdin until it ends."""
    viewers: list[Viewer] = []
    reader, loop = asyncio.StreamReader(), asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := (await reader.readline()).decode().strip():
        print(await _obey(line, viewers, url), flush=True)
    await asyncio.gather(*(viewer.peer.close() for viewer in viewers))


async def _obey(line: str, viewers: list[Viewer], url: str) -> Any:
    match line:
        case "bytes":
            return sum(viewer.came for viewer in viewers)
        case "lost":
            return sum(viewer.over for viewer in viewers)
        case _:
            await asyncio.wait_for(_grow(viewers, url, int(line)), LIMIT_S)
            return "ready"


async def _grow(viewers: list[Viewer], url: str, count: int) -> None:
    while len(viewers) < count:
        viewers.append(Viewer())
        await viewers[-1].enter(url)
    before = [viewer.came for viewer in viewers]
    while any(viewer.came <= came for viewer, came in zip(viewers, before, strict=True)):
        await asyncio.sleep(STEP_S)


if __name__ == "__main__":
    asyncio.run(crowd(sys.argv[1]))

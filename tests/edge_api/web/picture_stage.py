"""A stand-in for the video process that tests move: a moving picture over WebSockets, with the capture clock of this machine, and what viewers said."""

from __future__ import annotations

import asyncio
import io
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import av
import numpy as np
import uvicorn
from PIL import Image
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from edge_api.video.mp4 import VIDEO_TIMESCALE, Sample, VideoConfig, fragment, init_segment
from schemas.video.nal import DELIMITER, PPS, SPS, kind, length_prefixed, split
from schemas.video.sps import read_sps
from schemas.video.stamp import CaptureStamp, stamped
from tests.edge_api.web.stage import CLOCK

WIDTH, HEIGHT, FPS = 320, 180, 30
FRAME_NS = 10**9 // FPS
PATH_S = 0.02
"""From capture to the socket."""

OPEN_TO_ALL = {"access-control-allow-origin": "*", "access-control-expose-headers": "Age-Ms"}


def coded() -> list[bytes]:
    """A second of a bar that moves over a felt, as Annex B access units; the first is a key frame."""
    encoder: Any = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    encoder.time_base, encoder.framerate = Fraction(1, FPS), Fraction(FPS)
    encoder.options = {
        "preset": "ultrafast", "tune": "zerolatency", "profile": "baseline", "x264-params": f"keyint={FPS}:scenecut=0:repeat-headers=1",
    }  # fmt: skip
    units = []
    for number in range(FPS):
        picture = np.full((HEIGHT, WIDTH, 3), (20, 90, 60), np.uint8)
        picture[:, number * WIDTH // FPS :][:, :10] = 240
        units += [bytes(packet) for packet in encoder.encode(av.VideoFrame.from_ndarray(picture, "rgb24"))]
    return units + [bytes(packet) for packet in encoder.encode(None)]


def still() -> bytes:
    """A JPEG."""
    written = io.BytesIO()
    Image.new("RGB", (320, 180), (20, 90, 60)).save(written, "JPEG")
    return written.getvalue()


@dataclass
class PictureStage:
    """``is_dark``: nothing is captured. ``refuses``: a close code for who comes. ``asked``: (what, ticket) in order."""

    port: int = 0
    is_dark: bool = False
    refuses: int | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)
    said: list[dict[str, Any]] = field(default_factory=list)
    _units: list[bytes] = field(default_factory=coded)
    _still: bytes = field(default_factory=still)
    _expired: set[WebSocket] = field(default_factory=set)
    _watching: set[WebSocket] = field(default_factory=set)

    def expire(self) -> None:
        """The tickets of all who watch are over."""
        self._expired |= self._watching

    def app(self) -> Starlette:
        table = "/video/v1/tables/{table}"
        return Starlette(
            routes=[
                WebSocketRoute(f"{table}/live", self._live),
                Route(f"{table}/whep", self._whep, methods=["POST", "OPTIONS"]),
                Route(f"{table}/beat", self._beat, methods=["POST", "OPTIONS"]),
                Route(f"{table}/hls/index.m3u8", self._hls),
                Route(f"{table}/thumb.jpg", self._thumb),
            ]
        )

    def _note(self, what: str, line: WebSocket | Request) -> None:
        self.asked.append((what, line.query_params.get("ticket", "")))

    async def _live(self, line: WebSocket) -> None:
        await line.accept()
        self._note("live", line)
        if self.refuses is not None:
            return await line.close(self.refuses)
        self._watching.add(line)
        hearing = asyncio.create_task(self._hear(line))
        with suppress(WebSocketDisconnect, RuntimeError):
            await self._play(line)
        hearing.cancel()
        self._watching.discard(line)
        return None

    async def _hear(self, line: WebSocket) -> None:
        with suppress(WebSocketDisconnect, RuntimeError):
            while True:
                self.said.append(await line.receive_json())

    async def _play(self, line: WebSocket) -> None:
        """A second that was captured before at once, as a late comer gets it; then frame by frame."""
        first_ns = CLOCK.utc_ns() - 10**9
        sets = {kind(unit): unit for unit in split(self._units[0])}
        config = VideoConfig(1, WIDTH, HEIGHT, sets[SPS], sets[PPS])
        hello = {
            "op": "hello", "codec": read_sps(sets[SPS]).codec, "width": WIDTH, "height": HEIGHT, "origin_ns": str(first_ns),
            "timescale": VIDEO_TIMESCALE, "track": "main", "has_audio": False,
        }  # fmt: skip
        is_dark = True
        number = -1
        while True:
            number += 1
            await asyncio.sleep(max(0.0, (first_ns + number * FRAME_NS - CLOCK.utc_ns()) / 1e9 + PATH_S))
            if line in self._expired:
                return await line.close(4401)
            if self.is_dark:
                if not is_dark or number == 0:
                    await line.send_json({"op": "dark"})
                is_dark = True
                continue
            if is_dark:
                if number % FPS:
                    continue
                await line.send_json(hello)
                await line.send_bytes(init_segment([config]))
            is_dark = False
            await line.send_bytes(self._fragment(number, first_ns))

    def _fragment(self, number: int, first_ns: int) -> bytes:
        captured_ns = first_ns + number * FRAME_NS
        unit = stamped(self._units[number % FPS], CaptureStamp(captured_ns, number, 100))
        data = length_prefixed(each for each in split(unit) if kind(each) not in (SPS, PPS, DELIMITER))
        at = (captured_ns - first_ns) * VIDEO_TIMESCALE // 10**9
        return fragment(number + 1, [Sample(1, at, VIDEO_TIMESCALE // 20, number % FPS == 0, data)])

    async def _whep(self, request: Request) -> Response:
        if request.method == "POST":
            self._note("whep", request)
        return Response(
            "", 406 if request.method == "POST" else 204, {**OPEN_TO_ALL, "access-control-allow-headers": "*"}
        )

    async def _beat(self, request: Request) -> Response:
        if request.method == "POST":
            self.said.append(await request.json())
        return Response("", 204, {**OPEN_TO_ALL, "access-control-allow-headers": "*"})

    async def _hls(self, request: Request) -> Response:
        self._note("hls", request)
        return Response("", 503, OPEN_TO_ALL)

    async def _thumb(self, request: Request) -> Response:
        self._note("thumb", request)
        if self.is_dark:
            return Response("", 404, OPEN_TO_ALL)
        return Response(self._still, 200, {**OPEN_TO_ALL, "Age-Ms": "400"}, "image/jpeg")


@contextmanager
def picture_stage() -> Iterator[PictureStage]:
    """The stand-in, served on loopback."""
    stage = PictureStage()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        stage.port = listening.getsockname()[1]
        server = uvicorn.Server(
            uvicorn.Config(stage.app(), log_config=None, ws="websockets-sansio", timeout_graceful_shutdown=1)
        )
        serving = threading.Thread(target=server.run, args=([listening],))
        serving.start()
        while not server.started:
            time.sleep(0.02)
        yield stage
        server.should_exit = True
        serving.join()

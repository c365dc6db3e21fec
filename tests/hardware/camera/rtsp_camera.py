"""A network camera on loopback: RTSP (RFC 2326) with the picture interleaved (10.12) as RTP (RFC 6184). It can fall silent or hang up."""

from __future__ import annotations

import base64
import itertools
import socketserver
import struct
import threading
from collections.abc import Iterator
from types import TracebackType
from typing import Self, cast

from schemas.video.nal import PPS, SPS, kind, split
from tests.fixtures.x264 import Coded, Coding, coded, parameter_sets

MOST = 1200
FPS = 30


class RtspCamera:
    """``with RtspCamera(...) as camera``: one film over and over at ``camera.url``; parameter sets only beside the picture, if ``sets_beside``."""

    def __init__(self, width: int, height: int, sets_beside: bool = True) -> None:
        self.frames = coded(Coding(width, height, gop=10), 30)
        self.sets_beside = sets_beside
        self.silent, self.hung_up, self.closing = threading.Event(), threading.Event(), threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Talk)
        self._server.camera = self
        self.url = f"rtsp://127.0.0.1:{self._server.server_address[1]}/table"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def description(self) -> str:
        """SDP, with the parameter sets as sprop-parameter-sets."""
        sps, pps = (base64.b64encode(unit).decode() for unit in parameter_sets(self.frames[0].data))
        return (
            "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=table\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"
            f"a=fmtp:96 packetization-mode=1;sprop-parameter-sets={sps},{pps}\r\na=control:track1\r\n"
        )

    def packets(self, frame: Coded, number: int, sequence: Iterator[int]) -> Iterator[bytes]:
        """One frame as RTP packets."""
        units = [unit for unit in split(frame.data) if not self.sets_beside or kind(unit) not in (SPS, PPS)]
        for unit in units:
            parts = list(_parts(unit))
            for place, part in enumerate(parts):
                mark = 0x80 if unit is units[-1] and place == len(parts) - 1 else 0
                head = (0x80, mark | 96, next(sequence) & 0xFFFF, number * 3000 & 0xFFFFFFFF, 7)
                yield struct.pack(">BBHII", *head) + part


def _parts(unit: bytes) -> Iterator[bytes]:
    """Whole, or in fragments (FU-A)."""
    if len(unit) <= MOST:
        yield unit
        return
    pieces = [unit[at : at + MOST] for at in range(1, len(unit), MOST)]
    for place, piece in enumerate(pieces):
        ends = (0x80 if place == 0 else 0) | (0x40 if place == len(pieces) - 1 else 0)
        yield bytes((unit[0] & 0xE0 | 28, ends | unit[0] & 0x1F)) + piece


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    camera: RtspCamera


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        camera = cast(_Server, self.server).camera
        try:
            while asked := self._request():
                method, number = asked
                self._answer(method, number, camera)
                if method == "PLAY":
                    self._play(camera)
                    return
        except OSError:
            return

    def _request(self) -> tuple[str, str] | None:
        lines: list[str] = []
        while (line := self.rfile.readline().decode().strip()) or not lines:
            if not line:
                return None
            lines.append(line)
        [number] = [line.split(":")[1].strip() for line in lines if line.lower().startswith("cseq")]
        return lines[0].split()[0], number

    def _answer(self, method: str, number: str, camera: RtspCamera) -> None:
        more, body = "", ""
        match method:
            case "OPTIONS":
                more = "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n"
            case "DESCRIBE":
                body = camera.description()
                more = f"Content-Type: application/sdp\r\nContent-Length: {len(body)}\r\nContent-Base: {camera.url}/\r\n"
            case "SETUP":
                more = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\nSession: 1\r\n"
            case _:
                more = "Session: 1\r\n"
        self.wfile.write(f"RTSP/1.0 200 OK\r\nCSeq: {number}\r\n{more}\r\n{body}".encode())

    def _play(self, camera: RtspCamera) -> None:
        sequence = itertools.count()
        for number, frame in enumerate(itertools.cycle(camera.frames)):
            if camera.closing.wait(1 / FPS) or camera.hung_up.is_set():
                return
            if not camera.silent.is_set():
                for packet in camera.packets(frame, number, sequence):
                    self.wfile.write(b"$\x00" + len(packet).to_bytes(2, "big") + packet)

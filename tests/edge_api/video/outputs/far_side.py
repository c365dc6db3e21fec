"""Servers that a table is published to, each by ffmpeg's own listener or a few lines of aiortc, and what arrived there."""

from __future__ import annotations

import io
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av

from edge_api.video.sinks.target import Kind

NO_FFMPEG = "not installed here: ffmpeg (.ci/setup tests)"
HAS_FFMPEG = shutil.which("ffmpeg") is not None
_LISTEN = {
    Kind.RTMP: ("-listen", "1", "-i", "{}"),
    Kind.RTSP: ("-rtsp_flags", "listen", "-rtsp_transport", "tcp", "-i", "{}"),
    Kind.SRT: ("-f", "mpegts", "-i", "{}&mode=listener"),
}
_ADDRESS = {
    Kind.RTMP: "rtmp://127.0.0.1:{}/live/secret-key",
    Kind.RTSP: "rtsp://127.0.0.1:{}/secret-key",
    Kind.SRT: "srt://127.0.0.1:{}?passphrase=secret-key",
}
_QUICK = [
    "-hide_banner",
    "-loglevel",
    "error",
    "-fflags",
    "nobuffer",
    "-probesize",
    "5000",
    "-analyzeduration",
    "100000",
]


def free_address(kind: Kind) -> str:
    """Where nobody listens yet."""
    with socket.socket(type=socket.SOCK_DGRAM if kind is Kind.SRT else socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return _ADDRESS[kind].format(probe.getsockname()[1])


class FarSide:
    """An ffmpeg that writes what it gets, as it gets it, into a file."""

    def __init__(self, kind: Kind, address: str, into: Path) -> None:
        self._kind, self._into = kind, into
        listen = [word.format(address) for word in _LISTEN[kind]]
        command = [
            "ffmpeg",
            *_QUICK,
            *listen,
            "-c",
            "copy",
            "-flush_packets",
            "1",
            "-f",
            "h264",
            "-y",
            str(into),
        ]
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def has_written(self, least: int) -> bool:
        return self._into.exists() and self._into.stat().st_size >= least

    def halt(self) -> None:
        """It stays connected, and reads no more."""
        self._process.send_signal(signal.SIGSTOP)

    def kill(self) -> list[bytes]:
        """End it; the access units that arrived whole. SRT gets a goodbye: without one its other side waits for 5 s."""
        if self._kind is Kind.SRT:
            self._process.terminate()
        else:
            self._process.kill()
        self._process.wait()
        content = self._into.read_bytes() if self._into.exists() else b""
        if not content:
            return []
        with av.open(io.BytesIO(content), "r", format="h264") as opened:
            return [bytes(packet) for packet in opened.demux(video=0) if packet.size][:-1]


@contextmanager
def far_side(kind: Kind, address: str, into: Path) -> Iterator[FarSide]:
    made = FarSide(kind, address, into)
    try:
        yield made
    finally:
        made.kill()


@contextmanager
def silent_server() -> Iterator[int]:
    """Takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]

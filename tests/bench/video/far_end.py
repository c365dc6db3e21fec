"""The far end of a sink: waits for one publisher and writes each coded frame that arrives, with start codes, behind its length.

``python -m tests.bench.video.far_end KIND URL FILE``, KIND rtmp or rtsp. A process of its own: while PyAV waits it holds the interpreter.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import av

from schemas.video.nal import START, join
from schemas.video.record import framed

LISTEN = {"rtmp": {"listen": "1"}, "rtsp": {"rtsp_flags": "listen", "listen_timeout": "60"}}
QUICK = {"analyzeduration": "200000", "fflags": "nobuffer"}


def main(kind: str, url: str, file: Path) -> None:
    """Until the publisher ends, or this process is ended."""
    with av.open(url, options={**LISTEN[kind], **QUICK}) as container, file.open("wb", buffering=0) as kept:
        for packet in container.demux(video=0):
            if packet.size:
                kept.write(framed(_with_start_codes(bytes(packet))))


def _with_start_codes(frame: bytes) -> bytes:
    """FLV keeps units behind their length, RTP's reader gives start codes."""
    return frame if frame.startswith((START, START[1:])) else join(_units(frame))


def _units(frame: bytes) -> Iterator[bytes]:
    at = 0
    while at + 4 <= len(frame):
        size = int.from_bytes(frame[at : at + 4], "big")
        yield frame[at + 4 : at + 4 + size]
        at += 4 + size


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))

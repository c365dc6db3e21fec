"""The same seconds of one table through every protocol at once, compared with what the board has on its disk: stamps and slices, byte for byte."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from hardware.sim.ports import free_port
from schemas.video.record import messages
from tests.bench.processes import PROJECT, end
from tests.bench.video.boxes import units
from tests.bench.video.exactness import Exactness, Made, made_of
from tests.bench.video.house import video_house
from tests.bench.video.judge import Finding, Measured
from tests.bench.video.takers import take_fmp4, take_webrtc

TAKEN_S = 8.0
SEGMENT_S = 4.0
SERVERS = ("rtmp", "rtsp")


def round_trip(folder: Path) -> list[Finding]:
    """Our own protocols and two servers."""
    with ExitStack() as stack:
        urls = {kind: f"{kind}://127.0.0.1:{free_port()}/live/table" for kind in SERVERS}
        files = {kind: stack.enter_context(_far_end(kind, url, folder / kind)) for kind, url in urls.items()}
        sinks = [{"kind": kind, "url": url} for kind, url in urls.items()]
        house = stack.enter_context(video_house(folder, sinks=sinks))
        addresses = house.addresses()
        with ThreadPoolExecutor(2) as pool:
            live = pool.submit(take_fmp4, addresses["live"], TAKEN_S)
            peer = pool.submit(take_webrtc, addresses["whep"], TAKEN_S)
            fmp4, streams = live.result(), {"webrtc": peer.result()}
        streams |= {kind: list(messages(file.read_bytes())) for kind, file in files.items()}
        time.sleep(SEGMENT_S)  # until the board has on its disk what has come by now
        made = made_of(house.recorded())
    found = [_of_messages(fmp4, made)]
    return [*found, *(_of_streams(path, frames, made) for path, frames in streams.items())]


@contextmanager
def _far_end(kind: str, url: str, file: Path) -> Iterator[Path]:
    file.touch()
    words = [sys.executable, "-m", "tests.bench.video.far_end", kind, url, str(file)]
    process = subprocess.Popen(words, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield file
    finally:
        end(process)


def _of_messages(frames: list[bytes], made: Made) -> Finding:
    found = Exactness(made)
    for frame in frames:
        found.take(units(frame))
    return Measured("exact_fmp4", found.percent, found.told)


def _of_streams(path: str, frames: list[bytes], made: Made) -> Finding:
    found = Exactness(made)
    for frame in frames:
        found.take_stream(frame)
    return Measured(f"exact_{path}", found.percent, found.told)

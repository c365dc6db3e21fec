"""Viewers who open a socket and read nothing for a while: what they cost, how soon they are back, and whether others notice."""

from __future__ import annotations

import json
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from schemas.video.stamp import read_stamp
from tests.bench.processes import resident_mb
from tests.bench.video.boxes import decode_time, is_key, units
from tests.bench.video.house import VideoHouse, video_house
from tests.bench.video.judge import Finding, Measured
from tests.bench.video.takers import take_fmp4
from tests.bench.video.ws_frames import BINARY, TEXT, Frames, upgrade

SLOW, DEAF_S, HEARS_S = 20, 8.0, 4.0
SMALL_BUFFER = 8192
LIVE_MS = 500.0
"""Who sees a key frame this young is back."""


@dataclass(slots=True)
class Dawdler:
    """One who reads when it likes. ``back_ms``: from the moment it reads again to the first young key frame."""

    socket: socket.socket
    frames: Frames = field(default_factory=Frames)
    origin_ns: int = 0
    timescale: int = 90_000

    @classmethod
    def enter(cls, url: str) -> Dawdler:
        """Connect with a small buffer and say hello; read nothing yet."""
        place = urlsplit(url)
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
        line.connect((place.hostname, place.port))
        line.settimeout(HEARS_S)
        line.sendall(upgrade(url))
        return cls(line)

    def back_ms(self) -> float:
        """Read again. Infinite when no young key frame comes in time, or when the edge has sent it away."""
        began = time.monotonic()
        while time.monotonic() < began + HEARS_S:
            data = self.socket.recv(65536)
            if not data:
                return float("inf")
            if any(self._is_back(kind, payload) for kind, payload in self.frames.feed(data)):
                return 1000 * (time.monotonic() - began)
        return float("inf")

    def _is_back(self, kind: int, payload: bytes) -> bool:
        if kind == TEXT:
            hello = json.loads(payload)
            self.origin_ns = int(hello.get("origin_ns", self.origin_ns))
        elif kind == BINARY and is_key(units(payload)):
            captured_ns = self.origin_ns + decode_time(payload) * 10**9 // self.timescale
            return (time.time_ns() - captured_ns) / 1e6 < LIVE_MS
        return False


def slow_viewer(folder: Path) -> list[Finding]:
    """Twenty of them beside one who reads."""
    with video_house(folder) as house, ThreadPoolExecutor(1) as pool:
        other = pool.submit(take_fmp4, house.addresses()["live"], DEAF_S + HEARS_S)
        time.sleep(1.0)
        before = resident_mb(house.video_pid)
        slow = [Dawdler.enter(house.addresses()["live"]) for _ in range(SLOW)]
        most = _most_mb(house, DEAF_S)
        back = [each.back_ms() for each in slow[:3]]
        for each in slow:
            each.socket.close()
        lost = lost_frames(other.result())
    return [
        Measured(
            "slow_memory",
            (most - before) / SLOW,
            f"{SLOW} of them for {DEAF_S:g} s: {before:.0f} -> {most:.0f} MB",
        ),
        Measured("slow_back", max(back)),
        Measured("slow_others", lost),
    ]


def _most_mb(house: VideoHouse, seconds: float) -> float:
    ends, most = time.monotonic() + seconds, 0.0
    while time.monotonic() < ends:
        most = max(most, resident_mb(house.video_pid))
        time.sleep(0.2)
    return most


def lost_frames(messages: list[bytes]) -> int:
    """Numbers that lack between the frames that came; what a busy board did not even encode has none."""
    stamps = (read_stamp(units(message)) for message in messages)
    seqs = {stamp.seq for stamp in stamps if stamp is not None}
    return max(seqs) - min(seqs) + 1 - len(seqs) if seqs else len(messages)

"""How long it takes to cut a clip: everything that the board has recorded as one, in this process; beside it ffmpeg, which only copies."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge_api.picture_time import Sync
from edge_api.signing import Signer
from edge_api.video.clips.cut import Span
from edge_api.video.clips.maker import Maker, Order
from edge_api.video.clips.recording import Kept
from edge_api.video.clips.rounds import facts_of, round_of
from edge_api.video.clips.shelf import Shelf
from edge_api.video.clips.wanting import Found
from edge_api.video.reserve import Reserve
from schemas.envelope import unseal
from schemas.phases import Game
from schemas.video.segment import SEGMENT_TYPE, SegmentStatement
from tests.bench.processes import BenchFailed
from tests.bench.video.house import VideoHouse
from tests.edge_api.reference import EDGE

MINUTE_NS = 60 * 10**9


def cut_ms(house: VideoHouse, round_id: str, shelf: Path) -> tuple[float, float]:
    """Of the whole recording as one clip, for a minute of it; and how many seconds it was."""
    kept = tuple(_kept(house.ring))
    span = Span(kept[0].start_ns, kept[-1].end_ns)
    with closing(sqlite3.connect(f"{house.edge.database.as_uri()}?mode=ro", uri=True)) as books:
        of, facts = round_of(books, round_id), facts_of(books, round_id)
    assert of is not None
    sync = Sync(Game.ROULETTE, {}, {})
    order = Order(of, (span,), Found(kept, (), True), facts, (), sync, "all")
    maker = Maker(Shelf(shelf, Reserve()), Signer(f"{EDGE}#1", Ed25519PrivateKey.generate()), "bench")
    began = time.perf_counter()
    if maker.make(order, time.time_ns()) is None:
        raise BenchFailed("no clip of what was recorded")
    took_ns = 1e9 * (time.perf_counter() - began)
    long_ns = span.end_ns - span.start_ns
    return took_ns / long_ns * MINUTE_NS / 1e6, long_ns / 1e9


def _kept(ring: Path) -> Iterator[Kept]:
    """What the board has recorded and stated."""
    for list_ in sorted(ring.rglob("statements")):
        for line in list_.read_bytes().splitlines():
            statement = SegmentStatement.consume(unseal(line, lambda *_: True, SEGMENT_TYPE).payload)
            yield Kept(statement, line.decode(), list_.with_name(f"{statement.number}.segment"))


def copied_ms(clip: Path) -> float:
    """The same clip through ffmpeg, which encodes nothing; not a number without ffmpeg."""
    words = [
        "ffmpeg",
        "-nostdin",
        "-loglevel",
        "error",
        "-y",
        "-i",
        str(clip),
        "-c",
        "copy",
        str(clip.with_name("copy.mp4")),
    ]
    began = time.perf_counter()
    if not shutil.which("ffmpeg") or subprocess.run(words, check=False).returncode:
        return float("nan")
    return 1000 * (time.perf_counter() - began)

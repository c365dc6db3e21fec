"""A round's clip: what it takes to cut it, whether its events lie on their frames, whether what it says can be proved, whether its bytes are the board's."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import av
import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge_api.picture_time import Sync
from edge_api.signing import Signer
from edge_api.video.clips.cut import Span
from edge_api.video.clips.maker import Maker, Order
from edge_api.video.clips.manifest import CLIP_TYPE, Manifest
from edge_api.video.clips.mp4 import video_samples
from edge_api.video.clips.recording import Kept
from edge_api.video.clips.rounds import facts_of, round_of
from edge_api.video.clips.shelf import Shelf
from edge_api.video.clips.wanting import Found
from hardware.sim.camera import barcode
from schemas.envelope import unseal
from schemas.facts import Fact
from schemas.phases import Game
from schemas.video.segment import SEGMENT_TYPE, SegmentStatement
from tests.bench.processes import BenchFailed, await_true, output_of
from tests.bench.video.exactness import Exactness, made_of
from tests.bench.video.house import FRAME_MS, VideoHouse, video_house
from tests.bench.video.judge import Beside, Finding, Measured
from tests.edge_api.reference import EDGE

BEFORE_S, BETTING_S, RECORDED_S, CLIP_S = 4.0, 3.0, 24.0, 30.0
FILES = ("clip.mp4", "manifest.json", "events.vtt")
MINUTE_NS = 60 * 10**9


def clips(folder: Path) -> list[Finding]:
    """One round as it is played, and all that was recorded as one clip."""
    with video_house(folder) as house:
        began = time.monotonic()
        time.sleep(BEFORE_S)
        round_id, said = _play(house)
        kept = _fetched(house, round_id, folder / "clip")
        time.sleep(max(0.0, began + RECORDED_S - time.monotonic()))
        proved, why = _proved(house, kept)
        cut_ms, picture_s = _cut_ms(house, round_id, folder / "shelf")
        exact = _exactness(house, kept / "clip.mp4")
    off = _frames_off(kept, said)
    return [
        Measured("exact_mp4", exact.percent, exact.told),
        Measured("clip_time", cut_ms, f"{picture_s:.0f} s of picture, scaled to a minute"),
        Measured(
            "clip_events",
            max(off, default=float("inf")),
            f"{len(off)} facts; their frames decoded, the burned-in time read",
        ),
        Measured("clip_hashes", 100.0 * proved, why),
        Beside(
            "the same bytes through ffmpeg -c copy",
            _copied_ms(kept / "clip.mp4"),
            "ms",
            "the program's start in it",
        ),
    ]


def _play(house: VideoHouse) -> tuple[str, dict[str, int]]:
    """A round with its fact's moments, in UTC ns."""
    board = house.edge.board.board
    opened = _say(house, board.opened(int(1000 * BETTING_S)))
    time.sleep(BETTING_S)
    closed = _say(house, board.closed())
    time.sleep(1.0)
    return board.round_id, {"opened": opened, "closed": closed, "outcome": _say(house, board.outcome("17"))}


def _say(house: VideoHouse, fact: Fact) -> int:
    now_ns = time.time_ns() // 1000 * 1000
    told = datetime.fromtimestamp(now_ns // 10**9, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    house.edge.board.board.say(fact, time=f"{told}.{now_ns // 1000 % 10**6:06d}Z")
    return now_ns


def _fetched(house: VideoHouse, round_id: str, folder: Path) -> Path:
    """Its files, as the floor gets them."""
    folder.mkdir()
    with house.session() as client:
        await_true(
            lambda: _status(client, round_id) == httpx.codes.TEMPORARY_REDIRECT, "the round's clip", CLIP_S
        )
        for name in FILES:
            place = client.get(f"/api/v1/rounds/{round_id}/clip", params={"file": name}).headers["location"]
            (folder / name).write_bytes(httpx.get(place).raise_for_status().content)
    return folder


def _status(client: httpx.Client, round_id: str) -> int:
    time.sleep(0.2)
    return client.get(f"/api/v1/rounds/{round_id}/clip").status_code


def _proved(house: VideoHouse, kept: Path) -> tuple[bool, str]:
    config, keys = house.edge.folder / "edge.toml", kept.with_name("keys")
    edge = output_of("edge_api", "admin", "--config", str(config), "key")
    board = house.edge.board.board
    keys.write_text(f"{edge}\n{board.key_id} {board.public_key}\n", encoding="utf-8")
    try:
        said = output_of("edge_api", "verify-clip", str(kept), "--keys", str(keys))
    except BenchFailed as failed:
        return False, str(failed)
    return True, said.splitlines()[-1]


def _exactness(house: VideoHouse, clip: Path) -> Exactness:
    found = Exactness(made_of(house.recorded()))
    for _, units in video_samples(clip):
        found.take(units)
    return found


def _frames_off(kept: Path, said: dict[str, int]) -> list[float]:
    """Of each fact: how far the frame that the manifest names for it was captured from it, in frames. The first one from then on is less than one away."""
    wrapper = (kept / "manifest.json").read_bytes()
    manifest = Manifest.consume(unseal(wrapper, lambda *_: True, CLIP_TYPE).payload)
    burned = list(_burned(kept / "clip.mp4"))
    named = {int(moment.utc_ns): burned[moment.frame] for moment in manifest.moments}
    return [abs(named[at_ns] - at_ns) / 1e6 / FRAME_MS for at_ns in said.values() if at_ns in named]


def _burned(clip: Path) -> Iterator[int]:
    """The time in each frame of a clip, decoded; 0 where it can't be read."""
    with av.open(str(clip)) as container:
        for frame in container.decode(video=0):
            yield barcode.read(frame.to_ndarray(format="gray")) or 0


def _cut_ms(house: VideoHouse, round_id: str, shelf: Path) -> tuple[float, float]:
    """Of the whole recording as one clip, for a minute of it; and how many seconds it was."""
    kept = tuple(_kept(house.ring))
    span = Span(kept[0].start_ns, kept[-1].end_ns)
    with closing(sqlite3.connect(f"{house.edge.database.as_uri()}?mode=ro", uri=True)) as books:
        of, facts = round_of(books, round_id), facts_of(books, round_id)
    assert of is not None
    sync = Sync(Game.ROULETTE, {}, {})
    order = Order(of, (span,), Found(kept, (), True), facts, (), sync, "all")
    maker = Maker(Shelf(shelf), Signer(f"{EDGE}#1", Ed25519PrivateKey.generate()), "bench")
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


def _copied_ms(clip: Path) -> float:
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

"""A round's clip: what it takes to cut it, whether its events lie on their frames, whether what it says can be proved, whether its bytes are the board's."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import av
import httpx

from edge_api.video.clips.manifest import CLIP_TYPE, Manifest
from edge_api.video.clips.mp4 import video_samples
from hardware.sim.camera import barcode
from schemas.envelope import unseal
from schemas.facts import Fact
from tests.bench.processes import BenchFailed, await_true, output_of
from tests.bench.video.clip_speed import copied_ms, cut_ms
from tests.bench.video.exactness import Exactness, made_of
from tests.bench.video.house import FRAME_MS, VideoHouse, video_house
from tests.bench.video.judge import Beside, Finding, Measured

BEFORE_S, BETTING_S, RECORDED_S, CLIP_S = 4.0, 3.0, 24.0, 30.0
FILES = ("clip.mp4", "manifest.json", "events.vtt", "ends.bin")


def clips(folder: Path) -> list[Finding]:
    """One round as it is played, and all that was recorded as one clip."""
    with video_house(folder) as house:
        began = time.monotonic()
        time.sleep(BEFORE_S)
        round_id, said = _play(house)
        kept = _fetched(house, round_id, folder / "clip")
        time.sleep(max(0.0, began + RECORDED_S - time.monotonic()))
        proved, why = _proved(house, kept)
        took_ms, picture_s = cut_ms(house, round_id, folder / "shelf")
        exact = _exactness(house, kept / "clip.mp4")
    off = _frames_off(kept, said)
    return [
        Measured("exact_mp4", exact.percent, exact.told),
        Measured("clip_time", took_ms, f"{picture_s:.0f} s of picture, scaled to a minute"),
        Measured(
            "clip_events",
            max(off, default=float("inf")),
            f"{len(off)} facts; their frames decoded, the burned-in time read",
        ),
        Measured("clip_hashes", 100.0 * proved, why),
        Beside(
            "the same bytes through ffmpeg -c copy",
            copied_ms(kept / "clip.mp4"),
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
    keys.write_text(f"{edge}\n{board.key_id} {board.public_key} board\n", encoding="utf-8")
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

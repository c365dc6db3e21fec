"""A stage with a picture: a round whose clip lies on the shelf, a front that shows it, and the video process's own routes that hand it out."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from edge_api.books.store import open_reader, open_writer
from edge_api.clock import SystemClock
from edge_api.config import EdgeConfig
from edge_api.picture_time import Sync
from edge_api.signing import load_or_make_signer
from edge_api.video.clips.entry import ClipRow, State
from edge_api.video.clips.index import ClipIndex
from edge_api.video.clips.maker import Maker, Order
from edge_api.video.clips.places import clips_folder
from edge_api.video.clips.rounds import bets_placed, facts_of, round_of
from edge_api.video.clips.shelf import Shelf
from edge_api.video.clips.steps import spans_of
from edge_api.video.clips.wanting import Wanting
from edge_api.video.process import build, create_app
from edge_api.video.reserve import Reserve
from edge_api.video_link import VideoRoom
from hardware.sim.ports import free_port
from schemas.phases import Game
from tests.edge_api.video.clips.reel import BOARD, T0, Reel, S, segments
from tests.edge_api.video.clips.studio import Ledger
from tests.edge_api.web import stage

TABLE = "roulette-09"
ROUND = f"{TABLE}-1795382400-1"
BARE = f"{TABLE}-1795382400-2"
OPENED, ENDED = T0 + 5 * S, T0 + 14 * S
MS = 10**6


@dataclass
class Playing:
    """``front`` and ``video`` are applications, ``clip`` the folder of ROUND's clip. BARE has none."""

    stage: stage.Stage
    room: VideoRoom
    video: FastAPI
    video_port: int
    clip: Path

    @property
    def config(self) -> EdgeConfig:
        return self.stage.config


def setup(folder: Path) -> Playing:
    """Books, clip, front and video process, none of them served yet."""
    port, room = free_port(), VideoRoom(SystemClock())
    described = f'[[table]]\nid = "{TABLE}"\nname = "Roulette 9"\ngame = "roulette"\ncurrency = "EUR"\nvideo = {{}}\n[video]\nport = {port}\n'
    shown = [stage.roulette(), stage.baccarat(), stage.roulette(table=TABLE)]
    built = stage.setup(folder, shown, described, room)
    write_round(folder, built.config)
    clip = make_clip(folder, built.config)
    parts = build(built.config, room.key, SystemClock())
    return Playing(built, room, create_app(parts), port, clip)


def write_round(folder: Path, config: EdgeConfig) -> None:
    """A round as its table asserted it, with bets, and a round that nobody filmed."""
    books = Ledger(folder, is_new=False)
    for round_id in (ROUND, BARE):
        books.round(round_id, OPENED, ENDED, table=TABLE)
    said = (
        ("round.opened", OPENED, {"betting_ms": 5000}),
        ("round.closed", OPENED + 5 * S, {"cause": "ball_in_rim", "evidence": True}),
        ("round.step", OPENED + 6 * S, {"step": "no_more_bets"}),
        (
            "round.outcome",
            ENDED - 20 * MS,
            {"outcome": {"pocket": "17"}, "game": "roulette", "sources": ["wheel"]},
        ),
    )
    for kind, at_ns, data in said:
        books.fact(ROUND, kind, at_ns, table=TABLE, **data)
    for after_ms in (300, 1234, 1240, 4980):
        books.bet(ROUND, OPENED + after_ms * MS)
    books.change(ROUND, outcome=json.dumps({"pocket": "17"}), closed_utc_ns=OPENED + 5 * S)
    books.conn.execute(
        "INSERT INTO board_keys VALUES (?, ?, ?, 0, 'tester', NULL)", (f"{TABLE}#1", TABLE, BOARD.public_key)
    )
    books.conn.close()


def make_clip(folder: Path, config: EdgeConfig) -> Path:
    """ROUND's clip, as the video process makes it."""
    (folder / "segments").mkdir()
    reel = Reel(folder / "segments", TABLE)
    reel.record(segments(540, with_sound=True), replace(BOARD, key_id=f"{TABLE}#1"))
    with closing(open_reader(config.store.database)) as conn:
        of = round_of(conn, ROUND)
        assert of is not None
        facts, bets = facts_of(conn, ROUND), bets_placed(conn, ROUND)
    spans, signer = spans_of(of, 0), load_or_make_signer(config.store.key, config.site.edge)
    row = ClipRow(
        ROUND, TABLE, State.READY, "", "ordinary", True, spans[0].start_ns, spans[-1].end_ns, ENDED, attempt=1
    )
    order = Order(
        of,
        spans,
        asyncio.run(Wanting(reel).found(TABLE, spans)),
        facts,
        bets,
        Sync(Game.ROULETTE, {}, {}),
        row.folder_name,
    )
    made = Maker(Shelf(clips_folder(config), Reserve()), signer, "0.1.0").make(order, ENDED + 4 * S)
    assert made is not None and not made.lacks
    index = ClipIndex(clips_folder(config))
    index.put(replace(row, size=made.size, frames=made.frames, digest=made.digest, changed_utc_ns=ENDED))
    index.close()
    return clips_folder(config) / row.folder_name


@contextmanager
def served(app: FastAPI, port: int = 0) -> Iterator[str]:
    """An application on loopback; its address."""
    with socket.create_server(("127.0.0.1", port)) as listening:
        settings = uvicorn.Config(app, log_config=None, ws="websockets-sansio", timeout_graceful_shutdown=1)
        server = uvicorn.Server(settings)
        serving = threading.Thread(target=server.run, args=([listening],))
        serving.start()
        while not server.started:
            time.sleep(0.02)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            serving.join()


def hold(config: EdgeConfig, round_id: str = ROUND) -> None:
    """As the books do it for a pit boss."""
    with closing(open_writer(config.store.database)) as conn:
        conn.execute(
            "INSERT INTO evidence_holds (round_id, held_utc_ns, held_by, reason) VALUES (?, ?, 'a pit_boss', 'a player disputes it')",
            (round_id, ENDED + 60 * S),
        )

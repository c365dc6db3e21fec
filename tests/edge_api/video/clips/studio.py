"""The books of a few rounds and a room that makes their clips, on a clock that is set by hand."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from edge_api.books.store import open_writer
from edge_api.clock import Now
from edge_api.picture_time import Sync
from edge_api.reader import Reader
from edge_api.video.clips.entry import ClipRow
from edge_api.video.clips.index import read_clip
from edge_api.video.clips.maker import Maker
from edge_api.video.clips.manifest import Manifest, opened
from edge_api.video.clips.policy import Clips, Keeping
from edge_api.video.clips.room import ClipPolicy, ClipRoom
from edge_api.video.clips.shelf import Shelf
from edge_api.video.reserve import Free, Reserve, free_bytes
from schemas.phases import Game
from schemas.times import rfc3339
from tests.edge_api.video.clips.reel import EDGE, KEYS, T0, TABLE, Reel, S

T = TypeVar("T")
HOUR = 3600 * S
DAY = 24 * HOUR
SYNC = Sync(Game.ROULETTE, {"wheel": 40}, {"gameresult": 100})


@dataclass
class HandClock:
    """Shows what it was set to."""

    ns: int = T0
    boot_id: str = "boot"

    def utc_ns(self) -> int:
        return self.ns

    def monotonic_ns(self) -> int:
        return self.ns

    def now(self) -> Now:
        return Now(self.ns, self.ns)


class Ledger:
    """Rounds as the books keep them, written without a books process."""

    def __init__(self, folder: Path, is_new: bool = True) -> None:
        self.path = folder / "books.db"
        self.conn: sqlite3.Connection = open_writer(self.path)
        self.conn.execute("INSERT INTO rule_sets VALUES ('0', 'roulette', '{}')")
        self._seq, self._placements = 100, 0 if is_new else 100
        if is_new:
            self._people()

    def _people(self) -> None:
        self.conn.execute("INSERT INTO accounts (name, kind, currency) VALUES ('a', 'player', 'EUR')")
        for name in ("p-1", "p-2"):
            self.conn.execute(
                "INSERT INTO players (player_id, operator, currency, account_no, created_utc_ns) VALUES (?, 'acme', 'EUR', 1, 0)",
                (name,),
            )

    def round(
        self, round_id: str, opened_ns: int, ended_ns: int | None, phase: str = "settled", table: str = TABLE
    ) -> None:
        """A round."""
        self.conn.execute(
            "INSERT INTO rounds (round_id, table_id, game, rules_hash, currency, phase, opened_utc_ns, edge_boot, opened_mono_ns,"
            " deadline_mono_ns, ended_utc_ns, was_held) VALUES (?, ?, 'roulette', '0', 'EUR', ?, ?, 'b', 0, 0, ?, ?)",
            (round_id, table, phase, opened_ns, ended_ns, phase == "held"),
        )  # fmt: skip

    def change(self, round_id: str, **values: Any) -> None:
        """Set columns of a round."""
        for name, value in values.items():
            self.conn.execute(f"UPDATE rounds SET {name} = ? WHERE round_id = ?", (value, round_id))

    def fact(
        self, round_id: str, kind: str, utc_ns: int, effect: str = "done", table: str = TABLE, **data: Any
    ) -> None:
        """What the table asserted."""
        self._seq += 1
        event = json.dumps({"time": rfc3339(utc_ns), "data": {"round_id": round_id, **data}})
        self.conn.execute(
            "INSERT INTO inbox VALUES (?, 7, ?, ?, ?, ?, 'k#1', x'00', 0, ?, ?)",
            (table, self._seq, kind, round_id, event, utc_ns, effect),
        )

    def bet(self, round_id: str, utc_ns: int, player_no: int = 1) -> None:
        """A placement."""
        self._placements += 1
        self.conn.execute(
            "INSERT INTO placements (placement_no, player_no, bet_id, round_no, digest, staked, status, accepted_mono_ns, accepted_utc_ns,"
            " balance_after) SELECT ?, ?, ?, round_no, ?, 100, 'settled', 0, ?, 0 FROM rounds WHERE round_id = ?",
            (self._placements, player_no, f"bet-{self._placements}", bytes(32), utc_ns, round_id),
        )  # fmt: skip

    def keep(self, round_id: str, utc_ns: int = 0) -> None:
        self.conn.execute(
            "INSERT INTO evidence_holds (round_id, held_utc_ns, held_by, reason) VALUES (?, ?, 'maria', 'why')",
            (round_id, utc_ns),
        )

    def lift(self, round_id: str, utc_ns: int) -> None:
        self.conn.execute(
            "UPDATE evidence_holds SET lifted_utc_ns = ?, lifted_by = 'maria' WHERE round_id = ?",
            (utc_ns, round_id),
        )


@dataclass
class Filming:
    """Books, recording and clips; ``look`` at a time, as the video process does every second."""

    folder: Path
    clips: Clips = Clips.ALL
    keeping: Keeping = field(default_factory=lambda: Keeping(30, 0))
    clock: HandClock = field(default_factory=HandClock)
    alarms: list[tuple[str, str, str]] = field(default_factory=list)
    reserve_bytes: int = 0
    free: Free = free_bytes
    reel: Reel = field(init=False)
    books: Ledger = field(init=False)

    def __post_init__(self) -> None:
        (self.folder / "segments").mkdir()
        self.reel, self.books = Reel(self.folder / "segments"), Ledger(self.folder)

    def _alarm(self, table: str, code: str, text: str) -> None:
        self.alarms.append((table, code, text))

    @property
    def shelf(self) -> Path:
        return self.folder / "clips"

    def ask(self, what: Callable[[ClipRoom], Awaitable[T]]) -> T:
        """A process that does one thing and ends."""

        async def one() -> T:
            reader = Reader(self.books.path)
            policy = ClipPolicy({TABLE: SYNC}, self.clips, self.keeping, 2 * HOUR)
            shelf = Shelf(self.shelf, Reserve(self.reserve_bytes, self.free))
            room = ClipRoom(policy, Maker(shelf, EDGE, "0.1.0"), self.reel, reader, self.clock, self._alarm)
            try:
                await room.begin()
                return await what(room)
            finally:
                room.close()
                reader.close()

        return asyncio.run(one())

    def look(self, *at_ns: int) -> None:
        """One process looks at these times."""

        async def each(room: ClipRoom) -> None:
            for ns in at_ns:
                self.clock.ns = ns
                await room.look()

        self.ask(each)

    def retain(self, at_ns: int) -> None:
        self.clock.ns = at_ns
        self.ask(lambda room: room.retain())

    def row(self, round_id: str = "r-1") -> ClipRow | None:
        return read_clip(self.shelf, round_id)

    def clip(self, round_id: str = "r-1") -> Path:
        row = self.row(round_id)
        assert row is not None and row.state.is_there, row
        return self.shelf / row.folder_name

    def manifest(self, round_id: str = "r-1") -> Manifest:
        return opened((self.clip(round_id) / "manifest.json").read_bytes(), KEYS.edges.check)[0]

    def folders(self) -> list[str]:
        """Every clip's folder on the shelf, entered or not."""
        return sorted(f"{clip.parent.name}/{clip.name}" for clip in self.shelf.glob("*/*") if clip.is_dir())

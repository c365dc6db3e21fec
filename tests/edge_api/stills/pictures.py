"""Pictures that tests hand in, and a room that keeps them: bytes that begin and end like a JPEG, no more."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from edge_api.books.effects import NamedStill
from edge_api.books.store import open_writer
from edge_api.clock import SystemClock
from edge_api.stills.room import Rules, StillRoom
from edge_api.stills.shelf import BEGINS, ENDS, Shelf, hash_of
from edge_api.stills.wanted import S
from edge_api.video.clips.policy import Keeping
from edge_api.video.reserve import Reserve

TABLE = "roulette-01"


HOUR_NS = 3600 * S


def picture(number: int = 0, size: int = 200) -> bytes:
    return BEGINS + random.Random(number).randbytes(size) + ENDS


NAME = (TABLE, hash_of(picture()))


@contextmanager
def open_room(folder: Path, give_up_ns: int = HOUR_NS, reserve: Reserve | None = None) -> Iterator[StillRoom]:
    database = folder / "books.db"
    open_writer(database).close()
    rules = Rules(database, Keeping(30, 0), give_up_ns)
    shelf = Shelf(folder / "stills", reserve or Reserve())
    room = StillRoom(rules, shelf, SystemClock(), frozenset({TABLE}))
    room.start()
    try:
        yield room
    finally:
        room.stop()


def named(sha256: str, age_ns: int = 0) -> NamedStill:
    return NamedStill(TABLE, sha256, SystemClock().utc_ns() - age_ns)

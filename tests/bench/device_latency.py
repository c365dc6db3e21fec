"""From the byte on a device's line to the fact in the edge's books, against a bare QoS-1 publish of the same size on the same broker."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import cycle, islice

from hardware.sim.shoe.frames import LAST_NUMBER, RANKS, SUITS, Target, card_body, frame
from schemas.envelope import seal
from tests.bench.bare_mqtt import BarePair, bare_pair
from tests.bench.board_house import SHOE_TABLE, BoardHouse
from tests.bench.figures import Aim, Figure, median, percentile
from tests.bench.processes import BenchFailed

SAMPLES, WARM_UP, PAUSE_S = 400, 20, 0.012
BURNS_A_SHOE = 40
LOOK_S, GIVE_UP_S = 0.0001, 5.0
SIGNATURE_BYTES = 64


@dataclass(frozen=True, slots=True)
class Passage:
    """One card's way, in milliseconds: to the signal (stamped after the read), to the edge's socket, into the books; a bare message, a bare commit."""

    sensed: float
    arrived: float
    applied: float
    bare: float
    commit: float

    @property
    def whole(self) -> float:
        return self.sensed + self.arrived + self.applied


def bench_device(house: BoardHouse) -> list[Figure]:
    """One card frame at a time, each followed by one bare message."""
    books = sqlite3.connect(f"{house.edge.database.as_uri()}?mode=ro", uri=True)
    before = house.facts("shoe.card_burned")
    with bare_pair(house.edge.broker_port) as pair, closing(_bare_store(house)) as store:
        cards = islice(_frames(), WARM_UP + SAMPLES)
        passages = [_one(house.line, card, books, (pair, store)) for card in cards][WARM_UP:]
    books.close()
    if house.facts("shoe.card_burned") - before != WARM_UP + SAMPLES:
        raise BenchFailed(
            f"{house.facts('shoe.card_burned') - before} cards of {WARM_UP + SAMPLES} reached the books"
        )
    return _figures(passages)


def _figures(passages: list[Passage]) -> list[Figure]:
    durable = median([each.bare + 2 * each.commit for each in passages])
    whole, bare = [each.whole for each in passages], [each.bare for each in passages]
    note, aim = f"{SAMPLES} cards, a bare message after each", (Aim.RATIO_AT_MOST, 3.0)
    return [
        Figure(
            "fact_p50",
            "card frame -> fact in the books, median",
            median(whole),
            "ms",
            median(bare),
            aim,
            note,
        ),
        Figure(
            "fact_p99",
            "card frame -> fact in the books, p99",
            percentile(whole, 99),
            "ms",
            percentile(bare, 99),
            aim,
        ),
        Figure(
            "fact_sensed", "  of it: bytes read and decoded", median([each.sensed for each in passages]), "ms"
        ),
        Figure(
            "fact_arrived",
            "  on the board's disk, signed, at the edge",
            median([each.arrived for each in passages]),
            "ms",
        ),
        Figure(
            "fact_applied",
            "  verified, applied, committed",
            median([each.applied for each in passages]),
            "ms",
        ),
        Figure(
            "fact_durable_p50",
            "  the same beside a bare message and two bare commits",
            median(whole),
            "ms",
            durable,
        ),
    ]


def _frames() -> Iterator[bytes]:
    """Cards burnt from one shoe after the other: a shoe's first card makes it new, so no card comes too often."""
    deck = cycle(rank + suit for suit in SUITS for rank in RANKS)
    numbers = cycle(range(1, LAST_NUMBER + 1))
    while True:
        yield frame(next(numbers), card_body(Target.FIRST_CARD, 1, next(deck)))
        for _ in range(BURNS_A_SHOE):
            yield frame(next(numbers), card_body(Target.BURN, 1, next(deck)))


def _one(
    line: int, card: bytes, books: sqlite3.Connection, raw: tuple[BarePair, sqlite3.Connection]
) -> Passage:
    last = _last(books)
    began = time.monotonic_ns()
    os.write(line, card)
    ended = _await_row(books, last, began)
    payload, arrived = books.execute(
        "SELECT payload, received_mono_ns FROM inbox ORDER BY epoch DESC, seq DESC LIMIT 1"
    ).fetchone()
    wire = seal(payload, f"{SHOE_TABLE}#1", lambda _: bytes(SIGNATURE_BYTES))
    sensed = int(json.loads(payload)["monons"])
    time.sleep(PAUSE_S)
    bare = raw[0].one_way_ms(wire)
    time.sleep(PAUSE_S)
    commit = _commit_ms(raw[1], wire)
    return Passage((sensed - began) / 1e6, (arrived - sensed) / 1e6, (ended - arrived) / 1e6, bare, commit)


def _bare_store(house: BoardHouse) -> sqlite3.Connection:
    """A database with the settings of outbox and books, and one table."""
    store = sqlite3.connect(house.edge.folder / "bare.db", isolation_level=None)
    store.executescript(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE wire (bytes BLOB);"
    )
    return store


def _commit_ms(store: sqlite3.Connection, wire: bytes) -> float:
    began = time.monotonic_ns()
    store.execute("INSERT INTO wire VALUES (?)", (wire,))
    return (time.monotonic_ns() - began) / 1e6


def _await_row(books: sqlite3.Connection, last: int, began: int) -> int:
    """Until another reader of the books sees the fact: then its commit is on disk. Monotonic nanoseconds."""
    while _last(books) == last:
        if time.monotonic_ns() - began > GIVE_UP_S * 1e9:
            raise BenchFailed("a card did not reach the books")
        time.sleep(LOOK_S)
    return time.monotonic_ns()


def _last(books: sqlite3.Connection) -> int:
    """The stream's head as committed."""
    row = books.execute("SELECT seq FROM streams WHERE table_id = ?", (SHOE_TABLE,)).fetchone()
    return int(row[0]) if row else 0

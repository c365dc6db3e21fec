"""One event of a table to many sockets: from the message at the edge's socket to the last player, against a bare send loop."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hardware.sim.ports import free_port
from schemas.facts import TablePaused, TableResumed
from tests.bench.bare_mqtt import publisher
from tests.bench.edge_house import EdgeHouse
from tests.bench.figures import Aim, Figure, median, percentile
from tests.bench.load import Job, write_job
from tests.bench.processes import PROJECT, BenchFailed, end
from tests.bench.raw_fan_out import TOPIC
from tests.edge_api.reference import TABLE

SOCKETS, EVENTS, BETWEEN_S = 500, 20, 0.15
FRAME_BYTES = 130
AT_MOST = 1.5


def bench_fan_out(house: EdgeHouse) -> list[Figure]:
    """Twenty events to five hundred sockets, through the edge and raw."""
    house.seat(1)
    ours, raw = _through_the_edge(house), _raw(house)
    name, aim = f"event -> last of {SOCKETS} sockets", (Aim.RATIO_AT_MOST, AT_MOST)
    note = f"{EVENTS} events; ours with the commit, raw without"
    return [
        Figure("fan_out_p50", f"{name}, median", median(ours), "ms", median(raw), aim, note),
        Figure("fan_out_most", f"{name}, slowest", percentile(ours, 100), "ms", percentile(raw, 100)),
    ]


def _through_the_edge(house: EdgeHouse) -> list[float]:
    first = len(house.board.board.wires) + 1

    def say(number: int) -> None:
        house.say(TablePaused(by="bench") if number % 2 == 0 else TableResumed(by="bench"))

    lasts = _heard(house, house.http_port, say)
    rows = house.query(
        "SELECT received_mono_ns FROM inbox WHERE table_id = ? AND seq >= ? ORDER BY seq", TABLE, first
    )
    return _ms(lasts, [int(row[0]) for row in rows])


def _raw(house: EdgeHouse) -> list[float]:
    port = free_port()
    arguments = ["tests.bench.raw_fan_out", str(house.broker_port), str(port), str(FRAME_BYTES)]
    with _talking(arguments) as server, publisher(house.broker_port) as publish:
        _await_ready(server)
        lasts = _heard(house, port, lambda _: publish(TOPIC, bytes(FRAME_BYTES)))
        assert server.stdout is not None
        return _ms(lasts, [int(server.stdout.readline()) for _ in range(EVENTS)])


def _heard(house: EdgeHouse, port: int, say: Callable[[int], None]) -> list[int]:
    """Say the events one by one to sockets that listen; when each had reached the last of them."""
    job = Job("listen", port, TABLE, "none", house.tokens[:1], SOCKETS, 1, 0.0, EVENTS)
    with _talking(
        ["tests.bench.listen", str(write_job(job, Path(house.folder) / "listen.json"))]
    ) as listener:
        _await_ready(listener)
        for number in range(EVENTS):
            say(number)
            time.sleep(BETWEEN_S)
        assert listener.stdout is not None
        lasts: list[int] = json.loads(listener.stdout.readline())
    return lasts


def _ms(lasts: list[int], came: list[int]) -> list[float]:
    if len(lasts) != EVENTS or len(came) != EVENTS:
        raise BenchFailed(f"{len(came)} events came in, {len(lasts)} were heard, {EVENTS} wanted")
    return [(last - begin) / 1e6 for last, begin in zip(lasts, came, strict=True)]


@contextmanager
def _talking(arguments: list[str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", *arguments], stdout=subprocess.PIPE, text=True, cwd=PROJECT
    )
    try:
        yield process
    finally:
        end(process)
        assert process.stdout is not None
        process.stdout.close()


def _await_ready(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    if process.stdout.readline().strip() != "ready":
        raise BenchFailed(f"{process.args!r} did not get ready")

"""Durable accepted bets a second over the API, against the same rows inserted raw; how long an acknowledgement takes at a given rate."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from tests.bench.edge_house import EdgeHouse
from tests.bench.figures import Aim, Figure, median, spread
from tests.bench.load import Job, write_job
from tests.bench.processes import BenchFailed, cost, output_of
from tests.bench.raw_books import fresh_books, groups_of, insert_raw
from tests.edge_api.reference import TABLE

PLAYERS, SOCKETS, BETS_A_FRAME, REPETITIONS = 64, 64, 16, 3
CLOSED_S, OPEN_S, REST_S = 3.0, 4.0, 3.0
OPEN_SOCKETS, RATES = 200, (1000, 4000)
NOTE = "the load generator is a process of its own; it shares the cores with front, books, broker and kernel"


@dataclass(frozen=True, slots=True)
class Run:
    """One job's answers, checked against the books. ``first_no..last_no`` are its placements."""

    said: dict[str, Any]
    first_no: int
    last_no: int
    busy: str
    front_us: float
    books_us: float
    raw_rate: float
    a_commit: float

    @property
    def rate(self) -> float:
        return float(self.said["accepted"] / self.said["seconds"])


def bench_bets(house: EdgeHouse) -> list[Figure]:
    """WebSocket closed loop, REST, and two open loops."""
    house.seat(PLAYERS)
    print(f"bets: {NOTE}", flush=True)
    sockets = [_round(house, "closed", SOCKETS, BETS_A_FRAME, CLOSED_S) for _ in range(REPETITIONS)]
    posts = [_round(house, "rest", SOCKETS, 1, REST_S) for _ in range(REPETITIONS)]
    figures = [_throughput("bets_ws", f"bets/s, {SOCKETS} sockets x {BETS_A_FRAME} a frame", sockets, 0.6)]
    figures += _cpu(sockets)
    figures.append(_throughput("bets_rest", f"bets/s, REST, {SOCKETS} connections", posts, None))
    figures += _latency("ack_ws_full", "acknowledgement of a frame, closed loop", sockets, None)
    for rate in RATES:
        run = _round(house, "open", OPEN_SOCKETS, 1, OPEN_S, rate)
        aim = (Aim.AT_MOST, 25.0) if rate == max(RATES) else None
        figures += _latency(f"ack_{rate}", f"acknowledgement at {rate:,} bets/s", [run], aim)
    return figures


def _round(
    house: EdgeHouse, shape: str, sockets: int, a_frame: int, seconds: float, rate: float = 0.0
) -> Run:
    """One round: opened, bet upon, closed; every answer that said accepted is found in the books."""
    board = house.board.board
    house.say(board.opened(60_000))
    before = _placements(house)
    job = Job(shape, house.http_port, TABLE, board.round_id, house.tokens, sockets, a_frame, seconds, rate)
    spent = [cost(pid).cpu_s for pid in (house.process.pid, house.books_pid)]
    said = json.loads(output_of("tests.bench.load", str(write_job(job, house.folder / "job.json"))))
    used = [
        cost(pid).cpu_s - was for pid, was in zip((house.process.pid, house.books_pid), spent, strict=True)
    ]
    house.say(board.closed(), board.outcome("17"))
    after = _placements(house)
    _check(said, after - before, rate * seconds)
    busy = f"front {used[0] / said['seconds']:.0%}, books {used[1] / said['seconds']:.0%}, load {said['cpu_s'] / said['seconds']:.0%} of a core"
    print(f"  {shape:6} {said['accepted']:,} accepted in {said['seconds']:.2f} s; {busy}", flush=True)
    raw_rate, a_commit = _raw(house, before + 1, after)
    front_us, books_us = (1e6 * each / said["accepted"] for each in used)
    return Run(said, before + 1, after, busy, front_us, books_us, raw_rate, a_commit)


def _placements(house: EdgeHouse) -> int:
    return int(house.query("SELECT COALESCE(MAX(placement_no), 0) FROM placements")[0][0])


def _check(said: dict[str, Any], written: int, wanted: float) -> None:
    if said["refused"] or said["accepted"] != written or said["accepted"] < wanted - 0.5:
        raise BenchFailed(
            f"{said['accepted']} accepted, {written} in the books, {wanted:g} wanted; {said['first_refusal']}"
        )


def _throughput(key: str, name: str, runs: list[Run], at_least: float | None) -> Figure:
    rates = [run.rate for run in runs]
    aim = (Aim.RATIO_AT_LEAST, at_least) if at_least else None
    note = f"{spread(rates, '')}; {median([run.a_commit for run in runs]):.0f} a commit"
    return Figure(key, name, median(rates), "/s", median([run.raw_rate for run in runs]), aim, note)


def _cpu(runs: list[Run]) -> list[Figure]:
    """What a bet costs, which other programs on the machine disturb least; the raw limit is the bare statements' time for its rows."""
    raw_us = median([1e6 / run.raw_rate for run in runs])
    return [
        Figure("bet_front_us", "  CPU of the front for a bet", median([run.front_us for run in runs]), "us"),
        Figure(
            "bet_books_us",
            "  CPU of the books for a bet",
            median([run.books_us for run in runs]),
            "us",
            raw_us,
        ),
    ]


def _raw(house: EdgeHouse, first_no: int, last_no: int) -> tuple[float, float]:
    """Rows a second by bare statements, right after the run, and the group size that the edge had made."""
    groups, wanted = groups_of(house.database, first_no, last_no), last_no - first_no + 1
    total = sum(group.size for group in groups)
    if total < 0.9 * wanted:
        raise BenchFailed(f"only {total} of {wanted} placements found by commit")
    target = house.folder / "raw.db"
    writer = fresh_books(house.database, target)
    seconds = insert_raw(writer, groups)
    written = writer.execute("SELECT COUNT(*) FROM placements").fetchone()[0]
    writer.close()
    for part in target.parent.glob(target.name + "*"):
        part.unlink()
    if written != total:
        raise BenchFailed(f"raw: {written} of {total} placements written")
    return total / seconds, total / len(groups)


def _latency(key: str, name: str, runs: list[Run], aim_p99: tuple[Aim, float] | None) -> list[Figure]:
    half, most = [run.said["p50_ms"] for run in runs], [run.said["p99_ms"] for run in runs]
    note = runs[-1].busy
    return [
        Figure(f"{key}_p50", f"{name}, median", median(half), "ms", None, None, note),
        Figure(f"{key}_p99", f"{name}, p99", median(most), "ms", None, aim_p99, ""),
    ]

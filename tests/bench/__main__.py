"""``make bench``: every benchmark in turn, one table, and one JSON line with all figures. Takes about eight minutes; keeps nothing."""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from schemas.sight import SightKind
from tests.bench.bets import bench_bets
from tests.bench.board_house import board_house
from tests.bench.device_latency import bench_device
from tests.bench.edge_house import edge_house
from tests.bench.fan_out import bench_fan_out
from tests.bench.figures import Figure, table
from tests.bench.idle_board import bench_boards
from tests.bench.processes import BenchFailed
from tests.bench.settle_lines import bench_settle_lines
from tests.bench.settling import bench_settling
from tests.bench.sight import bench_sight
from tests.bench.starting import bench_command, bench_starting


def main() -> int:
    """Run all of them, or those named on the command line; 1 when some work was not done."""
    wanted = sys.argv[1:] or list(PARTS)
    unknown = [name for name in wanted if name not in PARTS]
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}; there are: {', '.join(PARTS)}", file=sys.stderr)
        return 2
    load, began = os.getloadavg()[0], time.monotonic()
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, load average {load:.2f} at the start"
    )
    if load > 0.5:
        print("something else is running here: compare within this run only")
    figures, failures = _run(wanted)
    print(
        f"\n{table(figures)}\n\n{time.monotonic() - began:.0f} s, load average {os.getloadavg()[0]:.2f} at the end"
    )
    for failure in failures:
        print(failure, file=sys.stderr)
    print(
        json.dumps(
            {
                "load_at_start": load,
                "failed": failures,
                "figures": {figure.key: figure.as_json() for figure in figures},
            }
        )
    )
    return 1 if failures else 0


def _run(wanted: list[str]) -> tuple[list[Figure], list[str]]:
    """A part that fails does not take the others' figures with it."""
    figures: list[Figure] = []
    failures: list[str] = []
    for name in wanted:
        print(f"\n{name} ...", flush=True)
        try:
            with tempfile.TemporaryDirectory(prefix="studio-floor-bench-") as folder:
                found = PARTS[name](Path(folder))
        except BenchFailed as failure:
            failures.append(f"{name}: {failure}")
            continue
        print(table(found), flush=True)
        figures += found
    return figures, failures


def _board(folder: Path) -> list[Figure]:
    with board_house(folder) as house:
        return [*bench_device(house), *bench_command(house), *bench_starting(house)]


def _bets(folder: Path) -> list[Figure]:
    with edge_house(folder) as house:
        return bench_bets(house)


def _fan_out(folder: Path) -> list[Figure]:
    with edge_house(folder) as house:
        return bench_fan_out(house)


PARTS: dict[str, Callable[[Path], list[Figure]]] = {
    "board": _board,
    "bets": _bets,
    "fan_out": _fan_out,
    "settling": bench_settling,
    "settle_lines": bench_settle_lines,
    "idle_board": bench_boards,
    **{f"sight_{kind.value}": partial(bench_sight, kind) for kind in SightKind},
}

if __name__ == "__main__":
    sys.exit(main())

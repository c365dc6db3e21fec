"""Kills edge, boards and books over fifty times each, and a demo with all its cameras; then runs the demo with faults, a lap of kills at the games that are played on, a lap
of faults at line readers and one of disputes with a lying camera, again and again, each with its own seed; stops at the first figure that is not clean.

SOAK_MINUTES (30) is how long, SOAK_SEED (1) the first seed. Each line says what a run measured; the last one sums up.
SOAK_VIDEO_MINUTES (0: not at all) is how long before that a table's picture runs while viewers come and go; from an hour on, memory that grows
by 1 MB an hour is not clean.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from typing import Any

from tests.soak import disputes, games, readers

RUN_S, KILLS, ROUNDS, DISPUTES = 120, 14, 30, 6
DEATHS = (
    *("tests/scenarios/test_edge_dies.py", "tests/scenarios/test_agent_dies.py"),
    *("tests/edge_api/test_books_killed.py", "tests/edge_api/test_long_books_killed.py"),
    "tests/scenarios/test_demo.py",
)
MANY = "52"
SUMMED = ("rounds_settled", "bets_accepted", "bets_refused", "facts_sent")


def main() -> int:
    """0 when every run was clean. What a lap finds wrong is raised."""
    if (minutes := float(os.environ.get("SOAK_VIDEO_MINUTES", "0"))) and not _video(minutes):
        return 1
    if subprocess.call(
        [sys.executable, "-m", "pytest", "-q", *DEATHS], env={**os.environ, "STUDIO_KILLS": MANY}
    ):
        return 1
    ends = time.monotonic() + 60 * float(os.environ.get("SOAK_MINUTES", "30"))
    seed = int(os.environ.get("SOAK_SEED", "1"))
    sums: Counter[str] = Counter()
    while time.monotonic() < ends:
        code, measured = run(seed)
        print(f"seed {seed}: exit {code}: {json.dumps(measured)}", flush=True)
        if code != 0:
            return 1
        sums.update({name: measured[name] for name in SUMMED} | {"runs": 1})
        print(f"seed {seed}: {games.lap(seed, KILLS)}", flush=True)
        print(f"seed {seed}: {readers.lap(seed, ROUNDS)}", flush=True)
        print(f"seed {seed}: {disputes.lap(seed, DISPUTES)}", flush=True)
        seed += 1
    print(json.dumps(dict(sums)))
    return 0


def _video(minutes: float) -> bool:
    from tests.bench.video.memory import soak  # codecs: only for who asks for them

    clean, told = soak(minutes)
    print(f"video, {minutes:g} minutes: {told}", flush=True)
    return clean


def run(seed: int) -> tuple[int, dict[str, Any]]:
    """One studio: its exit code and the last line that it printed. What it said before is shown if it failed."""
    environment = {**os.environ, "DEMO_FAULTS": "1", "DEMO_SECONDS": str(RUN_S), "DEMO_SEED": str(seed)}
    command = [sys.executable, "-m", "hardware.sim.demo"]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=RUN_S * 5, check=False
    )
    lines = done.stdout.splitlines()
    if done.returncode != 0:
        print(done.stdout[-20_000:], done.stderr[-5_000:], sep="\n")
    try:
        return done.returncode, json.loads(lines[-1])
    except (IndexError, json.JSONDecodeError):
        return done.returncode or 1, {}


if __name__ == "__main__":
    sys.exit(main())

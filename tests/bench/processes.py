"""Programs of the project as processes of their own, and what the kernel says that they cost. Ends only what it started, by its id."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

END_S = 10.0
STEP_S = 0.002
PROJECT = Path(__file__).parents[2]


class BenchFailed(Exception):
    """The work that was to be measured was not done; says which."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process has used so far: CPU seconds, bytes that it had written to storage."""

    cpu_s: float
    written_bytes: int


@contextmanager
def running(
    arguments: Sequence[str], log: Path, env: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """``python -m arguments...`` for the time of the block; its output goes to ``log``."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={**os.environ, **(env or {})},
            cwd=PROJECT,
        )
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[bytes] | subprocess.Popen[str]) -> None:
    """SIGTERM, then SIGKILL."""
    process.terminate()
    try:
        process.wait(END_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def output_of(*arguments: str, stdin: str = "", limit_s: float = 120.0) -> str:
    """What ``python -m arguments...`` prints. Raises BenchFailed when it fails."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=PROJECT,
        timeout=limit_s,
    )
    if done.returncode:
        raise BenchFailed(f"{' '.join(arguments)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def await_true(true: Callable[[], bool], what: str, limit_s: float = 20.0) -> None:
    """Poll every few milliseconds. Raises BenchFailed."""
    give_up = time.monotonic() + limit_s
    while not true():
        if time.monotonic() > give_up:
            raise BenchFailed(f"waited {limit_s:g} s in vain: {what}")
        time.sleep(STEP_S)


def cost(pid: int) -> Cost:
    """From /proc/PID/stat and /proc/PID/io."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    written = next(
        line for line in Path(f"/proc/{pid}/io").read_text().splitlines() if line.startswith("write_bytes")
    )
    return Cost(ticks / os.sysconf("SC_CLK_TCK"), int(written.split()[1]))


def resident_mb(pid: int) -> float:
    """Resident set in MB (10^6 bytes)."""
    line = next(
        line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS")
    )
    return int(line.split()[1]) * 1024 / 1e6


def children(pid: int) -> list[int]:
    """Process ids of the children."""
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

"""``make bench-video``: every target of the video against what this machine does, one table and one JSON line. Keeps nothing.

``python -m tests.bench.video [NAME ...]`` runs only some parts. Exit code 1: a target that was judged is missed, or a part failed.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.processes import BenchFailed
from tests.bench.video.busy_machine import watched
from tests.bench.video.judge import Finding, Verdict, as_json, busy, summary, table, verdicts
from tests.bench.video.parts import PARTS


def main() -> int:
    """Run all parts, or those named on the command line."""
    wanted = sys.argv[1:] or list(PARTS)
    unknown = [name for name in wanted if name not in PARTS]
    if unknown:
        print(f"no such part: {', '.join(unknown)}; there are: {', '.join(PARTS)}", file=sys.stderr)
        return 2
    began = time.monotonic()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, load {_load()}")
    findings, failures = _run(wanted)
    print(
        f"\n{table(findings, whole=not sys.argv[1:])}\n\n{summary(findings)}; {time.monotonic() - began:.0f} s, load {_load()}"
    )
    for failure in failures:
        print(failure, file=sys.stderr)
    print(json.dumps({"targets": as_json(findings), "failed": failures}))
    return 1 if failures or Verdict.MISSED in verdicts(findings).values() else 0


def _run(wanted: list[str]) -> tuple[list[Finding], list[str]]:
    """A part that fails does not take the others' figures with it."""
    findings: list[Finding] = []
    failures: list[str] = []
    for name in wanted:
        print(f"{name} ...", flush=True)
        began = time.monotonic()
        try:
            with tempfile.TemporaryDirectory(prefix="studio-floor-video-") as folder, watched() as machine:
                found = PARTS[name](Path(folder))
        except BenchFailed as failure:
            failures.append(f"{name}: {failure}")
            continue
        print(f"    {time.monotonic() - began:.0f} s, {machine.mean:.1f} tasks wanted to run", flush=True)
        findings += busy(found, machine.too_busy) if machine.too_busy else found
    return findings, failures


def _load() -> str:
    return f"{os.getloadavg()[0]:.2f}"


if __name__ == "__main__":
    sys.exit(main())

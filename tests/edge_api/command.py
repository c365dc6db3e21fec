"""`edge-api` with words and streams of one's own, in this process: no interpreter is started for what an owner says once."""

from __future__ import annotations

import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from edge_api.__main__ import main


@dataclass
class Ran:
    """How a command ended and what it said."""

    returncode: int
    stdout: str
    stderr: str


def run(*words: str, stdin: str = "") -> Ran:
    """Until it ends."""
    out, err, before = io.StringIO(), io.StringIO(), sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin.encode()))
    try:
        with redirect_stdout(out), redirect_stderr(err):
            code = main(words)
    finally:
        sys.stdin = before
    return Ran(code, out.getvalue(), err.getvalue())


def administer(config: Path, *lines: str) -> list[str]:
    """`admin batch`: these lines, all of which must be possible; what is said, line by line."""
    done = run("admin", "--config", str(config), "batch", stdin="".join(f"{line}\n" for line in lines))
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()


def secret_in(line: str) -> str:
    """The operator key's secret, which is shown once."""
    label, _, secret = line.partition(": ")
    assert label.startswith("secret"), line
    return secret

"""A child program that is spoken to in lines: what it is told on stdin, it answers on stdout. Ended with its block."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.bench.processes import PROJECT, BenchFailed, end


@dataclass(frozen=True, slots=True)
class Talker:
    """A running program."""

    process: subprocess.Popen[str]

    @property
    def pid(self) -> int:
        """Of the process."""
        return self.process.pid

    def ask(self, line: str) -> str:
        """Say a line, hear a line. Raises BenchFailed when it has ended."""
        assert self.process.stdin is not None
        print(line, file=self.process.stdin, flush=True)
        return self.hear()

    def grow(self, count: int) -> None:
        """To a crowd: return when so many viewers are served. Raises BenchFailed."""
        if self.ask(str(count)) != "ready":
            raise BenchFailed(f"{self.process.args!r}: not {count} viewers")

    def hear(self) -> str:
        """Its next line. Raises BenchFailed when it has ended."""
        assert self.process.stdout is not None
        heard = self.process.stdout.readline()
        if not heard:
            raise BenchFailed(f"{self.process.args!r} has ended: {self.process.poll()}")
        return heard.strip()


@contextmanager
def talking(*arguments: str) -> Iterator[Talker]:
    """``python -m arguments...`` for the time of the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
    )
    try:
        yield Talker(process)
    finally:
        end(process)
        for pipe in (process.stdin, process.stdout):
            assert pipe is not None
            pipe.close()

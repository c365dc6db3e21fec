"""The demo's processes: each in a session of its own, with its output in a file, ended by its id and no other. No child outlives the demo."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import hardware

PROJECT = Path(hardware.__file__).parents[1]
LEASH = "from hardware.sim.demo.leash import run; run()"
END_S = 10.0
TROUBLE = re.compile(r"\b(ERROR|CRITICAL|WARNING)\b")
TRACEBACK = "Traceback (most recent call last)"
SHOWN_LINES, TRACEBACK_LINES, LAST_LINES = 12, 40, 12


class ChildDied(Exception):
    """A process of the demo ended although nobody asked it to."""


@dataclass(slots=True)
class Child:
    """One running process."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    asked_to_end: bool = False

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    def end(self, limit_s: float = END_S) -> int:
        """SIGTERM, then SIGKILL for its whole session; its exit code."""
        self.asked_to_end = True
        if self.running:
            self.process.terminate()
            try:
                return self.process.wait(limit_s)
            except subprocess.TimeoutExpired:
                self.kill()
        return self.process.wait()

    def kill(self) -> None:
        """SIGKILL to the process and what it started."""
        self.asked_to_end = True
        if self.running:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def let_go(self, limit_s: float = END_S) -> None:
        """Close its standard input and wait for it to end by itself."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process.wait(limit_s)

    def ended(self, limit_s: float) -> int | None:
        """Its exit code once it has ended by itself; None when it still runs after ``limit_s``."""
        try:
            return self.process.wait(limit_s)
        except subprocess.TimeoutExpired:
            return None

    def failed(self, what: str) -> ChildDied:
        """To raise: what failed, and the last lines of its output, since the log goes with the demo's folder."""
        said = "\n".join(f"    {line}" for line in self._text().splitlines()[-LAST_LINES:])
        return ChildDied(f"{what}; {self.name} said:\n{said or '    nothing'}")

    def trouble(self) -> list[str]:
        """The first warnings in its output, each once, then its last traceback whole. What comes back is told below a warning."""
        text = self._text()
        warnings = list(dict.fromkeys(filter(TROUBLE.search, text.splitlines())))
        last = text[text.rindex(TRACEBACK) :].splitlines() if TRACEBACK in text else []
        return warnings[:SHOWN_LINES] + last[:TRACEBACK_LINES]

    def _text(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""


@dataclass(slots=True)
class Children:
    """All of them, in the order in which they were started; ended in the reverse order."""

    logs: Path
    children: list[Child] = field(default_factory=list)

    def start(self, name: str, command: Sequence[str], env: Mapping[str, str] | None = None) -> Child:
        """Start a program on a leash."""
        log = self.logs / f"{name}.log"
        leashed = [sys.executable, "-c", LEASH, str(os.getpid()), *command]
        with log.open("ab") as output:
            process = subprocess.Popen(
                leashed,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, **(env or {})},
                cwd=PROJECT,
                start_new_session=True,
            )
        child = Child(name, process, log)
        self.children.append(child)
        return child

    def module(self, name: str, module: str, *arguments: str, env: Mapping[str, str] | None = None) -> Child:
        """Start a module of the project."""
        return self.start(name, [sys.executable, "-m", module, *arguments], env)

    def named(self, name: str) -> Child:
        """The latest child of that name."""
        return next(child for child in reversed(self.children) if child.name == name)

    def dead(self) -> list[Child]:
        """Those that ended unasked."""
        return [child for child in self.children if not child.running and not child.asked_to_end]

    def end_all(self) -> None:
        """End what still runs, last started first."""
        for child in reversed(self.children):
            child.end()

    def troubles(self) -> dict[str, list[str]]:
        """Warnings and tracebacks by process."""
        return {child.name: lines for child in self.children if (lines := child.trouble())}


def run_to_end(
    command: Sequence[str], stdin: str = "", limit_s: float = 60.0
) -> subprocess.CompletedProcess[str]:
    """Run a command of the project and wait for it."""
    return subprocess.run(
        command, input=stdin, capture_output=True, text=True, timeout=limit_s, cwd=PROJECT, check=False
    )

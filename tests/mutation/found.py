"""What `mutmut run` left in mutants/: each mutant with its fate, and what was changed in those that no test noticed. Runs nothing by itself."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

Show = Callable[[str], str]


class Fate(Enum):
    """What became of a mutant. UNSEEN: no test runs its function. UNCHECKED: the run has not come to it."""

    KILLED = "killed"
    SURVIVED = "survived"
    UNSEEN = "no test"
    UNCHECKED = "unchecked"


FATES = {0: Fate.SURVIVED, 5: Fate.UNSEEN, 33: Fate.UNSEEN, None: Fate.UNCHECKED, 2: Fate.UNCHECKED}
"""By mutmut's exit code; any other is a kill: a failed test, a time-out, a crash."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: the file it is in, its name at mutmut."""

    file: str
    name: str
    fate: Fate

    @property
    def function(self) -> str:
        """The function that was changed."""
        return self.name.rpartition("__mutmut_")[0]


@dataclass(frozen=True, slots=True)
class Change:
    """What a mutant changed: lines taken out and put in, as one text each."""

    function: str
    removed: str
    added: str


def mutants(folder: Path) -> Iterator[Mutant]:
    """Every mutant that mutmut made. Raises OSError, ValueError when ``folder`` holds no run of it."""
    for meta in sorted(folder.rglob("*.py.meta")):
        codes = json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]
        for name, code in codes.items():
            yield Mutant(meta.name.removesuffix(".meta"), name, FATES.get(code, Fate.KILLED))


def show(name: str) -> str:
    """The difference that a mutant makes, as `mutmut show` prints it."""
    command = [sys.executable, "-m", "mutmut", "show", name]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def change_of(mutant: Mutant, difference: str) -> Change:
    """What a unified difference takes out and puts in, without indentation."""
    lines = [line for line in difference.splitlines() if not line.startswith(("---", "+++"))]
    removed, added = (
        " ".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in ("-", "+")
    )
    return Change(mutant.function, removed, added)

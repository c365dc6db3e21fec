"""The demo's pages and who may look at them: told once everything is up, and kept in a file that only its owner can read."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hardware.sim.demo.floor_plan import STAFF


@dataclass(frozen=True, slots=True)
class LogIns:
    """``passwords`` of the staff by name, ``tokens`` of a guest by table: nobody simulated uses his money."""

    url: str
    passwords: Mapping[str, str]
    tokens: Mapping[str, str]

    @property
    def text(self) -> str:
        """Lines for people."""
        floor = [f"floor page     {self.url}/floor"]
        staff = [
            f"  log in as    {name:6} {self.passwords[name]}   ({role.replace('_', ' ')})"
            for name, role in STAFF.items()
        ]
        players = [
            f"player page    {self.url}/play/{table}#token={token}" for table, token in self.tokens.items()
        ]
        return "\n".join([*floor, *staff, *players])

    def keep(self, path: Path) -> None:
        """The same in a file of mode 0600."""
        path.unlink(missing_ok=True)
        with os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
        ) as file:
            file.write(self.text + "\n")

"""Runs of equal results: how long the present one is, and the longest of each kind so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Streaks:
    """``longest`` by result."""

    now: str | None = None
    length: int = 0
    longest: dict[str, int] = field(default_factory=dict)

    def add(self, result: str | None) -> None:
        """The next result; None belongs to no run and ends the present one."""
        self.length = (
            self.length + 1 if result is not None and result == self.now else int(result is not None)
        )
        self.now = result
        if result is not None:
            self.longest[result] = max(self.length, self.longest.get(result, 0))

    def to_json(self) -> dict[str, Any]:
        """``{"now": result or null, "length", "longest": {result: length}}``."""
        return {"now": self.now, "length": self.length, "longest": dict(self.longest)}

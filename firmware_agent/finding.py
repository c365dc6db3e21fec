"""What ``firmware-agent check`` has found: one line a part, good, doubtful or failed. Tries nothing itself."""

from __future__ import annotations

from dataclasses import dataclass


class Failed(Exception):
    """What is wrong, and what to do."""


class Warned(Exception):
    """What works and should not stay so. The check does not fail for it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    part: str
    good: bool
    said: str
    doubtful: bool = False

    def __str__(self) -> str:
        word = "WARN" if self.doubtful else "ok  " if self.good else "FAIL"
        return f"{word} {self.part}: {self.said}"

"""One thing that was looked at when a clip was proved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether it holds, and a sentence. ``missing_ns``: so much of the time has no picture, as is owned up to."""

    holds: bool
    text: str
    missing_ns: int = 0

    @property
    def is_gap(self) -> bool:
        """True, but not what one would wish."""
        return self.missing_ns > 0


def verdict(findings: Iterable[Finding]) -> str:
    """All of it in one sentence."""
    found = list(findings)
    wrong = sum(not each.holds for each in found)
    if wrong:
        return f"{wrong} thing{'s are' if wrong > 1 else ' is'} wrong"
    missing_s = sum(each.missing_ns for each in found) / 1e9
    if missing_s:
        return f"what is there is what board and edge signed; {missing_s:.1f} s of the time are missing"
    return "the clip is what board and edge signed, and nothing of it is missing"

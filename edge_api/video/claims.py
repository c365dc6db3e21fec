"""Which board may send a table's picture, when two say that they are its board: the one whose picture is live keeps it. Reads no clock, closes nothing."""

from __future__ import annotations

from dataclasses import dataclass

SILENT_NS = 2_000_000_000
"""A board that has sent nothing for so long may be replaced by another."""


class Taken(Exception):
    """Another board sends this table's picture now."""


@dataclass(slots=True)
class Claim:
    """``session``: when the board's video process began. ``heard_ns``: when it was last heard, monotonic."""

    table: str
    boot_id: str
    session: int
    heard_ns: int


class Claims:
    """At most one claim a table."""

    def __init__(self) -> None:
        self._held: dict[str, Claim] = {}

    def claim(self, asked: Claim) -> Claim | None:
        """Hold the table from now on; the claim that this one replaces, whose line must be ended.

        A board that comes again (the same boot, no older session) replaces its own line at once: the old one is known to be dead before TCP knows it.
        One whose clock was set back meanwhile says an older session: it waits until that line is silent, like any other.

        Raises:
            Taken: another board's picture is live.
        """
        held = self._held.get(asked.table)
        if held is not None and not _may_replace(asked, held):
            raise Taken(f"another board sends the picture of table {asked.table}")
        self._held[asked.table] = asked
        return held

    def release(self, claim: Claim) -> None:
        """Let go; a claim that was replaced holds nothing."""
        if self._held.get(claim.table) is claim:
            del self._held[claim.table]


def _may_replace(asked: Claim, held: Claim) -> bool:
    is_its_own = asked.boot_id == held.boot_id and asked.session >= held.session
    return is_its_own or asked.heard_ns - held.heard_ns > SILENT_NS

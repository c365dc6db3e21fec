"""The board's own reasons against opening a round: the edge, the clock, the disk, the picture, a copied card. It lists them; the gate acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from firmware_agent.health import Health, clock_trouble
from firmware_agent.outbox import Outbox
from firmware_agent.uplink import Uplink

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Readiness:
    """``started_seq`` is the number of this run's TableStarted: until the edge has receipted it, nobody knows where the log stands.

    ``picture``: why it is not good enough, at a table that needs one.
    """

    outbox: Outbox
    uplink: Uplink
    health: Health
    started_seq: Callable[[], int]
    require_sync: bool
    reserve_mib: int
    picture: Callable[[], str | None] | None = None

    def reasons(self) -> list[str]:
        """Why no round may open now; empty when all is well."""
        found = (self.uplink.fenced, self._unconfirmed(), self._clock(), self._disk(), self._picture())
        return [reason for reason in found if reason]

    def _unconfirmed(self) -> str | None:
        known = self.outbox.receipted >= self.started_seq() > 0
        return None if known else "the edge has not confirmed this start yet"

    def _clock(self) -> str | None:
        return clock_trouble(self.health.clock_quality) if self.require_sync else None

    def _picture(self) -> str | None:
        return None if self.picture is None else self.picture()

    def _disk(self) -> str | None:
        free = self.health.disk_free_bytes()
        return (
            f"the disk has only {free // MIB} MiB left, {self.reserve_mib} are kept"
            if free < self.reserve_mib * MIB
            else None
        )

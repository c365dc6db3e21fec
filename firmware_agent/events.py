"""Facts as CloudEvents: position in the chain, the time of sensing, and how far the clock may be wrong. Refuses to reword a fact once written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hardware.clock import Clock
from hardware.clock_quality import ClockQuality
from schemas.envelope import Event, event_hash
from schemas.facts import Fact
from schemas.stream import Head
from schemas.times import rfc3339


@dataclass(frozen=True, slots=True)
class EventWriter:
    """What every event of this board's run has in common."""

    site: str
    table: str
    boot_id: str
    clock: Clock
    quality: Callable[[], ClockQuality]

    def write(self, fact: Fact, at_ns: int, after: Head) -> tuple[bytes, Head]:
        """The event that follows ``after``, and the head that it makes. ``at_ns`` is monotonic time of sensing."""
        seq = after.seq + 1
        quality = self.quality()
        # Not validated again: every part is made here, and this is the path from a ball to the wire.
        event = Event.model_construct(
            id=f"{self.table}:{after.epoch}:{seq}",
            source=f"urn:studio-floor:{self.site}:t:{self.table}",
            type=f"floor.{fact.kind}.v1",
            time=self.utc_text(at_ns),
            subject=f"round/{fact.about_round}" if fact.about_round else f"table/{self.table}",
            dataschema=f"urn:studio-floor:schema:{fact.kind}:{fact.schema_version}",
            epoch=str(after.epoch),
            seq=str(seq),
            prevhash=after.chain_hash,
            bootid=self.boot_id,
            monons=str(at_ns),
            clkerrus=quality.error_us,
            clksrc=quality.source,
            data=fact.model_dump(mode="json", exclude_none=True),
        )
        return _finished(event, after.epoch)

    def utc_text(self, at_ns: int) -> str:
        """RFC 3339 UTC with microseconds of a monotonic time of this boot."""
        utc_ns = self.clock.utc_ns() - (self.clock.monotonic_ns() - at_ns)
        return rfc3339(utc_ns)


def reissued(payload: bytes, table: str, after: Head) -> tuple[bytes, Head]:
    """The same fact, numbered anew behind ``after``; ``reissue`` keeps the position that it had first."""
    event = Event.consume(payload)
    seq = after.seq + 1
    renumbered = event.model_copy(
        update={
            "id": f"{table}:{after.epoch}:{seq}",
            "epoch": str(after.epoch),
            "seq": str(seq),
            "prevhash": after.chain_hash,
            "reissue": event.reissue or f"{event.epoch}:{event.seq}",
        }
    )
    return _finished(renumbered, after.epoch)


def _finished(event: Event, epoch: int) -> tuple[bytes, Head]:
    payload = event.model_dump_json(exclude=None if event.reissue else {"reissue"}).encode()
    return payload, Head(epoch, int(event.seq), event_hash(payload))

"""A table's event whose signature was right and whose place in the chain is next, with the moment it came in."""

from __future__ import annotations

from dataclasses import dataclass

from edge_api.clock import Now
from schemas.envelope import Event, Opened


@dataclass(frozen=True, slots=True)
class ReceivedFact:
    """``table_id`` is the topic's; ``event`` is ``opened.payload`` parsed; ``received`` is stamped when it left the socket."""

    table_id: str
    event: Event
    opened: Opened
    received: Now

    @property
    def fact_id(self) -> str:
        """The idempotency key everywhere: ``table:epoch:seq``."""
        return f"{self.table_id}:{self.event.epoch}:{self.event.seq}"

    @property
    def kind(self) -> str:
        """The fact's kind (``Event.kind``)."""
        return self.event.kind

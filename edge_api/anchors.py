"""Where things lie in a table's picture, as its board says: passed on to whoever watches as soon as it changes; a rotor that only turns, about once a second. For graphics only; nothing is decided by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from edge_api.books.effects import Effects, News
from edge_api.books.flood import Floods, Flow
from edge_api.clock import Now
from schemas.sight import Anchors

LEAF = "anchors"
EVERY_NS = 900_000_000
"""A rotor's pose comes twice a second and holds for several; thousands of players need it once. What lies elsewhere than before is told at once."""


MOST, WITHIN_NS = 300, 10_000_000_000
"""A camera says it with every look at most, thirty a second."""

Alarm = Callable[[str, str, str, str, Now], Effects]
"""(table, code, text, severity, now): people should hear."""


@dataclass(slots=True)
class AnchorsTaker:
    """Takes the leaf ``anchors`` (``books.intake.Taker``)."""

    alarm: Alarm
    _floods: Floods = field(default_factory=lambda: Floods(MOST, WITHIN_NS))
    _told: dict[str, tuple[int, Anchors]] = field(default_factory=dict)

    def take(self, table: str, payload: bytes, received: Now) -> list[Effects]:
        """The event ``anchors`` for the table's watchers; a ValidationError is the caller's."""
        match self._floods.take(table, received.mono_ns):
            case Flow.DROPPED:
                return []
            case Flow.TELL:
                text = f"the board of {table} says more than {MOST} times in {WITHIN_NS // 10**9} s where things lie: dropped"
                return [self.alarm(table, "anchors_flood", text, "warning", received)]
        anchors = Anchors.consume(payload)
        if not self._is_due(table, anchors, received.mono_ns):
            return []
        self._told[table] = received.mono_ns, anchors
        body = anchors.model_dump(mode="json")
        return [Effects(news=(News(table, LEAF, body, utc_ns=int(anchors.utc_ns)),))]

    def _is_due(self, table: str, anchors: Anchors, now_ns: int) -> bool:
        known = self._told.get(table)
        if known is None:
            return True
        at_ns, before = known
        if (before.slots, before.seen, before.to_table) != (anchors.slots, anchors.seen, anchors.to_table):
            return True
        return before.rotor != anchors.rotor and now_ns - at_ns >= EVERY_NS

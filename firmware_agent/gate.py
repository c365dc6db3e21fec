"""Whether the board itself lets new rounds open. It pauses the table for its own reasons and undoes only its own pauses. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from firmware_agent.rounds.machine import Verdict
from hardware.orders import Ordered, OrderName

BOARD = "board"


class Gate:
    """``holds`` is True while the pause in effect is the board's own; the caller stores it with the machine's memory."""

    def __init__(self, holds: bool) -> None:
        self.holds = holds

    def order(self, reasons: Sequence[str], paused: bool, now_ns: int) -> Ordered | None:
        """The pause or resumption that ``reasons`` (none: all is well) now call for."""
        if reasons and not paused:
            self.holds = True
            return _order(OrderName.PAUSE, reasons, now_ns)
        if not reasons and self.holds:
            self.holds = False
            return _order(OrderName.RESUME, (), now_ns) if paused else None
        return None

    def judge(self, order: Ordered, reasons: Sequence[str]) -> Verdict | None:
        """The board's own word on somebody's order; None when it has none and the machine decides."""
        if reasons and order.name in (OrderName.OPEN, OrderName.RESUME):
            return Verdict(False, "wrong_phase", "the board lets no round open: " + "; ".join(reasons))
        if self.holds and order.name is OrderName.PAUSE:
            self.holds = False
            return Verdict(
                True, message="already paused by the board; now it stays paused until somebody resumes it"
            )
        return None


def pause_for_good(reason: str, now_ns: int) -> Ordered:
    """A pause that only a person may end."""
    return _order(OrderName.PAUSE, (reason,), now_ns)


def _order(name: OrderName, reasons: Sequence[str], now_ns: int) -> Ordered:
    return Ordered(now_ns, name, command_id=BOARD, by=BOARD, reason="; ".join(reasons)[:500])

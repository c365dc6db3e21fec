"""The wire between a simulated device and its line, with the faults that wires have. What is damaged here the device believes to have sent."""

from __future__ import annotations

from collections import deque
from enum import Enum
from random import Random
from typing import Protocol

from hardware.sim.agenda import Agenda
from hardware.sim.control import Order


class LineFault(Enum):
    """What a line does to the next packet."""

    GARBLED = "garbled"
    """One byte arrives with bits flipped."""
    LOST_BYTES = "lost_bytes"
    """One to four neighbouring bytes are missing."""
    CUT_SHORT = "cut_short"
    """The second half is missing, line end too: the next packet follows at once."""
    GLUED = "glued"
    """Held back and delivered in one piece with the packet after it."""
    LOST = "lost"
    """All of it is missing."""


class Line(Protocol):
    """Where packets go: a pseudo-terminal, or a list in a test."""

    def send(self, data: bytes) -> None:
        """Put bytes on the wire."""

    def plug(self) -> None:
        """The adapter goes into its socket."""

    def unplug(self) -> None:
        """The adapter is pulled out."""


class Wire:
    """Sends packets through the faults that are armed, each fault once."""

    def __init__(self, line: Line, agenda: Agenda, rng: Random) -> None:
        self._line = line
        self._agenda = agenda
        self._rng = rng
        self._armed: deque[LineFault] = deque()
        self._held = b""

    def send(self, packet: bytes) -> None:
        """One packet of the device; the oldest armed fault strikes it."""
        if self._armed and self._armed[0] is LineFault.GLUED:
            self._armed.popleft()
            self._held += packet
            return
        if self._armed:
            packet = self._damaged(packet, self._armed.popleft())
        self._line.send(self._held + packet)
        self._held = b""

    def arm(self, fault: LineFault, times: int = 1) -> None:
        """Let ``fault`` strike the next ``times`` packets (after those armed before)."""
        self._armed.extend([fault] * times)

    def forget(self) -> None:
        """No fault strikes any more, and what was held back is lost."""
        self._armed.clear()
        self._held = b""

    def unplug(self, for_s: float | None = None) -> None:
        """Pull the adapter; it returns by itself after ``for_s`` seconds, if given."""
        self._line.unplug()
        if for_s is not None:
            self._agenda.call_later(for_s, self._line.plug)

    def obey(self, order: Order) -> Order:
        """``noise`` {noise, times}, ``unplug`` {for_s}, ``plug``, ``say`` {hex}.

        Raises:
            KeyError, ValueError: not one of these.
        """
        match order["do"]:
            case "noise":
                self.arm(LineFault(order["noise"]), int(order.get("times", 1)))
            case "unplug":
                self.unplug(order.get("for_s"))
            case "plug":
                self._line.plug()
            case "say":
                self._line.send(bytes.fromhex(order["hex"]))
            case other:
                raise ValueError(f"no such order: {other!r}")
        return {"ok": True}

    def _damaged(self, packet: bytes, fault: LineFault) -> bytes:
        at = self._rng.randrange(len(packet))
        match fault:
            case LineFault.GARBLED:
                return packet[:at] + bytes([packet[at] ^ self._rng.randrange(1, 128)]) + packet[at + 1 :]
            case LineFault.LOST_BYTES:
                return packet[:at] + packet[at + self._rng.randint(1, 4) :]
            case LineFault.CUT_SHORT:
                return packet[: len(packet) // 2]
            case LineFault.GLUED | LineFault.LOST:
                return b""

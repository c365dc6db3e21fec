"""What all simulated line readers do alike: tell lines through their faults, keep what lies, obey orders. Reads no clock, opens no port."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from random import Random
from typing import Any, ClassVar

from hardware.sim.agenda import Action, Agenda, Handle
from hardware.sim.camera.feed import Show, nobody_watches
from hardware.sim.control import Order
from hardware.sim.reader.faults import THROWN_ONLY, ArmedFaults, ReaderFault
from hardware.sim.reader.pace import Pace
from hardware.sim.reader.words import numbered
from hardware.sim.wire import Line, Wire


class SimulatedReader(ABC):
    """A reader and the hand at it. ``laid`` are the readings of this round as they lie, whatever was told of them."""

    verb: ClassVar[str] = "deal"
    thrown: ClassVar[bool] = False

    def __init__(
        self, agenda: Agenda, line: Line, rng: Random, pace: Pace | None = None, checked: bool = False
    ) -> None:
        self._agenda, self._rng, self._checked = agenda, rng, checked
        self.wire = Wire(line, agenda, rng)
        self._pace = pace or Pace()
        self._faults = ArmedFaults()
        self._rigged: deque[str] = deque()
        self._next_move: Handle | None = None
        self._number = -1
        self._hangs = False
        self.laid: list[str] = []
        self.stage: Show = nobody_watches

    @property
    def dealing(self) -> bool:
        """Whether the hand is at work."""
        return self._next_move is not None

    # --- the device's life -------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Power on: nothing lies, and a reader says nothing until it reads."""
        self.stage("table", key="table", **self._table())
        self.clear()

    def host_opened(self) -> None:
        """A host may come in the middle of a line."""
        if self._faults.take(ReaderFault.TAIL_AT_OPEN):
            self.wire.send(self._line(self._sample())[-2:].encode() + b"\r\n")

    def receive(self, data: bytes) -> None:
        """A line reader takes no commands."""
        del data

    def obey(self, order: Order) -> Order:
        """An order through the back door (docs/simulation.md lists them).

        Raises:
            KeyError, ValueError: not an order of this reader, or not now.
        """
        match order["do"]:
            case "deal":
                self.deal()
            case word if word == self.verb:
                self.deal()
            case "clear":
                self.clear()
            case "next":
                self.rig(order["reading"])
            case "fault":
                self.arm(ReaderFault(order["fault"]), int(order.get("times", 1)))
            case "forget":
                self.forget()
            case "error":
                self.tell(f"ERR {order.get('text', 'switched off')}")
            case "state":
                return self.state()
            case _:
                return self.wire.obey(order)
        return {"ok": True}

    def state(self) -> Order:
        """What somebody at the table sees. ``again``: what lies does not decide the round, it has to be thrown once more."""
        return {"dealing": self.dealing, "again": False, "laid": list(self.laid)}

    # --- the hand ----------------------------------------------------------------------------------------------------

    @abstractmethod
    def deal(self) -> None:
        """Do what the game needs now.

        Raises:
            ValueError: not now; says why.
        """

    def clear(self) -> None:
        """The layout is cleared, what is under way is dropped; a reader that hangs is switched off and on."""
        if self._next_move is not None:
            self._next_move.cancel()
        self._next_move = None
        self._hangs = False
        self.laid = []
        self.stage("clear", fresh=True)

    def rig(self, reading: str) -> None:
        """Decide a reading to come: a card "QD", dice "346", a segment "2x".

        Raises:
            ValueError: this table has no such reading.
        """
        self._check(reading)
        self._rigged.append(reading)

    def arm(self, fault: ReaderFault, times: int = 1) -> None:
        """Let ``fault`` strike the next ``times`` occasions.

        Raises:
            ValueError: it can't happen here.
        """
        if fault in THROWN_ONLY and not self.thrown:
            raise ValueError(f"{fault.value}: cards are not thrown")
        self._faults.arm(fault, times)

    def forget(self) -> None:
        """What was decided and has not come, and every fault that has not struck: as if it had never been ordered."""
        self._rigged.clear()
        self._faults.forget()
        self.wire.forget()

    def _plan(self, delay_s: float, action: Action) -> None:
        self._next_move = self._agenda.call_later(delay_s, action)

    def _busy(self) -> None:
        if self.dealing:
            raise ValueError(f"the hand is at work: wait before you {self.verb}")

    # --- what is told ------------------------------------------------------------------------------------------------

    def tell(self, text: str) -> None:
        """One line."""
        self._hangs = self._hangs or self._faults.take(ReaderFault.SILENT)
        if self._hangs:
            return
        self._number += 1
        said = numbered(self._number, text) if self._checked else text
        self.wire.send(said.encode("ascii") + b"\r\n")

    def tell_reading(self, reading: str) -> None:
        """What the reader makes of ``reading``."""
        if self._faults.take(ReaderFault.MISSING):
            self._number += 1
            return
        twice = self._faults.take(ReaderFault.DOUBLED)
        for _ in range(1 + twice):
            self.tell(self._read(reading))

    def _read(self, reading: str) -> str:
        if self._faults.take(ReaderFault.UNREADABLE):
            return "ERR unreadable"
        if self._faults.take(ReaderFault.UNKNOWN_CODE):
            return self._unknown()
        if self._faults.take(ReaderFault.MISREAD):
            return self._line(self._another_than(reading))
        return self._line(reading)

    def _another_than(self, reading: str) -> str:
        while (other := self._sample()) == reading:
            pass
        return other

    # --- what each kind fills in -------------------------------------------------------------------------------------

    @abstractmethod
    def _table(self) -> dict[str, Any]:
        """What a camera must know of the table: ``game``, and the ``segments`` of a money wheel."""

    @abstractmethod
    def _line(self, reading: str) -> str:
        """The line of a reading."""

    @abstractmethod
    def _unknown(self) -> str:
        """A line with a code that stands for nothing."""

    @abstractmethod
    def _sample(self) -> str:
        """Any reading that this table may have."""

    @abstractmethod
    def _check(self, reading: str) -> None:
        """Raise ValueError if this table has no such reading."""

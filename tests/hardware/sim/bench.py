"""A line that only remembers, and devices turned by hand: simulated bytes without ports, threads or waiting."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from hardware.decode.angel_eye import AngelEye
from hardware.decode.cammegh_ss2 import CammeghSs2
from hardware.decode.decoder import Decoder
from hardware.signals import Signal
from hardware.sim.agenda import ScriptAgenda
from hardware.sim.shoe.shoe import SimulatedShoe
from hardware.sim.wheel.protocol import GAME_SERVER_MODE
from hardware.sim.wheel.wheel import SimulatedWheel


@dataclass
class ListLine:
    """Keeps (seconds, bytes) of everything sent, and when it was plugged."""

    agenda: ScriptAgenda
    sent: list[tuple[float, bytes]] = field(default_factory=list)
    plugs: list[tuple[float, bool]] = field(default_factory=list)

    def send(self, data: bytes) -> None:
        self.sent.append((self.agenda.now_s, data))

    def plug(self) -> None:
        self.plugs.append((self.agenda.now_s, True))

    def unplug(self) -> None:
        self.plugs.append((self.agenda.now_s, False))

    @property
    def bytes(self) -> bytes:
        return b"".join(data for _, data in self.sent)

    def signals(self, decoder: Decoder) -> list[Signal]:
        """What the real decoder makes of it."""
        return [signal for at_s, data in self.sent for signal in decoder.feed(data, round(at_s * 1e9))]


class WheelBench:
    """A wheel at place bets, its line and its agenda."""

    def __init__(self, mode: int = GAME_SERVER_MODE, seed: int = 1) -> None:
        self.agenda = ScriptAgenda()
        self.line = ListLine(self.agenda)
        self.wheel = SimulatedWheel(self.agenda, self.line, Random(seed), mode=mode)
        self.wheel.start()
        self.agenda.advance(2)

    def spin(self, seconds: float = 50) -> None:
        self.wheel.receive(b"*u 1\r\n")
        self.agenda.advance(seconds)

    def signals(self) -> list[Signal]:
        self.decoder = CammeghSs2("wheel")
        return self.line.signals(self.decoder)


class ShoeBench:
    """A shoe that has said hello, its line and its agenda."""

    def __init__(self, seed: int = 1) -> None:
        self.agenda = ScriptAgenda()
        self.line = ListLine(self.agenda)
        self.shoe = SimulatedShoe(self.agenda, self.line, Random(seed))
        self.shoe.start()
        self.agenda.advance(1)

    def coup(self, seconds: float = 12) -> None:
        self.shoe.deal()
        self.agenda.advance(seconds)

    def signals(self) -> list[Signal]:
        self.decoder = AngelEye("shoe")
        return self.line.signals(self.decoder)

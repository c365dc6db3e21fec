"""What the agent's tests put on the workbench: an outbox with a real key and file, an edge's key, and facts to send."""

from __future__ import annotations

import base64
import itertools
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from firmware_agent.events import EventWriter
from firmware_agent.outbox import Outbox
from firmware_agent.outbox_file import Connect, connect
from firmware_agent.rounds.machine import Publish
from firmware_agent.signing import BoardKey, EdgeKeys, board_key
from hardware.clock_quality import ClockQuality
from schemas.envelope import Check
from schemas.facts import SupervisorCalled, TableStarted
from schemas.phases import Game

SITE, TABLE = "demo", "roulette-01"
START_S = 1_800_000_000


@dataclass
class BenchClock:
    """Time that moves only when told, and a little for every look."""

    mono_ns: int = 5_000_000_000
    wall_ns: int = START_S * 1_000_000_000
    step_ns: int = 1_000

    def monotonic_ns(self) -> int:
        self.mono_ns += self.step_ns
        return self.mono_ns

    def utc_ns(self) -> int:
        return self.wall_ns + self.mono_ns


@dataclass
class EdgeSigner:
    """The edge's key, as the board knows it."""

    key_id: str = "edge-1#1"
    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def public(self) -> dict[str, str]:
        raw = self.private.public_key().public_bytes_raw()
        return {self.key_id: base64.urlsafe_b64encode(raw).rstrip(b"=").decode()}

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)


def good_clock() -> ClockQuality:
    return ClockQuality("chrony", 400, synchronised=True)


def writer(clock: BenchClock | None = None) -> EventWriter:
    return EventWriter(SITE, TABLE, "boot-1", clock or BenchClock(), good_clock)


def key(folder: Path) -> BoardKey:
    return board_key(folder, TABLE)


def outbox(folder: Path, clock: BenchClock | None = None, open_file: Connect = connect) -> Outbox:
    return Outbox(folder, writer(clock), key(folder), open_file)


def calls(first: int, count: int) -> list[Publish]:
    """Facts that can be told apart by their number."""
    numbers = itertools.islice(itertools.count(first), count)
    return [Publish(number, SupervisorCalled(reason=f"call {number}")) for number in numbers]


def started() -> Publish:
    return Publish(1, TableStarted(game=Game.ROULETTE, firmware="0", config_hash="0" * 64))


def board_check(folder: Path) -> Check:
    """What the edge checks the board's signatures with."""
    return EdgeKeys({f"{TABLE}#1": key(folder).public_key}).check

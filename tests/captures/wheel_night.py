"""A seeded night of a free-running wheel, byte by byte, with the faults that captures of real ones show, and the truth beside it.

Deterministic for a seed. Nothing here knows how the decoder or the machine work.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from random import Random

MS = 1_000_000
SECOND = 1_000 * MS
PERIOD_NS = 496 * MS
POCKETS = [str(n) for n in range(37)]


def status(state: int, spin: int, last: str | None, warn: int = 0, speed: int = 171, turn: int = 0) -> bytes:
    """One status line, without its end."""
    shown = "  " if last is None else f"{last:>2}"
    return f"*X;{state};{spin:03d};{shown};{warn:X};{speed:03d};{turn}".encode()


@dataclass
class Game:
    """What truly happened: ``pocket`` is None if the spin was no spin, whatever the wheel ``showed``."""

    spin: int
    showed: str
    pocket: str | None
    harmed: bool = False


@dataclass
class Sent:
    """A line that left the wheel in game number ``game``."""

    at_ns: int
    data: bytes
    game: int


@dataclass
class Night:
    """All lines and all games."""

    sent: list[Sent] = field(default_factory=list)
    games: list[Game] = field(default_factory=list)


@dataclass(frozen=True)
class Trouble:
    """Chances per game (or per line, for ``lost_bytes``) of each fault."""

    failed_launch: float = 0.0
    no_spin: float = 0.0
    no_number: float = 0.0
    lost_bytes: float = 0.0
    gap: float = 0.0
    noise: float = 0.0
    block: float = 0.0
    flicker: float = 0.0


class Wheel:
    """Speaks like a Cammegh SS2 with auto status (mode bit 128), one status line every 496 ms."""

    def __init__(self, random: Random, trouble: Trouble, spin: int = 1, end: bytes = b"\r\n") -> None:
        self._random, self._trouble, self._end = random, trouble, end
        self.night = Night()
        self._now_ns, self._spin, self._turn = 5 * SECOND, spin, 0
        self._last: str | None = random.choice(POCKETS)

    def play(self, games: int) -> Night:
        """``games`` games one after the other, and the first seconds of the next."""
        for _ in range(games):
            self._game()
        self._stay(2, 4)
        return self.night

    def _game(self) -> None:
        random, trouble = self._random, self._trouble
        pocket = random.choice(POCKETS)
        game = Game(self._spin, pocket, pocket)
        self.night.games.append(game)
        self._stay(2, random.uniform(6, 12))
        while random.random() < trouble.failed_launch:
            self._stay(2, random.uniform(2, 6), warn=8)
            if random.random() < 0.5:
                self._stay(3, random.uniform(0.5, 2.5), warn=8)
                self._stay(2, random.uniform(2, 6), warn=8)
        if random.random() < trouble.no_spin:
            game.pocket = None
            self._stay(3, random.uniform(1, 3), warn=2)
        self._stay(3, random.uniform(3, 5))
        self._stay(4, random.uniform(18, 34))
        game.harmed = random.random() < trouble.no_number
        if not game.harmed:
            self._say(f"{pocket:>2}".encode())
            self._now_ns += random.randint(200, 460) * MS
        self._last = pocket
        self._stay(5, random.uniform(3, 7))
        self._spin = self._spin % 256 + 1
        self._turn = 1 - self._turn

    def _stay(self, state: int, seconds: float, warn: int = 0) -> None:
        until_ns = self._now_ns + round(seconds * SECOND)
        while self._now_ns < until_ns:
            flags = warn
            if state == 4 and self._random.random() < self._trouble.flicker:
                flags |= 1
            speed = self._random.randint(0, 999)
            self._say(status(state, self._spin, self._last, flags, speed, self._turn))
            self._now_ns += PERIOD_NS

    def _say(self, line: bytes) -> None:
        self.night.sent.append(Sent(self._now_ns, line + self._end, len(self.night.games) - 1))


def disturb(night: Night, random: Random, trouble: Trouble) -> list[Sent]:
    """The same lines as a reader got them: bytes lost, stretches missing, noise, and several lines with one stamp."""
    reads: list[Sent] = []
    silent_until_ns = blocked_until_ns = 0
    loss = _Loss(random, trouble.lost_bytes)
    for sent in night.sent:
        begins = not reads or sent.game != reads[-1].game
        if begins and random.random() < trouble.gap:
            silent_until_ns = sent.at_ns + random.randint(1, 90) * SECOND
        if begins and random.random() < trouble.block:
            blocked_until_ns = sent.at_ns + random.randint(1, 9) * SECOND
        if sent.at_ns < silent_until_ns:
            night.games[sent.game].harmed = True
            continue
        data = loss.of(sent.data)
        if random.random() < trouble.noise:
            data += random.randbytes(random.randint(1, 4))
        if data:
            reads.append(Sent(max(sent.at_ns, blocked_until_ns), data, sent.game))
    return reads


class _Loss:
    """Runs of 1 to 60 bytes that never arrive, across line ends."""

    def __init__(self, random: Random, chance: float) -> None:
        self._random, self._chance, self._left = random, chance, 0

    def of(self, data: bytes) -> bytes:
        """What is left of ``data``."""
        return bytes(byte for byte in data if not self._lost())

    def _lost(self) -> bool:
        if self._left == 0 and self._random.random() < self._chance:
            self._left = self._random.randint(1, 60)
        lost = self._left > 0
        self._left -= lost
        return lost


def chunked(reads: list[Sent], random: Random) -> list[Sent]:
    """Glued and cut as a serial port hands them over: never a byte lost or early."""
    pieces: list[Sent] = []
    pending = b""
    for read in reads:
        pending += read.data
        keep = random.choice([0, 0, 0, 1, 3, len(pending)]) if len(pending) < 200 else 0
        out, pending = pending[: len(pending) - keep], pending[len(pending) - keep :]
        if out:
            pieces.append(Sent(read.at_ns, out, read.game))
    if pending:
        pieces.append(Sent(reads[-1].at_ns, pending, reads[-1].game))
    return pieces


def capture_lines(reads: list[Sent], device: str = "wheel") -> list[str]:
    """As a capture file holds them."""
    return [json.dumps({"at_ns": read.at_ns, "device": device, "hex": read.data.hex()}) for read in reads]

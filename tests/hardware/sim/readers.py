"""A simulated line reader turned by hand, and what the real decoder makes of its line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from hardware.decode.line_reader import CardLine, DiceLine, LineReader, SegmentLine
from hardware.decode.line_words import Wording
from hardware.signals import CardDrawn, DiceRead, SegmentRead, Signal
from hardware.sim.agenda import ScriptAgenda
from hardware.sim.reader.cards import CardReader
from hardware.sim.reader.reader import SimulatedReader
from hardware.sim.reader.throws import DiceReader, WheelReader
from schemas.phases import Game
from tests.hardware.sim.bench import ListLine

LONG_S = 120.0


@dataclass
class ReaderBench:
    """``reader`` is built on the bench's agenda and line."""

    new: Callable[[ScriptAgenda, ListLine, Random], SimulatedReader]
    decoder: type[LineReader]
    seed: int = 1
    checked: bool = False
    agenda: ScriptAgenda = field(default_factory=ScriptAgenda)

    def __post_init__(self) -> None:
        self.line = ListLine(self.agenda)
        self.reader = self.new(self.agenda, self.line, Random(self.seed))
        self.reader.start()

    def deal(self, seconds: float = LONG_S) -> None:
        self.reader.deal()
        self.agenda.advance(seconds)

    def signals(self) -> list[Signal]:
        """Everything told so far, after a line end that aligns the decoder."""
        self.heard = self.decoder("reader", Wording(checked=self.checked))
        self.heard.feed(b"\n", 0)
        return self.line.signals(self.heard)

    def readings(self) -> list[str]:
        """The readings among the signals, as ``laid`` has them."""
        return [text for signal in self.signals() if (text := _reading(signal)) is not None]

    def kinds(self) -> list[str]:
        return [type(signal).__name__ for signal in self.signals()]


def _reading(signal: Signal) -> str | None:
    match signal:
        case CardDrawn():
            return signal.card
        case DiceRead():
            return "".join(map(str, signal.dice))
        case SegmentRead():
            return signal.segment
    return None


def cards(
    game: Game = Game.DRAGON_TIGER, decks: int | None = None, seed: int = 1, checked: bool = False
) -> ReaderBench:
    return ReaderBench(
        lambda agenda, line, rng: CardReader(agenda, line, rng, game=game, decks=decks, checked=checked),
        CardLine,
        seed,
        checked,
    )


def dice(game: Game = Game.SIC_BO, seed: int = 1, checked: bool = False) -> ReaderBench:
    return ReaderBench(
        lambda agenda, line, rng: DiceReader(agenda, line, rng, game=game, checked=checked),
        DiceLine,
        seed,
        checked,
    )


def wheel(name: str = "dream_catcher", seed: int = 1, checked: bool = False) -> ReaderBench:
    return ReaderBench(
        lambda agenda, line, rng: WheelReader(agenda, line, rng, wheel=name, checked=checked),
        SegmentLine,
        seed,
        checked,
    )

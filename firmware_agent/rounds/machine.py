"""What a round machine is to the loop that feeds it: what goes in, what comes out, what must survive a restart. Holds no rule of any game."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from enum import Enum
from typing import Protocol

from hardware.orders import Ordered
from hardware.signals import Signal
from schemas.cards import DECK
from schemas.facts import Fact
from schemas.phases import Game, Phase


class WheelOrder(Enum):
    """What a machine may ask of a roulette wheel."""

    START_GAME = "start_game"
    VOID_GAME = "void_game"


@dataclass(frozen=True, slots=True)
class Publish:
    """A fact to be signed and sent; ``at_ns`` is when it became true (monotonic), not when somebody noticed."""

    at_ns: int
    fact: Fact


@dataclass(frozen=True, slots=True)
class DeviceOrder:
    """Something to be said to ``device``, after the facts that came with it are on disk."""

    device: str
    order: WheelOrder


Output = Publish | DeviceOrder

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
MOST_COUNTED = len(DIGITS) - 1


@dataclass(frozen=True, slots=True)
class SightMemory:
    """What the table's camera has shown: positions shared with the sensor by this calibration and model, and unexplained differences."""

    calibration: str = ""
    model: str = ""
    compared: int = 0
    differed: int = 0


@dataclass(frozen=True, slots=True)
class Memory:
    """What a machine must know again after a restart; stored in the same transaction as the facts it goes with.

    ``shoe_cards`` are the cards that have left the shoe, with their counts; ``coups_left`` is None until the cut card is out.
    ``carried`` is what the last round left behind (a point in craps).
    """

    next_round_number: int = 1
    open_round_id: str | None = None
    bets_open: bool = False
    paused: bool = False
    shoe_number: int = 1
    shoe_cards: tuple[tuple[str, int], ...] = ()
    coups_left: int | None = None
    carried: str | None = None
    sight: SightMemory = field(default_factory=SightMemory)

    def to_json(self) -> str:
        """Compact JSON text; it is stored beside every fact, so the shoe is one digit a card, in the order of DECK.

        ``sight`` is left out while nothing was seen: an earlier release reads the rest.
        """
        gone = dict(self.shoe_cards)
        counts = "".join(DIGITS[min(gone.get(card, 0), MOST_COUNTED)] for card in DECK) if gone else ""
        stored = asdict(self) | {"shoe_cards": counts}
        if self.sight == SightMemory():
            del stored["sight"]
        return json.dumps(stored, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Memory:
        """The memory that ``to_json`` wrote.

        Raises:
            ValueError: the text is no such JSON.
            TypeError: a field is unknown.
        """
        stored = json.loads(text)
        counts = zip(DECK, stored["shoe_cards"], strict=bool(stored["shoe_cards"]))
        gone = ((card, int(count, len(DIGITS))) for card, count in counts)
        stored["shoe_cards"] = tuple(sorted((card, count) for card, count in gone if count))
        sight = SightMemory(**stored.pop("sight", {}))
        return cls(**stored, sight=sight)


@dataclass(frozen=True, slots=True)
class Start:
    """The agent's start, as the TableStarted fact tells it. ``epoch`` becomes part of every round id."""

    at_ns: int
    epoch: int
    firmware: str
    config_hash: str
    rolled_back_from: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an order may be obeyed now; ``code`` and ``message`` go into the command reply as they are."""

    accepted: bool
    code: str = "ok"
    message: str = ""


@dataclass(frozen=True, slots=True)
class TableView:
    """The table for people: lamps, state topic, dashboards. ``closes_ns`` (monotonic) only while bets are open.

    ``guidance`` tells the dealer what comes next: whose card, when to stop, what is wrong.
    """

    game: Game
    phase: Phase
    round_id: str | None
    paused: bool
    closes_ns: int | None
    hold: str | None
    last_results: tuple[str, ...]
    guidance: str = ""
    throw: int = 1
    """Which throw or stop of the round is expected, for dice and wheels."""


class Machine(Protocol):
    """One game's rounds. Every method is pure in time: it knows only the stamps it is given.

    ``start`` is called once, before the first ``feed``. An ``Ordered`` signal is judged first and fed whatever the verdict is:
    a rejected one has no effect. ``Tick`` is fed with the deadline as its ``at_ns``, once deadline and grace have passed; any
    other signal but the camera's at or after a deadline makes the machine act on that deadline first.
    """

    def start(self, start: Start) -> list[Output]:
        """TableStarted, and the hold of a round that the last run left open."""

    def feed(self, signal: Signal) -> list[Output]:
        """What follows from one signal, in order."""

    def judge(self, order: Ordered) -> Verdict:
        """Whether ``order`` would be obeyed now; changes nothing."""

    def view(self) -> TableView:
        """The table as people see it."""

    def memory(self) -> Memory:
        """What to store with the outputs of the last call."""

    @property
    def deadline_ns(self) -> int | None:
        """When the machine next wants a ``Tick``; None: never."""

    @property
    def phase(self) -> Phase:
        """Where the round is; IDLE without one, RESULT_CONFIRMED for a short while after its outcome."""

    @property
    def round_id(self) -> str | None:
        """The round that is running, held ones too."""

    @property
    def next_game_ready(self) -> bool:
        """The round is held, but its device has left that game behind: nothing more can come of it."""

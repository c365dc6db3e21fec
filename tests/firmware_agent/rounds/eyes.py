"""A camera beside the tables under test: what it says, and tables of each game whose camera counts."""

from __future__ import annotations

from typing import Any

from firmware_agent.rounds.baccarat import BaccaratMachine
from firmware_agent.rounds.deal_machine import DealMachine
from firmware_agent.rounds.machine import Memory, SightMemory
from firmware_agent.rounds.roulette import RouletteMachine
from firmware_agent.rounds.settings import (
    BaccaratSettings,
    Confirm,
    DealSettings,
    OnAbstain,
    OpenBy,
    RouletteSettings,
    SightSettings,
)
from hardware.orders import Entered, Ordered, OrderName
from hardware.sight_signals import CameraSaw, CameraVote
from hardware.signals import (
    CardRead,
    CardTarget,
    DeviceUp,
    Direction,
    Key,
    ShoeResult,
    Signal,
    WheelNumber,
    WheelState,
    WheelStatus,
    WheelWarning,
    Winner,
)
from schemas.causes import HoldCause
from schemas.facts import Fact, RoundHeld, RoundOutcome
from schemas.games.rules import parse_rules
from schemas.phases import Game
from schemas.readings import DICE
from schemas.sight import Compared, SightKind, SightMode
from schemas.sight_facts import RoundSeen
from tests.firmware_agent.rounds.floor import Floor, s
from tests.hardware.decode.sight.tracking.dome import thrown

SEATS = {"P": "player", "B": "banker", "D": "dragon", "T": "tiger", "W": "wheel", "X": "dice"}
DECK_A, MODEL = "deck-a", "net-1"
SIGNED = (DECK_A, "5" * 64)
"""The calibration and its believed sheet."""
NATURAL = ("P1 8S", "B1 5C", "P2 KH", "B2 2D")
"""A coup of four cards."""


def saw(at: float, text: str, looks: int = 5, calibration: str = DECK_A) -> CameraSaw:
    """``"P1 8S"``: the place, and what the camera sees there; ``"P1 -hand"``: nothing, because of a hand."""
    where, _, what = text.partition(" ")
    value = None if what.startswith("-") else what
    votes = _votes(SEATS[where[0]], value)
    reasons = (what[1:],) if value is None else ()
    return CameraSaw(
        s(at), "camera", SEATS[where[0]], int(where[1:]), 1, value, looks, reasons, votes, "a" * 64, calibration, MODEL
    )  # fmt: skip


def _votes(place: str, value: str | None) -> tuple[CameraVote, ...]:
    """Both readers name the card or the pocket; of dice each names every die, and the tracker what they come to."""
    if place == DICE and value is not None:
        told = thrown(value).votes
        return tuple(CameraVote(vote.reader, vote.value, vote.score, vote.lead) for vote in told)
    return tuple(CameraVote(reader, value, 0.9, 0.4) for reader in ("whole", "index"))


def eyes(sees: SightKind, mode: SightMode = SightMode.ON, **changed: Any) -> SightSettings:
    """A camera that counts at once, by a calibration whose sheet the board believes."""
    given = {"sees": sees, "wanted": mode, "needed": 0, "sensor": "shoe", "signed": SIGNED}
    return SightSettings(**{**given, **changed})


CARDS = eyes(SightKind.CARDS)


def looking(sight: SightSettings | None) -> list[Signal]:
    """The process that looks is there."""
    return [] if sight is None else [DeviceUp(0, "camera")]


def shoe_table(memory: Memory | None = None, sight: SightSettings | None = None, **changed: Any) -> Floor:
    """Baccarat from a reading shoe; bets closed at 11 s."""
    rules = BaccaratSettings(table="t", open_by=OpenBy.DEALER, betting_ns=s(10), sight=sight, **changed)
    known = Memory(sight=SightMemory(DECK_A, MODEL))
    floor = Floor(BaccaratMachine(rules, memory or known))
    floor.feed(DeviceUp(0, "shoe"), *looking(sight))
    floor.press(Key.OPEN, s(1))
    floor.until(s(11))
    return floor


def card(at: float, text: str) -> CardRead:
    """What the shoe reads: ``"P1 8S"``."""
    target = CardTarget.PLAYER if text[0] == "P" else CardTarget.BANKER
    return CardRead(s(at), "shoe", target, int(text[1]), text[3:])


def coup(
    *seen: str, seen_at: float | None = None, announced: bool = True, on_abstain: OnAbstain = OnAbstain.DEALER
) -> Floor:
    """A natural from the shoe, announced by 16 s; the camera's words came with the cards, or all of them at ``seen_at``, after the last."""
    floor = shoe_table(sight=eyes(SightKind.CARDS, on_abstain=on_abstain))
    for number, text in enumerate(NATURAL):
        floor.feed(card(12 + number, text))
        if seen_at is None:
            floor.feed(*(saw(12.2 + number, word) for word in seen if word[:2] == text[:2]))
    if seen_at is not None:
        floor.feed(*(saw(seen_at, word) for word in seen))
    if announced:
        floor.feed(shoe_says(16))
    return floor


def shoe_says(at: float) -> ShoeResult:
    """What comes of ``NATURAL``."""
    return ShoeResult(s(at), "shoe", Winner.PLAYER, False, False)


def dealt_table(game: Game, sight: SightSettings | None, **changed: Any) -> Floor:
    """Any game of a line reader that the dealer confirms; bets closed at 15 s."""
    rules = parse_rules(game, {})
    given: dict[str, Any] = {
        "table": "t", "betting_ns": s(10), "open_by": OpenBy.DEALER, "confirm": Confirm.DEALER, "rules": rules,
        "decks": getattr(rules, "decks", 1), "sight": sight, **changed,
    }  # fmt: skip
    floor = Floor(DealMachine(DealSettings(**given)))
    floor.feed(DeviceUp(0, "reader"), DeviceUp(0, "second"), *looking(sight))
    floor.press(Key.OPEN, s(5))
    floor.until(s(15))
    return floor


def wheel_line(state: int, at: float, last: str = "31", spin: int = 2) -> WheelStatus:
    """A status line."""
    return WheelStatus(
        s(at), "wheel", WheelState(state), spin, last, WheelWarning(0), 171, Direction.CLOCKWISE
    )


def wheel_table(sight: SightSettings | None, **changed: Any) -> Floor:
    """Roulette whose ball runs, at 30 s."""
    floor = waiting_wheel(sight, **changed)
    floor.feed(wheel_line(3, 9), wheel_line(4, 13), wheel_line(4, 30))
    return floor


def waiting_wheel(sight: SightSettings | None, **changed: Any) -> Floor:
    """Roulette that takes bets, at 5 s."""
    rules = RouletteSettings(table="t", open_by=OpenBy.DEVICE, sight=sight, **changed)
    floor = Floor(RouletteMachine(rules))
    floor.feed(*looking(sight), wheel_line(2, 1), wheel_line(2, 5))
    return floor


def falls(pocket: str, at: float) -> list[Signal]:
    """The wheel names its pocket, twice."""
    return [WheelNumber(s(at), "wheel", pocket), wheel_line(5, at + 0.1, pocket)]


def enter(
    floor: Floor, at: float, *entries: str, by: str = "paula", second: str | None = "ada"
) -> tuple[str, list[Fact]]:
    """People enter what lies: the code of the verdict, and what follows."""
    said = tuple(Entered(SEATS[each[0]], int(each[1]), 1, each[3:]) for each in entries)
    order = Ordered(
        s(at),
        OrderName.ENTER,
        "c",
        by,
        "",
        floor.machine.round_id,
        entries=said,
        seconded_by=second,
        hold_ns=floor.hold_ns,
    )
    return floor.machine.judge(order).code, floor.feed(order)


def order(floor: Floor, name: OrderName, at: float, reason: str = "seen") -> tuple[str, list[Fact]]:
    """An order of the pit boss, about the hold that was told last."""
    asked = Ordered(s(at), name, "c", "pit-1", reason, floor.machine.round_id, hold_ns=floor.hold_ns)
    return floor.machine.judge(asked).code, floor.feed(asked)


def sources(floor: Floor) -> list[tuple[str, ...]]:
    """Of every outcome."""
    return [fact.sources for fact in floor.facts if isinstance(fact, RoundOutcome)]


def holds(floor: Floor) -> list[HoldCause]:
    """Of every hold."""
    return [fact.cause for fact in floor.facts if isinstance(fact, RoundHeld)]


def verdicts(facts: list[Fact]) -> dict[str, Compared]:
    """``"player 1"`` -> verdict, as last told."""
    return {
        f"{each.place} {each.index}": each.verdict
        for fact in facts
        if isinstance(fact, RoundSeen)
        for each in fact.positions
    }

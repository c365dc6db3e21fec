"""Two rounds of each game that a camera looks at, as devices, people and the camera tell them in an order of chance: late, twice, wrongly, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from firmware_agent.rounds.baccarat import BaccaratMachine
from firmware_agent.rounds.blackjack import BlackjackMachine
from firmware_agent.rounds.deal_machine import DealMachine
from firmware_agent.rounds.machine import Machine
from firmware_agent.rounds.roulette import RouletteMachine
from firmware_agent.rounds.settings import (
    BaccaratSettings,
    BlackjackSettings,
    Confirm,
    DealSettings,
    OpenBy,
    RouletteSettings,
    SightSettings,
)
from hardware.orders import Entered, Ordered, OrderName, Wish
from hardware.sight_signals import CameraNoticed
from hardware.signals import (
    CardDrawn,
    DeviceDown,
    DeviceUp,
    DiceRead,
    Key,
    KeyPressed,
    ReadFailed,
    SegmentRead,
    Signal,
    ThrowBegun,
    ThrowVoid,
)
from schemas.cards import DECK
from schemas.games.rules import parse_rules
from schemas.phases import Game
from schemas.sight import Notice, SightKind
from tests.firmware_agent.rounds.eyes import falls, saw, wheel_line
from tests.firmware_agent.rounds.floor import s
from tests.firmware_agent.rounds.test_any_coup import events

SEES = {
    Game.ROULETTE: SightKind.WHEEL,
    Game.BACCARAT: SightKind.CARDS,
    Game.DRAGON_TIGER: SightKind.CARDS,
    Game.ANDAR_BAHAR: SightKind.CARDS,
    Game.BLACKJACK: SightKind.CARDS,
    Game.SIC_BO: SightKind.DICE,
    Game.CRAPS: SightKind.DICE,
    Game.MONEY_WHEEL: SightKind.SEGMENTS,
}
PLACES = {
    Game.ROULETTE: (("wheel", 1),),
    Game.BACCARAT: tuple((hand, index) for hand in ("player", "banker") for index in (1, 2, 3)),
    Game.DRAGON_TIGER: (("dragon", 1), ("tiger", 1)),
    Game.ANDAR_BAHAR: (("joker", 1), ("andar", 1), ("bahar", 1), ("andar", 2)),
    Game.BLACKJACK: (("seat-1", 1), ("seat-1", 2), ("dealer", 1), ("dealer", 2)),
    Game.SIC_BO: (("dice", 1),),
    Game.CRAPS: (("dice", 1),),
    Game.MONEY_WHEEL: (("wheel", 1), ("wheel", 2)),
}
VALUES = {
    SightKind.WHEEL: ("28", "29", "0"),
    SightKind.CARDS: DECK[:6],
    SightKind.DICE: ("34", "346", "111"),
    SightKind.SEGMENTS: ("1", "10", "2x"),
}
Cards = tuple[tuple[int, str], ...]
DEALT: dict[Game, tuple[Cards, ...]] = {
    Game.DRAGON_TIGER: (((0, "KH"), (1, "2S")), ((0, "AS"), (1, "AS"), (2, "3S"))),
    Game.ANDAR_BAHAR: (((0, "2S"), (1, "3S"), (2, "2H")), ((0, "AS"), (1, "AS"))),
    Game.BLACKJACK: (
        ((0, "TS"), (1, "9H"), (2, "AC"), (3, "7D")),
        ((0, "TS"), (1, "9H"), (2, "8C"), (3, "7D"), (6, "5S")),
    ),
}
"""Seconds after the first card, and what is drawn; the stand at a blackjack table comes after five."""
SEAT = Ordered(0, OrderName.SEATS, "c", "edge", "", None, (1,))
STAND = Ordered(0, OrderName.DECIDE, "c", "edge", "", None, wish=Wish("d-1", 1, 1, "stand"))
TROUBLE = (Key.CONFIRM, Key.VOID, Key.RELEASE, Key.NO_MORE_BETS, Key.SUPERVISOR)
ORDERS = (OrderName.RELEASE, OrderName.PAUSE, OrderName.RESUME, OrderName.EXPLAIN)


@dataclass(frozen=True, slots=True)
class Told:
    """A signal that arrives at ``at_ns``; it is stamped with when it was sensed."""

    at_ns: int
    signal: Signal
    by_camera: bool


def machine(game: Game, sight: SightSettings | None) -> Machine:
    """A table of that game, whose dealer confirms where a line reader deals."""
    common: dict[str, Any] = {"table": "t", "betting_ns": s(5), "gap_ns": s(1), "sight": sight}
    if game is Game.ROULETTE:
        return RouletteMachine(RouletteSettings(open_by=OpenBy.DEVICE, **common))
    if game is Game.BACCARAT:
        return BaccaratMachine(BaccaratSettings(open_by=OpenBy.AUTO, **common))
    rules = parse_rules(game, {"wheel": "dream_catcher"} if game is Game.MONEY_WHEEL else {})
    dealt: dict[str, Any] = {"open_by": OpenBy.DEALER, "confirm": Confirm.DEALER, "rules": rules}
    decks = getattr(rules, "decks", 1)
    if game is Game.BLACKJACK:
        return BlackjackMachine(BlackjackSettings(decks=decks, **dealt, **common))
    return DealMachine(DealSettings(decks=decks, **dealt, **common))


def story(game: Game, rng: Random) -> list[Told]:
    """Everything that arrives, in order."""
    sensed = [DeviceUp(0, "reader"), DeviceUp(0, "shoe"), *_round(game, rng, 1), *_round(game, rng, 31)]
    sensed += [_trouble(rng) for _ in range(rng.randint(0, 4))]
    told = [Told(each.at_ns + rng.choice((0, 0, s(0.02))), each, False) for each in sensed]
    told += [_by_camera(game, rng) for _ in range(rng.randint(5, 25))]
    if rng.random() < 0.3:
        told += _close_call()
    return sorted(told, key=lambda each: each.at_ns)


def _close_call() -> list[Told]:
    """A key that was pressed just before the window's time was over arrives after a picture from just then."""
    over_ns = s(6)
    picture = replace(saw(0, "P1 -hand"), at_ns=over_ns + s(0.005))
    key = KeyPressed(over_ns - s(0.01), Key.NO_MORE_BETS)
    return [Told(over_ns + s(0.006), picture, True), Told(over_ns + s(0.01), key, False)]


def _by_camera(game: Game, rng: Random) -> Told:
    at_ns = rng.randrange(s(62))
    stamped_ns = at_ns - rng.choice((0, s(0.01), s(0.3), s(4)))
    if rng.random() < 0.1:
        notice = CameraNoticed(stamped_ns, "camera", rng.choice(list(Notice)).value, "at the layout")
        return Told(at_ns, notice, True)
    if rng.random() < 0.1:
        return Told(at_ns, rng.choice((DeviceUp(at_ns, "camera"), DeviceDown(at_ns, "camera", "gone"))), True)
    (place, index), values = rng.choice(PLACES[game]), VALUES[SEES[game]]
    word = saw(0, f"P1 {rng.choice((*values, '-hand'))}", rng.randint(1, 6))
    about = rng.choice(("", "", "t-7-1", "t-7-2"))
    return Told(at_ns, replace(word, at_ns=stamped_ns, place=place, index=index, round_id=about), True)


def _trouble(rng: Random) -> Signal:
    at_ns = rng.randrange(s(62))
    entered = (
        Entered(rng.choice(("player", "dragon", "wheel", "dice")), 1, 1, rng.choice((*DECK[:6], "28"))),
    )
    choices: list[Signal] = [
        KeyPressed(at_ns, rng.choice(TROUBLE)),
        Ordered(at_ns, rng.choice(ORDERS), "c", "pit-1", "seen"),
        Ordered(at_ns, OrderName.ENTER, "c", "pit-1", "seen", "t-7-1", entries=entered, seconded_by="ada"),
        ReadFailed(at_ns, "reader", "dirt"),
        ThrowVoid(at_ns, "reader", "cocked"),
        DeviceDown(at_ns, rng.choice(("reader", "shoe", "wheel")), "gone"),
        DeviceUp(at_ns, rng.choice(("reader", "shoe", "wheel"))),
    ]
    return rng.choice(choices)


def _round(game: Game, rng: Random, at: int) -> list[Signal]:
    match game:
        case Game.ROULETTE:
            return list(_spin(rng, at))
        case Game.BACCARAT:
            return events(rng.sample(DECK, len(DECK)), at + 7)[0]
    read = list(_readings(game, rng, at + 7))
    people: list[Signal] = [KeyPressed(s(at), Key.OPEN), KeyPressed(s(at + 20), Key.CONFIRM)]
    if game is Game.BLACKJACK:
        people += [replace(SEAT, at_ns=s(at + 6)), replace(STAND, at_ns=s(at + 12))]
    return [*people, *read]


def _spin(rng: Random, at: int) -> Iterator[Signal]:
    spin, before = (2, "31") if at == 1 else (3, "28")
    for state, later in ((2, 0), (2, 3), (3, 6), (3, 8), (4, 11), (4, 13)):
        yield wheel_line(state, at + later, before, spin)
    number, line = falls("28", at + 15)
    yield number
    yield replace(wheel_line(5, at + 15.1, rng.choice(("28", "28", "29")), spin), at_ns=line.at_ns)


def _readings(game: Game, rng: Random, at: int) -> Iterator[Signal]:
    match SEES[game]:
        case SightKind.CARDS:
            for later, card in rng.choice(DEALT[game]):
                yield CardDrawn(s(at + later), "reader", card)
        case SightKind.DICE:
            yield ThrowBegun(s(at), "reader")
            yield DiceRead(s(at + 2), "reader", (3, 4) if game is Game.CRAPS else (3, 4, 6))
        case _:
            for number, segment in enumerate(("2x", "10") if rng.random() < 0.5 else ("10",)):
                yield ThrowBegun(s(at + 4 * number), "reader")
                yield SegmentRead(s(at + 4 * number + 2), "reader", segment)

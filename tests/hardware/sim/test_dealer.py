"""The simulated dealer at tables with real gpiozero lamps and keys on mock pins: knows what to do from lamps and layout alone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from random import Random
from typing import Any

import pytest
from gpiozero import Button

from hardware.clock import SystemClock
from hardware.lamp_scenes import Lamp, LampScene
from hardware.lamps import GpioLamps
from hardware.sim.agenda import Agenda
from hardware.sim.control import Order
from hardware.sim.dealer import Console, Dealer
from hardware.sim.device import Build, Device, DeviceThread
from hardware.sim.pins import SocketPinFactory
from hardware.sim.pty_line import PtyLine
from hardware.sim.reader.cards import CardReader
from hardware.sim.reader.pace import Pace as ReaderPace
from hardware.sim.reader.throws import DiceReader, WheelReader
from hardware.sim.shoe.shoe import Pace, SimulatedShoe
from schemas.phases import Game

WAIT_S = 8.0
QUIET_S = 1.2
KEYS = {"open": "GPIO17", "confirm": "GPIO22", "void": "GPIO23", "release": "GPIO25"}
LAMPS = {"green": "GPIO5", "red": "GPIO6", "yellow": "GPIO13"}
FAST = ReaderPace().faster(50)


class Table:
    """What a test sees and does at one table with a dealer."""

    def __init__(self, device: DeviceThread[Device], lamps: GpioLamps, pressed: Queue[str]) -> None:
        self._device, self._lamps, self._pressed = device, lamps, pressed

    def show(self, scene: LampScene) -> None:
        self._lamps.show(scene)

    def order(self, **order: object) -> Order:
        return self._device.do(order)

    def pressed(self) -> str:
        """The next key that goes down."""
        return self._pressed.get(timeout=WAIT_S)

    def nothing_pressed(self) -> None:
        with pytest.raises(Empty):
            self._pressed.get(timeout=QUIET_S)

    def until_laid(self, *readings: str) -> None:
        """Wait until so much lies."""
        for _ in range(round(WAIT_S / 0.05)):
            if self.order(do="state")["laid"] == list(readings):
                return
            threading.Event().wait(0.05)
        raise AssertionError(f"{self.order(do='state')} lies, not {readings}")


@contextmanager
def keys(pins: SocketPinFactory) -> Iterator[Queue[str]]:
    pressed: Queue[str] = Queue()
    buttons = {name: Button(pin, pin_factory=pins) for name, pin in KEYS.items()}
    handlers = {name: (lambda name=name: pressed.put(name)) for name in KEYS}
    for name, button in buttons.items():
        button.when_pressed = handlers[name]
    try:
        yield pressed
    finally:
        for button in buttons.values():
            button.close()


@contextmanager
def table(
    folder: Path, build: Build[Device], guide: Callable[[], str | None] | None = None, **habits: Any
) -> Iterator[Table]:
    """A table with its console and device, and a dealer at it."""
    pins = SocketPinFactory(folder / "pins.sock")
    lamps = GpioLamps("tower", {Lamp(name): pin for name, pin in LAMPS.items()}, pins)
    console = Console(folder / "pins.sock", folder / "door.sock", KEYS, LAMPS, guide)
    stop = threading.Event()
    dealer = threading.Thread(target=Dealer(console, SystemClock(), **habits).run, args=(stop,))
    with keys(pins) as pressed, DeviceThread(build, folder / "line", folder / "door.sock") as device:
        dealer.start()
        try:
            yield Table(device, lamps, pressed)
        finally:
            stop.set()
            dealer.join(WAIT_S)
            lamps.close()
    pins.close()
    assert not dealer.is_alive()


def baccarat(agenda: Agenda, line: PtyLine) -> Device:
    return SimulatedShoe(agenda, line, Random(1), Pace().faster(20))


def dragon_tiger(agenda: Agenda, line: PtyLine) -> Device:
    return CardReader(agenda, line, Random(1), FAST, decks=1)


def blackjack(agenda: Agenda, line: PtyLine) -> Device:
    return CardReader(agenda, line, Random(1), FAST, Game.BLACKJACK)


def sic_bo(agenda: Agenda, line: PtyLine) -> Device:
    return DiceReader(agenda, line, Random(1), FAST)


def money_wheel(agenda: Agenda, line: PtyLine) -> Device:
    return WheelReader(agenda, line, Random(1), FAST)


def test_a_dealer_opens_an_idle_table_deals_when_bets_are_closed_and_confirms_what_is_pending(
    tmp_path: Path,
) -> None:
    with table(tmp_path, baccarat, confirms=True) as at:
        at.show(LampScene.IDLE)
        assert at.pressed() == "open"
        at.show(LampScene.NO_MORE_BETS)
        at.nothing_pressed()
        assert len(at.order(do="state")["banker"]) >= 2
        at.show(LampScene.RESULT_PENDING)
        assert at.pressed() == "confirm"
        at.show(LampScene.HELD)
        assert at.pressed() == "void"
        at.show(LampScene.RESULT)
        assert at.pressed() == "open"


def test_a_dealer_who_does_not_confirm_leaves_a_pending_result_alone(tmp_path: Path) -> None:
    with table(tmp_path, baccarat) as at:
        at.show(LampScene.RESULT_PENDING)
        at.nothing_pressed()
        assert at.order(do="state")["player"] == []


def test_a_multiplier_is_seen_on_the_wheel_and_spun_again_while_red_burns(tmp_path: Path) -> None:
    with table(tmp_path, money_wheel, opens=False, confirms=True) as at:
        for segment in ("2x", "7x", "10"):
            at.order(do="next", reading=segment)
        at.show(LampScene.NO_MORE_BETS)
        at.until_laid("2x", "7x", "10")
        at.show(LampScene.RESULT_PENDING)
        assert at.pressed() == "confirm"
        assert at.order(do="state")["laid"] == ["2x", "7x", "10"]


def test_a_void_throw_is_thrown_again(tmp_path: Path) -> None:
    with table(tmp_path, sic_bo, opens=False) as at:
        at.order(do="fault", fault="void_throw", times=2)
        at.order(do="next", reading="346")
        at.show(LampScene.NO_MORE_BETS)
        at.until_laid("346")
        at.nothing_pressed()
        assert at.order(do="state")["laid"] == ["346"]


def test_a_held_table_is_cleared_and_nothing_is_thrown_again(tmp_path: Path) -> None:
    with table(tmp_path, sic_bo, opens=False, voids=False) as at:
        at.show(LampScene.HELD)
        at.order(do="fault", fault="void_throw")
        at.order(do="roll")
        at.nothing_pressed()
        assert at.order(do="state") == {"dealing": False, "again": False, "laid": []}


def test_after_the_cut_card_a_silent_shoe_is_changed_and_declared_before_the_next_round(
    tmp_path: Path,
) -> None:
    with table(tmp_path, dragon_tiger, declares_shoe=True) as at:
        at.order(do="draw", n=1)
        at.order(do="cut")
        at.show(LampScene.RESULT)
        assert at.pressed() == "release"
        assert at.pressed() == "open"
        assert at.order(do="state")["left"] == 52
        at.show(LampScene.NO_MORE_BETS)
        at.nothing_pressed()
        assert len(at.order(do="state")["laid"]) == 2


class Screen:
    """What a dealer reads; a test writes it."""

    says: str | None = ""

    def __call__(self) -> str | None:
        return self.says


def laid(at: Table) -> int:
    return len(at.order(do="state")["laid"])


def until_cards(at: Table, cards: int) -> None:
    """Wait for so many cards, and see that no more come."""
    for _ in range(round(WAIT_S / 0.05)):
        if laid(at) >= cards:
            break
        threading.Event().wait(0.05)
    threading.Event().wait(0.3)
    assert laid(at) == cards


def test_with_a_screen_the_dealer_draws_one_card_for_each_thing_that_it_says(tmp_path: Path) -> None:
    screen = Screen()
    with table(tmp_path, blackjack, screen, opens=False) as at:
        screen.says = "Card for seat 3"
        at.show(LampScene.BETS_OPEN)
        at.nothing_pressed()
        assert laid(at) == 0
        at.show(LampScene.NO_MORE_BETS)
        until_cards(at, 1)
        screen.says = "Card for dealer"
        until_cards(at, 2)


def test_a_screen_that_goes_dark_and_comes_back_is_not_obeyed_twice(tmp_path: Path) -> None:
    screen = Screen()
    with table(tmp_path, blackjack, screen, opens=False) as at:
        at.show(LampScene.NO_MORE_BETS)
        screen.says = "Card for seat 3"
        until_cards(at, 1)
        screen.says = None
        until_cards(at, 1)
        screen.says = "Card for seat 3"
        until_cards(at, 1)


def test_after_a_decision_the_dealer_may_draw_for_the_same_place_again(tmp_path: Path) -> None:
    screen = Screen()
    with table(tmp_path, blackjack, screen, opens=False) as at:
        at.show(LampScene.NO_MORE_BETS)
        screen.says = "Card for seat 3"
        until_cards(at, 1)
        screen.says = ""
        until_cards(at, 1)
        screen.says = "Card for seat 3"
        until_cards(at, 2)


def test_the_next_round_begins_with_an_empty_layout_and_may_begin_at_the_same_place(tmp_path: Path) -> None:
    screen = Screen()
    with table(tmp_path, blackjack, screen) as at:
        screen.says = "Card for seat 3"
        at.show(LampScene.NO_MORE_BETS)
        until_cards(at, 1)
        at.show(LampScene.IDLE)
        assert at.pressed() == "open"
        assert laid(at) == 0
        at.show(LampScene.NO_MORE_BETS)
        until_cards(at, 1)


def test_when_nothing_comes_of_what_was_dealt_the_dealer_voids_the_round(tmp_path: Path) -> None:
    with table(tmp_path, dragon_tiger, opens=False, patience_s=1.0) as at:
        at.show(LampScene.NO_MORE_BETS)
        assert at.pressed() == "void"
        at.show(LampScene.IDLE)
        at.nothing_pressed()


def test_a_dealer_who_waits_for_a_player_is_patient(tmp_path: Path) -> None:
    screen = Screen()
    with table(tmp_path, blackjack, screen, opens=False, patience_s=0.5) as at:
        at.show(LampScene.NO_MORE_BETS)
        at.nothing_pressed()
        screen.says = "Card for seat 3"
        assert at.pressed() == "void"

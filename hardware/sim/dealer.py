"""A simulated dealer: sees the lamps and what lies, presses keys, deals, rolls or spins. Knows no more than a person at the table would.

Where only the players' decisions tell whose card is next (blackjack), the dealer reads it off a screen and draws one card at a time.

What the lamps mean to a dealer: flashing green, the table is idle; red, deal; red with yellow flashing, the result waits to be
confirmed; yellow, it is confirmed; red and yellow flashing, the round is held. That a throw has to be repeated, after a void one or
on a multiplier of a money wheel, the dealer sees on the layout: red still burns then.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from threading import Event

from hardware.clock import Clock
from hardware.sim.control import ControlClient, ControlRefused

LOOK_S = 0.05
FLASH_PERIOD_NS = 1_000_000_000
STEADY_NS = 650_000_000
PRESS_MS = 80
HOLD_MS = 1300
PATIENCE_S = 25.0
"""Longer than the demo's boards wait before they call the supervisor: a reading was lost, and nobody knows what lies."""


class Sight(Enum):
    """How a lamp looks to somebody who has watched it for a second."""

    OFF = "off"
    ON = "on"
    FLASHING = "flashing"
    UNSURE = "unsure"


@dataclass(slots=True)
class WatchedLamp:
    """One lamp through the dealer's eyes."""

    burning: bool = False
    changed_ns: int = 0
    changes: deque[int] = field(default_factory=lambda: deque(maxlen=3))

    def see(self, burning: bool, now_ns: int) -> None:
        """Look once."""
        if burning != self.burning:
            self.burning, self.changed_ns = burning, now_ns
            self.changes.append(now_ns)

    def sight(self, now_ns: int) -> Sight:
        """What it looks like by now; UNSURE while it may be the beginning of a flash."""
        if now_ns - self.changed_ns >= STEADY_NS:
            return Sight.ON if self.burning else Sight.OFF
        if len(self.changes) == 3 and now_ns - self.changes[0] <= 2 * FLASH_PERIOD_NS:
            return Sight.FLASHING
        return Sight.UNSURE


@dataclass(frozen=True, slots=True)
class Console:
    """Where the dealer's hands and eyes reach: the pins' socket, that of the shoe, shaker or money wheel (None at a roulette wheel,
    which runs by itself), pin names. ``guide``: the screen's words for the next card, empty while none is to be drawn, None while it is dark."""

    pins: Path
    layout: Path | None
    keys: dict[str, str]
    lamps: dict[str, str]
    guide: Callable[[], str | None] | None = None


class Dealer:
    """Opens a round when the table is idle (``opens``), deals when bets are closed, confirms a pending result (``confirms``), and
    voids what is held, or what nothing has come of for ``patience_s`` (``voids``). ``declares_shoe``: the shoe does not say when it is fresh, so the dealer holds the release key.
    """

    def __init__(
        self,
        console: Console,
        clock: Clock,
        opens: bool = True,
        confirms: bool = False,
        voids: bool = True,
        declares_shoe: bool = False,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._console, self._clock = console, clock
        self._opens, self._confirms, self._voids = opens, confirms, voids
        self._declares_shoe, self._patience_ns = declares_shoe, int(patience_s * 1e9)
        self._lamps = {name: WatchedLamp() for name in console.lamps}
        self._dealt = False
        self._drawn = ""
        self._acted_ns = 0
        self.going_home = Event()
        """Set: finish the round, open no other."""

    def run(self, stop: Event) -> None:
        """Work until ``stop``; a table whose computer is away is waited for."""
        while not stop.wait(LOOK_S):
            try:
                with ControlClient(self._console.pins) as pins:
                    self._work(pins, stop)
            except OSError:
                stop.wait(0.5)

    def _work(self, pins: ControlClient, stop: Event) -> None:
        while not stop.wait(LOOK_S):
            for name, lamp in self._lamps.items():
                burning = pins.ask(read=self._console.lamps[name])["state"] == 1
                lamp.see(burning, self._clock.monotonic_ns())
            self._act(pins, stop)

    def _act(self, pins: ControlClient, stop: Event) -> None:
        green, red, yellow = (self._sight(name) for name in ("green", "red", "yellow"))
        if red is Sight.FLASHING and yellow is Sight.FLASHING:
            self._give_up_round(pins)
        elif green is Sight.FLASHING or yellow is Sight.ON:
            self._next_round(pins, stop)
        elif green is Sight.ON:
            self._clear_mind()
        elif red is Sight.ON and yellow is Sight.FLASHING and self._confirms:
            self._press(pins, "confirm")
        elif red is Sight.ON and yellow is Sight.OFF:
            self._go_on(pins, stop)

    def _go_on(self, pins: ControlClient, stop: Event) -> None:
        """What the layout or the screen asks for. A card that was drawn shows on the screen a moment later: until then it is not drawn again."""
        if self._console.guide is not None:
            self._draw_as_told(self._console.guide(), stop)
        elif not self._dealt or self._must_repeat():
            self._dealt = True
            self._deal(stop, "deal")
        if self._nothing_came_of_it:
            self._clear_mind()
            self._give_up_round(pins)

    @property
    def _nothing_came_of_it(self) -> bool:
        """Something was dealt long ago, and the lamps still say the same: a supervisor would end the round."""
        waited_ns = self._clock.monotonic_ns() - self._acted_ns
        return (
            self._console.layout is not None
            and bool(self._dealt or self._drawn)
            and waited_ns > self._patience_ns
        )

    def _draw_as_told(self, told: str | None, stop: Event) -> None:
        if told is not None and told != self._drawn:
            self._drawn = told
            if told:
                self._deal(stop, "draw")

    def _sight(self, lamp: str) -> Sight:
        return self._lamps[lamp].sight(self._clock.monotonic_ns())

    def _next_round(self, pins: ControlClient, stop: Event) -> None:
        self._clear_mind()
        if self.going_home.is_set():
            return
        self._clear_layout()
        self._fresh_shoe(pins, stop)
        if self._opens:
            self._press(pins, "open")

    def _fresh_shoe(self, pins: ControlClient, stop: Event) -> None:
        """After the cut card the dealer changes the shoe between rounds."""
        if not self._sees("cut_card_out") or self._console.layout is None:
            return
        with ControlClient(self._console.layout) as shoe:
            shoe.ask(do="new_shoe")
            self._await_rest(shoe, stop)
        if self._declares_shoe:
            self._press(pins, "release", HOLD_MS)

    def _must_repeat(self) -> bool:
        """What lies does not decide: a void throw, or a multiplier."""
        return self._sees("again")

    def _sees(self, what: str) -> bool:
        """A look at the layout; at a roulette wheel there is nothing to see."""
        if self._console.layout is None:
            return False
        with ControlClient(self._console.layout) as layout:
            return bool(layout.ask(do="state").get(what, False))

    def _clear_mind(self) -> None:
        self._dealt, self._drawn = False, ""

    def _deal(self, stop: Event, order: str) -> None:
        self._act_on_layout(stop, order)
        self._acted_ns = self._clock.monotonic_ns()

    def _act_on_layout(self, stop: Event, order: str) -> None:
        if self._console.layout is None:
            return
        with ControlClient(self._console.layout) as layout:
            try:
                layout.ask(do=order)
            except ControlRefused:
                return
            self._await_rest(layout, stop)

    def _await_rest(self, layout: ControlClient, stop: Event) -> None:
        while layout.ask(do="state")["dealing"]:
            if stop.wait(LOOK_S):
                return

    def _give_up_round(self, pins: ControlClient) -> None:
        """What is held is voided by holding the key; the layout is cleared."""
        self._clear_layout()
        if self._voids:
            self._press(pins, "void", HOLD_MS)

    def _clear_layout(self) -> None:
        if self._console.layout is not None:
            with ControlClient(self._console.layout) as layout:
                layout.ask(do="clear")

    def _press(self, pins: ControlClient, key: str, low_ms: int = PRESS_MS) -> None:
        pins.ask(pin=self._console.keys[key], low_ms=low_ms)
        for lamp in self._lamps.values():
            lamp.changes.clear()
            lamp.changed_ns = self._clock.monotonic_ns()

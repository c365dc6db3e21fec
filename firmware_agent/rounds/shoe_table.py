"""What every table that is dealt from a shoe does with it: membership, cut card, a fresh shoe by order. Lays no card."""

from __future__ import annotations

from typing_extensions import override

from firmware_agent.rounds.machine import Memory
from firmware_agent.rounds.settings import DaySettings
from firmware_agent.rounds.shoe import Shoe
from firmware_agent.rounds.table_machine import BOARD, TableMachine
from firmware_agent.rounds.timers import Timer
from hardware.orders import Ordered, OrderName
from schemas.causes import CloseCause, HoldCause
from schemas.facts import CardBurned, CutCardOut, ShoeChanged
from schemas.phases import Game


class ShoeTable(TableMachine):
    """A table and its shoe of ``decks`` decks."""

    def __init__(self, settings: DaySettings, game: Game, decks: int, memory: Memory) -> None:
        super().__init__(settings, game, memory)
        self._decks = decks
        self._shoe = Shoe(decks, memory)

    @property
    def _has_shoe(self) -> bool:
        """Cards are dealt here, so a fresh shoe may be ordered."""
        return True

    def _leaves(self, at_ns: int, card: str) -> bool:
        """Count a card out of the shoe; False, and everything stops, if it can't be from this shoe."""
        if self._shoe.leave(card):
            return True
        detail = f"{card} has come out more often than {self._decks} deck(s) hold: check the shoe"
        self._hold(at_ns, HoldCause.FOREIGN_CARD, detail)
        if self._day.round is None:
            self._day.pause(at_ns, BOARD, detail)
            self._day.call_supervisor(at_ns, detail)
        return False

    def _burn(self, at_ns: int, card: str | None, what: str = "burn") -> None:
        self._day.say(at_ns, CardBurned(card=card, what=what))

    def _cut_card(self, at_ns: int) -> None:
        self._shoe.cut_card()
        self._day.say(at_ns, CutCardOut(round_id=self._day.round_id))

    def _new_shoe(self, at_ns: int) -> None:
        if self._day.round is None:
            self._shoe_changed(at_ns)

    def _shoe_changed(self, at_ns: int) -> None:
        """Membership is counted from here."""
        self._shoe.change()
        self._day.say(at_ns, ShoeChanged(shoe_number=self._shoe.number))

    @override
    def _objection(self, order: Ordered) -> tuple[str, str] | None:
        if order.name is not OrderName.NEW_SHOE or not self._has_shoe:
            return super()._objection(order)
        running = self._day.round is not None
        return ("wrong_phase", "a round is running: change the shoe after it") if running else None

    @override
    def _obey(self, order: Ordered) -> None:
        if order.name is OrderName.NEW_SHOE:
            self._new_shoe(order.at_ns)
        else:
            super()._obey(order)

    def _hold(self, at_ns: int, cause: HoldCause, detail: str, close: CloseCause = CloseCause.HOLD) -> None:
        if self._day.round is not None:
            self._timers.stop(Timer.BETTING, Timer.NO_PROGRESS, Timer.RESULT)
            self._day.hold(at_ns, cause, detail, close)

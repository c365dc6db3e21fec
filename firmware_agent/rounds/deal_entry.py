"""What people say lies at a table with a line reader, laid as the game's rules allow, with what was read meanwhile. Refuses what has no place."""

from __future__ import annotations

from abc import abstractmethod
from copy import deepcopy

from typing_extensions import override

from firmware_agent.rounds.deal_table import DealTable
from firmware_agent.rounds.entering import entries_of
from hardware.orders import Ordered
from schemas.causes import HoldCause
from schemas.games.deal import Deal, Spot
from schemas.games.refusal import IllegalOutcome
from schemas.phases import Phase


class EnteredDeal(DealTable):
    """Holding, going on and entering for every game that is dealt by a line reader. ``_loose``: read while the round was held."""

    @override
    def _start_afresh(self) -> None:
        self._read: list[str] = []
        self._loose: list[str] = []
        self._thrown = False
        self._entered = 0

    # --- going on

    @override
    def _cannot_resume(self, at_ns: int) -> str | None:
        if self._loose and not self._by_cards:
            return "another throw was read while the round was held: void it"
        return super()._cannot_resume(at_ns)

    @override
    def _resume(self, order: Ordered) -> None:
        """A surplus card is burnt; after a dispute of the camera what was dealt on meanwhile is laid: its reading is not in doubt."""
        if self._day.round is not None and self._day.round.hold is HoldCause.CAMERA_DISPUTE:
            self._day.release(order.at_ns, order.by, order.reason, Phase.BETS_CLOSED)
            self._await_reading(order.at_ns)
            self._lay_loose(order.at_ns)
            self._weigh(order.at_ns)
            return
        while self._loose:
            self._burn(order.at_ns, self._loose.pop(0))
        super()._resume(order)

    def _lay_loose(self, at_ns: int) -> None:
        for value in self._take_loose():
            if self._day.round is None or self._day.held:
                self._loose.append(value)
            else:
                self._lay(at_ns, value, early=False)

    def _take_loose(self) -> list[str]:
        loose, self._loose = self._loose, []
        return loose

    # --- entering

    @override
    def _cannot_enter(self, order: Ordered) -> str | None:
        try:
            trial, new = self._trial(order)
        except IllegalOutcome as wrong:
            return wrong.message
        if self._by_cards and not self._shoe.holds(new):
            return "the shoe never held so many of one of these cards"
        if not trial.complete and not self._shoe.up:
            return f"the {self._settings.device} is not heard: enter all that lies, up to the result, or void the round"
        return None

    def _trial(self, order: Ordered) -> tuple[Deal, list[str]]:
        """The round as it would lie, and the values that nothing has read."""
        trial, loose, new = deepcopy(self._deal), list(self._loose), []
        for spot, value in entries_of(order):
            self._refuse_entry(spot)
            trial.lay(spot, value)
            if loose[:1] == [value]:
                loose.pop(0)
            else:
                new.append(value)
        for value in loose:
            if trial.due is None:
                raise IllegalOutcome(f"{value} was read as well, and there is no place for it")
            trial.lay(trial.due, value)
        return trial, new

    def _refuse_entry(self, spot: Spot) -> None:
        """Raise IllegalOutcome where nobody can say what lies."""

    @override
    def _lay_entered(self, order: Ordered) -> None:
        at_ns, self._begun = order.at_ns, True
        for _, value in entries_of(order):
            if self._loose[:1] == [value]:
                self._loose.pop(0)
            elif self._by_cards:
                self._leaves(at_ns, value)
            self._thrown = True
            self._entered += 1
            self._lay(at_ns, value, early=False)
        whole = self._deal.complete
        self._lay_loose(at_ns)
        if self._day.round is not None and not self._day.held:
            self._weigh_entered(at_ns, whole)

    def _weigh_entered(self, at_ns: int, whole: bool) -> None:
        """``whole``: with the entries everything lay, so the people have looked at all of it; else the dealer goes on."""
        if not whole or self._differs:
            self._weigh(at_ns)
            return
        self._confirmed_by_people()
        self._result(at_ns, (self._settings.device,) if len(self._read) > self._entered else ())

    # --- what the machine fills in

    @property
    @abstractmethod
    def _differs(self) -> bool:
        """The second reader says otherwise."""

    @abstractmethod
    def _lay(self, at_ns: int, value: str, early: bool) -> None:
        """Lay a reading where it is due, or hold."""

    @abstractmethod
    def _result(self, at_ns: int, sources: tuple[str, ...]) -> None:
        """Everything lies: tell what follows."""

"""What a baccarat table does around its coups: the shoe, shoe changes, opening, holding and going on. Lays no card.

A new shoe, only while no round is running, is any of: a card read as the shoe's first card; after the last coup of a shoe, the key
lock turned to and fro, or the shoe starting its communication; the dealer holding the release key while the cut card is out or the
shoe is locked; an order that says so.
"""

from __future__ import annotations

from abc import abstractmethod
from copy import deepcopy
from dataclasses import replace

from typing_extensions import override

from firmware_agent.rounds.coup import Coup, Place
from firmware_agent.rounds.entering import entries_of
from firmware_agent.rounds.machine import Memory
from firmware_agent.rounds.settings import BaccaratSettings
from firmware_agent.rounds.shoe import error_in_words
from firmware_agent.rounds.shoe_table import ShoeTable
from firmware_agent.rounds.timers import Timer
from hardware.orders import Ordered
from hardware.signals import DeviceDown, DeviceUp, ShoeError, ShoeLock, ShoeReady
from schemas.cards import DECK
from schemas.causes import DeviceCondition, HoldCause, Seat
from schemas.facts import CardDealt
from schemas.phases import Game, Phase

ORDER_CAN_BE_RESTORED = frozenset({HoldCause.WRONG_CARD, HoldCause.EXTRA_CARD})
NEEDS_ALL_CARDS = frozenset({HoldCause.MISSED_EVENTS, HoldCause.DEVICE_LOST_MID_ROUND})
CAN_GO_ON = frozenset({HoldCause.SHOE_ERROR, HoldCause.RESULT_NOT_CONFIRMED})


class BaccaratTable(ShoeTable):
    """Half of the baccarat machine: everything but the cards of a coup."""

    def __init__(self, settings: BaccaratSettings, memory: Memory | None = None) -> None:
        memory = memory or Memory()
        super().__init__(settings, Game.BACCARAT, settings.decks, memory)
        self._settings = settings
        self._coup = Coup()
        self._unattended = False
        self._game_over = False

    def memory(self) -> Memory:
        return replace(
            super().memory(),
            shoe_number=self._shoe.number,
            shoe_cards=self._shoe.cards,
            coups_left=self._shoe.coups_left,
        )

    # --- opening and closing

    @override
    def _unready(self, at_ns: int) -> str | None:
        return self._obstacle() or (
            "the shoe is finished: change it before the next round" if self._shoe.spent else None
        )

    def _obstacle(self) -> str | None:
        if self._unattended:
            return "cards are being dealt without a round: finish that coup first"
        return self._shoe.trouble

    @override
    def _device_opens(self, at_ns: int) -> bool:
        return False

    @override
    def _opened(self, at_ns: int) -> None:
        self._timers.stop(Timer.NO_PROGRESS)
        self._coup, self._game_over = Coup(), False
        self._verdict_forgotten()

    def _closed(self, at_ns: int) -> None:
        self._expect_card(at_ns)

    def _expect_card(self, at_ns: int) -> None:
        self._timers.set(Timer.NO_PROGRESS, at_ns + self._settings.result_timeout_ns)

    def _ended(self, at_ns: int) -> None:
        if self._coup.begun:
            self._shoe.coup_ended()
        self._coup = Coup()
        if self._shoe.spent:
            self._day.call_supervisor(at_ns, "the shoe is finished: no round opens until it is changed")

    def _voiding(self) -> None:
        """A shoe takes no orders: the cards on the layout are for the dealer."""

    def _timer(self, timer: Timer, at_ns: int) -> None:
        if timer is Timer.RESULT:
            detail = "all cards are dealt, but the shoe did not announce the result: compare with the layout"
            self._hold(at_ns, HoldCause.RESULT_NOT_CONFIRMED, detail)
        elif self._day.round is None:
            self._unattended = False
        else:
            self._day.call_supervisor(at_ns, "bets are closed and no card has come for a long time")

    # --- the shoe's own life

    def _lock(self, lock: ShoeLock) -> None:
        was_locked, self._shoe.locked = self._shoe.locked, lock.locked
        if self._day.round is not None and lock.locked:
            self._day.call_supervisor(lock.at_ns, "the shoe was locked in mid-round")
        elif was_locked and not lock.locked and self._shoe.spent:
            self._new_shoe(lock.at_ns)

    def _ready(self, ready: ShoeReady) -> None:
        self._unattended = self._unattended and ready.standing_by
        if not ready.standing_by and self._shoe.spent:
            self._new_shoe(ready.at_ns)

    @override
    def _shoe_changed(self, at_ns: int) -> None:
        self._unattended = False
        super()._shoe_changed(at_ns)

    def _error(self, error: ShoeError) -> None:
        words = error_in_words(error.code)
        if error.active:
            self._shoe.errors.add(error.code)
            self._day.device(error.at_ns, self._settings.device, DeviceCondition.FAULT, words)
            self._hold(error.at_ns, HoldCause.SHOE_ERROR, f"the shoe reports: {words}")
        else:
            self._shoe.errors.discard(error.code)
            self._day.device(error.at_ns, self._settings.device, DeviceCondition.CLEARED, words)

    def _line(self, change: DeviceUp | DeviceDown) -> None:
        if change.device != self._settings.device:
            return
        self._shoe.up = isinstance(change, DeviceUp)
        if not self._shoe.up:
            self._shoe.errors.clear()
        if not self._shoe.up and not self._waits:
            detail = "the line to the shoe was lost in mid-round: cards may have gone unseen"
            self._hold(change.at_ns, HoldCause.DEVICE_LOST_MID_ROUND, detail)

    # --- keys and orders of this game

    def _released_by_key(self, at_ns: int) -> None:
        idle = self._day.round is None
        if idle and (self._shoe.coups_left is not None or self._shoe.locked):
            self._new_shoe(at_ns)
        super()._released_by_key(at_ns)

    # --- holding and going on

    @override
    def _cannot_resume(self, at_ns: int) -> str | None:
        cause = self._day.round.hold if self._day.round else None
        if cause is HoldCause.CAMERA_DISPUTE:
            return self._cannot_go_on_undisputed()
        if cause in NEEDS_ALL_CARDS and self._coup.complete:
            return self._shoe.trouble
        if cause in ORDER_CAN_BE_RESTORED | CAN_GO_ON:
            return self._shoe.trouble
        return "after this hold the round can't go on: void it"

    def _cannot_go_on_undisputed(self) -> str | None:
        if self._coup.loose:
            return "cards were scanned out of place while the round was held: void it"
        return None if self._coup.complete else self._shoe.trouble

    @override
    def _cannot_enter(self, order: Ordered) -> str | None:
        if self._coup.loose:
            return "cards were scanned out of place: void the round"
        trial = deepcopy(self._coup)
        for spot, card in entries_of(order):
            if card not in DECK or spot.hand != 1 or not trial.take(spot.place, spot.index, card):
                due = f"{trial.due[0].value} {trial.due[1]} is next" if trial.due else "no card is due"
                return f"{card} at {spot}: {due}"
        if not self._shoe.holds(card for _, card in entries_of(order)):
            return "the shoe never held so many of one of these cards"
        if trial.complete or self._shoe.trouble is None:
            return None
        return f"{self._shoe.trouble}: enter every card of the coup, or void the round"

    @override
    def _lay_entered(self, order: Ordered) -> None:
        at_ns, scanned = order.at_ns, self._coup.begun
        for spot, card in entries_of(order):
            self._coup.take(spot.place, spot.index, card)
            self._leaves(at_ns, card)
            self._deal(at_ns, Place(Seat(spot.place), spot.index, card))
        self._expect_card(at_ns)
        self._weigh_entered(at_ns, scanned)

    def _resume(self, order: Ordered) -> None:
        self._day.release(order.at_ns, order.by, order.reason, Phase.DEALING)
        for place in self._coup.restore_order():
            self._deal(order.at_ns, place)
        while self._coup.loose:
            self._burn(order.at_ns, self._coup.loose.pop(0), "burn")
        self._expect_card(order.at_ns)
        self._weigh(order.at_ns)

    def _deal(self, at_ns: int, place: Place) -> None:
        if self._day.round_id is not None:
            round_id = self._day.round_id
            fact = CardDealt(round_id=round_id, seat=place.seat, index=place.index, card=place.card)
            self._day.say(at_ns, fact)

    def _left_behind(self) -> bool:
        return self._game_over

    @abstractmethod
    def _weigh(self, at_ns: int) -> None:
        """Act on the cards and the shoe's verdict as they now are."""

    @abstractmethod
    def _weigh_entered(self, at_ns: int, scanned: bool) -> None:
        """The same, with cards that people entered; ``scanned``: the shoe has read some of them."""

    @abstractmethod
    def _verdict_forgotten(self) -> None:
        """A new coup: what the shoe said of the last one is of no use."""

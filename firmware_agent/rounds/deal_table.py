"""What a table with a line reader does around its rounds: shoe, opening, waiting, holding and going on. Lays no reading."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace

from typing_extensions import override

from firmware_agent.rounds.machine import Memory
from firmware_agent.rounds.settings import DealSettings
from firmware_agent.rounds.shoe_table import ShoeTable
from firmware_agent.rounds.timers import Timer
from hardware.orders import Ordered
from hardware.signals import DeviceDown, DeviceUp
from schemas.causes import DeviceCondition, HoldCause
from schemas.games.deal import Deal, Readings
from schemas.games.deals import new_deal
from schemas.phases import Phase

CAN_GO_ON = frozenset({HoldCause.RESULT_NOT_CONFIRMED, HoldCause.EXTRA_CARD, HoldCause.CAMERA_DISPUTE})
BURNS_BETWEEN_ROUNDS = 11
"""A shoe's first card and as many as its value says (punto banco); more cards without a round are being dealt unattended."""


class DealTable(ShoeTable):
    """Half of the machine of every game that is dealt by a line reader."""

    def __init__(self, settings: DealSettings, memory: Memory | None = None) -> None:
        memory = memory or Memory()
        super().__init__(settings, settings.rules.game, settings.decks or 1, memory)
        self._settings = settings
        self._left = memory.carried
        self._deal: Deal = new_deal(settings.rules, self._left)
        self._burnt = 0
        self._begun = False
        self._unread_told: set[str] = set()

    def memory(self) -> Memory:
        kept = replace(super().memory(), carried=self._left)
        if not self._by_cards:
            return kept
        return replace(
            kept, shoe_number=self._shoe.number, shoe_cards=self._shoe.cards, coups_left=self._shoe.coups_left
        )

    @property
    @override
    def _carried(self) -> str | None:
        return self._left

    @property
    def _by_cards(self) -> bool:
        return self._deal.reads is Readings.CARDS

    @property
    @override
    def _has_shoe(self) -> bool:
        return self._by_cards

    # --- opening and waiting

    @override
    def _unready(self, at_ns: int) -> str | None:
        if not self._shoe.up:
            return f"the {self._settings.device} is not heard"
        if self._burnt > BURNS_BETWEEN_ROUNDS:
            return "cards are being dealt without a round: change the shoe, or clear the table"
        return "the shoe is finished: change it before the next round" if self._shoe.spent else None

    @override
    def _device_opens(self, at_ns: int) -> bool:
        return False

    @override
    def _opened(self, at_ns: int) -> None:
        self._timers.stop(Timer.NO_PROGRESS)
        self._deal = new_deal(self._settings.rules, self._left)
        self._burnt, self._begun = 0, False
        if self._deal.shuffled_each_round:
            self._shoe_changed(at_ns)
        self._start_afresh()

    @override
    def _closed(self, at_ns: int) -> None:
        self._await_reading(at_ns)

    def _await_reading(self, at_ns: int) -> None:
        self._timers.set(Timer.NO_PROGRESS, at_ns + self._settings.result_timeout_ns)

    @override
    def _ended(self, at_ns: int) -> None:
        if self._by_cards and self._begun:
            self._shoe.coup_ended()
            if self._shoe.spent:
                self._day.call_supervisor(at_ns, "the shoe is finished: no round opens until it is changed")

    @override
    def _voiding(self) -> None:
        """A reader takes no orders: what lies on the layout is for the dealer."""

    @override
    def _timer(self, timer: Timer, at_ns: int) -> None:
        if timer is Timer.RESULT:
            detail = "everything is read, but nobody has confirmed it: compare with the layout"
            self._hold(at_ns, HoldCause.RESULT_NOT_CONFIRMED, detail)
        elif not self._shoe.up:
            detail = f"the {self._settings.device} has not been heard since the bets closed"
            self._hold(at_ns, HoldCause.DEVICE_LOST_MID_ROUND, detail)
        elif self._day.round is not None:
            self._day.call_supervisor(at_ns, "bets are closed and nothing has been read for a long time")

    # --- the reader and its shoe

    @override
    def _line(self, change: DeviceUp | DeviceDown) -> None:
        """A card can pass while nobody reads; dice and wheels lie still until they are seen."""
        if change.device != self._settings.device:
            return
        self._shoe.up = isinstance(change, DeviceUp)
        if not self._shoe.up and self._by_cards and not self._waits:
            detail = "the line to the shoe was lost in mid-round: cards may have gone unseen"
            self._hold(change.at_ns, HoldCause.DEVICE_LOST_MID_ROUND, detail)

    def _unread(self, at_ns: int, device: str, why: str) -> None:
        """Told once until the reader has read something again: a line that babbles must not fill the disk."""
        if device not in self._unread_told:
            self._unread_told.add(device)
            self._day.device(at_ns, device, DeviceCondition.FAULT, why)
        self._hold(at_ns, HoldCause.READ_FAILED, f"something passed the {device} unread: {why}")

    def _burn_between_rounds(self, at_ns: int, card: str) -> None:
        if not self._leaves(at_ns, card):
            return
        self._burn(at_ns, card)
        self._burnt += 1
        if self._burnt == BURNS_BETWEEN_ROUNDS + 1:
            self._day.call_supervisor(at_ns, "cards are being dealt although no round is open")

    @override
    def _shoe_changed(self, at_ns: int) -> None:
        self._burnt = 0
        super()._shoe_changed(at_ns)

    # --- keys and orders of these games

    @override
    def _released_by_key(self, at_ns: int) -> None:
        if self._by_cards and self._day.round is None and (self._shoe.coups_left is not None or self._burnt):
            self._new_shoe(at_ns)
        super()._released_by_key(at_ns)

    # --- holding and going on

    @override
    def _cannot_resume(self, at_ns: int) -> str | None:
        cause = self._day.round.hold if self._day.round else None
        unseen = cause is HoldCause.DEVICE_LOST_MID_ROUND and not self._by_cards and not self._begun
        if cause not in CAN_GO_ON and not unseen:
            return "after this hold the round can't go on: void it"
        return None if self._shoe.up else f"the {self._settings.device} is not heard: repair it first"

    @override
    def _resume(self, order: Ordered) -> None:
        self._day.release(order.at_ns, order.by, order.reason, Phase.BETS_CLOSED)
        self._await_reading(order.at_ns)
        self._weigh(order.at_ns)

    @override
    def _left_behind(self) -> bool:
        return False

    @abstractmethod
    def _start_afresh(self) -> None:
        """A new round: nothing that was read before counts."""

    @abstractmethod
    def _weigh(self, at_ns: int) -> None:
        """Act on what lies as it now is."""

"""Any game that a line reader deals: dragon tiger, andar bahar, sic bo, craps, money wheel. The game's deal says what comes next and
what follows from it (``schemas.games.deal``). Never lays a reading where the rules do not; in doubt it holds the round.

Legal moves of a round:

    window open     the throw begins        -> the window closes at once, as evidence; the throw goes on
                    a reading               -> the same; HELD CARD_BEFORE_CLOSE or READING_BEFORE_CLOSE
    closed          the reading that is due -> DEALING or SPINNING, and RESULT_PENDING when the result is decided
                    a further stop of a wheel that nobody has spun again -> HELD WRONG_READING (a line that came twice)
                    a card too many         -> HELD EXTRA_CARD;  another throw that says otherwise -> HELD WRONG_READING
                    a reading that can't be -> HELD WRONG_CARD or WRONG_READING;  a card the shoe never had -> HELD FOREIGN_CARD
                    the reader says that the throw does not count (a cocked die, too few turns) -> again, with the same bets
    RESULT_PENDING  the dealer confirms, or the second reader has read the same -> outcome;  otherwise -> HELD SOURCES_DISAGREE
                    nobody confirms for result_timeout -> HELD RESULT_NOT_CONFIRMED
    any             something passed unread -> HELD READ_FAILED;  a shoe's line lost -> HELD DEVICE_LOST_MID_ROUND, at once

An order to release lets a round go on whose surplus card is burnt, that nobody confirmed, or whose camera differed; an order to enter
one where something was not read (deal_entry.py); every other hold ends void.
"""

from __future__ import annotations

from typing_extensions import override

from firmware_agent.rounds.deal_entry import EnteredDeal
from firmware_agent.rounds.deal_words import next_in_words, value_of
from firmware_agent.rounds.machine import Memory
from firmware_agent.rounds.settings import Confirm, DealSettings
from firmware_agent.rounds.sighted_life import DEALER
from firmware_agent.rounds.timers import Timer
from hardware.signals import (
    CardDrawn,
    CutCardSeen,
    DiceRead,
    ReadFailed,
    SegmentRead,
    Signal,
    ThrowBegun,
    ThrowVoid,
)
from schemas.causes import CloseCause, HoldCause, RespinCause, Step
from schemas.facts import RoundRespun
from schemas.games.deal import Readings, Spot
from schemas.games.refusal import IllegalOutcome
from schemas.phases import Phase
from schemas.readings import reading_fact

MANY_THROWS = 3
"""After so many throws that did not count a supervisor should look."""


class DealMachine(EnteredDeal):
    """The rounds of one reader; see the table at the top of this file."""

    def __init__(self, settings: DealSettings, memory: Memory | None = None) -> None:
        super().__init__(settings, memory)
        self._start_afresh()

    @override
    def _start_afresh(self) -> None:
        super()._start_afresh()
        self._checked: list[str] = []
        self._void_throws = 0

    # --- the reader speaks

    @override
    def _sensed(self, signal: Signal) -> None:
        device = getattr(signal, "device", None)
        if device == self._settings.device:
            self._shoe.up = True
            self._heard(signal)
        elif device is not None and device == self._settings.check_device:
            self._heard_again(signal)

    def _heard(self, signal: Signal) -> None:
        match signal:
            case CardDrawn() | DiceRead() | SegmentRead():
                self._unread_told.discard(signal.device)
                self._reading(signal.at_ns, value_of(signal))
            case ThrowBegun():
                self._throw_begun(signal.at_ns)
            case ThrowVoid():
                self._throw_void(signal)
            case ReadFailed():
                self._unread(signal.at_ns, signal.device, signal.why)
            case CutCardSeen():
                self._cut_card(signal.at_ns)

    def _heard_again(self, signal: Signal) -> None:
        """The second reader: what it reads is compared, never laid."""
        match signal:
            case CardDrawn() | DiceRead() | SegmentRead() if self._day.round is not None:
                self._checked.append(value_of(signal))
                if not self._day.held and not self._day.bets_open:
                    self._weigh(signal.at_ns)
            case ReadFailed():
                self._unread(signal.at_ns, signal.device, signal.why)

    def _reading(self, at_ns: int, value: str) -> None:
        if self._day.round is None:
            if self._by_cards:
                self._burn_between_rounds(at_ns, value)
            return
        early, held = self._day.bets_open, self._day.held
        self._close_bets(at_ns, CloseCause.CARD_SEEN if self._by_cards else CloseCause.READING_SEEN)
        self._begun = True
        if self._by_cards and not self._leaves(at_ns, value):
            return
        if held:
            if self._by_cards or value not in self._read[-1:]:
                self._loose.append(value)
        else:
            self._lay(at_ns, value, early)

    @override
    def _lay(self, at_ns: int, value: str, early: bool) -> None:
        due, deal = self._deal.due, self._deal
        if due is None:
            self._surplus(at_ns, value)
            return
        if self._deal.reads is Readings.SEGMENTS and due.index > 1 and not self._thrown:
            detail = f"the {self._settings.device} has read {value}, but nobody has spun the wheel again"
            self._hold(at_ns, HoldCause.WRONG_READING, detail)
            return
        try:
            deal.lay(due, value)
        except IllegalOutcome as wrong:
            self._loose.append(value)
            self._hold(
                at_ns, HoldCause.WRONG_CARD if self._by_cards else HoldCause.WRONG_READING, wrong.message
            )
            return
        self._read.append(value)
        self._thrown = False
        self._say_laid(at_ns, due, value, early)

    def _say_laid(self, at_ns: int, spot: Spot, value: str, early: bool) -> None:
        assert self._day.round_id is not None, "a reading is laid in a round"
        self._day.say(at_ns, reading_fact(self._deal.reads, self._day.round_id, spot, value))
        if early:
            cause = HoldCause.CARD_BEFORE_CLOSE if self._by_cards else HoldCause.READING_BEFORE_CLOSE
            self._hold(at_ns, cause, f"{value} ({spot}) came out while bets were open")
            return
        self._show(Phase.DEALING if self._by_cards else Phase.SPINNING)
        self._await_reading(at_ns)
        self._weigh(at_ns)

    def _surplus(self, at_ns: int, value: str) -> None:
        if self._by_cards:
            self._loose.append(value)
            self._hold(at_ns, HoldCause.EXTRA_CARD, f"{value} came although no card was due")
        elif value != self._read[-1]:
            detail = f"the {self._settings.device} has read {self._read[-1]}, and then {value}"
            self._hold(at_ns, HoldCause.WRONG_READING, detail)

    # --- throws

    def _throw_begun(self, at_ns: int) -> None:
        if self._day.round is None or self._day.held:
            self._thrown_anew(at_ns)
            self._played_again(at_ns)  # of a round that is held nobody knows which throw is its own
            return
        self._close_bets(at_ns, CloseCause.THROW_BEGUN)
        self._thrown = True
        self._show(Phase.SPINNING)
        self._await_reading(at_ns)
        self._day.step(at_ns, Step.THROW_BEGUN)

    def _throw_void(self, void: ThrowVoid) -> None:
        """Thrown again with the same bets, unless its reading had been laid: that can't be taken back."""
        if self._day.round is None or self._day.held:
            return
        self._close_bets(void.at_ns, CloseCause.THROW_BEGUN)
        if self._deal.complete:
            self._hold(
                void.at_ns, HoldCause.WRONG_READING, f"the throw was read, and then declared void: {void.why}"
            )
            return
        self._void_throws += 1
        self._day.say(
            void.at_ns, RoundRespun(round_id=self._day.round.round_id, cause=RespinCause.THROW_VOID)
        )
        self._show(Phase.BETS_CLOSED)
        self._await_reading(void.at_ns)
        if self._void_throws >= MANY_THROWS:
            self._day.call_supervisor(
                void.at_ns, f"{self._void_throws} throws did not count: {void.why}"[:500]
            )

    # --- the result

    @override
    def _weigh(self, at_ns: int) -> None:
        if not self._deal.complete or self._day.held:
            return
        if self._differs:
            detail = f"one reader says {' '.join(self._read)}, the other {' '.join(self._checked)}"
            self._hold(at_ns, HoldCause.SOURCES_DISAGREE, detail)
        elif self._settings.confirm is Confirm.SOURCES and self._checked == self._read:
            self._result(at_ns, (self._settings.device, self._settings.check_device or ""))
        else:
            self._pending(at_ns)

    @property
    @override
    def _differs(self) -> bool:
        return self._checked != self._read[: len(self._checked)]

    def _pending(self, at_ns: int) -> None:
        if self._day.round is not None and self._day.phase is not Phase.RESULT_PENDING:
            self._day.round.phase = Phase.RESULT_PENDING
            self._timers.stop(Timer.NO_PROGRESS)
            self._timers.set(Timer.RESULT, at_ns + self._settings.result_timeout_ns)
            self._day.step(at_ns, Step.RESULT_PENDING)

    @override
    def _confirmed_by_dealer(self, at_ns: int) -> None:
        if self._settings.confirm is not Confirm.DEALER or self._day.phase is not Phase.RESULT_PENDING:
            return
        agreed = self._settings.check_device if self._checked == self._read else None
        self._result(at_ns, (self._settings.device, *((agreed,) if agreed else ()), DEALER))

    @override
    def _result(self, at_ns: int, sources: tuple[str, ...]) -> None:
        self._confirm(at_ns, self._deal.outcome(), sources, self._in_a_word)

    @override
    def _result_stands(self) -> None:
        self._left = self._deal.carried

    @property
    def _in_a_word(self) -> str:
        """The result for the table's own list."""
        return " ".join(self._read[-3:])

    # --- for people

    @property
    @override
    def _throw(self) -> int:
        """A wheel that stands where it was read shows that stop until it is spun again."""
        if self._by_cards:
            return 1
        again = self._thrown and not self._deal.complete
        return max(1, len(self._read) + (1 if again else 0))

    @override
    def _guidance(self) -> str:
        if self._day.round is None or self._day.bets_open:
            return ""
        if self._deal.complete:
            return (
                "compare with the layout and confirm" if self._settings.confirm is Confirm.DEALER else "wait"
            )
        return next_in_words(self._deal.reads, self._deal.due)

    def _show(self, phase: Phase) -> None:
        if self._day.round is not None and not self._day.held:
            self._day.round.phase = phase

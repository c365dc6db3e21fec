"""Baccarat (punto banco) from a reading shoe (Angel Eye II-EX). Never restores an order of cards by itself; in doubt it holds the round.

Legal moves of a round:

    window open     a card for Player or Banker -> the window closes at once, as evidence; HELD CARD_BEFORE_CLOSE
    closed          the card that the drawing rules ask for, at its seat and index -> DEALING, and RESULT_PENDING after the last
                    another seat or index, a burn or stray card -> HELD WRONG_CARD;  a card after the last -> HELD EXTRA_CARD
                    a retransmission of what lies there -> nothing;  of something else -> HELD SOURCES_DISAGREE
                    more copies of a card than the shoe had -> HELD FOREIGN_CARD
    RESULT_PENDING  the shoe announces what the cards say -> outcome;  anything else, or too early -> HELD SOURCES_DISAGREE
                    no announcement for result_timeout -> HELD RESULT_NOT_CONFIRMED (confirm "dealer": the key is a source)
    any             forced quit -> HELD SHOE_FORCED_QUIT;  error -> HELD SHOE_ERROR;  numbers skipped -> HELD MISSED_EVENTS
                    line lost -> HELD DEVICE_LOST_MID_ROUND, at once: a card can pass while nobody reads

An order to release lets a held round go on where a pit boss can answer for it: the order of scanning was
right (WRONG_CARD), the surplus card is burnt (EXTRA_CARD), the error is cleared, or all cards lie and only the result was in doubt.
"""

from __future__ import annotations

from typing_extensions import override

from firmware_agent.rounds.baccarat_table import BaccaratTable
from firmware_agent.rounds.coup import SEATS, Laid, Place
from firmware_agent.rounds.machine import Memory
from firmware_agent.rounds.settings import BaccaratSettings, Confirm
from firmware_agent.rounds.sighted_life import DEALER
from firmware_agent.rounds.timers import Timer
from hardware.signals import (
    CardRead,
    CardTarget,
    CutCardSeen,
    FramesMissed,
    ShoeError,
    ShoeLock,
    ShoeReady,
    ShoeResult,
    Signal,
    StrayCard,
    Winner,
)
from schemas.causes import CloseCause, DeviceCondition, HoldCause, Step
from schemas.games.baccarat import BaccaratOutcome
from schemas.phases import Phase

CARDS, RESULT = "shoe.cards", "shoe.result"


class BaccaratMachine(BaccaratTable):
    """The rounds of one shoe; see the table at the top of this file."""

    def __init__(self, settings: BaccaratSettings, memory: Memory | None = None) -> None:
        super().__init__(settings, memory)
        self._verdict: ShoeResult | None = None

    # --- the shoe speaks

    def _sensed(self, signal: Signal) -> None:
        if getattr(signal, "device", None) != self._settings.device:
            return
        self._shoe.up = True
        match signal:
            case CardRead():
                self._card(signal)
            case StrayCard():
                self._stray(signal)
            case ShoeResult():
                self._announced(signal)
            case CutCardSeen():
                self._cut_card(signal.at_ns)
            case ShoeError():
                self._error(signal)
            case ShoeLock():
                self._lock(signal)
            case ShoeReady():
                self._ready(signal)
            case FramesMissed():
                self._missed(signal)

    def _missed(self, missed: FramesMissed) -> None:
        said = f"{missed.count} event(s) of the shoe never arrived"
        self._day.device(missed.at_ns, missed.device, DeviceCondition.FAULT, said)
        self._hold(missed.at_ns, HoldCause.MISSED_EVENTS, f"{said}: cards may have gone unseen")

    def _stray(self, stray: StrayCard) -> None:
        if stray.card is not None:
            self._leaves(stray.at_ns, stray.card)
        self._burn(stray.at_ns, stray.card, "stray")
        detail = f"a card ({stray.card or 'not read'}) left the shoe outside the game ({stray.mode.value})"
        self._hold(stray.at_ns, HoldCause.WRONG_CARD, detail)

    def _card(self, read: CardRead) -> None:
        if read.target not in SEATS:
            self._side_card(read)
        elif self._day.round is None:
            self._card_without_round(read)
        else:
            self._card_in_round(read)

    def _side_card(self, read: CardRead) -> None:
        if read.resent:
            return
        first = read.target is CardTarget.FIRST_CARD
        if first and self._day.round is None and not self._shoe.fresh:
            self._new_shoe(read.at_ns)
        if read.target is not CardTarget.BURN_COUNT:
            self._leaves(read.at_ns, read.card)
        self._burn(read.at_ns, read.card, read.target.value)
        if self._day.round is not None and not self._day.bets_open:
            detail = f"{read.card} was burnt ({read.target.value}) while the coup was being dealt"
            self._hold(read.at_ns, HoldCause.WRONG_CARD, detail)

    def _card_without_round(self, read: CardRead) -> None:
        if not read.resent:
            self._leaves(read.at_ns, read.card)
        if not self._unattended:
            self._unattended = True
            self._day.call_supervisor(read.at_ns, "cards are being dealt although no round is open")
        self._expect_card(read.at_ns)

    def _card_in_round(self, read: CardRead) -> None:
        coup, at_ns = self._coup, read.at_ns
        starts = (read.target, read.index) == (CardTarget.PLAYER, 1)
        if self._day.held and starts and not read.resent and (coup.begun or self._coup_unknown):
            self._game_over = True
        due, laid, early = coup.due, coup.scan(read), self._day.bets_open
        if laid is Laid.AGAIN:
            return
        self._close_bets(at_ns, CloseCause.CARD_SEEN)
        place = Place(SEATS[read.target], read.index, read.card)
        ours = laid is Laid.OTHERWISE or self._leaves(at_ns, read.card)
        if laid is Laid.IN_PLACE and ours:
            self._deal(at_ns, place)
        if ours:
            self._judge_card(at_ns, place, laid, "" if early else self._due_in_words(due))

    def _judge_card(self, at_ns: int, place: Place, laid: Laid, due: str) -> None:
        """``due`` is what the rules asked for, in words; empty while bets were open."""
        match laid:
            case _ if not due:
                self._hold(at_ns, HoldCause.CARD_BEFORE_CLOSE, f"{place} came out while bets were open")
            case Laid.IN_PLACE if not self._day.held:
                self._dealt(at_ns)
            case Laid.OTHERWISE:
                self._hold(
                    at_ns, HoldCause.SOURCES_DISAGREE, f"the shoe read another card there before: {place}"
                )
            case Laid.EXTRA:
                self._hold(at_ns, HoldCause.EXTRA_CARD, f"the coup was complete, and then came {place}")
            case Laid.WRONG:
                self._hold(at_ns, HoldCause.WRONG_CARD, f"{place} came, but {due} was due")

    def _dealt(self, at_ns: int) -> None:
        if self._day.round is not None:
            self._day.round.phase = Phase.DEALING
        self._expect_card(at_ns)
        self._weigh(at_ns)

    @staticmethod
    def _due_in_words(due: tuple[object, int] | None) -> str:
        return "no card" if due is None else f"{getattr(due[0], 'value', due[0])}'s card {due[1]}"

    @property
    def _coup_unknown(self) -> bool:
        """The round was held from an earlier run: nothing of its coup was seen."""
        held = self._day.round.hold if self._day.round else None
        return held is HoldCause.AGENT_DIED_MID_ROUND

    # --- the result

    def _announced(self, result: ShoeResult) -> None:
        at_ns = result.at_ns
        if self._day.round is None:
            self._unattended = False
            return
        if self._day.bets_open and result.winner is not Winner.FORCED_QUIT:
            self._day.call_supervisor(at_ns, "the shoe announced a result while bets were open: disregarded")
            return
        self._game_over = True
        if self._verdict is None or result.winner is Winner.FORCED_QUIT:
            self._verdict = result
        elif not _same_verdict(self._verdict, result):
            self._hold(at_ns, HoldCause.SOURCES_DISAGREE, "the shoe announced two different results")
        if not self._day.held:
            self._weigh(at_ns)

    def _weigh(self, at_ns: int) -> None:
        verdict = self._verdict
        if verdict is not None and verdict.winner is Winner.FORCED_QUIT:
            self._hold(at_ns, HoldCause.SHOE_FORCED_QUIT, "the game was quit at the shoe")
        elif not self._coup.complete:
            if verdict is not None:
                detail = f"the shoe announced {verdict.winner.value}, but {self._due_in_words(self._coup.due)} is missing"
                self._hold(at_ns, HoldCause.SOURCES_DISAGREE, detail)
        elif verdict is not None and not self._agrees(verdict):
            self._hold(at_ns, HoldCause.SOURCES_DISAGREE, self._difference(verdict))
        elif verdict is not None and self._settings.confirm is Confirm.SOURCES:
            self._result(at_ns, (CARDS, RESULT))
        else:
            self._pending(at_ns)

    @override
    def _weigh_entered(self, at_ns: int, scanned: bool) -> None:
        verdict = self._verdict
        if not self._coup.complete or (verdict is not None and not self._agrees(verdict)):
            self._weigh(at_ns)
            return
        self._confirmed_by_people()
        heard = () if verdict is None else (RESULT,)
        self._result(at_ns, (*((CARDS,) if scanned else ()), *heard))

    def _pending(self, at_ns: int) -> None:
        if self._day.round is not None and self._day.phase is not Phase.RESULT_PENDING:
            self._day.round.phase = Phase.RESULT_PENDING
            self._timers.stop(Timer.NO_PROGRESS)
            self._timers.set(Timer.RESULT, at_ns + self._settings.result_timeout_ns)
            self._day.step(at_ns, Step.RESULT_PENDING)

    def _confirmed_by_dealer(self, at_ns: int) -> None:
        if self._settings.confirm is Confirm.DEALER and self._day.phase is Phase.RESULT_PENDING:
            heard = () if self._verdict is None else (RESULT,)
            self._result(at_ns, (CARDS, *heard, DEALER))

    def _result(self, at_ns: int, sources: tuple[str, ...]) -> None:
        outcome = self._outcome()
        self._confirm(at_ns, outcome, sources, outcome.winner.value)

    def _outcome(self) -> BaccaratOutcome:
        return BaccaratOutcome.from_cards(self._coup.player, self._coup.banker, self._settings.decks)

    def _agrees(self, verdict: ShoeResult) -> bool:
        outcome = self._outcome()
        ours = (outcome.winner.value, outcome.player_pair, outcome.banker_pair)
        return ours == (verdict.winner.value, verdict.player_pair, verdict.banker_pair)

    def _difference(self, verdict: ShoeResult) -> str:
        outcome = self._outcome()
        ours = _in_words(outcome.winner.value, outcome.player_pair, outcome.banker_pair)
        theirs = _in_words(verdict.winner.value, verdict.player_pair, verdict.banker_pair)
        return f"the cards say {ours}, the shoe says {theirs}"

    def _verdict_forgotten(self) -> None:
        self._verdict = None


def _same_verdict(one: ShoeResult, other: ShoeResult) -> bool:
    return (one.winner, one.player_pair, one.banker_pair) == (
        other.winner,
        other.player_pair,
        other.banker_pair,
    )


def _in_words(winner: str, player_pair: bool, banker_pair: bool) -> str:
    pairs = (", player pair" if player_pair else "") + (", banker pair" if banker_pair else "")
    return winner + pairs

"""What each accepted fact of a table does: one match over its kinds. A fact that can't be right has no effect but an alert and, if need be, a hold."""

from __future__ import annotations

import json

from pydantic import ValidationError

from edge_api.books.alerts import Severity, alert
from edge_api.books.house import House
from edge_api.books.received import ReceivedFact
from edge_api.clocks import BoardClock
from edge_api.rounds import table_facts
from edge_api.rounds.closing import close_window, heed_evidence
from edge_api.rounds.doubt import Ignored
from edge_api.rounds.hold import doubt_taken_back, hold, release
from edge_api.rounds.opening import happened_ns, open_round
from edge_api.rounds.play import doubt_seats, take_play
from edge_api.rounds.refund import void
from edge_api.rounds.register import Table
from edge_api.rounds.result import take_outcome, take_reading
from edge_api.rounds.round import Holder, Round
from edge_api.rounds.sight import take_seen
from edge_api.rounds.sight_doubt import DISPUTE
from edge_api.rounds.sight_open import decide
from edge_api.rounds.void_orders import order_void
from schemas.causes import CloseCause, Step
from schemas.facts import (
    FACT_BY_KIND,
    CardDealt,
    DiceRolled,
    Fact,
    HandDecided,
    InsuranceClosed,
    InsuranceOffered,
    RoundClosed,
    RoundHeld,
    RoundOpened,
    RoundOutcome,
    RoundReleased,
    RoundRespun,
    RoundStep,
    RoundVoided,
    SeatsTaken,
    SegmentStopped,
    SupervisorCalled,
    TurnOpened,
)
from schemas.phases import Phase
from schemas.sight_facts import RoundSeen

EVIDENT_STEPS = {
    Step.BALL_IN_RIM: CloseCause.BALL_IN_RIM,
    Step.NO_MORE_BETS: CloseCause.NO_MORE_BETS,
    Step.NUMBER_SEEN: CloseCause.NUMBER_SEEN,
}


def apply(house: House, received: ReceivedFact) -> str:
    """Apply one fact in the running transaction; returns its effect for the inbox, such as ``settled`` or ``ignored:<why>``."""
    clock = house.clocks.setdefault(received.table_id, BoardClock())
    clock.observe(received.event.bootid, int(received.event.monons), received.received.mono_ns)
    try:
        return _dispatch(house, received)
    except Ignored as ignored:
        if ignored.severity is not None:
            text = f"{received.fact_id} ({received.kind}) had no effect: {ignored.detail}"
            alert(house, received.table_id, ignored.why, text, ignored.severity, received.received)
        if ignored.hold is not None:
            hold(house, ignored.hold, Holder.EDGE, ignored.why, ignored.detail, received.received)
        return f"ignored:{ignored.why}"


def _dispatch(house: House, received: ReceivedFact) -> str:
    table = house.tables.get(received.table_id)
    if table is None:
        raise Ignored("no_such_table", "the table is not configured here", severity=Severity.ALARM)
    fact = _read(house, table, received)
    match fact:
        case RoundOpened():
            return open_round(house, table, fact, received)
        case RoundClosed() | RoundStep() | RoundRespun() | RoundOutcome() | RoundVoided():
            return _of_round(house, _round(house, table, fact.round_id), fact, received)
        case CardDealt() | DiceRolled() | SegmentStopped():
            return _of_round(house, _round(house, table, fact.round_id), fact, received)
        case SeatsTaken() | InsuranceOffered() | InsuranceClosed() | TurnOpened() | HandDecided():
            return take_play(house, _round(house, table, fact.round_id), fact, received)
        case RoundSeen():
            return take_seen(house, _round(house, table, fact.round_id), fact, received)
        case RoundHeld():
            return _held(house, table, fact, received)
        case RoundReleased():
            return _released(house, table, fact)
        case SupervisorCalled(round_id=str() as waits):
            _heed_call(house, table, waits)
            return table_facts.apply(house, table, fact, received)
        case _:
            return table_facts.apply(house, table, fact, received)


def _read(house: House, table: Table, received: ReceivedFact) -> Fact:
    current = house.rounds.running.get(table.current_round or "")
    if received.event.source != f"urn:studio-floor:{house.settings.site}:t:{received.table_id}":
        raise Ignored(
            "wrong_source", f"it names {received.event.source} as its source", current, Severity.ALARM
        )
    kind = FACT_BY_KIND.get(received.kind)
    if kind is None:
        raise Ignored("unknown_kind", "this release does not know the kind: install a newer one", current)
    try:
        fact = kind.consume(json.dumps(received.event.data))
    except ValidationError as bad:
        error = bad.errors(include_url=False, include_context=False)[0]
        where = ".".join(str(part)[:40] for part in error["loc"])
        raise Ignored("invalid_data", f"{where}: {error['msg']}", current, Severity.ALARM) from None
    subject = f"round/{fact.about_round}" if fact.about_round else f"table/{received.table_id}"
    if received.event.subject != subject:
        raise Ignored(
            "wrong_subject",
            f"it is about {subject}, but says {received.event.subject}",
            current,
            Severity.ALARM,
        )
    return fact


def _round(house: House, table: Table, round_id: str) -> Round:
    found = house.rounds.find(round_id)
    if found is None or found.table_id != table.setup.table_id:
        raise Ignored("no_such_round", f"round {round_id} was never opened here", severity=Severity.ALARM)
    return found


def _of_round(house: House, of: Round, fact: Fact, received: ReceivedFact) -> str:
    now, happened = received.received, happened_ns(house, received)
    match fact:
        case RoundClosed():
            return _closed(house, of, fact, happened, received)
        case RoundStep():
            return _step(house, of, fact, happened, received)
        case CardDealt() | DiceRolled() | SegmentStopped():
            return take_reading(house, of, fact, happened, now)
        case RoundRespun():
            return _respun(house, of, fact, received)
        case RoundOutcome():
            return take_outcome(house, of, fact, received.fact_id, happened, now)
        case RoundVoided():
            return _voided(house, of, fact, received)
    raise AssertionError(f"{fact.kind} is not about a round")


def _closed(house: House, of: Round, fact: RoundClosed, happened: int, received: ReceivedFact) -> str:
    if of.seating is not None:
        order_void(house, of)  # the board waits to hear which seats play
    if fact.evidence or fact.cause.is_evidence:
        return _close_evident(house, of, fact.cause, happened, received)
    return "closed" if close_window(house, of, fact.cause.value, received.received) else "noted"


def _close_evident(house: House, of: Round, cause: CloseCause, happened: int, received: ReceivedFact) -> str:
    _evidence(house, of, happened, received)
    closed = close_window(house, of, cause.value, received.received)
    doubt_taken_back(house, of, received.received)
    return "closed" if closed else "noted"


def _evidence(house: House, of: Round, happened: int, received: ReceivedFact) -> None:
    """Stamps of another boot of this machine can't be compared: then a human decides."""
    if of.edge_boot == house.edge_boot:
        heed_evidence(house, of, happened, received.received)
        doubt_seats(house, of, received)
    elif not of.is_over:
        detail = "evidence of the outcome came after the edge had been rebooted"
        hold(house, of, Holder.EDGE, "evidence_after_reboot", detail, received.received)


def _step(house: House, of: Round, fact: RoundStep, happened: int, received: ReceivedFact) -> str:
    if of.is_over:
        raise Ignored("round_over", f"round {of.round_id} is {of.phase.value}", severity=None)
    evident = EVIDENT_STEPS.get(fact.step)
    if of.is_open and evident is not None:
        _close_evident(house, of, evident, happened, received)
    if not of.is_open and of.phase is not Phase.HELD:
        pending = fact.step in (Step.NUMBER_SEEN, Step.RESULT_PENDING)
        of.phase = Phase.RESULT_PENDING if pending else Phase.SPINNING
        house.rounds.save(of)
    phase = Phase.BETS_CLOSING_SOON if of.is_open and of.told_soon else of.phase
    house.record.tell(
        of.table_id, "step", {"round_id": of.round_id, "step": fact.step.value, "phase": phase.value}
    )
    return "step"


def _respun(house: House, of: Round, fact: RoundRespun, received: ReceivedFact) -> str:
    if of.is_over:
        raise Ignored("round_over", f"round {of.round_id} is {of.phase.value}")
    close_window(house, of, CloseCause.BALL_IN_RIM.value, received.received)
    if of.phase is not Phase.HELD:
        of.phase = Phase.SPINNING
        house.rounds.save(of)
    house.record.tell(of.table_id, "respin", {"round_id": of.round_id, "cause": fact.cause.value})
    return "respun"


def _held(house: House, table: Table, fact: RoundHeld, received: ReceivedFact) -> str:
    if fact.round_id is None:
        body = {"round_id": None, "cause": fact.cause.value, "by": Holder.TABLE.value}
        house.record.tell(table.setup.table_id, "held", body)
        text = f"the table waits for a human: {fact.cause.value}: {fact.detail}"
        alert(house, table.setup.table_id, "held_table", text, Severity.ALARM, received.received)
        return "held"
    of = _round(house, table, fact.round_id)
    if of.is_over:
        order_void(house, of)
        raise Ignored("round_over", f"a hold for round {of.round_id}, which is {of.phase.value}")
    hold(house, of, Holder.TABLE, fact.cause.value, fact.detail, received.received)
    return "held"


def _heed_call(house: House, table: Table, round_id: str) -> None:
    """The board waits and calls for help: for a round that is void already there is nothing to wait for."""
    found = house.rounds.find(round_id)
    if found is not None and found.table_id == table.setup.table_id:
        order_void(house, found)


def _released(house: House, table: Table, fact: RoundReleased) -> str:
    if fact.round_id is None:
        house.record.tell(table.setup.table_id, "released", {"round_id": None})
        return "released"
    of = _round(house, table, fact.round_id)
    if of.holder is Holder.EDGE:
        raise Ignored(
            "held_by_edge",
            f"the table released round {of.round_id}, but the edge holds it: release it on the floor page",
        )
    if of.held_cause == f"{Holder.TABLE.value}:{DISPUTE}":
        decide(house, of, fact.by)
    return "released" if release(house, of, fact.by) else "noted"


def _voided(house: House, of: Round, fact: RoundVoided, received: ReceivedFact) -> str:
    if of.phase is Phase.CANCELLED:
        return "noted"
    if of.is_over:
        detail = f"the table voids round {of.round_id}, which is paid: correct it by hand"
        raise Ignored("void_after_settlement", detail, severity=Severity.ALARM)
    void(house, of, fact.cause.value, fact.by, fact.reason, received.received)
    return "voided"

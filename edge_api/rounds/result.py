"""Results: an outcome is paid only if it follows from what the table showed, fits its wheel or shoe, and nobody holds the round."""

from __future__ import annotations

import json

from edge_api.books.alerts import Severity
from edge_api.books.house import House
from edge_api.clock import Now
from edge_api.rounds.closing import close_window, heed_evidence
from edge_api.rounds.doubt import Ignored
from edge_api.rounds.hold import hold
from edge_api.rounds.round import Holder, Round
from edge_api.rounds.settlement import GameOutcome, pay, reckon
from schemas.facts import CardDealt, CloseCause, HoldCause, RoundOutcome, Seat
from schemas.games.baccarat import BaccaratHand, BaccaratOutcome, next_target
from schemas.games.baccarat_rules import BaccaratRules
from schemas.games.refusal import Illegal
from schemas.games.roulette import RouletteOutcome, check_outcome
from schemas.games.roulette_rules import RouletteRules
from schemas.phases import Phase

HELD_OUTCOME = "ignored:held"


def take_outcome(
    house: House, of: Round, fact: RoundOutcome, fact_id: str, happened_ns: int, now: Now
) -> str:
    """Settle the round; returns the fact's effect.

    Raises:
        Ignored: nothing was paid.
    """
    if of.is_over:
        raise Ignored(
            "round_over",
            f"an outcome for round {of.round_id}, which is {of.phase.value}",
            severity=Severity.ALARM,
        )
    if of.is_open:
        heed_evidence(house, of, happened_ns, now)
        close_window(house, of, CloseCause.NUMBER_SEEN.value, now)
        raise Ignored("outcome_before_close", "the outcome came while bets were open", of, Severity.ALARM)
    if of.phase is Phase.HELD:
        raise Ignored("held", f"an outcome for round {of.round_id}, which is held: release or void it")
    settle(house, of, fact, fact_id, now)
    return "settled"


def settle(house: House, of: Round, fact: RoundOutcome, fact_id: str, now: Now) -> None:
    """Check the outcome against the round and pay it.

    Raises:
        Ignored: the outcome contradicts the round; it must be held.
    """
    _refuse_second(house, of, fact)
    try:
        check(of, fact)
        prices = reckon(house, of, fact.outcome)
    except Illegal as illegal:
        raise Ignored("wrong_outcome", illegal.message, of, Severity.ALARM) from None
    pay(house, of, fact.outcome, fact_id, prices, now)


def _refuse_second(house: House, of: Round, fact: RoundOutcome) -> None:
    """A table that has asserted two results is not believed: neither the first nor the last."""
    if any(RoundOutcome.consume(said).outcome != fact.outcome for _, said in _waiting(house, of)):
        detail = f"the table has asserted different outcomes for round {of.round_id}: void it"
        raise Ignored("two_outcomes", detail, of, Severity.ALARM)


def check(of: Round, fact: RoundOutcome) -> None:
    """Raise Illegal when the outcome is not one of this round."""
    if fact.game is not of.game:
        raise Illegal("wrong_game", f"an outcome of {fact.game.value} for a round of {of.game.value}")
    _check_game(of, fact.outcome)


def _check_game(of: Round, outcome: GameOutcome) -> None:
    match of.rules, outcome:
        case RouletteRules() as rules, RouletteOutcome():
            check_outcome(outcome, rules.wheel)
            if len(outcome.spins) != 1:
                raise Illegal("several_spins", "a round of this table has one spin")
        case BaccaratRules() as rules, BaccaratOutcome():
            dealt = BaccaratOutcome.from_cards(of.player_cards, of.banker_cards, rules.decks)
            if dealt != outcome:
                raise Illegal("other_cards", "the outcome is not of the cards that were dealt in this round")
        case _:
            raise Illegal("wrong_game", "the outcome is of another game")


def take_card(house: House, of: Round, fact: CardDealt, happened_ns: int, now: Now) -> str:
    """Lay a card down; returns the fact's effect.

    Raises:
        Ignored: the card has no place in this coup.
    """
    if of.is_over or not isinstance(of.rules, BaccaratRules):
        raise Ignored(
            "no_card_now",
            f"a card for round {of.round_id}, which is {of.phase.value}",
            None if of.is_over else of,
        )
    _check_place(of, fact)
    early = of.is_open
    if early:
        heed_evidence(house, of, happened_ns, now)
        close_window(house, of, CloseCause.CARD_SEEN.value, now)
    hand = of.player_cards if fact.seat is Seat.PLAYER else of.banker_cards
    hand.append(fact.card)
    if of.phase is not Phase.HELD:
        of.phase = Phase.DEALING
        house.rounds.save(of)
    body = {"round_id": of.round_id, "seat": fact.seat.value, "index": fact.index, "card": fact.card}
    house.record.tell(of.table_id, "card", body)
    if early:
        hold(
            house,
            of,
            Holder.EDGE,
            HoldCause.CARD_BEFORE_CLOSE.value,
            f"{fact.card} was seen while bets were open",
            now,
        )
    return "card"


def _check_place(of: Round, fact: CardDealt) -> None:
    hand = of.player_cards if fact.seat is Seat.PLAYER else of.banker_cards
    try:
        target = next_target(of.player_cards, of.banker_cards)
    except Illegal as illegal:
        raise Ignored("wrong_card", illegal.message, of, Severity.ALARM) from None
    if target is not BaccaratHand(fact.seat.value) or fact.index != len(hand) + 1:
        detail = (
            f"{fact.card} as card {fact.index} of the {fact.seat.value} is not the next card of this coup"
        )
        raise Ignored("wrong_card", detail, of, Severity.ALARM)


def waiting_outcome(house: House, of: Round) -> tuple[str, RoundOutcome] | None:
    """The last outcome that came while the round was held: (fact id, outcome)."""
    waiting = _waiting(house, of)
    return (waiting[-1][0], RoundOutcome.consume(waiting[-1][1])) if waiting else None


def _waiting(house: House, of: Round) -> list[tuple[str, str]]:
    rows = house.conn.execute(
        "SELECT table_id, epoch, seq, payload FROM inbox WHERE round_id = ? AND kind = ? AND effect = ?"
        " ORDER BY epoch, seq",
        (of.round_id, RoundOutcome.kind, HELD_OUTCOME),
    )
    return [
        (f"{table}:{epoch}:{seq}", json.dumps(json.loads(said)["data"])) for table, epoch, seq, said in rows
    ]

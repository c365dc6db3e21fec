"""Paying a round by the rule set that it was opened under: every bet, every posting and the round's end in one transaction."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass

from edge_api.books.house import House
from edge_api.clock import Now
from edge_api.ledger.ledger import AccountKind, TxKind
from edge_api.rounds.refund import tell_players
from edge_api.rounds.round import Round
from edge_api.settle.profile import Settled, Status
from edge_api.settle.settlement import settle_round
from schemas.bets import BetStatus
from schemas.edge_events import RoundSettled
from schemas.games.baccarat import BaccaratOutcome
from schemas.games.refusal import IllegalOutcome
from schemas.games.roulette import RouletteOutcome
from schemas.phases import Game, Phase

GameOutcome = RouletteOutcome | BaccaratOutcome
BetKey = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Payment:
    """What a round returns: per bet, per placement and per player, minor units, stakes included."""

    bets: list[tuple[BetKey, Settled]]
    placements: dict[int, int]
    staked: Counter[int]
    returned: Counter[int]

    @property
    def total_staked(self) -> int:
        return self.staked.total()

    @property
    def total_returned(self) -> int:
        return self.returned.total()


def outcome_text(outcome: GameOutcome) -> str:
    """The outcome as canonical JSON."""
    return json.dumps(
        outcome.model_dump(mode="json", exclude_none=True), sort_keys=True, separators=(",", ":")
    )


def read_outcome(game: Game, text: str) -> GameOutcome:
    """The outcome of canonical JSON.

    Raises:
        pydantic.ValidationError: it is none of this game.
    """
    match game:
        case Game.ROULETTE:
            return RouletteOutcome.consume(text)
        case Game.BACCARAT:
            return BaccaratOutcome.consume(text)


def result_label(outcome: GameOutcome) -> str:
    """The outcome in a word, for boards and lists: a pocket, or who won."""
    match outcome:
        case RouletteOutcome():
            return outcome.spins[-1]
        case BaccaratOutcome():
            return outcome.winner.value


def reckon(house: House, of: Round, outcome: GameOutcome) -> Payment:
    """Work out what every accepted bet of the round returns. Writes nothing.

    Raises:
        Illegal: the outcome, or a bet, is not of these rules.
    """
    rows = house.conn.execute(
        "SELECT b.placement_no, b.line, b.type, b.sel, b.stake, p.player_no FROM placements p JOIN bets b USING (placement_no)"
        " WHERE p.round_no = ? AND p.status = ? ORDER BY b.placement_no, b.line",
        (of.round_no, BetStatus.ACCEPTED.value),
    ).fetchall()
    settled = settle_round(of.rules, outcome, (((row[0], row[1]), row[2], row[3], row[4]) for row in rows))
    payment = Payment(settled, {}, Counter(), Counter())
    for row, (_, result) in zip(rows, settled, strict=True):
        if result.status is not Status.SETTLED:
            raise IllegalOutcome(f"the outcome leaves bet {row[0]}/{row[1]} open")
        payment.placements[row[0]] = payment.placements.get(row[0], 0) + result.returned
        payment.staked[row[5]] += row[4]
        payment.returned[row[5]] += result.returned
    return payment


def pay(house: House, of: Round, outcome: GameOutcome, fact_id: str, payment: Payment, now: Now) -> None:
    """Pay a round that is not over; it is SETTLED afterwards."""
    _write_bets(house, payment)
    _post(house, of, payment, now)
    of.phase, of.ended_utc_ns, of.returned = Phase.SETTLED, now.utc_ns, payment.total_returned
    of.outcome, of.outcome_fact = outcome_text(outcome), fact_id
    of.held_cause = of.held_from = None
    house.rounds.save(of)
    _announce(house, of, outcome, payment)


def _write_bets(house: House, payment: Payment) -> None:
    house.conn.executemany(
        "UPDATE bets SET returned = ? WHERE placement_no = ? AND line = ?",
        [(result.returned, *key) for key, result in payment.bets],
    )
    house.conn.executemany(
        "UPDATE placements SET status = ?, returned = ? WHERE placement_no = ?",
        [(BetStatus.SETTLED.value, returned, number) for number, returned in payment.placements.items()],
    )


def _post(house: House, of: Round, payment: Payment, now: Now) -> None:
    if not payment.bets:
        return
    bank = house.ledger.account(AccountKind.BANK, of.table_id, of.currency)
    entries = [
        (of.stakes_account, -payment.total_staked),
        (bank, payment.total_staked - payment.total_returned),
    ]
    for player_no, returned in payment.returned.items():
        player = house.players.get(player_no)
        assert player is not None, "a placement has a player"
        entries.append((player.account_no, returned))
    house.ledger.post(TxKind.SETTLE, of.round_id, of.round_no, now.utc_ns, entries)


def _announce(house: House, of: Round, outcome: GameOutcome, payment: Payment) -> None:
    house.record.settled = True
    house.record.audit.append(
        ["settled", of.round_id, of.outcome, payment.total_staked, payment.total_returned]
    )
    house.record.events.append(
        RoundSettled(
            table=of.table_id, round_id=of.round_id, game=of.game, rules_hash=of.rules_hash, outcome=json.loads(of.outcome or "{}"),
            placements=len(payment.placements), staked_minor=payment.total_staked, returned_minor=payment.total_returned,
            currency=of.currency,
        )
    )  # fmt: skip
    result = {
        "round_id": of.round_id,
        "outcome": json.loads(of.outcome or "{}"),
        "result": result_label(outcome),
    }
    house.record.tell(of.table_id, "gameresult", result)
    winners = sum(1 for player_no, returned in payment.returned.items() if returned > 0)
    paid = {
        "round_id": of.round_id,
        "winners": winners,
        "returned": payment.total_returned,
        "currency": of.currency,
    }
    house.record.tell(of.table_id, "winners", paid)
    tell_players(house, of, payment.staked, payment.returned)

"""What the bets of a settlement return: those of the round, and those of earlier rounds that stay on its layout. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from edge_api.books.house import House
from edge_api.rounds.carried import CarriedPrice
from edge_api.rounds.round import Round
from edge_api.rounds.rule_sets import rule_set
from edge_api.settle.profile import Status
from edge_api.settle.results import read_outcome
from edge_api.settle.settlement import combined, settle_round, stays_of
from schemas.bets import BetStatus
from schemas.games.outcomes import GameOutcome
from schemas.games.refusal import IllegalOutcome
from schemas.phases import Game, Phase

Price = tuple[str, str, int, int | None]
"""What a bet of (type, selection as JSON text, stake) returns; None: the outcome leaves it open, it stays."""


@dataclass(frozen=True, slots=True)
class Prices:
    """Each kind of bet once: all of the round's own, and the carried ones that this outcome decides."""

    own: list[Price]
    carried: list[CarriedPrice]


def reckon(house: House, of: Round, outcome: GameOutcome) -> Prices:
    """Work out what every bet on the layout returns.

    Raises:
        Illegal: the outcome, or a bet, is not of these rules, or a bet would have to stay where bets don't.
    """
    return Prices(_own(house, of, outcome), list(_carried(house, of, outcome)))


def _own(house: House, of: Round, outcome: GameOutcome) -> list[Price]:
    laid = house.conn.execute(
        "SELECT DISTINCT b.type, b.sel, b.stake FROM placements p JOIN bets b USING (placement_no)"
        " WHERE p.round_no = ? AND p.status = ? ORDER BY 1, 2, 3",
        (of.round_no, BetStatus.ACCEPTED.value),
    )
    bets: list[tuple[str, str, int]] = laid.fetchall()
    settled = settle_round(of.rules, outcome, ((bet, *bet) for bet in bets))
    if stays_of(of.rules) is None:
        for bet, result in settled:
            if result.status is not Status.SETTLED:
                raise IllegalOutcome(f"the outcome leaves a bet open: {bet}")
    return [(*bet, result.returned if result.status is Status.SETTLED else None) for bet, result in settled]


def _carried(house: House, of: Round, outcome: GameOutcome) -> Iterator[CarriedPrice]:
    """The rules of a bet's own round, over the results from its own round to this one; void rounds count as nothing."""
    if not house.carried.at(of.table_id):
        return
    kinds = house.carried.kinds(of.table_id)
    results = [*_results(house, of, kinds[0][0]), (of.round_no, outcome)]
    for round_no, own in groupby(kinds, key=lambda kind: kind[0]):
        rules = rule_set(house.conn, _rules_hash(house, of, round_no))
        run = combined(rules, [result for number, result in results if number >= round_no])
        for kind, result in settle_round(rules, run, ((kind, *kind[1:]) for kind in own)):
            if result.status is Status.SETTLED:
                yield (*kind, result.returned)


def _results(house: House, of: Round, first_no: int) -> list[tuple[int, GameOutcome]]:
    rows = house.conn.execute(
        "SELECT round_no, game, outcome FROM rounds WHERE table_id = ? AND round_no >= ? AND round_no < ? AND phase = ?"
        " ORDER BY round_no",
        (of.table_id, first_no, of.round_no, Phase.SETTLED.value),
    )
    return [(number, read_outcome(Game(game), text)) for number, game, text in rows.fetchall()]


def _rules_hash(house: House, of: Round, round_no: int) -> str:
    row = house.conn.execute(
        "SELECT rules_hash, currency, round_id FROM rounds WHERE round_no = ?", (round_no,)
    ).fetchone()
    if row[1] != of.currency:
        raise IllegalOutcome(f"bets of round {row[2]} stay here in {row[1]}: return them first")
    return str(row[0])

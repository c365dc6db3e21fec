"""Bets behind a seat go along with its doubles and splits, as each chose when it was placed and as far as its player's money goes."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from edge_api.betting.digest import placement_digest
from edge_api.betting.slip import Slip
from edge_api.betting.writing import write
from edge_api.books.house import House
from edge_api.books.messages import PlaceBet
from edge_api.clock import Now
from edge_api.rounds.question import NoWindow
from edge_api.rounds.round import Round
from edge_api.rounds.seating import BEHIND, DOUBLE, SPLIT, hand_selection, hands_at
from edge_api.settle.blackjack_bets import parse_bet
from schemas.bets import BetStatus
from schemas.facts import HandDecided
from schemas.games.blackjack_hand import Action
from schemas.games.blackjack_rules import BlackjackRules

FOLLOWED = uuid.UUID("4b0a0c59-5a3c-4e0b-9d0e-6d0a6f1f7c21")
"""Name space of the ids of stakes that follow."""

_BEHIND = """
SELECT p.placement_no, b.line, p.player_no, b.sel, b.stake FROM placements p JOIN bets b USING (placement_no)
WHERE p.round_no = ? AND p.status = ? AND b.type = ? ORDER BY 1, 2
"""
_IS_ON_HAND = "SELECT 1 FROM follows WHERE of_placement = ? AND of_line = ? AND hand = ? AND seat = ?"


@dataclass(frozen=True, slots=True)
class Behind:
    """A bet behind that follows what was decided: its place in the books, its player and its stake."""

    placement_no: int
    line: int
    player_no: int
    stake: int


def follow(house: House, of: Round, fact: HandDecided, fact_id: str, now: Now) -> None:
    """Stake what goes along with a double or split that has just been played; tells each player, also when the money does not suffice."""
    if fact.action not in (Action.DOUBLE, Action.SPLIT):
        return
    made = fact.hand if fact.action is Action.DOUBLE else hands_at(of.deal, fact.seat)
    taken: list[tuple[Behind, Slip]] = []
    for bet in list(_followers(house, of, fact)):
        slip = _slip(house, of, bet, fact, fact_id, made, now)
        if slip is not None:
            house.tray.number(slip)
            taken.append((bet, slip))
        _tell(house, of, bet, fact, slip)
    write(house, [slip for _, slip in taken])
    house.tray.written += [slip for _, slip in taken]
    rows = [(slip.placement_no, bet.placement_no, bet.line, fact.seat, made, fact_id) for bet, slip in taken]
    house.conn.executemany(
        "INSERT INTO follows (placement_no, of_placement, of_line, seat, hand, fact) VALUES (?, ?, ?, ?, ?, ?)",
        rows,
    )


def _followers(house: House, of: Round, fact: HandDecided) -> Iterator[Behind]:
    """Bets behind that chose to go along and have a stake on the hand: the first hand, or one that they followed into."""
    assert isinstance(of.rules, BlackjackRules), "hands are decided at blackjack"
    rows = house.conn.execute(_BEHIND, (of.round_no, BetStatus.ACCEPTED.value, BEHIND)).fetchall()
    for placement_no, line, player_no, sel, stake in rows:
        bet = parse_bet(of.rules, BEHIND, json.loads(sel))
        goes = bet.follow_double if fact.action is Action.DOUBLE else bet.follow_split
        if bet.seat == fact.seat and goes and _is_on(house, placement_no, line, fact):
            yield Behind(placement_no, line, player_no, stake)


def _is_on(house: House, placement_no: int, line: int, fact: HandDecided) -> bool:
    if fact.hand == 1:
        return True
    return house.conn.execute(_IS_ON_HAND, (placement_no, line, fact.hand, fact.seat)).fetchone() is not None


def _slip(
    house: House, of: Round, bet: Behind, fact: HandDecided, fact_id: str, made: int, now: Now
) -> Slip | None:
    player = house.players.get(bet.player_no)
    assert player is not None, "a placement has a player"
    left = None if player.blocked else house.ledger.spend(player.account_no, bet.stake)
    if left is None:
        return None
    kind = DOUBLE if fact.action is Action.DOUBLE else SPLIT
    lines = [(kind, hand_selection(fact.seat, made), bet.stake)]
    digest = placement_digest(of.table_id, of.round_id, lines)
    bet_id = str(uuid.uuid5(FOLLOWED, f"{fact_id}/{bet.placement_no}/{bet.line}"))
    placement = PlaceBet(0, bet.player_no, of.table_id, bet_id, of.round_id, lines, digest)
    return Slip(placement, of, player, bet.stake, 0, [], left, now.mono_ns, now.utc_ns, NoWindow())


def _tell(house: House, of: Round, bet: Behind, fact: HandDecided, slip: Slip | None) -> None:
    player = house.players.get(bet.player_no)
    assert player is not None, "a placement has a player"
    body = {
        "round_id": of.round_id, "seat": fact.seat, "hand": fact.hand, "action": fact.action.value, "covered": slip is not None,
        "staked": slip.staked if slip else 0, "balance": house.ledger.balance(player.account_no), "currency": of.currency,
    }  # fmt: skip
    house.record.tell(of.table_id, "follow", body, bet.player_no)

"""Decisions against the tables' own facts, each round played again: at their price, and played as they were decided; and what bets behind
added is what they had chosen to follow."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field

from edge_api.proof.played import Followed, Made, decisions_of, follows_of
from edge_api.rounds.rule_sets import rule_set
from edge_api.rounds.seating import DOUBLE, SPLIT, hand_selection, hands_at
from schemas.facts import FACT_BY_KIND, HandDecided
from schemas.games.blackjack_deal import BlackjackDeal
from schemas.games.blackjack_hand import Action
from schemas.games.blackjack_rules import BlackjackRules
from schemas.playing import Move, play

_MOVES = """
SELECT kind, payload, table_id || ':' || epoch || ':' || seq FROM inbox
WHERE round_id = ? AND effect IN ('card', 'reading', 'move') ORDER BY epoch, seq
"""
_ROUNDS = "SELECT round_no, round_id, rules_hash FROM rounds WHERE game = 'blackjack' ORDER BY round_no"


@dataclass(slots=True)
class _Replay:
    """A round's deal, and what the books have of decisions in it that no fact has accounted for yet."""

    deal: BlackjackDeal
    made: dict[str, Made]
    followed: dict[str, list[Followed]]
    hands: set[tuple[int, int, int, int]] = field(default_factory=set)
    """(placement, line, seat, hand) of bets behind that followed into a hand."""


def played_as_decided(conn: sqlite3.Connection) -> Iterator[str]:
    """Every round of blackjack, played again from its facts."""
    for round_no, round_id, rules_hash in conn.execute(_ROUNDS).fetchall():
        rules = rule_set(conn, rules_hash)
        assert isinstance(rules, BlackjackRules), "rounds keep the rules of their game"
        followed = follows_of(conn, round_no, rules)
        replay = _Replay(BlackjackDeal(rules), decisions_of(conn, round_no), followed)
        yield from (f"round {round_id}: {fault}" for fault in _round(conn, round_id, replay))


def _round(conn: sqlite3.Connection, round_id: str, replay: _Replay) -> Iterator[str]:
    for kind, payload, fact_id in conn.execute(_MOVES, (round_id,)).fetchall():
        fact = FACT_BY_KIND[kind].consume(json.dumps(json.loads(payload)["data"]))
        assert isinstance(fact, Move)
        try:
            play(replay.deal, fact)
        except ValueError as wrong:
            yield f"{fact_id} has no place in it: {wrong}"
            return
        if isinstance(fact, HandDecided):
            yield from _decided(replay, fact, fact_id)
    for made in replay.made.values():
        yield from _unplayed(made)
    for fact_id in replay.followed:
        yield f"stakes follow {fact_id}, which is no double or split of it"


def _decided(replay: _Replay, fact: HandDecided, fact_id: str) -> Iterator[str]:
    made = next((made for made in replay.made.values() if made.played_by == fact_id), None)
    hand = hands_at(replay.deal, fact.seat) if fact.action is Action.SPLIT else fact.hand
    if made is not None:
        del replay.made[made.decision_id]
        yield from _played(made, fact, fact_id, hand)
    if fact.action in (Action.DOUBLE, Action.SPLIT):
        for followed in replay.followed.pop(fact_id, []):
            yield from _follows(replay, followed, fact, hand)


def _played(made: Made, fact: HandDecided, fact_id: str, hand: int) -> Iterator[str]:
    same = (made.seat, made.hand, made.action) == (fact.seat, fact.hand, fact.action)
    if not same or fact.decision_id not in (made.decision_id, None):
        yield f"decision {made.decision_id} is not what {fact_id} says"
    if made.status in ("late", "cancelled"):
        yield f"decision {made.decision_id} was played, but it is {made.status}"
    if made.lines != _cost(made, hand):
        yield f"decision {made.decision_id} costs {made.lines}, due {_cost(made, hand)}"


def _cost(made: Made, hand: int) -> list[tuple[str, str, int]]:
    match made.action:
        case Action.DOUBLE:
            return [(DOUBLE, hand_selection(made.seat, hand), made.main)]
        case Action.SPLIT:
            return [(SPLIT, hand_selection(made.seat, hand), made.main)]
        case _:
            return []


def _unplayed(made: Made) -> Iterator[str]:
    if made.played_by is not None:
        yield f"decision {made.decision_id} was played by {made.played_by}, which says nothing of it"
    elif made.status == "settled":
        yield f"decision {made.decision_id} was settled, but never played"


def _follows(replay: _Replay, followed: Followed, fact: HandDecided, hand: int) -> Iterator[str]:
    kind = DOUBLE if fact.action is Action.DOUBLE else SPLIT
    where = f"stake {followed.placement_no}, which follows bet {followed.of_placement}/{followed.of_line}"
    if followed.lines != [(kind, hand_selection(fact.seat, hand), followed.stake)]:
        yield f"{where}: it is not the same stake on hand {hand}"
    goes = followed.follow_double if kind == DOUBLE else followed.follow_split
    bet = followed.of_placement, followed.of_line, fact.seat
    if not goes or not followed.same_player or (followed.seat, followed.hand) != (fact.seat, hand):
        yield f"{where}: that bet did not choose so"
    if fact.hand > 1 and (*bet, fact.hand) not in replay.hands:
        yield f"{where}: that bet has no stake on hand {fact.hand}"
    if kind == SPLIT:
        replay.hands.add((*bet, hand))

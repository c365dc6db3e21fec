"""What the books have of decisions in a round and of the stakes that followed them, read for the proof. Judges nothing."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass

from edge_api.settle.blackjack_bets import parse_bet
from schemas.games.blackjack_hand import Action
from schemas.games.blackjack_rules import BlackjackRules

Line = tuple[str, str, int]
"""Type, selection as JSON text, stake."""


@dataclass(frozen=True, slots=True)
class Made:
    """A decision. ``main``: what its player has on the seat, minor units; ``lines``: what it cost."""

    decision_id: str
    seat: int
    hand: int
    action: Action
    status: str
    played_by: str | None
    main: int
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Followed:
    """A stake that follows a bet behind: what that bet chose, and whether it is of the same player."""

    placement_no: int
    of_placement: int
    of_line: int
    seat: int
    hand: int
    stake: int
    follow_double: bool
    follow_split: bool
    same_player: bool
    lines: list[Line]


_MADE = """
SELECT l.placement_no, l.player_no, l.bet_id, l.status, d.seat, d.hand, d.action, d.played_by
FROM decisions d JOIN placements l USING (placement_no) WHERE l.round_no = ? ORDER BY 1
"""
_MAIN = """
SELECT COALESCE(SUM(b.stake), 0) FROM placements l JOIN bets b USING (placement_no)
WHERE l.round_no = ? AND l.player_no = ? AND l.status IN ('accepted', 'settled', 'voided') AND b.type = 'main' AND b.sel ->> '$.seat' = ?
"""
_FOLLOWED = """
SELECT f.fact, f.placement_no, f.of_placement, f.of_line, f.seat, f.hand, b.type, b.sel, b.stake, l.player_no = o.player_no
FROM follows f JOIN placements l USING (placement_no) JOIN placements o ON o.placement_no = f.of_placement
JOIN bets b ON b.placement_no = f.of_placement AND b.line = f.of_line WHERE l.round_no = ? AND o.round_no = l.round_no ORDER BY 2
"""


def decisions_of(conn: sqlite3.Connection, round_no: int) -> dict[str, Made]:
    """Decision id -> decision."""
    made: dict[str, Made] = {}
    for number, player_no, decision_id, status, seat, hand, action, played_by in conn.execute(
        _MADE, (round_no,)
    ):
        main = conn.execute(_MAIN, (round_no, player_no, seat)).fetchone()[0]
        lines = _lines(conn, number)
        made[decision_id] = Made(decision_id, seat, hand, Action(action), status, played_by, main, lines)
    return made


def follows_of(conn: sqlite3.Connection, round_no: int, rules: BlackjackRules) -> dict[str, list[Followed]]:
    """Fact id of the seat's decision -> stakes that followed it, in their order."""
    followed: dict[str, list[Followed]] = defaultdict(list)
    for fact, number, of_placement, of_line, seat, hand, kind, sel, stake, same in conn.execute(
        _FOLLOWED, (round_no,)
    ):
        bet = parse_bet(rules, kind, json.loads(sel))
        behind = kind == "bet_behind"
        goes = behind and bet.follow_double, behind and bet.follow_split
        same_player = bool(same) and bet.seat == seat
        lines = _lines(conn, number)
        followed[fact].append(
            Followed(number, of_placement, of_line, seat, hand, stake, *goes, same_player, lines)
        )
    return dict(followed)


def _lines(conn: sqlite3.Connection, placement_no: int) -> list[Line]:
    query = "SELECT type, sel, stake FROM bets WHERE placement_no = ? ORDER BY line"
    return [(kind, sel, stake) for kind, sel, stake in conn.execute(query, (placement_no,))]

"""Windows within a round: what was placed in them stands in one that the chain lists, and early choices are those that the chain knows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from edge_api.betting.digest import decision_digest, owned_digest
from edge_api.proof.audit import all_lines
from edge_api.rounds.question import NEVER_NS
from schemas.games.blackjack_hand import Action

_PLACED = """
SELECT l.placement_no, r.round_id, r.game, l.deadline_mono_ns, l.staked, d.seat, d.hand, d.action, f.fact,
  (SELECT COUNT(*) FROM bets b WHERE b.placement_no = l.placement_no AND b.type = 'insurance') AS insured,
  (SELECT COUNT(*) FROM bets b WHERE b.placement_no = l.placement_no AND b.type IN ('double', 'split')) AS added,
  (SELECT COUNT(*) FROM bets b WHERE b.placement_no = l.placement_no) AS lines
FROM placements l JOIN rounds r USING (round_no) LEFT JOIN decisions d USING (placement_no) LEFT JOIN follows f USING (placement_no)
"""
_EARLY = """
SELECT e.early_no, y.operator, y.player_id, e.decision_id, e.cards, e.at_utc_ns, e.digest, r.table_id, r.round_id, e.seat, e.hand, e.action
FROM early_decisions e JOIN players y USING (player_no) JOIN rounds r USING (round_no)
"""
_OF_EARLY = """
SELECT d.placement_no FROM decisions d JOIN placements l USING (placement_no) LEFT JOIN early_decisions e USING (early_no)
WHERE d.early_no IS NOT NULL
  AND (e.player_no, e.round_no, e.seat, e.hand, e.action, e.cards) IS NOT (l.player_no, l.round_no, d.seat, d.hand, d.action, d.cards)
"""


def in_listed_windows(conn: sqlite3.Connection) -> Iterator[str]:
    """What has a window of its own is insurance, a decision or a stake that follows; everything else was placed before play."""
    asked = {
        tuple(line[1:]) for _, line in all_lines(conn) if isinstance(line, list) and line[:1] == ["question"]
    }
    for number, *row in conn.execute(_PLACED):
        if not _fits(asked, *row):
            yield f"placement {number}: its window is none that it could be placed in"


def _fits(
    asked: set[tuple[object, ...]],
    round_id: str,
    game: str,
    ends: int | None,
    staked: int,
    seat: int | None,
    hand: int | None,
    action: str | None,
    fact: str | None,
    insured: int,
    added: int,
    lines: int,
) -> bool:
    if ends is None or game != "blackjack":
        in_play = game == "blackjack" and insured + added > 0
        return ends is None and seat is None and fact is None and staked > 0 and not in_play
    if ends == NEVER_NS or fact is not None:
        return ends == NEVER_NS and fact is not None and seat is None and added == lines == 1
    if seat is None:
        return (round_id, "insurance", None, 1, ends) in asked and insured == lines > 0
    if action == Action.EVEN_MONEY.value:
        return (round_id, "insurance", None, 1, ends) in asked and lines == 0
    return (round_id, "turn", seat, hand, ends) in asked and added == lines == (1 if staked else 0)


def lists_every_choice(conn: sqlite3.Connection) -> Iterator[str]:
    """Each early choice stands in the chain once, with what it says, and a decision that came of one is what was chosen."""
    told = {
        line[1]: line[2] for _, line in all_lines(conn) if isinstance(line, list) and line[:1] == ["early"]
    }
    for (
        number,
        operator,
        player_id,
        decision_id,
        cards,
        at_utc_ns,
        digest,
        table_id,
        round_id,
        seat,
        hand,
        action,
    ) in conn.execute(_EARLY):
        due = {
            decision_digest(table_id, round_id, seat, hand, action, seen, early=True)
            for seen in (None, cards)
        }
        owned = owned_digest(operator, player_id, decision_id, (cards, at_utc_ns), digest)
        if digest not in due or told.pop(number, None) != owned:
            yield f"early choice {number}: the audit chain tells of another"
    yield from (f"early choice {number}: the audit chain knows it, the books do not" for number in told)
    rows = conn.execute(_OF_EARLY)
    yield from (f"placement {number}: it is not what was chosen early" for (number,) in rows)

"""Bets that stand behind another bet of the same player, such as odds behind a line bet: refuses them without it, and above its multiple."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from edge_api.betting.slip import Position
from edge_api.books.refused import NotDone
from edge_api.rounds.round import Exposure, Round
from edge_api.settle.settlement import stays_of
from schemas.bets import Refusal


def check_behind(of: Round, exposure: Exposure, stakes: Iterable[tuple[Position, int]]) -> None:
    """Hold the stakes of a placement against what the player has on the layout; ``exposure`` counts what stays there.

    A line bet is taken only before a come-out and odds only after one: all that odds can stand behind stays from earlier rounds.

    Raises:
        NotDone: nothing stands there, or less than such a bet needs.
    """
    stays = stays_of(of.rules)
    if stays is None or not stays.behind:
        return
    wanted = _by_type((position, stake) for position, stake in stakes if position[0] in stays.behind)
    if not wanted:
        return
    there = _by_type(exposure.positions.items())
    for bet_type, stake in wanted.items():
        line = stays.behind[bet_type]
        if not there[line]:
            raise NotDone(
                Refusal.BAD_SELECTION,
                f"{bet_type} stands behind a {line} bet of your own: none stays on the layout",
            )
        most = stays.most_behind(of.rules, of.carried, bet_type, there[line])
        if there[bet_type] + stake > most:
            left = max(most - there[bet_type], 0)
            raise NotDone(
                Refusal.ABOVE_MAXIMUM,
                f"the most {bet_type} behind your {line} of {there[line]} is {most} on {of.carried}: {left} more",
            )


def _by_type(stakes: Iterable[tuple[Position, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for (bet_type, _), stake in stakes:
        found[bet_type] += stake
    return found

"""What a draw of multipliers makes of one position, exactly: every fate of the position with its number of ways. Simulates nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from math import lcm

from schemas.games.multipliers import Lottery

Fate = tuple[dict[str, int], int]
"""A draw that stands for all in which the position fares the same, and their number of ways."""


def fates(lottery: Lottery, key: str | None) -> list[Fate]:
    """The fates of a position: plain, or lucky with each of its multipliers. The ways of every position have the same sum.

    Of ``n`` positions, ``k`` are lucky with weight ``w(k)`` and each is as likely as any other, so one position is lucky in
    ``sum k w(k)`` ways of ``n sum w(k)``. A position that the law does not concern, or None, has one fate.
    """
    return [fate for fate in _fates(lottery, key) if fate[1]]


def _fates(lottery: Lottery, key: str | None) -> Iterator[Fate]:
    ways = len(lottery.positions) * sum(weight for _, weight in lottery.law.count)
    scale = lcm(*(_sum(position.values) for position in lottery.positions.values()))
    position = lottery.positions.get(key or "")
    if position is None:
        yield _drawing(lottery, {}, None), ways * scale
        return
    lucky = sum(number * weight for number, weight in lottery.law.count)
    yield _drawing(lottery, {}, key), (ways - lucky) * scale
    for multiplier, weight in position.values:
        if lucky and key is not None:
            yield _drawing(lottery, {key: multiplier}, key), lucky * weight * scale // _sum(position.values)


def _sum(weights: tuple[tuple[int, int], ...]) -> int:
    return sum(weight for _, weight in weights)


def _drawing(lottery: Lottery, lucky: dict[str, int], without: str | None) -> dict[str, int]:
    """A draw of the law with these lucky positions, filled up with any others but one."""
    count = next((number for number, _ in lottery.law.count if number >= len(lucky)), 0)
    others = (key for key in lottery.positions if key != without)
    filled = {key: lottery.positions[key].values[0][0] for key in islice(others, count - len(lucky))}
    return lucky | filled

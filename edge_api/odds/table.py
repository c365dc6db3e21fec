"""The odds of a table for people: a line for each thing that may happen to a bet. Says nothing that the exact figures don't."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from edge_api.odds.odds import BetOdds
from edge_api.odds.record import percent

HEAD = ("bet", "nets", "probability", "%", "house edge", "edge %", "return %")
SHORT_HEAD = ("bet", "best", "house edge", "edge %", "return %")
LEFT = frozenset({"bet", "probability", "house edge"})


def table(odds: Iterable[BetOdds]) -> list[str]:
    """Every branch of every bet, aligned: what the bet nets per unit at risk, and how likely. Then how far edges may be off."""
    listed = list(odds)
    return _aligned(HEAD, [row for each in listed for row in _rows(each)]) + _bounds(listed)


def short_table(odds: Iterable[BetOdds]) -> list[str]:
    """One line a bet: the best that it may net, and what the house keeps."""
    listed = list(odds)
    rows = [(each.label, str(each.branches[0].net), *_kept(each)) for each in listed]
    return _aligned(SHORT_HEAD, rows) + _bounds(listed)


def _bounds(odds: Iterable[BetOdds]) -> list[str]:
    """A line for each error bound with the bets whose edge is not exact, below an empty one."""
    bounded: dict[Fraction, list[str]] = {}
    for each in odds:
        if each.error_bound is not None:
            bounded.setdefault(each.error_bound, []).append(each.label)
    told = [
        f"not exact, the house edge may be off by {bound} of a unit either way: {'; '.join(labels)}"
        for bound, labels in bounded.items()
    ]
    return ["", *told] if told else []


def _rows(odds: BetOdds) -> Iterator[Sequence[str]]:
    label, kept = odds.label, _kept(odds)
    for branch in odds.branches:
        yield label, str(branch.net), str(branch.probability), percent(branch.probability), *kept
        label, kept = "", ("", "", "")


def _kept(odds: BetOdds) -> tuple[str, str, str]:
    return str(odds.edge), percent(odds.edge), percent(odds.return_to_player)


def _aligned(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    every = [head, *rows]
    widths = [max(len(row[column]) for row in every) for column in range(len(head))]
    return [
        "  ".join(
            cell.ljust(width) if name in LEFT else cell.rjust(width)
            for name, cell, width in zip(head, row, widths, strict=True)
        ).rstrip()
        for row in every
    ]

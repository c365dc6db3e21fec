"""The odds of a table for people: a line for each thing that may happen to a bet. Says nothing that the exact figures don't."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from edge_api.odds.odds import BetOdds
from edge_api.odds.record import percent

HEAD = ("bet", "nets", "probability", "%", "house edge", "edge %", "return %")
SHORT_HEAD = ("bet", "best", "house edge", "edge %", "return %")
LEFT = frozenset({"bet", "probability", "house edge"})


def table(odds: Iterable[BetOdds]) -> list[str]:
    """Every branch of every bet, aligned: what the bet nets per unit at risk, and how likely."""
    return _aligned(HEAD, [row for each in odds for row in _rows(each)])


def short_table(odds: Iterable[BetOdds]) -> list[str]:
    """One line a bet: the best that it may net, and what the house keeps."""
    rows = [(each.label, str(each.branches[0].net), *_kept(each)) for each in odds]
    return _aligned(SHORT_HEAD, rows)


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

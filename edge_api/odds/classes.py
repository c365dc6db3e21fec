"""Selections of one bet that have the same odds, as one entry. Refuses to call odds equal that are not equal in every branch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from edge_api.odds.odds import BetOdds, Branch


def classes(name: str, found: Iterable[tuple[str, BetOdds]]) -> list[BetOdds]:
    """Equal odds once, under their first selection; ``found`` pairs each selection, as people say it, with its odds.

    The label is the bet's ``name``, and says which selections are meant when they are not all alike.
    """
    alike: dict[tuple[Branch, ...], list[tuple[str, BetOdds]]] = {}
    for said, odds in found:
        alike.setdefault(odds.branches, []).append((said, odds))
    labels = ["/".join(dict.fromkeys(said for said, _ in group)) for group in alike.values()]
    return [
        replace(group[0][1], label=name if len(alike) == 1 else f"{name} {label}")
        for label, group in zip(labels, alike.values(), strict=True)
    ]

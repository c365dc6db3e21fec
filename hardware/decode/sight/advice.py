"""What a card of a deck that was never enrolled probably is: its index, and where its pips lie, which is the same on nearly every deck. Advice only; nothing here is ever accepted."""

from __future__ import annotations

from typing import cast

import numpy as np

from hardware.decode.sight.index import CARDS, RANKS, SUITS, Net, shares
from hardware.decode.sight.reader import Floats, Vote
from hardware.decode.sight.whole_card import Deck, correlations

NAME = "layout"
WEIGHT = 9.0
"""Of a correlation against the logarithm of a probability: 0.3 more correlation outweighs an index that is a hundredth as likely."""
COURT = 0.45
"""What a court card correlates with the layouts of pips, at most."""
LEAST = 0.01


def advise(
    inked: Floats, net: Net, boxes: tuple[tuple[int, int], ...], layouts: Deck
) -> tuple[Vote, Vote | None]:
    """The likeliest card, and what its pips alone say (None when they say nothing)."""
    ranks, suits = shares(inked, net, boxes)
    alike = correlations(inked, layouts)
    raw = _logarithms(ranks)[:, None] + _logarithms(suits)[None, :] + WEIGHT * _by_card(alike, layouts)
    power = np.exp(raw - raw.max()).ravel()
    told = power / power.sum()
    first, second = np.argsort(-told)[:2]
    if max(float(ranks.max()) * float(suits.max()), float(alike.max()) - COURT) < LEAST:
        return Vote(NAME, None, 0.0, 0.0), None
    best = int(np.argmax(alike))
    pips = Vote(NAME, layouts.values[best], float(alike[best]), 0.0) if alike[best] > COURT else None
    return Vote("advice", CARDS[int(first)], float(told[first]), float(told[first] - told[second])), pips


def _logarithms(parts: Floats) -> Floats:
    return cast(Floats, np.log(np.maximum(parts, LEAST)))


def _by_card(alike: Floats, layouts: Deck) -> Floats:
    """Correlation of each rank and suit; courts have no layout and get the same."""
    seen: set[tuple[int, int]] = set()
    table = np.full((len(RANKS), len(SUITS)), COURT, dtype=np.float32)
    for value, level in zip(layouts.values, alike, strict=True):
        place = RANKS.index(value[0]), SUITS.index(value[1])
        table[place] = max(level, table[place]) if place in seen else level
        seen.add(place)
    return table

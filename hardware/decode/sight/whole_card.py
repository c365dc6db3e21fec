"""The first reader: the ink of the whole card against every card of the enrolled deck, both ways up. Knows only cards it was shown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.flat import HEIGHT, WIDTH, upside_down
from hardware.decode.sight.reader import Floats, Vote

MAP_WIDTH, MAP_HEIGHT = 48, 72
RIM = 8
"""Pixels of the flat card at each edge that are left out: a quad that is off by two shows felt there."""
STEPS = 1
CANDIDATES = 6
NAME = "whole"
LEAST_INK = 1e-3
KIN = 0.94
"""Correlation that a soft look at a card of this deck still reaches, and a card of another maker does not: that one gains nothing by softness."""
SOFTNESS = ((0.0, 0.0), (0.8, 0.8), (1.4, 1.4), (1.4, 0.4), (0.4, 1.4))
"""Across and down, in pixels of the map: looks that are sharp, out of focus, coarser, and moved or steep."""


@dataclass(frozen=True, slots=True, eq=False)
class Deck:
    """Values and their ink maps, one unit vector a row (cards x pixels)."""

    values: tuple[str, ...]
    rows: Floats


def ink_map(inked: Floats) -> Floats:
    """Ink of the card inside its rim, made small and soft: MAP_HEIGHT x MAP_WIDTH x 3."""
    inside = inked[RIM : HEIGHT - RIM, RIM : WIDTH - RIM]
    small = cv2.resize(inside, (MAP_WIDTH, MAP_HEIGHT), interpolation=cv2.INTER_AREA)
    return cast(Floats, cv2.GaussianBlur(small, (0, 0), 0.8))


def row(inked_map: Floats) -> Floats:
    """A map as a vector without mean and of length 1; zeros when it is blank."""
    flat = inked_map.reshape(-1).astype(np.float32)
    flat -= flat.mean()
    length = float(np.sqrt(flat @ flat))
    return cast(Floats, flat / np.float32(length) if length > LEAST_INK else np.zeros_like(flat))


def compare(inked: Floats, deck: Deck, softer: bool = True, without: str | None = None) -> Vote:
    """The likeliest card. ``score`` is the correlation with it. ``without``: a card that is taken out of the deck.

    ``lead``: where between the two likeliest cards this one lies, 1 being all the first and 0 being half way; ``softer``: where these are as soft as it is.
    """
    small = _both_ways(inked)
    rough = np.stack([deck.rows @ row(way) for way in small])
    likeliest = np.argsort(-rough.max(axis=0))
    places = likeliest[[deck.values[int(place)] != without for place in likeliest]][:CANDIDATES]
    seen = _slips(small[int(np.argmax(rough[:, places].max(axis=1)))])
    likely = deck.rows[places]
    scores = seen @ likely.T
    slip = int(np.argmax(scores.max(axis=1)))
    first = int(np.argmax(scores[slip]))
    score = float(scores[slip, first])
    lead = _lead(seen[slip], deck, places, first, softer and score > KIN)
    return Vote(NAME, deck.values[int(places[first])], score, lead)


def _lead(seen: Floats, deck: Deck, places: NDArray[np.intp], first: int, softer: bool) -> float:
    """Of the ``first`` of these cards, before those of another value, each as soft as this look at it is.

    A look that is out of focus, moved, steep or of few pixels has lost part of what two cards differ by: held against sharp cards it would never be sure.
    """
    soft, ways = _soft(deck), SOFTNESS if softer else SOFTNESS[:1]
    likely = deck.rows[places]
    scores = np.stack([likely @ _softened(seen, by) for by in ways])
    scores /= soft.lengths[: len(ways), places]
    by = int(np.argmax(scores[:, first]))
    ahead = scores[by, first] - scores[by]
    apart = np.maximum(1e-6, 1 - soft.alike[by, places[first], places])
    values = [deck.values[int(place)] for place in places]
    leads = [float(lead) for lead, value in zip(ahead / apart, values, strict=True) if value != values[first]]
    return min(leads, default=1.0)


def correlations(inked: Floats, deck: Deck) -> Floats:
    """Correlation with every card, the better way up."""
    seen = np.stack([row(way) for way in _both_ways(inked)])
    return cast(Floats, (seen @ deck.rows.T).max(axis=0))


def _both_ways(inked: Floats) -> list[Floats]:
    small = ink_map(inked)
    return [small, upside_down(small)]


def _slips(small: Floats) -> Floats:
    """At the nine places to which a badly cut card may have slipped."""
    padded = cv2.copyMakeBorder(small, STEPS, STEPS, STEPS, STEPS, cv2.BORDER_REPLICATE)
    steps = range(2 * STEPS + 1)
    cut = [
        padded[down : down + MAP_HEIGHT, across : across + MAP_WIDTH] for down in steps for across in steps
    ]
    rows = np.stack(cut).reshape(len(cut), -1)
    rows -= rows.mean(axis=1, keepdims=True)
    return cast(Floats, rows / np.maximum(np.sqrt(np.einsum("ij,ij->i", rows, rows)), LEAST_INK)[:, None])


def _softened(flat: Floats, by: tuple[float, float]) -> Floats:
    if by == SOFTNESS[0]:
        return flat
    across, down = by
    seen = flat.reshape(MAP_HEIGHT, MAP_WIDTH, 3)
    return cast(Floats, cv2.GaussianBlur(seen, (0, 0), sigmaX=across, sigmaY=down).reshape(-1))


@dataclass(frozen=True, slots=True, eq=False)
class _Soft:
    """A deck in every softness. ``lengths``: softness x cards; ``alike``: correlations, softness x cards x cards."""

    lengths: Floats
    alike: Floats


@lru_cache(maxsize=2)
def _soft(deck: Deck) -> _Soft:
    """Worked out once for a deck."""
    lengths, alike = [], []
    for by in SOFTNESS:
        rows = np.stack([_softened(card, by) for card in deck.rows])
        rows -= rows.mean(axis=1, keepdims=True)
        lengths.append(np.maximum(np.linalg.norm(rows, axis=1), LEAST_INK))
        rows /= lengths[-1][:, None]
        alike.append(rows @ rows.T)
    return _Soft(np.stack(lengths).astype(np.float32), np.stack(alike).astype(np.float32))

"""The first reader: the ink of the whole card against every card of the enrolled deck, both ways up. Knows only cards it was shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from hardware.decode.sight.flat import HEIGHT, WIDTH, upside_down
from hardware.decode.sight.reader import Floats, Vote

MAP_WIDTH, MAP_HEIGHT = 48, 72
RIM = 8
"""Pixels of the flat card at each edge that are left out: a quad that is off by two shows felt there."""
STEPS = 1
CANDIDATES = 6
NAME = "whole"


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
    flat = flat - flat.mean()
    length = float(np.linalg.norm(flat))
    return cast(Floats, flat / length if length > 1e-3 else np.zeros_like(flat))


def compare(inked: Floats, deck: Deck) -> Vote:
    """The likeliest card. ``score`` is the correlation with it.

    ``lead``: where between the two likeliest cards this one lies, 1 being all the first and 0 being half way.
    """
    seen, places = _seen(inked), _nearest(inked, deck)
    scores = seen @ deck.rows[places].T
    way = int(np.argmax(scores.max(axis=1)))
    order = np.argsort(-scores[way])
    best = int(order[0])
    leads = [_between(seen[way], deck.rows[places[best]], deck.rows[places[int(n)]]) for n in order[1:]]
    return Vote(NAME, deck.values[int(places[best])], float(scores[way, best]), float(min(leads, default=0.0)))


def correlations(inked: Floats, deck: Deck) -> Floats:
    """Correlation with every card, the better way up."""
    seen = np.stack([row(ink_map(inked)), row(ink_map(upside_down(inked)))])
    return cast(Floats, (seen @ deck.rows.T).max(axis=0))


def _nearest(inked: Floats, deck: Deck) -> list[int]:
    rough = correlations(inked, deck)
    return [int(place) for place in np.argsort(-rough)[:CANDIDATES]]


def _seen(inked: Floats) -> Floats:
    """Both ways up, each at the nine places a badly cut card may have slipped to."""
    rows = []
    for card in (inked, upside_down(inked)):
        small = ink_map(card)
        for down in range(-STEPS, STEPS + 1):
            rows += [row(_moved(small, across, down)) for across in range(-STEPS, STEPS + 1)]
    return cast(Floats, np.stack(rows))


def _moved(small: Floats, across: int, down: int) -> Floats:
    padded = np.pad(small, ((STEPS, STEPS), (STEPS, STEPS), (0, 0)), mode="edge")
    return cast(Floats, padded[STEPS + down : STEPS + down + MAP_HEIGHT, STEPS + across : STEPS + across + MAP_WIDTH])


def _between(seen: Floats, first: Floats, second: Floats) -> float:
    apart = first - second
    return float(seen @ apart / max(1e-6, float(apart @ first)))

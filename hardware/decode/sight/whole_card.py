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
    small = [ink_map(inked), ink_map(upside_down(inked))]
    rough = np.stack([row(way) for way in small]) @ deck.rows.T
    places = np.argsort(-rough.max(axis=0))[:CANDIDATES]
    seen = _slips(small[int(np.argmax(rough.max(axis=1)))])
    scores = seen @ deck.rows[places].T
    slip = int(np.argmax(scores.max(axis=1)))
    order = [int(places[place]) for place in np.argsort(-scores[slip])]
    value, best = deck.values[order[0]], deck.rows[order[0]]
    leads = [_between(seen[slip], best, deck.rows[other]) for other in order if deck.values[other] != value]
    return Vote(NAME, value, float(scores[slip].max()), min(leads, default=1.0))


def correlations(inked: Floats, deck: Deck) -> Floats:
    """Correlation with every card, the better way up."""
    seen = np.stack([row(ink_map(inked)), row(ink_map(upside_down(inked)))])
    return cast(Floats, (seen @ deck.rows.T).max(axis=0))


def _slips(small: Floats) -> Floats:
    """At the nine places to which a badly cut card may have slipped."""
    steps = range(-STEPS, STEPS + 1)
    return cast(Floats, np.stack([row(_moved(small, across, down)) for down in steps for across in steps]))


def _moved(small: Floats, across: int, down: int) -> Floats:
    padded = np.pad(small, ((STEPS, STEPS), (STEPS, STEPS), (0, 0)), mode="edge")
    return padded[STEPS + down : STEPS + down + MAP_HEIGHT, STEPS + across : STEPS + across + MAP_WIDTH]


def _between(seen: Floats, first: Floats, second: Floats) -> float:
    apart = first - second
    return float(seen @ apart / max(1e-6, float(apart @ first)))

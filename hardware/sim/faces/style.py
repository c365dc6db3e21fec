"""What makes one maker's deck differ from another's: letters, sizes, places, colours, words for jack, queen and king. Draws nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hardware.sim.faces.lettering import Lettering
from hardware.sim.faces.suits import SuitShape

Colour = tuple[int, int, int]
"""Blue, green, red."""
ALPHABETS = (
    {"J": "J", "Q": "Q", "K": "K", "A": "A"},
    {"J": "J", "Q": "Q", "K": "K", "A": "1"},
    {"J": "V", "Q": "D", "K": "R", "A": "1"},
    {"J": "V", "Q": "D", "K": "R", "A": "A"},
    {"J": "B", "Q": "D", "K": "K", "A": "A"},
)
"""English; with 1; French with 1 and with A; German. None gives a letter two meanings (a Dutch deck, whose V is the queen, would)."""


@dataclass(frozen=True, slots=True)
class DeckStyle:
    """Lengths are parts of the card's width."""

    seed: int
    lettering: Lettering
    suits: SuitShape
    alphabet: int
    rank_high: float
    rank_narrow: float
    suit_high: float
    index_x: float
    index_y: float
    gap: float
    pip: float
    column: float
    top_row: float
    court_left: float
    red: Colour
    black: Colour
    paper: Colour
    one_pip: bool
    """A single large pip in the middle instead of as many as the rank says, as on decks made for cameras."""
    tall_eight: bool = False
    """Eight pips in two columns of four, the ninth between the upper ones, as French makers lay them."""

    def word(self, rank: str) -> str:
        return "10" if rank == "T" else ALPHABETS[self.alphabet].get(rank, rank)


def any_style(rng: np.random.Generator, letterings: Sequence[Lettering]) -> DeckStyle:
    """Some maker's deck. From small indices as in Europe to jumbo ones that fill a quarter of the card."""
    high = float(rng.choice((rng.uniform(0.13, 0.19), rng.uniform(0.17, 0.26), rng.uniform(0.26, 0.36))))
    narrow, suit, index_x = (
        float(rng.uniform(0.42, 0.78)),
        float(rng.uniform(0.6, 0.95)),
        float(rng.uniform(0.015, 0.08)),
    )
    reach = index_x + high * max(narrow, suit * 0.9)
    pip, column = _pips_beside(reach, float(rng.uniform(0.15, 0.24)), float(rng.uniform(0.17, 0.25)))
    return DeckStyle(
        seed=int(rng.integers(1 << 31)),
        lettering=letterings[int(rng.integers(len(letterings)))],
        suits=_any_suits(rng),
        alphabet=int(rng.choice(len(ALPHABETS), p=(0.6, 0.1, 0.1, 0.1, 0.1))),
        rank_high=high,
        rank_narrow=narrow,
        suit_high=high * suit,
        index_x=index_x,
        index_y=float(rng.uniform(0.015, 0.14)),
        gap=float(rng.uniform(0.015, 0.05)),
        pip=pip,
        column=column,
        top_row=float(rng.uniform(0.2, 0.28)),
        court_left=float(rng.uniform(0.07, 0.22)),
        red=_near(rng, (40, 30, 205), 28),
        black=_near(rng, (26, 24, 24), 20),
        paper=_near(rng, (246, 248, 248), 7),
        one_pip=bool(rng.random() < 0.15 or column < 0.13),
    )


def _any_suits(rng: np.random.Generator) -> SuitShape:
    plump, wide, stem = (
        float(rng.uniform(0.8, 1.15)),
        float(rng.uniform(0.85, 1.05)),
        float(rng.uniform(0.7, 1.2)),
    )
    return SuitShape(plump, wide, stem, float(rng.choice((0, rng.uniform(0, 0.12)))))


def _pips_beside(reach: float, pip: float, column: float) -> tuple[float, float]:
    """Pips that do not lie on the index: smaller ones, nearer to the middle, where it is large."""
    room = 0.5 - reach
    return min(pip, max(0.12, room * 0.8)), min(column, room - 0.35 * pip)


def _near(rng: np.random.Generator, colour: Colour, by: int) -> Colour:
    blue, green, red = (int(np.clip(part + rng.integers(-by, by + 1), 0, 255)) for part in colour)
    return blue, green, red

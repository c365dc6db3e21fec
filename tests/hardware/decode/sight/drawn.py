"""Drawn tables for these tests, with typefaces that need nothing installed."""

from __future__ import annotations

import numpy as np

from hardware.decode.sight.index import CARDS
from hardware.decode.sight.reader import Labelled, LabelledFrame, Read
from hardware.sim.faces.lettering import plain
from hardware.sim.faces.style import DeckStyle, any_style
from hardware.sim.faces.table_scene import Laid, TableScene, scene

FEW = tuple(card for card in CARDS if card[0] in "A29TQK" and card[1] in "CHS")


def deck(seed: int = 4) -> DeckStyle:
    return any_style(np.random.default_rng(seed), plain())


def table(
    *what: str, seed: int = 1, style: DeckStyle | None = None, tilt: float = 0.0, hand: bool = False
) -> TableScene:
    return scene(np.random.default_rng(seed), style or deck(), what, tilt, 130, hand)


def enrolment(style: DeckStyle, cards: tuple[str, ...] = FEW) -> list[LabelledFrame]:
    frames = []
    for start in range(0, len(cards), 4):
        shown = table(*cards[start : start + 4], seed=start, style=style)
        things = tuple(Labelled(laid.what, laid.quad) for laid in shown.laid)
        frames.append(LabelledFrame(f"deal {start}", shown.picture, things))
    return frames


def at(laid: Laid, reads: list[Read]) -> Read | None:
    """What was read where this lies."""
    middle = laid.quad.mean(axis=0)
    near = [read for read in reads if float(np.linalg.norm(read.quad.mean(axis=0) - middle)) < 25]
    return near[0] if near else None

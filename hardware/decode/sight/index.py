"""The second reader: rank and suit in the card's corner, by a net of one hidden layer that runs in numpy. Says "none" for what is no index; it alone confirms nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.flat import deepest, redness, upside_down
from hardware.decode.sight.ranked import quantile
from hardware.decode.sight.reader import Floats, Vote

RANKS, SUITS, NONE = "A23456789TJQK", "CDHS", "-"
RANK_CLASSES, SUIT_CLASSES = len(RANKS) + 1, len(SUITS) + 1
CLASSES = RANK_CLASSES + SUIT_CLASSES
CARDS = tuple(rank + suit for rank in RANKS for suit in SUITS)
BOXES = ((44, 88), (54, 108), (68, 136))
"""Width and height of the corner that is looked at, in pixels of the flat card: small, ordinary and jumbo indices."""
LOOK_WIDTH, LOOK_HEIGHT = 40, 80
NAME = "index"
SITE_BOXES = (BOXES[0], BOXES[-1])
"""A site's corners are looked at twice: near, for letters of few pixels, and wide, for indices of any size and place."""
FEW = 4
"""Corners, up to which one product a corner is faster than one of all."""
LEAST = 1e-4
"""Probability that a corner leaves to every card: one that is sure of another can be outvoted."""


@dataclass(frozen=True, slots=True, eq=False)
class Net:
    """Weights: features x hidden, hidden, hidden x classes, classes; ``mean`` and ``scale`` of each feature."""

    mean: Floats
    scale: Floats
    into: Floats
    into_bias: Floats
    out: Floats
    out_bias: Floats

    def hidden(self, features: Floats) -> Floats:
        scaled = (features - self.mean) * self.scale
        few = len(scaled) <= FEW
        open_ = np.stack([row @ self.into for row in scaled]) if few else scaled @ self.into
        return cast(Floats, np.maximum(open_ + self.into_bias, 0))

    def probabilities(self, features: Floats) -> tuple[Floats, Floats]:
        """Of each rank and of each suit, "none" last in both."""
        raw = self.hidden(features) @ self.out + self.out_bias
        return softmax(raw[:, :RANK_CLASSES]), softmax(raw[:, RANK_CLASSES:])


def softmax(raw: Floats) -> Floats:
    """Row by row."""
    power = np.exp(raw - raw.max(axis=1, keepdims=True))
    return cast(Floats, power / power.sum(axis=1, keepdims=True))


def corners(inked: Floats, box: tuple[int, int]) -> list[Floats]:
    """The index corner of the card and of the card turned by half, as ink of LOOK_HEIGHT x LOOK_WIDTH."""
    wide, high = box
    return [look(inked[:high, :wide]), look(upside_down(inked[-high:, -wide:]))]


def look(inked: Floats) -> Floats:
    """A corner of any size made to the net's size."""
    return cast(Floats, cv2.resize(inked, (LOOK_WIDTH, LOOK_HEIGHT), interpolation=cv2.INTER_AREA))


def features(looked: Floats) -> Floats:
    """Gradients, ink and redness of one corner, as one vector."""
    red = redness(looked)
    dark = deepest(looked)
    strongest = max(0.25, quantile(dark, 0.98))
    dark = np.clip(dark / strongest, 0, 1)
    gradients = np.asarray(_hog().compute((dark * 255).astype(np.uint8)), dtype=np.float32).ravel()
    small = cv2.resize(dark, (LOOK_WIDTH // 2, LOOK_HEIGHT // 2), interpolation=cv2.INTER_AREA).ravel()
    reds = cv2.resize(red / strongest, (8, 16), interpolation=cv2.INTER_AREA).ravel()
    return cast(Floats, np.concatenate((gradients, small, reds, [strongest])).astype(np.float32))


def vote(inked: Floats, net: Net, boxes: tuple[tuple[int, int], ...]) -> Vote:
    """The card whose index is in the corners. ``score`` its probability, ``lead`` that over the next likeliest card."""
    looks = [corner for box in boxes for corner in corners(inked, box)]
    joint, blank = card_probabilities(np.stack([features(corner) for corner in looks]), net)
    return _vote(together(joint, blank), bool((blank > 0.5).all()))


def shares(inked: Floats, net: Net, boxes: tuple[tuple[int, int], ...]) -> tuple[Floats, Floats]:
    """Probability of each rank and of each suit, "none" left out; the mean over both corners and all box sizes."""
    looks = [corner for box in boxes for corner in corners(inked, box)]
    ranks, suits = net.probabilities(np.stack([features(corner) for corner in looks]))
    return ranks[:, :-1].mean(axis=0), suits[:, :-1].mean(axis=0)


def card_probabilities(rows: Floats, net: Net) -> tuple[Floats, Floats]:
    """Of each of the 52 cards, and of being none; row by row."""
    ranks, suits = net.probabilities(rows)
    joint = (ranks[:, :-1, None] * suits[:, None, :-1]).reshape(len(rows), -1)
    return cast(Floats, joint), cast(Floats, 1 - (1 - ranks[:, -1]) * (1 - suits[:, -1]))


def together(joint: Floats, blank: Floats) -> Floats:
    """Of each of the 52 cards, from both corners in each box (rows as of `card_probabilities`).

    The corners are printed alike and seen apart: what both say counts twice. Boxes see the same print and are one say. A corner speaks as far as it shows
    an index at all; where none shows any, nothing is likely.
    """
    shown = np.maximum(1 - blank, 1e-3)
    says = 2 * (np.log(joint + LEAST) * shown[:, None]).mean(axis=0)
    return cast(Floats, softmax(says[None])[0] * float(shown.max()))


def _vote(cards: Floats, none: bool) -> Vote:
    first, second = np.argsort(-cards)[:2]
    value = None if none else CARDS[int(first)]
    return Vote(NAME, value, float(cards[first]), float(cards[first] - cards[second]))


@cache
def _hog() -> cv2.HOGDescriptor:
    return cv2.HOGDescriptor((LOOK_WIDTH, LOOK_HEIGHT), (16, 16), (8, 8), (8, 8), 9)


Labels = NDArray[np.int64]
"""Rank class and suit class of each row."""


def label_of(card: str | None) -> tuple[int, int]:
    """Class numbers of a card, or of none."""
    if card is None:
        return RANK_CLASSES - 1, SUIT_CLASSES - 1
    return RANKS.index(card[0]), SUITS.index(card[1])

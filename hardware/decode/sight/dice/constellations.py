"""Dots that lie as the pips of a face do: one to six, from above or somewhat aslant. The first reader; proposes many, and drops those where a pip is left over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.dice.pips import Dots
from hardware.decode.sight.reader import Corners, Floats

Ints = NDArray[np.intp]
SAME_WIDTH = 1.55
"""Pips of one face differ in width by no more than this."""
NEAREST, FARTHEST = 2.0, 7.0
"""Between the ends of a diagonal, in pip widths."""
DIAGONAL, ROW = 0.72, 0.51
"""Length of a face's diagonal of pips, and of a six's row, in parts of the die's side."""
ONE_SIDES = (2.7, 3.6, 4.7, 6.0, 8.5)
"""Sides that a single pip may have around it, in its own widths."""
CORNERED = 0.72
"""Pips far out in a face's corners lie as those of a larger die do: so much of its side is the die's, whose side then is as long as that diagonal."""
CENTRED = 0.15
INSIDE = 0.4
"""Half the field in which no further pip may lie, in sides."""


@dataclass(frozen=True, slots=True, eq=False)
class Lie:
    """Pips that lie as those of ``value``. ``turn``: radians; ``side``: the die's, in pixels; ``fit``: 1 exactly so, 0 hardly; ``wide``: a pip, in pixels.

    ``cornered``: the side is that of a die whose pips lie in the corners. ``crowded``: a further pip lies on the face.
    """

    value: int
    at: tuple[float, float]
    side: float
    turn: float
    fit: float
    ratio: float
    bright: bool
    pips: tuple[int, ...]
    wide: float
    cornered: bool = False
    crowded: bool = False

    @property
    def quad(self) -> Corners:
        """The top face in pixels."""
        turn = self.turn + np.pi / 4 + np.arange(4) * np.pi / 2
        ring = np.stack((np.cos(turn), np.sin(turn)), 1) * self.side / np.sqrt(2)
        return np.asarray(ring + np.array(self.at), dtype=np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """Two dots each: who, middle, way from one to the other, length, and the dot in the middle (-1: none)."""

    who: Ints
    middle: Floats
    way: Floats
    length: Floats
    centre: Ints


def lies(dots: Dots, least_side: float, most_side: float) -> list[Lie]:
    """Every constellation of a die whose side is between these, in pixels; those with a pip left over are dropped."""
    return [lie for lie in all_lies(dots, least_side, most_side) if not lie.crowded]


def all_lies(dots: Dots, least_side: float, most_side: float) -> list[Lie]:
    """The same, those with a pip left over among them."""
    if not len(dots.wide):
        return []
    pairs = _pairs(dots, most_side)
    found = [
        *_ones(dots, least_side, most_side),
        *_diagonals(dots, pairs),
        *_crosses(dots, pairs),
        *_sixes(dots, pairs),
    ]
    found.extend([replace(lie, side=CORNERED * lie.side, cornered=True) for lie in found if lie.value > 1])
    sized = [lie for lie in found if least_side <= lie.side <= most_side]
    return [replace(lie, crowded=True) if _left_over(lie, dots) else lie for lie in sized]


def _pairs(dots: Dots, most_side: float) -> _Pairs:
    first, second = np.triu_indices(len(dots.wide), 1)
    way = dots.at[second] - dots.at[first]
    length = np.hypot(way[:, 0], way[:, 1])
    wide = (dots.wide[first] + dots.wide[second]) / 2
    ratio = dots.wide[first] / dots.wide[second]
    good = (dots.bright[first] == dots.bright[second]) & (ratio < SAME_WIDTH) & (ratio > 1 / SAME_WIDTH)
    good &= (length > NEAREST * wide) & (length < FARTHEST * wide) & (length < 1.1 * most_side)
    first, second, way, length = first[good], second[good], way[good], length[good]
    middle = (dots.at[first] + dots.at[second]) / 2
    who = np.stack((first, second), 1)
    return _Pairs(who, middle, way, length, _centres(dots, first, middle, length))


def _centres(dots: Dots, first: Ints, middle: Floats, length: Floats) -> Ints:
    if not len(first):
        return np.zeros(0, dtype=np.intp)
    off = np.hypot(*(middle[:, None] - dots.at[None]).transpose(2, 0, 1))
    ratio = dots.wide[None] / dots.wide[first][:, None]
    alike = (dots.bright[None] == dots.bright[first][:, None]) & (ratio < 1.7) & (ratio > 0.6)
    off = np.where(alike, off, np.inf)
    best = off.argmin(axis=1)
    near = off[np.arange(len(best)), best] < CENTRED * length
    return np.where(near, best, -1).astype(np.intp)


def _ones(dots: Dots, least_side: float, most_side: float) -> Iterator[Lie]:
    """A single pip does not say how large its die is: several sides, the nearly possible ones made possible."""
    for number, wide in enumerate(dots.wide):
        if dots.ratio[number] > 0.6:
            sides = {min(max(float(wide) * part, least_side), most_side): part for part in ONE_SIDES}
            for side, part in sides.items():
                if 0.8 < side / (part * float(wide)) < 1.25:
                    yield _lie(1, dots.at[number], side, 0.0, 1.0, dots, (number,))


def _diagonals(dots: Dots, pairs: _Pairs) -> Iterator[Lie]:
    for number in range(len(pairs.length)):
        one, two = (int(part) for part in pairs.who[number])
        turn = float(np.arctan2(pairs.way[number, 1], pairs.way[number, 0]) - np.pi / 4)
        side, centre = float(pairs.length[number]) / DIAGONAL, int(pairs.centre[number])
        if centre < 0:
            yield _lie(2, pairs.middle[number], side, turn, 1.0, dots, (one, two))
        else:
            fit = 1 - _off(dots, centre, pairs.middle[number]) / (CENTRED * float(pairs.length[number]))
            yield _lie(3, dots.at[centre], side, turn, fit, dots, (one, centre, two))


def _crosses(dots: Dots, pairs: _Pairs) -> Iterator[Lie]:
    for one, two in _matches(pairs, 0.15, 1.45, crossing=True):
        if dots.bright[pairs.who[one, 0]] != dots.bright[pairs.who[two, 0]]:
            continue
        middle = (pairs.middle[one] + pairs.middle[two]) / 2
        length = float(pairs.length[one] + pairs.length[two]) / 2
        centre = int(pairs.centre[one]) if pairs.centre[one] >= 0 else int(pairs.centre[two])
        ends = (*(int(part) for part in pairs.who[one]), *(int(part) for part in pairs.who[two]))
        turn = float(np.arctan2(pairs.way[one, 1], pairs.way[one, 0]) - np.pi / 4)
        apart = float(np.hypot(*(pairs.middle[one] - pairs.middle[two]))) / (0.15 * length)
        value = 4 if centre < 0 else 5
        pips = ends if centre < 0 else (*ends, centre)
        yield _lie(value, middle, length / DIAGONAL, turn, 1 - apart, dots, pips)


def _sixes(dots: Dots, pairs: _Pairs) -> Iterator[Lie]:
    rows = np.flatnonzero(pairs.centre >= 0)
    part = _Pairs(
        pairs.who[rows], pairs.middle[rows], pairs.way[rows], pairs.length[rows], pairs.centre[rows]
    )
    for one, two in _matches(part, 0.0, 1.35, crossing=False):
        pips = (*part.who[one], part.centre[one], *part.who[two], part.centre[two])
        if len(set(pips)) < 6 or dots.bright[pips[0]] != dots.bright[pips[3]]:
            continue
        middle = (part.middle[one] + part.middle[two]) / 2
        turn = float(np.arctan2(part.way[one, 1], part.way[one, 0]))
        apart = float(np.hypot(*(part.middle[one] - part.middle[two])))
        side = (float(part.length[one] + part.length[two]) / 2 / ROW + apart / (0.92 * ROW)) / 2
        fits = [
            _off(dots, int(part.centre[n]), part.middle[n]) / (CENTRED * part.length[n]) for n in (one, two)
        ]
        yield _lie(6, middle, side, turn, float(1 - max(fits)), dots, tuple(int(pip) for pip in pips))


def _matches(pairs: _Pairs, near: float, ratio: float, crossing: bool) -> list[tuple[int, int]]:
    """Pairs of pairs: crossing in their middles, or side by side as a six's rows."""
    if len(pairs.length) < 2:
        return []
    one, two = np.triu_indices(len(pairs.length), 1)
    long = pairs.length[one] / pairs.length[two]
    off = pairs.middle[two] - pairs.middle[one]
    apart, mean = np.hypot(off[:, 0], off[:, 1]), (pairs.length[one] + pairs.length[two]) / 2
    cosine = np.abs((pairs.way[one] * pairs.way[two]).sum(axis=1)) / (pairs.length[one] * pairs.length[two])
    good = (long < ratio) & (long > 1 / ratio)
    if crossing:
        good &= (apart < near * mean) & (cosine < 0.6)
    else:
        along = np.abs((off * pairs.way[one]).sum(axis=1)) / pairs.length[one]
        good &= (apart > 0.5 * mean) & (apart < 1.6 * mean) & (cosine > 0.95) & (along < 0.35 * mean)
    return [(int(a), int(b)) for a, b in zip(one[good], two[good], strict=True)]


def _lie(
    value: int, at: Floats, side: float, turn: float, fit: float, dots: Dots, pips: Sequence[int]
) -> Lie:
    picked = np.array(pips)
    wide = dots.wide[picked]
    even = float(wide.min() / wide.max())
    ratio = sorted(float(part) for part in dots.ratio[picked])[len(pips) // 2]
    bright = bool(dots.bright[picked[0]])
    return Lie(
        value, (float(at[0]), float(at[1])), side, turn, max(0.0, fit) * even, ratio, bright, tuple(pips),
        float(wide.mean()),
    )  # fmt: skip


def _left_over(lie: Lie, dots: Dots) -> bool:
    """Whether a further pip of the same kind lies on the face."""
    off = dots.at - np.array(lie.at, dtype=np.float32)
    cosine, sine = np.cos(lie.turn), np.sin(lie.turn)
    along, across = off[:, 0] * cosine + off[:, 1] * sine, off[:, 1] * cosine - off[:, 0] * sine
    wide = sorted(float(dots.wide[pip]) for pip in lie.pips)[len(lie.pips) // 2]
    inside = (np.abs(along) < INSIDE * lie.side) & (np.abs(across) < INSIDE * lie.side)
    inside &= (dots.bright == lie.bright) & (dots.wide > 0.6 * wide) & (dots.wide < 1.6 * wide)
    inside[list(lie.pips)] = False
    return bool(inside.any())


def _off(dots: Dots, number: int, place: Floats) -> float:
    return float(np.hypot(*(dots.at[number] - place)))

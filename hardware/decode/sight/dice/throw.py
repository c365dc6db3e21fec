"""What lies in one picture: the dice, each with both votes, and places that might be dice too. Decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.dice.constellations import Lie, all_lies
from hardware.decode.sight.dice.face_net import FaceNet, near_features, vote
from hardware.decode.sight.dice.lean import OUTPUTS, Spot, turned_leans
from hardware.decode.sight.dice.pips import LEAST, MOST, Dots, dots
from hardware.decode.sight.reader import Floats, Frame, Vote

APART = 0.62
"""Middles of two dice are at least so many sides apart; nearer places are one die."""
MAY_BE = 0.5
"""From this share on that a place shows any face, it is something to account for."""
ALIKE, TWICE = 0.75, 1.6
"""Pips so alike are a two's, and its side at most so many of the one's."""
RULED_OUT = 0.12
"""Where the face holds less for it, a place is not that value. Of drawn faces of unseen sites the shipped nets hold less for 1.1 %, of places that are none more for 4.9 %."""
NAME = "pips"
MANY = 4
"""Pips of which one more beside them is not yet part of something else."""
CORNER, LIKE = 0.48, 0.4
"""How far from a face's middle a pip may lie, in sides; and within which factor, as a logarithm, pips of one die differ in width."""
SELDOM = 0.8
"""Among places that the face believes alike, what a die with its pips in the corners counts: few are made so."""
LEAST_SIDE, MOST_SIDE = 18.0, 330.0


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A place with its votes. ``rival``: how strongly another place on the same die says another value; ``contested``: a single pip that may be one of a two, three or five.

    ``lean``: where the face looks, across and down the picture.
    """

    lie: Lie
    row: Floats
    pips: Vote
    face: Vote
    rival: float
    contested: bool
    lean: Floats

    @property
    def agreed(self) -> bool:
        return self.pips.value == self.face.value

    @property
    def strength(self) -> float:
        return min(self.pips.score, self.face.score) if self.agreed else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Throw:
    """``dice``: places that are dice by at least the face's word; ``others``: proposals that are none."""

    dice: tuple[Found, ...]
    others: tuple[Found, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Of one grey picture of ``shape``: where pips lie as on a face, what the face net sees there, and which of them are on one die (``near``, each with each)."""

    lies: list[Lie]
    rows: Floats
    shape: tuple[int, ...]
    near: NDArray[np.bool_]

    def spot(self, lie: Lie) -> Spot:
        longest = max(self.shape)
        return lie.at[0] / longest, lie.at[1] / longest


@dataclass(frozen=True, slots=True)
class Sizes:
    """Least and most of a die's side and of a pip's width: of a site's, in parts of the picture's longer side; in a picture, in its pixels."""

    sides: tuple[float, float]
    pips: tuple[float, float]

    def in_picture(self, grey: Frame) -> Sizes:
        """A site's sizes in pixels of this picture."""
        longest = max(grey.shape)
        least, most = (longest * part for part in self.sides)
        thin, wide = (longest * part for part in self.pips)
        return Sizes((max(LEAST_SIDE / 2, least), most), (max(LEAST, thin), min(MOST, wide)))


@dataclass(frozen=True, slots=True, eq=False)
class Nets:
    """Which face it is, and where it looks."""

    face: FaceNet
    lean: FaceNet


ANY_SIZE = Sizes((LEAST_SIDE, MOST_SIDE), (LEAST, MOST))


def throw(grey: Frame, nets: Nets, sizes: Sizes = ANY_SIZE) -> Throw:
    """Everything of such a size in a grey picture."""
    return leaning(grey, sorted_out(places_in(grey, sizes), nets.face), nets.lean)


def places_in(grey: Frame, sizes: Sizes = ANY_SIZE) -> Places:
    """What the pips propose."""
    seen = dots(grey, sizes.pips)
    found = [lie for lie in all_lies(seen, *sizes.sides) if not _passed_over(lie, seen)]
    return Places(found, near_features(grey, found), grey.shape, _near(found))


def _passed_over(lie: Lie, seen: Dots) -> bool:
    """Any two dots lie as a two in the corners of some small die. A single pip is no one where another is as near as a face's corner. Few pips with
    a further one beside them are part of something; many may be a die whose neighbour's pips lie too near: no die, but to be accounted for."""
    if lie.crowded:
        return lie.value < MANY
    if lie.value == 1:
        off = np.hypot(*(seen.at - np.array(lie.at, dtype=np.float32)).T)
        alike = (seen.bright == lie.bright) & (np.abs(np.log(seen.wide / lie.wide)) < LIKE)
        alike[lie.pips[0]] = False
        return bool((off[alike] < CORNER * lie.side).any())
    return lie.value == 2 and lie.cornered


def sorted_out(places: Places, net: FaceNet) -> Throw:
    """One place a die, the rest others."""
    if not places.lies:
        return Throw((), ())
    shares = net.probabilities(places.rows)
    ranks = [_rank(lie, share) for lie, share in zip(places.lies, shares, strict=True)]
    taken: list[int] = []
    others: list[int] = []
    for number in (int(one) for one in np.argsort(-np.array(ranks), kind="stable")):
        may_be = 1 - float(shares[number, -1]) > MAY_BE and not places.lies[number].crowded
        (taken if may_be and not places.near[number, taken].any() else others).append(number)
    return Throw(
        tuple(_found(number, places, shares) for number in taken),
        tuple(_found(number, places, shares) for number in others if not places.near[number, taken].any()),
    )


def leaning(grey: Frame, seen: Throw, net: FaceNet) -> Throw:
    """The same, and where each die's face looks."""
    leans = turned_leans(net, grey, [one.lie for one in seen.dice])
    return replace(
        seen, dice=tuple(replace(one, lean=lean) for one, lean in zip(seen.dice, leans, strict=True))
    )


def _rank(lie: Lie, share: Floats) -> float:
    """Where both agree first; among the sides that the same pips may have around them, the one that the face believes."""
    rank = float(share[lie.value - 1]) * (0.5 + 0.5 * lie.fit) + 0.05 * (1 - float(share[-1]))
    return SELDOM * rank if lie.cornered else rank


def _near(found: Sequence[Lie]) -> NDArray[np.bool_]:
    at = np.array([lie.at for lie in found], dtype=np.float32).reshape(-1, 2)
    side = np.array([lie.side for lie in found], dtype=np.float32)
    off = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
    return np.asarray(off < APART * np.maximum(side[:, None], side[None]), dtype=np.bool_)


def _found(number: int, places: Places, shares: Floats) -> Found:
    """``rival``: a place within half a die, far enough from this one's middle to be another face, that agrees with itself on another value."""
    lie, rival = places.lies[number], 0.0
    for at in np.flatnonzero(places.near[number]):
        other = places.lies[at]
        if other.value != lie.value and not other.crowded and not set(other.pips) & set(lie.pips):
            rival = max(rival, float(shares[at, other.value - 1]))
    score = lie.fit * min(1.0, lie.ratio / 0.8)
    return Found(
        lie, places.rows[number], Vote(NAME, str(lie.value), score, score - rival), vote(shares[number]), rival,
        _one_of_more(lie, places, shares), np.zeros(OUTPUTS, dtype=np.float32),
    )  # fmt: skip


def _one_of_more(lie: Lie, places: Places, shares: Floats) -> bool:
    """Seen in a photograph: the second pip of a two lay beyond the side that the face believed for a one. Seen in a drawn throw: so did two pips of a three."""
    return lie.value == 1 and any(
        other.value > 1 and not other.crowded and lie.pips[0] in other.pips and float(share[other.value - 1]) > RULED_OUT
        and (other.value > 2 or (other.fit > ALIKE and other.side < TWICE * lie.side))
        for other, share in zip(places.lies, shares, strict=True)
    )  # fmt: skip

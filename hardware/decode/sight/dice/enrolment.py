"""Learns a site's dice from throws whose faces are known: how many, how large, the net's last touch, the gates. Tells which pictures taught nothing; refuses when too few do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from hardware.decode.sight.dice.bodies import bodies_of
from hardware.decode.sight.dice.calibration import DiceCalibration, DiceSelfTest
from hardware.decode.sight.dice.face_net import VALUES
from hardware.decode.sight.dice.ground import ground_of
from hardware.decode.sight.dice.halves import learnt, tested
from hardware.decode.sight.dice.looks import Known, Shot, looks_at
from hardware.decode.sight.dice.pips import working
from hardware.decode.sight.dice.throw import Found, Nets, Sizes, Throw, leaning, places_in, sorted_out
from hardware.decode.sight.reader import CalibrationError, Labelled, LabelledFrame

LEAST_THROWS, LEAST_DICE = 2, 6
LEAST_SHARE = 0.08
"""A labelled die must look at least so much like its value."""
ROOM, PIP_ROOM = (0.14, 0.14), 0.35
"""Dice, and pips, may be that part smaller or larger than any of the calibration."""
ALIKE, ANY_ROOM = 1.35, (0.31, 0.6)
"""Where the largest of the calibration is no more than so many times the smallest, the dice are of one size; and the room of others, among which one may be missing."""


@dataclass(slots=True, eq=False)
class _MadeOut:
    """Throws whose dice were found; ``sides`` and widths of ``pips`` in parts of the picture's longer side; names of the ``unread``."""

    shots: list[Shot] = field(default_factory=list)
    sides: list[float] = field(default_factory=list)
    pips: list[float] = field(default_factory=list)
    bright: set[bool] = field(default_factory=set)
    unread: list[str] = field(default_factory=list)


def enrolled(frames: Sequence[LabelledFrame], nets: Nets, base: str) -> DiceCalibration:
    """Raises CalibrationError when fewer than LEAST_THROWS of the throws can be made out, or a label is no face."""
    _check(frames)
    made = _made_out(frames, nets)
    dice, unread = sum(len(one.dice) for one in made.shots), tuple(made.unread)
    if len(made.shots) < LEAST_THROWS or dice < LEAST_DICE:
        raise CalibrationError(
            f"{len(made.shots)} of {len(frames)} throws could be made out; {LEAST_THROWS} with {LEAST_DICE} dice are needed. "
            f"Not made out: {', '.join(unread) or 'none'}"
        )
    rng, sizes = np.random.default_rng([len(frames), 11]), Sizes(_room(made.sides), _pips(made.pips))
    throws = [(shot.frame, [die.at for die in shot.dice]) for shot in made.shots]
    side = float(np.median(made.sides))
    ground = ground_of(throws, side)
    looks = list(looks_at(made.shots, sizes, rng))
    learned, halves = learnt(looks, nets, ground is not None, rng)
    site = DiceCalibration(
        counts=tuple(sorted({len(one.things) for one in frames})),
        sizes=sizes,
        bright=made.bright.pop() if len(made.bright) == 1 else None,
        nets=learned.nets,
        flatness=learned.flatness,
        gates=learned.gates,
        base=base,
        self_test=DiceSelfTest(len(made.shots), dice, 0, 0.0, 0, unread),
        ground=ground,
        bodies=None if ground is None else bodies_of(throws, ground, side),
    )
    return replace(site, self_test=tested(halves, site))


def _check(frames: Sequence[LabelledFrame]) -> None:
    for one in frames:
        wrong = [thing.value for thing in one.things if thing.value not in tuple(VALUES)]
        if wrong or not one.things:
            raise CalibrationError(f"{one.name}: {wrong[0] if wrong else 'nothing'} is no face of a die")
    if not frames:
        raise CalibrationError("no pictures to calibrate from")


def _made_out(frames: Sequence[LabelledFrame], nets: Nets) -> _MadeOut:
    out = _MadeOut()
    for one in frames:
        grey, scale = working(one.frame)
        places = places_in(grey)
        matched = _matched(one.things, sorted_out(places, nets.face), nets, scale)
        if matched is None:
            out.unread.append(one.name)
            continue
        found = leaning(grey, Throw(tuple(one_ for _, one_ in matched), ()), nets.lean).dice
        known = [
            Known(value, places.spot(die.lie), die.lean)
            for (value, _), die in zip(matched, found, strict=True)
        ]
        out.shots.append(Shot(one.frame, tuple(known)))
        out.sides.extend(die.lie.side / max(grey.shape) for value, die in matched if value != "1")
        out.pips.extend(die.lie.wide / max(grey.shape) for die in found)
        out.bright |= {die.lie.bright for die in found}
    return out


def _matched(
    things: Sequence[Labelled], seen: Throw, nets: Nets, scale: float
) -> list[tuple[str, Found]] | None:
    """A place for each label, the likeliest first; None when one has none."""
    places = [*seen.dice, *seen.others]
    if not places:
        return None
    shares = nets.face.probabilities(np.stack([one.row for one in places]))
    out: list[tuple[str, Found]] = []
    for thing in sorted(things, key=lambda one: -int(one.value)):
        fits = [
            (float(shares[number, int(thing.value) - 1]), number) for number, one in enumerate(places)
            if one.pips.value == thing.value and _in_box(one, thing, scale) and _free(one, out)
        ]  # fmt: skip
        best = max(fits, default=(0.0, -1))
        if best[0] < LEAST_SHARE:
            return None
        out.append((thing.value, places[best[1]]))
    return out


def _in_box(one: Found, thing: Labelled, scale: float) -> bool:
    if thing.quad is None:
        return True
    low, high = thing.quad.min(axis=0), thing.quad.max(axis=0)
    off = np.abs(np.array(one.lie.at) * scale - (low + high) / 2)
    return bool((off < 0.36 * (high - low)).all())


def _free(one: Found, taken: Sequence[tuple[str, Found]]) -> bool:
    return all(
        np.hypot(*np.subtract(one.lie.at, other.lie.at)) > 0.6 * max(one.lie.side, other.lie.side)
        for _, other in taken
    )


def _pips(wide: Sequence[float]) -> tuple[float, float]:
    """Pips look wider when they are not sharp."""
    return min(wide) * (1 - PIP_ROOM), max(wide) * (1 + 1.5 * PIP_ROOM)


def _room(sides: Sequence[float]) -> tuple[float, float]:
    if not sides:
        raise CalibrationError("all dice show one pip: throws with other faces are needed")
    least, most = min(sides), max(sides)
    less, more = ROOM if most < ALIKE * least else ANY_ROOM
    return least * (1 - less), most * (1 + more)

"""What a site's own throws teach: the face net's last touch and the gates. Each half is read only by a net, and tested only by gates, that come from the other half."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from hardware.decode.sight.descent import Course
from hardware.decode.sight.dice.calibration import DiceCalibration, DiceGates, DiceSelfTest
from hardware.decode.sight.dice.face_net import CLASSES, FaceNet, net_arrays, net_from
from hardware.decode.sight.dice.lean import Flatness, flatness_of, leaning_by
from hardware.decode.sight.dice.learning import Labels, teach
from hardware.decode.sight.dice.looks import Look, Try, tries
from hardware.decode.sight.dice.throw import Nets, Throw, leaning, sorted_out
from hardware.decode.sight.dice.verdict import judged
from hardware.decode.sight.gates import Gate, gate
from hardware.decode.sight.reader import CalibrationError

FACE_BETWEEN, PIPS_PART = (0.7, 0.5), 0.8
"""How far from the wrong faces towards the right ones the gate lies, where all pictures show one place, and where each may show its own; part of what nearly all right pips reach."""
LEAST_FACE, LEAST_LEAD = 0.65, 0.4
"""No site's gate lies lower, however few wrong places its pictures hold."""
ROUND_PART = 0.92
LEAN_ROOM = (1.2, 2.0)
"""Over what nearly all flat dice show: where all pictures show one place, and where each may show its own, with few dice to tell by."""
MOST_LEAN, MOST_OF_A_PLACE = 0.31, 0.16
"""What no site's gate lies above: a die that leans by 18 degrees shows so much. Less where all pictures show one place, so that it is known where flat dice look."""
LAST_TOUCH = Course(passes=8, step=3e-4, pull=1e-4, drop=0.1)
LEAST_ROWS = 600
"""Rows that a last touch sees in a pass, the site's own repeated with noise."""


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    nets: Nets
    flatness: Flatness
    gates: DiceGates


@dataclass(frozen=True, slots=True, eq=False)
class _Half:
    """Looks with what was seen in them by nets that learned from the other half."""

    looks: list[tuple[Look, Throw]]
    other: Nets
    flatness: Flatness

    def tries(self) -> list[Try]:
        return [one for look, seen in self.looks for one in tries(look, seen)]


def learnt(
    looks: Sequence[Look], nets: Nets, one_place: bool, rng: np.random.Generator
) -> tuple[Learnt, list[_Half]]:
    """From all looks, which show ``one_place`` or several; and both halves, each as the other half would see it."""
    halves = [_half(looks, number, nets, rng) for number in (0, 1)]
    own = Nets(_touched(nets.face, looks, rng), nets.lean)
    return Learnt(own, _flatness(looks), _gates(halves, one_place)), halves


def tested(halves: Sequence[_Half], site: DiceCalibration) -> DiceSelfTest:
    """Each half read by nets and gates of the other."""
    whole, wrong, many, one_place = 0, 0, 0, site.ground is not None
    for half, other in (halves, halves[::-1]):
        judge = replace(
            site, nets=half.other, flatness=half.flatness, gates=_gates([other], one_place), ground=None,
            bodies=None,
        )  # fmt: skip
        for look, seen in half.looks:
            told, truth = _accepted(look, seen, judge), Counter(die.value for die in look.shot.dice)
            many, whole = many + 1, whole + (told == truth)
            wrong += (told - truth).total()
    return replace(site.self_test, looks=many, accepted=round(whole / max(1, many), 4), wrong_accepted=wrong)


def _accepted(look: Look, seen: Throw, judge: DiceCalibration) -> Counter[str]:
    frame = np.asarray(cv2.cvtColor(look.grey, cv2.COLOR_GRAY2BGR), dtype=np.uint8)
    reads = judged(frame, look.grey, 1.0, seen, judge).reads
    return Counter(str(read.value) for read in reads if read.accepted)


def _half(looks: Sequence[Look], number: int, nets: Nets, rng: np.random.Generator) -> _Half:
    mine = [look for look in looks if look.half == number]
    others = [look for look in looks if look.half != number]
    other = Nets(_touched(nets.face, others, rng), nets.lean)
    seen = [(look, leaning(look.grey, sorted_out(look.places, other.face), other.lean)) for look in mine]
    return _Half(seen, other, _flatness(others))


def _flatness(looks: Iterable[Look]) -> Flatness:
    return flatness_of([(die.at, die.lean) for look in looks for die in look.shot.dice])


def _touched(net: FaceNet, looks: Sequence[Look], rng: np.random.Generator) -> FaceNet:
    """The shipped net, with the site's own dice and clutter as its last lesson."""
    seen = [one for look in looks for one in tries(look, sorted_out(look.places, net))]
    if not seen:
        return net
    rows = np.stack([one.found.row for one in seen])
    labels: Labels = np.array([CLASSES - 1 if one.truth is None else int(one.truth) - 1 for one in seen])
    many = int(np.ceil(LEAST_ROWS / len(rows)))
    noise = rng.normal(0, 0.02, (many * len(rows), rows.shape[1])).astype(np.float32)
    return net_from(
        net_arrays(teach(net, np.tile(rows, (many, 1)) + noise, np.tile(labels, many), LAST_TOUCH, rng))
    )


def _gates(halves: Sequence[_Half], one_place: bool) -> DiceGates:
    told = [(one, half.flatness.off(one.at, one.found.lean)) for half in halves for one in half.tries()]
    both = [one for one, _ in told if one.found.agreed]
    face = gate(
        [(one.found.face, one.found.face.value == one.truth) for one in both],
        FACE_BETWEEN[0 if one_place else 1],
    )
    read = [(one, off) for one, off in told if one.truth is not None and one.truth == one.found.face.value]
    read = [(one, off) for one, off in read if one.found.agreed]
    if not read:
        raise CalibrationError("no die could be read again: the pictures are too poor")
    usual = float(np.median([one.found.lie.ratio for one, _ in read]))
    leans = [leaning_by(off, usual - one.found.lie.ratio) for one, off in read]
    return DiceGates(
        Gate(PIPS_PART * _low([one.found.pips.score for one, _ in read]), 0.0),
        Gate(max(face.floor, LEAST_FACE), max(face.lead, LEAST_LEAD)),
        ROUND_PART * _low([one.found.lie.ratio for one, _ in read]),
        usual,
        float(np.quantile([one.sharp for one, _ in read], 0.01)),
        _lean_gate(leans, one_place),
    )


def _lean_gate(leans: Sequence[float], one_place: bool) -> float:
    """From how much flat dice seem to lean."""
    most, room = (MOST_OF_A_PLACE, LEAN_ROOM[0]) if one_place else (MOST_LEAN, LEAN_ROOM[1])
    return min(most, room * float(np.quantile(leans, 0.97)))


def _low(levels: Sequence[float]) -> float:
    """What nearly all reach."""
    return float(np.quantile(levels, 0.03))

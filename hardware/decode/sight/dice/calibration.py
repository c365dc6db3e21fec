"""What a site's calibration of its dice holds: how many, how large, its own net, its gates, its empty surroundings, and how well it did on itself."""

from __future__ import annotations

from dataclasses import dataclass

from hardware.decode.sight.dice.bodies import Bodies
from hardware.decode.sight.dice.ground import Ground
from hardware.decode.sight.dice.lean import Flatness
from hardware.decode.sight.dice.throw import Nets, Sizes
from hardware.decode.sight.gates import Gate

VERSION = 4


@dataclass(frozen=True, slots=True)
class DiceGates:
    """Floor and lead of each reader; the least roundness of pips seen on a top face, and the usual one; the least sharpness at which dice were read; how much at most a face may seem to lean (`lean.leaning_by`)."""

    pips: Gate
    face: Gate
    ratio: float
    usual: float
    sharpness: float
    lean: float


@dataclass(frozen=True, slots=True)
class DiceSelfTest:
    """The calibration's looks at its throws, under hard conditions, each by a net and gates that were made without this throw. ``unread``: labelled pictures that taught nothing."""

    throws: int
    dice: int
    looks: int
    accepted: float
    wrong_accepted: int
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class DiceCalibration:
    """``counts``: how many dice make a throw; ``sizes`` in parts of the picture's longer side.

    ``bright``: whether pips are brighter than the die, None where dice differ; ``base``: the hash of the shipped net.
    """

    counts: tuple[int, ...]
    sizes: Sizes
    bright: bool | None
    nets: Nets
    flatness: Flatness
    gates: DiceGates
    base: str
    self_test: DiceSelfTest
    ground: Ground | None = None
    bodies: Bodies | None = None


"""``ground`` None: pictures to calibrate from did not show one place; ``bodies`` None: no dice can be told from it."""

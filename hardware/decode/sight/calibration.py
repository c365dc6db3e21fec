"""What a site's calibration of its cards holds: its deck, its own net, its gates, and how well it did on itself. Its hash goes into every result."""

from __future__ import annotations

from dataclasses import dataclass, field

from hardware.decode.sight.gates import Gates
from hardware.decode.sight.index import Net
from hardware.decode.sight.laid_out import LaidOut
from hardware.decode.sight.table import Table
from hardware.decode.sight.whole_card import Deck

VERSION = 3


@dataclass(frozen=True, slots=True)
class SelfTest:
    """Figures of the calibration's own looks at its deck: for the technician, and for the data sheet."""

    cards: int
    looks: int
    top_1: float
    accepted: float
    wrong_accepted: int
    genuine_low: float
    impostor_high: float
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class CardCalibration:
    """All that `read` needs to know of a site. ``base``: hash of the net that was shipped.

    ``diagonals_mm``: of its cards on the felt, the least and the most; None where the table's plane was not known.
    """

    deck: Deck
    net: Net
    boxes: tuple[tuple[int, int], ...]
    gates: Gates
    base: str
    self_test: SelfTest
    table: Table | None = None
    laid_out: LaidOut | None = None
    diagonals_mm: tuple[float, float] | None = None
    seed: int = field(default=0)

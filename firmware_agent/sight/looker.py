"""One door to every reader of pictures: by its kind, with a site's calibration. A kind's code is imported when it is first wanted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol, TextIO, cast, runtime_checkable

from hardware.decode.sight.reader import Frame, Seen
from schemas.sight import SightKind


class Looker(Protocol):
    """A reader with its calibration. ``calibration``: its hash, "" without one; ``model``: the hash of what was shipped, "" where nothing was."""

    calibration: str
    model: str

    def look(self, frame: Frame) -> Seen:
        """One frame; never raises for what is in a picture."""
        ...


@runtime_checkable
class SlotLooker(Protocol):
    """A looker that can leave out slots."""

    def look_in(self, frame: Frame, only: frozenset[int] | None) -> Seen:
        """One frame, or only its slots of these numbers."""
        ...


@runtime_checkable
class TurningLooker(Protocol):
    """A looker whose calibration knows what lies around a wheel. ``order``: the pockets' or segments' names, clockwise."""

    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CalibrateWish:
    """What ``firmware-agent calibrate`` was asked for. ``labels``: a JSON file; the rest belongs to one kind or another (docs/sight.md)."""

    labels: Path
    out: Path
    pictures: Sequence[Path]
    marks: tuple[tuple[float, float], ...] | None = None
    table_mm: tuple[float, float] = (1000.0, 600.0)
    wheel: str = "european"


class Kind(Protocol):
    """What each module of ``MODULES`` offers as ``KIND``."""

    def looker(self, calibration: Path | None) -> Looker:
        """Raises CalibrationError when the file is damaged, of another kind, or failed its own self-test; OSError when it can't be read."""
        ...

    def calibrate(self, wish: CalibrateWish, out: TextIO) -> bool:
        """Tells its self-test as one JSON line and writes the calibration; False: it took one thing for another, and nothing was written.

        Raises:
            CalibrationError: labels or pictures do not suffice.
            OSError: a file can't be read or written.
        """
        ...


@runtime_checkable
class SayingKind(Protocol):
    """A kind that can name the pictures which it reads otherwise than their labels say."""

    def calibrate_saying(self, wish: CalibrateWish, out: TextIO, say: Callable[[str], object]) -> bool:
        """As ``Kind.calibrate``; ``say`` takes whole lines for people."""
        ...


def unheard(_lines: str) -> None:
    """Says nothing to anybody."""


MODULES: Mapping[SightKind, str] = MappingProxyType(
    {
        SightKind.CARDS: "firmware_agent.sight.cards",
        SightKind.WHEEL: "firmware_agent.sight.wheel",
        SightKind.DICE: "firmware_agent.sight.dice",
        SightKind.SEGMENTS: "firmware_agent.sight.segments",
    }
)


def kind_of(sees: SightKind) -> Kind:
    """The kind's own door; loads OpenCV."""
    module: Any = import_module(MODULES[sees])
    return cast(Kind, module.KIND)

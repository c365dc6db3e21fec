"""What a calibration's own self-test decides: one that took one thing for another is neither written nor read. Judges nothing else of it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, ClassVar, Protocol, TextIO

from firmware_agent.sight.whole_files import put_calibration
from hardware.decode.sight.reader import CalibrationError


class SelfTested(Protocol):
    """Any kind's self-test; a wheel's has ``empty_accepted`` too."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def wrong_accepted(self) -> int: ...


def passed(test: SelfTested) -> bool:
    """It took nothing for another thing, and nothing for something."""
    return test.wrong_accepted == 0 and getattr(test, "empty_accepted", 0) == 0


def believable(path: Path, test: SelfTested) -> None:
    """Raises CalibrationError: by its own self-test the calibration in ``path`` may not be used."""
    if not passed(test):
        raise CalibrationError(f"{path}: its self-test took one thing for another: calibrate anew")


def written_if_passed(test: SelfTested, save: Callable[[Path], str], place: Path, out: TextIO) -> bool:
    """Tells the self-test as one JSON line; the calibration goes to ``place`` only if it passed, and what lay there stays otherwise. Raises OSError."""
    good = passed(test)
    named = _written(save, place) if good else None
    told = {"file": str(place) if good else None, "hash": named, "self_test": asdict(test)}
    out.write(json.dumps(told) + "\n")
    return good


def _written(save: Callable[[Path], str], place: Path) -> str:
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=".calibrated-") as aside:
        learned = Path(aside) / place.name
        named = save(learned)
        put_calibration(learned, place)
    return named

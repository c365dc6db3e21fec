"""Puts a learned calibration where the table reads it, with the sheet that a person signed for it. A crash in between is finished at the next start; the one before is kept."""

from __future__ import annotations

import shutil
from pathlib import Path

from firmware_agent.sight.desk_draft import Draft, Drawer, Json, Place
from firmware_agent.sight.sheet import calibration_hash, sheet_path
from firmware_agent.sight.whole_files import put_calibration, write_whole
from schemas.sight_sheet import SheetTable, SightFigures

FIGURES = frozenset(SightFigures.model_fields) - {"missing"}


def put_in_force(drawer: Drawer, calibration: Path, sheet: str) -> None:
    """The learned files and their sheet into their places. May be repeated. Raises OSError."""
    calibration.parent.mkdir(parents=True, exist_ok=True)
    _keep_previous(calibration, calibration_hash(drawer.lesson))
    put_calibration(drawer.lesson, calibration)
    write_whole(sheet_path(calibration), sheet.encode())


def finish(drawer: Drawer, draft: Draft, calibration: Path | None) -> Draft:
    """What a signature left undone is done; else the draft as it is. Raises OSError."""
    if draft.signing is None:
        return draft
    if calibration is not None and drawer.lesson.exists():
        put_in_force(drawer, calibration, draft.signing)
    return drawer.forget()


def _keep_previous(calibration: Path, coming: str | None) -> None:
    """Under its own hash beside it: ``site.5763ef0a.json``."""
    named = calibration_hash(calibration)
    if named is None or named == coming:
        return
    for path in (calibration, calibration.with_suffix(".npz"), sheet_path(calibration)):
        if path.exists():
            ending = path.name.removeprefix(calibration.stem)
            shutil.copyfile(path, path.with_name(f"{calibration.stem}.{named[:8]}{ending}"))


def figures(self_test: Json) -> SightFigures:
    """What the sheet says of a self-test, whatever kind's it is."""
    told = {name: self_test[name] for name in FIGURES if isinstance(self_test.get(name), int | float)}
    counts = {name: int(value) for name, value in told.items() if name in ("looks", "wrong_accepted")}
    numbers = {name: float(value) for name, value in told.items() if name not in counts}
    missing = tuple(str(each) for each in self_test.get("missing") or ())
    return SightFigures(**counts, **numbers, missing=missing)  # type: ignore[arg-type]


def sheet_table(place: Place | None) -> SheetTable | None:
    """The table as the sheet says it."""
    if place is None:
        return None
    slots = tuple(slot.name for slot in place.slots)
    return SheetTable(marks=place.marks, size_mm=place.size_mm, slots=slots)

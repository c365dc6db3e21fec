"""What a technician has gathered so far for a calibration: pictures with what lies in them, the table, the last lesson. On disk after every step, so that a restart loses none."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import cv2
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from firmware_agent.sight.whole_files import put_whole, write_whole
from hardware.decode.sight.reader import CalibrationError, Frame
from schemas.sight import Point, SightKind

log = logging.getLogger(__name__)

DRAFT, LESSON, TABLE_PICTURE, ASIDE = "draft.json", "learned.json", "table.png", "draft.lost.json"
MOST_PICTURES = 160

Json = dict[str, Any]


class Part(BaseModel):
    """Of the draft on disk: frozen, and strict about its names."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Slot(Part):
    """Where a card of one place lies, in pixels."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,15}:[1-9][0-9]?(:[1-4])?$")]
    quad: Annotated[tuple[Point, ...], Field(min_length=4, max_length=4, strict=False)]


class Place(Part):
    """The table in the picture."""

    marks: Annotated[tuple[Point, ...], Field(min_length=4, max_length=4, strict=False)]
    size_mm: Annotated[tuple[float, float], Field(strict=False)]
    slots: Annotated[tuple[Slot, ...], Field(max_length=80, strict=False)] = ()


class Shot(Part):
    """A picture, and what a person says lies in it; None: nobody has said it yet."""

    number: int
    still: str | None
    label: Json | None


class Lesson(Part):
    """What was learned from the pictures: the calibration's hash and its self-test."""

    calibration: str
    model: str
    passed: bool
    self_test: Json
    sharpness: float | None = None
    doubts: tuple[str, ...] = ()
    """Pictures that look otherwise than their labels say, a line each."""


class Draft(Part):
    """All of it. ``signing``: the sealed sheet of a signature that is being carried out."""

    sees: SightKind
    wheel: str = "european"
    order: tuple[str, ...] = ()
    place: Place | None = None
    shots: tuple[Shot, ...] = ()
    lesson: Lesson | None = None
    signing: str | None = None

    def shot(self, number: int) -> Shot:
        """Raises ValueError when there is no such picture."""
        for shot in self.shots:
            if shot.number == number:
                return shot
        raise ValueError(f"there is no picture {number}")

    def labelled(self) -> Iterable[tuple[Shot, Json]]:
        """The pictures of which a person has said what lies there."""
        return ((shot, shot.label) for shot in self.shots if shot.label is not None)


class Drawer:
    """The folder in which the draft lies. Raises OSError where the disk does not take it."""

    def __init__(self, folder: Path, sees: SightKind) -> None:
        self._folder, self._sees = folder, sees
        self._lost = ""

    @property
    def lesson(self) -> Path:
        """The calibration that was learned and not signed yet; its .npz beside it."""
        return self._folder / LESSON

    @property
    def labels(self) -> Path:
        return self._folder / "labels.json"

    @property
    def table_picture(self) -> Path:
        return self._folder / TABLE_PICTURE

    def picture(self, number: int) -> Path:
        return self._folder / f"picture-{number:03}.png"

    def open(self) -> Draft:
        """The draft as it was left; an empty one where there is none. One that can't be taken up is put aside, and ``tell_lost`` says why."""
        path = self._folder / DRAFT
        try:
            draft = Draft.model_validate_json(path.read_bytes())
            if draft.sees is self._sees:
                return draft
            self._put_aside(path, f"it is of {draft.sees.value}, and the table reads {self._sees.value}")
        except FileNotFoundError:
            pass
        except OSError as wrong:
            self._put_aside(path, str(wrong.strerror))
        except ValidationError:
            self._put_aside(path, "it is damaged, or of another release")
        return Draft(sees=self._sees)

    def tell_lost(self) -> None:
        """Raises ValueError, once: the draft could not be taken up, and why."""
        lost, self._lost = self._lost, ""
        if lost:
            raise ValueError(lost)

    def _put_aside(self, path: Path, why: str) -> None:
        with suppress(OSError):
            path.replace(path.with_name(ASIDE))
        self._lost = f"what had been gathered in {self._folder} can't be taken up: {why}: it lies in {ASIDE}, begin anew"
        log.error("%s", self._lost)

    def put(self, draft: Draft) -> Draft:
        """Keep it; the same draft."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(self._folder / DRAFT, draft.model_dump_json().encode())
        return draft

    def keep_picture(self, path: Path, frame: Frame) -> None:
        """Without loss, so that what is learned is what was seen."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        done, data = cv2.imencode(".png", frame, [cv2.IMWRITE_PNG_COMPRESSION, 1])
        if not done:
            raise CalibrationError("the picture can't be kept: it is no picture of eight-bit colours")
        put_whole(path, lambda draft: draft.write_bytes(data.tobytes()))

    def forget(self) -> Draft:
        """Throw everything away."""
        shutil.rmtree(self._folder, ignore_errors=True)
        return Draft(sees=self._sees)

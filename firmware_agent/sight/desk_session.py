"""A technician's calibration, step by step: the table, the pictures and what lies in them, what is learned from them, the check of a shift, the signature.

Kept on disk after every step. Signs nothing that took one thing for another on itself, and reads no clock of its own.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from firmware_agent.config import AgentConfig
from firmware_agent.sight import desk_told as told
from firmware_agent.sight.desk_check import compared
from firmware_agent.sight.desk_draft import (
    MOST_PICTURES,
    TABLE_PICTURE,
    Drawer,
    Json,
    Lesson,
    Place,
    Shot,
)
from firmware_agent.sight.desk_labels import labels_file, parse_label, progress, proposed
from firmware_agent.sight.desk_learn import CannotBeDone, learned
from firmware_agent.sight.desk_sign import figures, finish, put_in_force, sheet_table
from firmware_agent.sight.looker import CalibrateWish, Kind, Looker, TurningLooker, kind_of
from firmware_agent.sight.pictures import picture
from firmware_agent.sight.see_command import read_json
from firmware_agent.sight.setting import picture_said
from firmware_agent.sight.sheet import (
    calibration_hash,
    note_check,
    opened,
    sealed_check,
    sealed_sheet,
    sheet_hash,
)
from firmware_agent.sight.whole_files import write_whole
from firmware_agent.signing import BoardKey, board_key
from hardware.clock import Clock
from hardware.decode.sight.reader import Frame
from hardware.decode.sight.table import DRIFT, Table, drift_px, table_from
from schemas.games.wheels import Wheel, wheel_order
from schemas.sight import SightKind, SightStep
from schemas.sight_sheet import SightCheck, SightSheet


@dataclass(frozen=True, slots=True)
class Site:
    """Whose calibration it is. ``calibration``: where the table reads it; None: nowhere. ``picture``: the camera's settings, for the sheet."""

    table: str
    sees: SightKind
    calibration: Path | None
    folder: Path
    key: BoardKey
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What a step gives back; ``show``: send the picture with it."""

    body: Json
    show: bool = True
    anew: bool = False
    """The calibration has changed: whoever looks must load it."""


def site_of(config: AgentConfig, sees: SightKind) -> Site:
    """From the board's configuration. Raises ConfigError."""
    sight = config.sight
    assert sight is not None
    folder = config.store.folder / "calibrating"
    key = board_key(config.store.folder, config.table.id)
    return Site(config.table.id, sees, sight.calibration, folder, key, picture_said(config, sight))


class Session:
    """One site's. ``take`` is called from one thread; the draft of an earlier run is taken up again."""

    def __init__(self, site: Site, clock: Clock, kind: Callable[[SightKind], Kind] = kind_of) -> None:
        self._site, self._clock, self._kind = site, clock, kind
        self._drawer = Drawer(site.folder, site.sees)
        self._draft = finish(self._drawer, self._drawer.open(), site.calibration)

    def take(self, step: SightStep, text: str, frame: Frame, looker: Looker, show: Callable[[], str]) -> Told:
        """One step. ``show`` keeps the frame as a still and gives its hash.

        Raises:
            CannotBeDone, ValueError: with a sentence; nothing has changed. Once after the start, if a draft was lost: nobody goes on without knowing.
        """
        self._drawer.tell_lost()
        match step:
            case SightStep.LOOK:
                return self._look(looker, frame)
            case SightStep.TABLE:
                return self._table(told.parse(told.TableTold, text), frame)
            case SightStep.ENROL:
                return self._enrol(told.parse(told.EnrolTold, text))
            case SightStep.DEAL:
                return self._deal(told.parse(told.DealTold, text), frame, looker, show)
            case SightStep.LABEL:
                return self._label(told.parse(told.LabelTold, text))
            case SightStep.LEARN:
                return self._learn()
            case SightStep.CHECK:
                return self._check(told.parse(told.CheckTold, text), frame, looker)
            case SightStep.SIGN:
                return self._sign(told.parse(told.SignTold, text))
            case SightStep.FORGET:
                self._draft = self._drawer.forget()
                return Told(self._body(), show=False)

    def _body(self, **more: object) -> Json:
        """Every answer says where the session stands, so that a page may be closed and opened again."""
        draft = self._draft
        lesson = draft.lesson.model_dump(mode="json") if draft.lesson else None
        shots = [{"picture": shot.number, "still": shot.still, "label": shot.label} for shot in draft.shots]
        session = {
            "sees": draft.sees.value, "wheel": draft.wheel, "place": draft.place and draft.place.model_dump(mode="json"),
            "shots": shots, "progress": progress(draft), "lesson": lesson, "in_force": self._in_force(),
        }  # fmt: skip
        return {"session": session, **more}

    def _in_force(self) -> Json | None:
        path = self._site.calibration
        if path is None or (named := calibration_hash(path)) is None:
            return None
        sheet = opened(path)
        sharp = sheet.sharpness if sheet is not None and sheet.calibration == named else None
        return {"calibration": named, "sheet": sheet_hash(path), "sharpness": sharp}

    def _look(self, looker: Looker, frame: Frame) -> Told:
        seen = looker.look(frame)
        reads = [read_json(read) for read in seen.reads]
        body = self._body(
            reads=reads,
            reasons=list(seen.reasons),
            card_px=told.card_px(seen.reads) if self._is(SightKind.CARDS) else None,
        )
        if seen.rotor is not None and self._is(SightKind.WHEEL):
            order = (
                looker.order if isinstance(looker, TurningLooker) else wheel_order(Wheel(self._draft.wheel))
            )
            body["numbers"] = told.numbers_on_rotor(seen.rotor, order)
        if (table := self._known_table()) is not None:
            drift = drift_px(frame, table)
            body |= {"grid": told.grid(table), "drift_px": drift, "moved": drift is None or drift > DRIFT}
        return Told(body)

    def _is(self, sees: SightKind) -> bool:
        return self._site.sees is sees

    def _known_table(self) -> Table | None:
        place = self._draft.place
        if place is None:
            return None
        empty = picture(self._drawer.table_picture)
        return None if isinstance(empty, str) else _table_in(empty, place)

    def _table(self, wish: told.TableTold, frame: Frame) -> Told:
        place = Place(marks=wish.marks, size_mm=wish.size_mm, slots=wish.slots)
        table = _table_in(frame, place)
        if faults := told.inside_all(table, place.slots):
            raise CannotBeDone("; ".join(faults[:4]))
        self._drawer.keep_picture(self._drawer.table_picture, frame)
        self._put(place=place, lesson=None)
        return Told(self._body(grid=told.grid(table), drift_px=0.0, moved=False))

    def _enrol(self, wish: told.EnrolTold) -> Told:
        """Another deck, wheel or set of dice; the table stays."""
        self._put(wheel=wish.wheel, order=wish.order, shots=(), lesson=None)
        return Told(self._body(), show=False)

    def _deal(self, wish: told.DealTold, frame: Frame, looker: Looker, show: Callable[[], str]) -> Told:
        if len(self._draft.shots) >= MOST_PICTURES:
            raise CannotBeDone(f"{MOST_PICTURES} pictures are enough: learn, or throw some away")
        label = None if wish.label is None else parse_label(self._site.sees, wish.label)
        seen = looker.look(frame)
        number = 1 + max((shot.number for shot in self._draft.shots), default=0)
        self._drawer.keep_picture(self._drawer.picture(number), frame)
        shot = Shot(number=number, still=show() if wish.show else None, label=label)
        self._put(shots=(*self._draft.shots, shot), lesson=None)
        advice = label or proposed(self._site.sees, seen.reads)
        return Told(
            self._body(picture=number, proposed=advice, reads=[read_json(each) for each in seen.reads]),
            show=False,
        )

    def _label(self, wish: told.LabelTold) -> Told:
        shot = self._draft.shot(wish.picture)
        label = None if wish.label is None else parse_label(self._site.sees, wish.label)
        others = [each for each in self._draft.shots if each.number != shot.number]
        kept = [] if label is None else [shot.model_copy(update={"label": label})]
        self._put(shots=tuple(sorted(others + kept, key=lambda each: each.number)), lesson=None)
        return Told(self._body(picture=wish.picture), show=False)

    def _learn(self) -> Told:
        shots = [shot for shot, _ in self._draft.labelled()]
        names = {shot.number: self._drawer.picture(shot.number).name for shot in shots}
        if not shots:
            raise CannotBeDone("there is no picture yet of which somebody has said what lies there")
        write_whole(self._drawer.labels, json.dumps(labels_file(self._draft, names)).encode())
        pictures = [self._drawer.picture(shot.number) for shot in shots]
        place = self._draft.place if self._is(SightKind.CARDS) else None
        if place is not None:
            pictures.insert(0, self._site.folder / TABLE_PICTURE)
        lesson = learned(self._kind(self._site.sees), self._wish(pictures), self._site.sees)
        self._put(lesson=lesson.model_copy(update={"sharpness": self._usual_sharpness()}))
        return Told(self._body(), show=False)

    def _usual_sharpness(self) -> float | None:
        """The middle one's, of the pictures that were learned from."""
        taken = [picture(self._drawer.picture(shot.number)) for shot, _ in self._draft.labelled()]
        sharp = [told.sharpness(frame) for frame in taken if not isinstance(frame, str)]
        return round(float(np.median(sharp)), 2) if sharp else None

    def _wish(self, pictures: list[Path]) -> CalibrateWish:
        wish = CalibrateWish(self._drawer.labels, self._drawer.lesson, pictures, wheel=self._draft.wheel)
        place = self._draft.place
        if place is None:
            return wish
        marks = tuple((float(x), float(y)) for x, y in place.marks)
        return replace(wish, marks=marks, table_mm=place.size_mm)

    def _check(self, wish: told.CheckTold, frame: Frame, looker: Looker) -> Told:
        calibration = self._site.calibration
        if calibration is None or not looker.calibration:
            raise CannotBeDone("there is no calibration to check: make one and sign it first")
        found = compared(self._site.sees, parse_label(self._site.sees, wish.label), looker.look(frame))
        check = SightCheck(
            table=self._site.table, sees=self._site.sees, sheet=sheet_hash(calibration), calibration=looker.calibration,
            passed=found.passed, laid=found.laid, read=found.read, said=found.said, by=wish.by, at_utc_ns=str(self._clock.utc_ns()),
        )  # fmt: skip
        sealed = sealed_check(check, self._site.key)
        note_check(calibration, sealed)
        return Told(self._body(check=check.model_dump(mode="json"), sealed=sealed.wire.decode()))

    def _sign(self, wish: told.SignTold) -> Told:
        calibration, lesson = self._site.calibration, self._draft.lesson
        if calibration is None:
            raise CannotBeDone(
                "[sight] calibration names no file: say in the board's configuration where it goes"
            )
        if lesson is None:
            raise CannotBeDone("nothing has been learned since the last picture or table: learn first")
        if not lesson.passed:
            raise CannotBeDone(
                "the self-test took one thing for another: correct the labels or take better pictures"
            )
        sealed = sealed_sheet(self._sheet(lesson, wish.by), self._site.key)
        wire = sealed.wire.decode()
        self._put(signing=wire)
        put_in_force(self._drawer, calibration, wire)
        self._draft = self._drawer.forget()
        return Told(self._body(sealed=wire, sheet=sealed.sha256), show=False, anew=True)

    def _sheet(self, lesson: Lesson, by: str) -> SightSheet:
        site, labelled = self._site, sum(1 for _ in self._draft.labelled())
        previous = None if site.calibration is None else calibration_hash(site.calibration)
        return SightSheet(
            table=site.table, sees=site.sees, calibration=lesson.calibration, model=lesson.model, previous=previous,
            picture=site.picture, place=sheet_table(self._draft.place), pictures=labelled, sharpness=lesson.sharpness, figures=figures(lesson.self_test),
            by=by, at_utc_ns=str(self._clock.utc_ns()),
        )  # fmt: skip

    def _put(self, **changed: object) -> None:
        self._draft = self._drawer.put(self._draft.model_copy(update=changed))


def _table_in(frame: Frame, place: Place) -> Table:
    return table_from(frame, np.array(place.marks, dtype=np.float32), place.size_mm)

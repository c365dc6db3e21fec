"""Cards: the looker with its deck, and ``firmware-agent calibrate cards``. Says which picture or label is wrong; writes nothing then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, TextIO

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from firmware_agent.sight.labels import ends_with, entry_of, frame_of, labels_from
from firmware_agent.sight.looker import CalibrateWish, Looker
from firmware_agent.sight.self_tested import believable, written_if_passed
from hardware.decode.sight.calibration import CardCalibration
from hardware.decode.sight.card_reader import CardReader
from hardware.decode.sight.causes import of_frame
from hardware.decode.sight.laid_out import LaidOut, laid_out_from
from hardware.decode.sight.reader import (
    CalibrationError,
    Frame,
    Labelled,
    LabelledFrame,
    Reason,
    Seen,
    usable,
)
from hardware.decode.sight.store import card_reader, load_cards, save_cards
from hardware.decode.sight.table import Table, table_from
from hardware.decode.sight.tracking.words import Slot
from schemas.cards import parse_card

Point = Annotated[list[float], Field(min_length=2, max_length=2)]


class CardLabel(BaseModel):
    """A card in a picture: "TD" or "10D", and its four corners in pixels, clockwise, a short side first."""

    model_config = ConfigDict(extra="ignore")
    label: str
    quad: Annotated[list[Point], Field(min_length=4, max_length=4)] | None = None


class PictureLabels(BaseModel):
    """A picture by the end of its path, and the cards in it."""

    model_config = ConfigDict(extra="ignore")
    file: str
    cards: list[CardLabel]


class SlotLabel(BaseModel):
    """A place of the layout: "player:1", or "seat-3:2:2" for a second hand, and its corners in pixels of the first picture."""

    model_config = ConfigDict(extra="ignore")
    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,15}:[1-9][0-9]?(:[1-4])?$")]
    quad: Annotated[list[Point], Field(min_length=4, max_length=4)]


class Labels(BaseModel):
    """The labels' file; what else it holds is passed over."""

    model_config = ConfigDict(extra="ignore")
    cards: list[PictureLabels]
    slots: list[SlotLabel] = []
    empty: list[str] = []


class CardLooker:
    """Any card in the frame. Without a deck all is advice."""

    def __init__(self, reader: CardReader, site: CardCalibration | None, calibration: str) -> None:
        self._reader, self._site = reader, site
        self.calibration, self.model = calibration, reader.net_hash
        laid = site.laid_out if site is not None else None
        self.slots: tuple[Slot, ...] = laid.slots if laid is not None else ()
        self.empty: Frame | None = laid.empty if laid is not None else None
        self.table: Table | None = site.table if site is not None else None

    def look(self, frame: Frame) -> Seen:
        return self.look_in(frame, None)

    def look_in(self, frame: Frame, only: frozenset[int] | None) -> Seen:
        """As ``looker.SlotLooker``."""
        if not usable(frame):
            return Seen((), (Reason.BAD_PICTURE,))
        nothing = of_frame(frame)
        return Seen((), nothing) if nothing else Seen(tuple(self._reader.read(frame, self._site, only)))


class CardsKind:
    """``looker.Kind`` for playing cards."""

    def looker(self, calibration: Path | None) -> Looker:
        site, told = _loaded(calibration) if calibration else (None, "")
        return CardLooker(card_reader(), site, told)

    def calibrate(self, wish: CalibrateWish, out: TextIO) -> bool:
        labels = labels_from(wish.labels, Labels)
        frames = list(_frames(labels.cards, _pictures_of_cards(labels, wish.pictures)))
        table, laid_out = _table(frames, wish), _laid_out(labels, frames, wish.pictures)
        calibration = card_reader().calibrate(frames, table=table, laid_out=laid_out)
        return written_if_passed(
            calibration.self_test, lambda path: save_cards(calibration, path), wish.out, out
        )


KIND = CardsKind()


def _loaded(path: Path) -> tuple[CardCalibration, str]:
    site, told = load_cards(path)
    believable(path, site.self_test)
    return site, told


def _table(frames: list[LabelledFrame], wish: CalibrateWish) -> Table | None:
    if wish.marks is None or not frames:
        return None
    return table_from(frames[0].frame, np.array(wish.marks, dtype=np.float32), wish.table_mm)


def _laid_out(labels: Labels, frames: list[LabelledFrame], pictures: Sequence[Path]) -> LaidOut | None:
    """The slots, and the mean of the pictures of the empty table."""
    if not labels.slots:
        return None
    slots = tuple(_slot(told) for told in labels.slots)
    height, width = frames[0].frame.shape[:2]
    empty = [frame_of(path) for path in pictures if _is_empty(path, labels)]
    if len({one.shape for one in empty}) > 1:
        raise CalibrationError("the pictures of the empty table differ in size")
    mean = np.rint(np.mean(empty, axis=0)).astype(np.uint8) if empty else None
    return laid_out_from(slots, (width, height), mean)


def _slot(told: SlotLabel) -> Slot:
    place, index, hand = (*told.name.split(":"), "1")[:3]
    return Slot(place, int(index), np.array(told.quad, dtype=np.float32), int(hand))


def _pictures_of_cards(labels: Labels, pictures: Sequence[Path]) -> list[Path]:
    return [path for path in pictures if not _is_empty(path, labels)]


def _is_empty(path: Path, labels: Labels) -> bool:
    names = {Path(file).name for file in labels.empty}
    return any(ends_with(path, file) for file in labels.empty) or path.name in names


def _frames(labels: list[PictureLabels], pictures: Iterable[Path]) -> Iterator[LabelledFrame]:
    for path in pictures:
        cards = tuple(_labelled(card, path) for card in entry_of(path, labels).cards)
        yield LabelledFrame(str(path), frame_of(path), cards)


def _labelled(card: CardLabel, path: Path) -> Labelled:
    try:
        value = parse_card(card.label.upper().replace("10", "T"))
    except ValueError as wrong:
        raise CalibrationError(f"{path}: {wrong}") from wrong
    return Labelled(value, None if card.quad is None else np.array(card.quad, dtype=np.float32))

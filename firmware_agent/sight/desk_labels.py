"""What a technician may say lies in a picture, for each kind of reading: checked here, written as the labels' file that ``firmware-agent calibrate`` takes. Guesses nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from firmware_agent.sight.desk_draft import TABLE_PICTURE, Draft, Json
from hardware.decode.sight.index import CARDS
from hardware.decode.sight.reader import Read
from schemas.cards import parse_card
from schemas.sight import Point, SightKind, Value

EMPTY_TURN, BALLS, THROWS, STOPS = 8, 5, 30, 12
"""Pictures that a whole calibration has: of the turning empty wheel, of the ball in a pocket, of dice, of a money wheel at rest."""

Quad = Annotated[tuple[Point, ...], Field(min_length=4, max_length=4, strict=False)]


class _Label(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class _Card(_Label):
    label: Annotated[str, Field(max_length=4)]
    quad: Quad | None = None


class CardsLie(_Label):
    """Every card in the picture; none is right too."""

    cards: Annotated[tuple[_Card, ...], Field(max_length=60, strict=False)]


class BallLies(_Label):
    """The pocket in which the ball lies; None: the wheel is empty."""

    result: Value | None


class DiceLie(_Label):
    """The upper faces, in any order."""

    faces: Annotated[
        tuple[Annotated[int, Field(ge=1, le=6)], ...], Field(min_length=1, max_length=12, strict=False)
    ]


class WheelStands(_Label):
    """The segment under the pointer; ``at``: which one in the order, where names repeat."""

    segment: Value
    at: Annotated[int, Field(ge=0, le=61)] | None = None


LABELS: Mapping[SightKind, type[_Label]] = {
    SightKind.CARDS: CardsLie,
    SightKind.WHEEL: BallLies,
    SightKind.DICE: DiceLie,
    SightKind.SEGMENTS: WheelStands,
}


def parse_label(sees: SightKind, told: Json) -> Json:
    """What lies there, as it goes into the labels' file. Raises ValueError with a sentence."""
    try:
        label = LABELS[sees].model_validate(told)
    except ValidationError as wrong:
        first = wrong.errors(include_url=False)[0]
        raise ValueError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    if isinstance(label, CardsLie):
        cards = [{"label": _card(each.label), **_corners(each)} for each in label.cards]
        return {"cards": cards}
    return label.model_dump(mode="json", exclude_none=not isinstance(label, BallLies))


def _card(text: str) -> str:
    return parse_card(text.strip().upper().replace("10", "T"))


def _corners(card: _Card) -> Json:
    return {} if card.quad is None else {"quad": [list(point) for point in card.quad]}


def values_of(sees: SightKind, label: Json) -> tuple[str, ...]:
    """What a label says, value by value."""
    match sees:
        case SightKind.CARDS:
            return tuple(each["label"] for each in label["cards"])
        case SightKind.WHEEL:
            return () if label["result"] is None else (label["result"],)
        case SightKind.DICE:
            return tuple(str(face) for face in label["faces"])
        case SightKind.SEGMENTS:
            return (label["segment"],)


def proposed(sees: SightKind, reads: Sequence[Read]) -> Json | None:
    """The reader's own words as a label to be corrected; None where there is nothing to begin with."""
    known = [read for read in reads if read.value is not None]
    match sees:
        case SightKind.CARDS:
            return {"cards": [{"label": read.value, "quad": _quad(read)} for read in reads_of_cards(reads)]}
        case SightKind.DICE:
            return {"faces": [int(str(read.value)) for read in known]} if known else None
        case SightKind.WHEEL:
            return {"result": known[0].value if len(known) == 1 else None}
        case SightKind.SEGMENTS:
            return {"segment": known[0].value} if len(known) == 1 else None


def reads_of_cards(reads: Sequence[Read]) -> list[Read]:
    """From the top left, as one reads."""
    return sorted(
        reads, key=lambda read: (round(float(read.quad[:, 1].mean()) / 60), float(read.quad[:, 0].mean()))
    )


def _quad(read: Read) -> list[list[float]]:
    return [[round(float(x), 1), round(float(y), 1)] for x, y in read.quad]


def labels_file(draft: Draft, picture_name: Mapping[int, str]) -> Json:
    """The labels' file of ``firmware-agent calibrate`` (docs/sight.md); with a table its picture comes first."""
    entries: list[Json] = [{"file": picture_name[shot.number], **label} for shot, label in draft.labelled()]
    told: Json = {draft.sees.value: entries}
    if draft.place is not None and draft.sees is SightKind.CARDS:
        entries.insert(0, {"file": TABLE_PICTURE, "cards": []})
        told["empty"] = [TABLE_PICTURE]
        if draft.place.slots:
            told["slots"] = [slot.model_dump(mode="json") for slot in draft.place.slots]
    if draft.order:
        told["order"] = list(draft.order)
    return told


def progress(draft: Draft) -> Json:
    """How much of a whole calibration there is: ``have`` of ``of``, and by name what is missing."""
    labels = [label for _, label in draft.labelled()]
    match draft.sees:
        case SightKind.CARDS:
            had = {value for label in labels for value in values_of(draft.sees, label)}
            return _told(len(had), len(CARDS), [card for card in CARDS if card not in had])
        case SightKind.WHEEL:
            counted = Counter("empty" if label["result"] is None else "ball" for label in labels)
            return _counts(
                {
                    "pictures of an empty turn": (counted["empty"], EMPTY_TURN),
                    "pockets with the ball": (counted["ball"], BALLS),
                }
            )
        case SightKind.DICE:
            return _counts({"throws": (len(labels), THROWS)})
        case SightKind.SEGMENTS:
            return _counts({"stops": (len(labels), STOPS)})


def _counts(parts: Mapping[str, tuple[int, int]]) -> Json:
    missing = [f"{of - have} {name}" for name, (have, of) in parts.items() if have < of]
    have, of = (
        sum(min(part[0], part[1]) for part in parts.values()),
        sum(part[1] for part in parts.values()),
    )
    return _told(have, of, missing)


def _told(have: int, of: int, missing: list[Any]) -> Json:
    return {"have": have, "of": of, "missing": missing}

"""One place of the layout, by its sensor and by the camera: what the two come to. Never averages, never weighs a set; decides nothing about a round."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pydantic import ValidationError

from hardware.sight_signals import CameraSaw
from schemas.games.deal import Spot
from schemas.readings import FACE_DOWN
from schemas.sight import Compared, SeenPosition, SeenVote, verdict_of
from schemas.sight import stands_alone as alone

MOST_REASONS, MOST_VOTES = 4, 2
NOT_ENROLLED, NO_PICTURE = "not_enrolled", "stale_frame"


@dataclass(frozen=True, slots=True)
class Sensed:
    """What the table's own device read at a place, and since when that is known."""

    value: str
    at_ns: int


@dataclass(frozen=True, slots=True)
class Reader:
    """Who speaks for the camera: calibration, model, and the sheet that the board believes for them. A ``model`` not heard of yet is empty."""

    calibration: str = ""
    model: str = ""
    sheet: str | None = None

    def is_same(self, other: Reader) -> bool:
        """Whether ``other`` is this one, whose model may not be known yet."""
        known = other if self.model else replace(other, model="")
        return self == known


def advice(word: CameraSaw) -> CameraSaw:
    """The word, with nobody's calibration behind it."""
    return replace(word, calibration="")


def value_of(word: CameraSaw | None) -> str | None:
    """The camera's value; None when it abstains. Without a calibration it may only advise, and that is no word."""
    return word.value if word is not None and word.calibration else None


def compare(spot: Spot, sensor: str | None, word: CameraSaw | None) -> Compared:
    """The verdict on one place, by the rule that every fact is held to."""
    return verdict_of(spot.place, sensor, value_of(word))


def stands_alone(word: CameraSaw | None) -> bool:
    """The camera-only gate, for a word."""
    return word is not None and alone(value_of(word), word.looks, [vote.value for vote in word.votes])


def position(spot: Spot, sensor: str | None, word: CameraSaw | None) -> SeenPosition:
    """The place as the facts tell it.

    Raises:
        ValueError: the word names what no fact can hold.
    """
    value = value_of(word)
    return SeenPosition(
        place=spot.place,
        index=spot.index,
        hand=spot.hand,
        sensor=sensor,
        camera=value,
        verdict=compare(spot, sensor, word),
        looks=word.looks if word else 0,
        reasons=_reasons(word, value),
        votes=_votes(word),
        still=word.still if word else None,
    )


def tellable(word: CameraSaw) -> bool:
    """Whether the word can be told at all; a process that babbles must not stop the table."""
    try:
        position(spot_of(word), None, word)
    except ValidationError:
        return False
    return word.value != FACE_DOWN


def spot_of(word: CameraSaw) -> Spot:
    """The place that the word is about."""
    return Spot(word.place, word.index, word.hand)


def _reasons(word: CameraSaw | None, value: str | None) -> tuple[str, ...]:
    if word is None:
        return ()
    advice = (NOT_ENROLLED,) if word.value is not None and value is None else ()
    return (*advice, *word.reasons)[:MOST_REASONS]


def _votes(word: CameraSaw | None) -> tuple[SeenVote, ...]:
    if word is None:
        return ()
    return tuple(
        SeenVote(reader=vote.reader, value=vote.value, score=round(vote.score, 4), lead=round(vote.lead, 4))
        for vote in word.votes[:MOST_VOTES]
    )

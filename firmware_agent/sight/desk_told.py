"""What a technician's page may tell with each step, and the small figures that go back: grid, widths, numbers on the rotor. Refuses other words with a sentence."""

from __future__ import annotations

import json
from collections.abc import Sequence
from math import cos, pi, sin
from typing import Annotated, Any, Literal, TypeVar

import cv2
import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from firmware_agent.sight.desk_draft import Json, Slot
from hardware.decode.sight.reader import Corners, Frame, Read, Rotor
from hardware.decode.sight.table import Table
from schemas.sight import Point, Value
from schemas.sight_sheet import Person

GRID_MM = 100.0
MOST_LINES = 40
ON_ROTOR = 0.86
"""Where on the rotor's radius a number is drawn."""


class Told(BaseModel):
    """What comes with a step; an unknown word is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class TableTold(Told):
    """Four marks in pixels, clockwise from the top left, and what they enclose in millimetres; slots of cards."""

    marks: Annotated[tuple[Point, ...], Field(min_length=4, max_length=4)]
    size_mm: Annotated[
        tuple[Annotated[float, Field(gt=10, le=10_000)], Annotated[float, Field(gt=10, le=10_000)]],
        Field(description="Width and height."),
    ]
    slots: Annotated[tuple[Slot, ...], Field(max_length=80)] = ()


class EnrolTold(Told):
    """Begin anew. ``wheel``: of a roulette wheel; ``order``: the segments of a money wheel, clockwise."""

    wheel: Literal["european", "french", "american"] = "european"
    order: Annotated[tuple[Value, ...], Field(max_length=62)] = ()


class DealTold(Told):
    """Take the present picture. ``label``: what lies there, where it is known already; ``show`` False: no still of it."""

    label: dict[str, Any] | None = None
    show: bool = True


class LabelTold(Told):
    """What lies in picture ``picture``; null: throw the picture away."""

    picture: Annotated[int, Field(ge=1, le=999)]
    label: dict[str, Any] | None


class CheckTold(Told):
    """What lies on the table now, and who says so (the edge fills ``by`` in)."""

    label: dict[str, Any]
    by: Person


class SignTold(Told):
    """Who signs (the edge fills it in)."""

    by: Person


ToldT = TypeVar("ToldT", bound=Told)


def parse(model: type[ToldT], text: str) -> ToldT:
    """Raises ValueError with a sentence."""
    try:
        return model.model_validate(json.loads(text))
    except ValidationError as wrong:
        first = wrong.errors(include_url=False)[0]
        raise ValueError(f"{'.'.join(map(str, first['loc'])) or 'told'}: {first['msg']}") from None
    except (ValueError, RecursionError):
        raise ValueError("told is not JSON") from None


def sharpness(frame: Frame) -> float:
    """Spread of fine detail in a picture; to be compared only with the same camera's."""
    grey = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
    return round(float(cv2.Laplacian(grey, cv2.CV_32F).std()), 2)


def grid(table: Table) -> list[list[list[float]]]:
    """Lines of a grid on the felt, in pixels: pairs of ends, every GRID_MM and the edges."""
    wide, high = table.size_mm
    across = [((x, 0.0), (x, high)) for x in _steps(wide)]
    down = [((0.0, y), (wide, y)) for y in _steps(high)]
    ends = np.array(across + down, dtype=np.float32).reshape(-1, 2)
    return [
        [[round(float(v), 1) for v in end] for end in line]
        for line in table.to_pixels(ends).reshape(-1, 2, 2)
    ]


def _steps(length: float) -> list[float]:
    step = max(GRID_MM, length / MOST_LINES)
    return [*np.arange(0.0, length, step).tolist(), length]


def card_px(reads: Sequence[Read]) -> float | None:
    """Width of the narrowest card found: the shorter side of what lies there."""
    sides = [min(_side(read.quad, 0), _side(read.quad, 1)) for read in reads]
    return round(min(sides), 1) if sides else None


def _side(quad: Corners, at: int) -> float:
    return float(np.linalg.norm(quad[at + 1] - quad[at]))


def numbers_on_rotor(rotor: Rotor, order: Sequence[str]) -> list[Json]:
    """Each number and where it stands in the picture, in pixels."""
    return [
        {"value": value, "at": _on_rotor(rotor, rotor.turns + place / len(order))}
        for place, value in enumerate(order)
    ]


def _on_rotor(rotor: Rotor, turns: float) -> list[float]:
    """``turns`` are counted from the picture's right, not from the ellipse's axis."""
    turn, lean = 2 * pi * (turns - rotor.lean), 2 * pi * rotor.lean
    along, across = rotor.axes[0] * ON_ROTOR * cos(turn), rotor.axes[1] * ON_ROTOR * sin(turn)
    x = rotor.middle[0] + along * cos(lean) - across * sin(lean)
    y = rotor.middle[1] + along * sin(lean) + across * cos(lean)
    return [round(x, 1), round(y, 1)]


def inside_all(table: Table, slots: Sequence[Slot]) -> list[str]:
    """What is wrong with the slots: not convex, outside the picture, a name twice."""
    wide, high = table.picture
    faults = [
        f"{slot.name} is there twice"
        for at, slot in enumerate(slots)
        if slot.name in [s.name for s in slots[:at]]
    ]
    for slot in slots:
        quad = np.array(slot.quad, dtype=np.float32)
        inside = (quad >= 0).all() and (quad[:, 0] < wide).all() and (quad[:, 1] < high).all()
        if not inside or not cv2.isContourConvex(quad.reshape(-1, 1, 2)):
            faults.append(f"{slot.name} is no convex quad inside the picture")
    return faults

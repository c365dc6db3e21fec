"""What the demo's cameras are calibrated from: pictures that each draws itself, with what lies in them, as a technician would take and label photographs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from hardware.sim.camera import card_faces
from hardware.sim.camera.cards_view import MARKS, card_place
from hardware.sim.camera.common import Plate
from hardware.sim.camera.renderer import Renderer
from hardware.sim.camera.scene import Happening, Scene, after
from hardware.sim.camera.view import Frame
from hardware.sim.camera.wheels import segment_order
from hardware.sim.demo.film import HEIGHT, WIDTH
from hardware.sim.demo.floor_plan import DemoTable
from schemas.cards import DECK
from schemas.games.money_wheel import FACES, MoneyWheel

Picture = NDArray[np.uint8]
Entry = dict[str, Any]
Drawn = tuple[Picture, Entry]
HANDS = ("player", "banker")
TURNS = 12
"""Pictures of the empty wheel, from all sides."""
THROWS = ("124", "356", "211", "463", "534", "652", "165", "341")
"""Every face several times."""
STOPS = ("1", "2", "5", "10", "20", "40", "2x", "7x", "1", "2")
DECIRPM = 170
SEGMENTS = FACES[MoneyWheel.DREAM_CATCHER].segments
CARD_MM = 63.5
"""How wide a card is: the measure of all on the felt."""


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """``kind``: as `firmware-agent calibrate` calls it. ``labels``: its file. ``words``: its further arguments."""

    kind: str
    drawn: tuple[Drawn, ...]
    labels: Entry
    words: tuple[str, ...] = ()


def lesson(table: DemoTable) -> Lesson:
    """By the table's game: a deck with its slots and marks, an empty wheel, a money wheel's stops, throws of dice."""
    match table.game:
        case "baccarat":
            drawn = tuple(_cards(table))
            labels: Entry = {"cards": [entry for _, entry in drawn if "cards" in entry]}
            labels["slots"] = _slots(table)
            labels["empty"] = [entry["file"] for _, entry in drawn if entry.get("empty")]
            return Lesson("cards", drawn, labels, tuple(_marks()))
        case "roulette":
            drawn = tuple(_empty_wheel(table))
            return Lesson("wheel", drawn, {"wheel": [entry for _, entry in drawn]})
        case "money_wheel":
            drawn, order = tuple(_stops(table)), segment_order(SEGMENTS)
            return Lesson("segments", drawn, {"segments": [entry for _, entry in drawn], "order": order})
        case _:
            drawn = tuple(_throws(table))
            return Lesson("dice", drawn, {"dice": [entry for _, entry in drawn]})


def _marks() -> Iterator[str]:
    """The felt's crosses in pixels, and what they enclose in millimetres."""
    frame = Frame(WIDTH, HEIGHT)
    yield "--marks"
    yield from (f"{frame.x(x)},{frame.y(y)}" for x, y in MARKS)
    unit_mm = CARD_MM / (card_faces.CARD_WIDTH * card_place("baccarat", HANDS[0], 0).size)
    (left, top), _, (right, bottom), _ = MARKS
    yield from ("--table-mm", f"{(right - left) * unit_mm:.1f},{(bottom - top) * unit_mm:.1f}")


def _cards(table: DemoTable) -> Iterator[Drawn]:
    """The empty table, then the whole deck, four cards a picture."""
    camera = _Camera(table)
    yield camera.shows(()), {"file": "empty.png", "empty": True}
    spots = [(hand, index) for hand in HANDS for index in (0, 1)]
    for start in range(0, len(DECK), len(spots)):
        laid = list(zip(DECK[start : start + len(spots)], spots, strict=True))
        cards = [
            {"what": "card", "card": card, "place": hand, "index": index, "at_ns": 1}
            for card, (hand, index) in laid
        ]
        labels = [{"label": card, "quad": corners(table, hand, index)} for card, (hand, index) in laid]
        yield camera.shows(cards), {"file": f"deal-{start:02}.png", "cards": labels}


def _slots(table: DemoTable) -> list[Entry]:
    return [
        {"name": f"{hand}:{index + 1}", "quad": corners(table, hand, index)}
        for hand in HANDS
        for index in range(3)
    ]


def corners(table: DemoTable, place: str, index: int) -> list[list[float]]:
    """Of a card at its place, in pixels of the picture: clockwise, a short side first."""
    at, frame = card_place(table.game, place, index), Frame(WIDTH, HEIGHT)
    half = np.array((card_faces.CARD_WIDTH, card_faces.CARD_HEIGHT)) * at.size / 2
    upright = np.array(((-1, -1), (1, -1), (1, 1), (-1, 1))) * half
    lying = np.stack((upright[:, 1], -upright[:, 0]), axis=1) if at.across else upright
    return [[frame.x(at.x + x), frame.y(at.y + y)] for x, y in lying]


def _empty_wheel(table: DemoTable) -> Iterator[Drawn]:
    camera = _Camera(table)
    turning = {"what": "rotor", "speed_decirpm": DECIRPM, "direction": 0, "at_ns": 0}
    turn_s = 600 / DECIRPM
    for number in range(TURNS):
        shown = camera.shows((turning,), 5.0 + turn_s * (number + 0.37 * (number % 3)) / TURNS)
        yield shown, {"file": f"empty-{number:02}.png", "result": None}


def _throws(table: DemoTable) -> Iterator[Drawn]:
    """Each a while after the one before, so that the dice lie elsewhere."""
    camera = _Camera(table)
    for number, faces in enumerate(THROWS):
        at_ns = (number + 1) * 1_013_000_000
        thrown = {"what": "dice", "faces": faces, "count": len(faces), "at_ns": at_ns}
        yield (
            camera.shows((thrown,), at_ns / 1e9 + 1),
            {"file": f"throw-{number}.png", "faces": [*map(int, faces)]},
        )


def _stops(table: DemoTable) -> Iterator[Drawn]:
    camera = _Camera(table)
    for number, segment in enumerate(STOPS):
        at_ns = (number + 1) * 1_013_000_000
        stopped = {"what": "spinning", "segment": segment, "rests_in_s": 0.0, "at_ns": at_ns}
        yield camera.shows((stopped,), at_ns / 1e9 + 1), {"file": f"stop-{number}.png", "segment": segment}


class _Camera:
    """The table's camera as the board will have it."""

    def __init__(self, table: DemoTable) -> None:
        self._renderer = Renderer(WIDTH, HEIGHT, Plate(table.name))
        told = {"what": "table", "game": table.game, "segments": SEGMENTS, "at_ns": 0}
        self._empty = after(Scene(), told)

    def shows(self, happenings: Sequence[Mapping[str, Any]], at_s: float = 1.0) -> Picture:
        scene = self._empty
        for happening in happenings:
            scene = after(scene, _as_told(happening))
        return cast(Picture, self._renderer.picture(scene, at_s).to_ndarray(format="rgb24"))


def _as_told(happening: Mapping[str, Any]) -> Happening:
    return {"turn_s": 0.0, **happening}

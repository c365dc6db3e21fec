"""What lies, turns and burns on the rendered table at any time: a scene that each happening turns into the next. Pure; draws nothing.

A happening is one of ``table``, ``rotor``, ``ball``, ``number``, ``card``, ``clear``, ``cut_card``, ``shaking``, ``dice``, ``spinning``,
``pin``, ``fault`` (docs/simulation.md); another one, or one that lacks something, changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from hardware.sim.camera.faults import CameraFault
from hardware.sim.camera.motion import Flight, Spin, Turning
from hardware.sim.camera.wheels import TURNS_A_S_OF_DECIRPM, pocket_place, segment_angle, segment_order
from schemas.cards import DECK

Happening = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LaidCard:
    """A card that left the shoe at ``from_s`` and lies face up in its place at ``up_s``. ``place``: player, banker or laid; ``index`` from 0."""

    card: str
    place: str
    index: int
    from_s: float
    up_s: float


@dataclass(frozen=True, slots=True)
class Dice:
    """``faces`` as they lie; while they are shaken they are those of the throw before."""

    count: int
    faces: str
    shaken: bool
    since_s: float


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the camera until ``until_s``."""

    what: CameraFault
    until_s: float


@dataclass(frozen=True, slots=True)
class Scene:
    """One moment's table. ``dolly``: the pocket that the dealer has marked, and since when; ``pins``: outputs of the board that are on."""

    game: str = ""
    rotor: Turning = field(default_factory=Turning)
    flight: Flight | None = None
    dolly: tuple[str, float] | None = None
    cards: tuple[LaidCard, ...] = ()
    cut_card: bool = False
    dice: Dice | None = None
    segments: tuple[str, ...] = ()
    spin: Spin | None = None
    pins: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))
    fault: Fault | None = None


def after(scene: Scene, happening: Happening) -> Scene:
    """The scene once this has happened."""
    change = _CHANGES.get(str(happening.get("what")))
    if change is None:
        return scene
    try:
        return change(scene, happening, int(happening["at_ns"]) / 1e9)
    except (KeyError, TypeError, ValueError):
        return scene


def _table(scene: Scene, told: Happening, _at_s: float) -> Scene:
    segments = segment_order(told["segments"]) if "segments" in told else ()
    return Scene(game=str(told["game"]), segments=segments, pins=scene.pins)


def _rotor(scene: Scene, told: Happening, at_s: float) -> Scene:
    speed = int(told["speed_decirpm"]) * TURNS_A_S_OF_DECIRPM * _way(told)
    return replace(scene, rotor=scene.rotor.going_on_at(at_s, speed))


def _way(told: Happening) -> int:
    return -1 if int(told["direction"]) else 1


def _ball(scene: Scene, told: Happening, at_s: float) -> Scene:
    match told["how"]:
        case "launched":
            return replace(scene, flight=Flight(at_s, -_way(told)), dolly=None)
        case "falls":
            flight = scene.flight or Flight(at_s, 1)
            rests_s = at_s + float(told["rests_in_s"])
            pocket = pocket_place(str(told["pocket"]))
            return replace(scene, flight=replace(flight, known_s=at_s, rests_s=rests_s, pocket=pocket))
        case _:
            return replace(scene, flight=None, dolly=None)


def _number(scene: Scene, told: Happening, at_s: float) -> Scene:
    pocket_place(str(told["pocket"]))
    return replace(scene, dolly=(str(told["pocket"]), at_s))


def _card(scene: Scene, told: Happening, at_s: float) -> Scene:
    name, up_s = str(told["card"]), at_s + float(told.get("turn_s", 0.0))
    if name not in DECK:
        return scene
    card = LaidCard(name, str(told["place"]), int(told["index"]), at_s, up_s)
    return replace(scene, cards=(*scene.cards, card))


def _clear(scene: Scene, _told: Happening, _at_s: float) -> Scene:
    return replace(scene, cards=(), dice=None)


def _cut_card(scene: Scene, told: Happening, _at_s: float) -> Scene:
    return replace(scene, cut_card=bool(told["out"]))


def _shaking(scene: Scene, told: Happening, at_s: float) -> Scene:
    faces = scene.dice.faces if scene.dice else "123456"[: int(told["count"])]
    return replace(scene, dice=Dice(int(told["count"]), faces, True, at_s))


def _dice(scene: Scene, told: Happening, at_s: float) -> Scene:
    faces = str(told["faces"])
    if not set(faces) <= set("123456"):
        return scene
    return replace(scene, dice=Dice(len(faces), faces, False, at_s))


def _spinning(scene: Scene, told: Happening, at_s: float) -> Scene:
    angle = scene.spin.angle_at(at_s) if scene.spin else 0.0
    rests_at = segment_angle(scene.segments, str(told["segment"]), at_s)
    return replace(scene, spin=Spin(at_s, angle, at_s + float(told["rests_in_s"]), rests_at))


def _pin(scene: Scene, told: Happening, _at_s: float) -> Scene:
    return replace(scene, pins=MappingProxyType({**scene.pins, str(told["pin"]): bool(told["state"])}))


def _fault(scene: Scene, told: Happening, at_s: float) -> Scene:
    return replace(scene, fault=Fault(CameraFault(told["fault"]), at_s + float(told["for_s"])))


_CHANGES: Mapping[str, Callable[[Scene, Happening, float], Scene]] = MappingProxyType(
    {
        "table": _table,
        "rotor": _rotor,
        "ball": _ball,
        "number": _number,
        "card": _card,
        "clear": _clear,
        "cut_card": _cut_card,
        "shaking": _shaking,
        "dice": _dice,
        "spinning": _spinning,
        "pin": _pin,
        "fault": _fault,
    }
)

"""Which lamps of the table's tower burn in which scene. Refuses to decide the scene: it is told the phase. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType


class Lamp(Enum):
    """A lamp of the tower."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


class Light(Enum):
    """What one lamp does."""

    OFF = "off"
    ON = "on"
    FLASH = "flash"


class LampScene(Enum):
    """What the lamps tell the dealer."""

    IDLE = "idle"
    BETS_OPEN = "bets_open"
    NO_MORE_BETS = "no_more_bets"
    RESULT_PENDING = "result_pending"
    RESULT = "result"
    HELD = "held"
    DARK = "dark"


# Green open, red closed, yellow result, flashing green idle are the trade's custom; HELD and RESULT_PENDING are our choice:
# bets stay closed (red), and the result waits for whoever confirms it (yellow flashes).
_BURNING: Mapping[LampScene, Mapping[Lamp, Light]] = MappingProxyType(
    {
        LampScene.IDLE: {Lamp.GREEN: Light.FLASH},
        LampScene.BETS_OPEN: {Lamp.GREEN: Light.ON},
        LampScene.NO_MORE_BETS: {Lamp.RED: Light.ON},
        LampScene.RESULT_PENDING: {Lamp.RED: Light.ON, Lamp.YELLOW: Light.FLASH},
        LampScene.RESULT: {Lamp.YELLOW: Light.ON},
        LampScene.HELD: {Lamp.RED: Light.FLASH, Lamp.YELLOW: Light.FLASH},
        LampScene.DARK: {},
    }
)

_SCENES: Mapping[str, LampScene] = MappingProxyType(
    {
        "idle": LampScene.IDLE,
        "bets_open": LampScene.BETS_OPEN,
        "bets_closing_soon": LampScene.BETS_OPEN,
        "bets_closed": LampScene.NO_MORE_BETS,
        "dealing": LampScene.NO_MORE_BETS,
        "spinning": LampScene.NO_MORE_BETS,
        "result_pending": LampScene.RESULT_PENDING,
        "result_confirmed": LampScene.RESULT,
        "settled": LampScene.RESULT,
        "held": LampScene.HELD,
        "cancelled": LampScene.IDLE,
        "corrected": LampScene.RESULT,
    }
)


def scene_pattern(scene: LampScene) -> dict[Lamp, Light]:
    """What every lamp does in ``scene``."""
    return {lamp: _BURNING[scene].get(lamp, Light.OFF) for lamp in Lamp}


def lamp_scene(phase_name: str) -> LampScene:
    """The scene of a round's phase, by the phase's value ("bets_open").

    Raises:
        ValueError: no such phase.
    """
    if phase_name not in _SCENES:
        raise ValueError(f"no lamps for phase {phase_name!r}; phases are {', '.join(_SCENES)}")
    return _SCENES[phase_name]

"""The table's signal lamps: which burn in which scene, and the pins that make them. Refuses to decide the scene: it is told the phase."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from threading import Lock
from types import MappingProxyType

from gpiozero import LED, Factory

from hardware.gpio_lines import check_pins

FLASH_S = 0.5


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
    RESULT = "result"
    HELD = "held"
    DARK = "dark"


LampPattern = Mapping[Lamp, Light]


def _pattern(green: Light = Light.OFF, yellow: Light = Light.OFF, red: Light = Light.OFF) -> LampPattern:
    return MappingProxyType({Lamp.GREEN: green, Lamp.YELLOW: yellow, Lamp.RED: red})


# Green open, red closed, yellow result, flashing green idle are the trade's custom; HELD is our choice.
PATTERNS: Mapping[LampScene, LampPattern] = MappingProxyType(
    {
        LampScene.IDLE: _pattern(green=Light.FLASH),
        LampScene.BETS_OPEN: _pattern(green=Light.ON),
        LampScene.NO_MORE_BETS: _pattern(red=Light.ON),
        LampScene.RESULT: _pattern(yellow=Light.ON),
        LampScene.HELD: _pattern(yellow=Light.FLASH, red=Light.FLASH),
        LampScene.DARK: _pattern(),
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
        "result_pending": LampScene.NO_MORE_BETS,
        "result_confirmed": LampScene.RESULT,
        "settled": LampScene.RESULT,
        "held": LampScene.HELD,
        "cancelled": LampScene.IDLE,
        "corrected": LampScene.RESULT,
    }
)


def lamp_scene(phase_name: str) -> LampScene:
    """The scene of a round's phase, by the phase's value ("bets_open").

    Raises:
        ValueError: no such phase.
    """
    if phase_name not in _SCENES:
        raise ValueError(f"no lamps for phase {phase_name!r}; phases are {', '.join(_SCENES)}")
    return _SCENES[phase_name]


def lamp_pattern(phase_name: str) -> LampPattern:
    """What each lamp does in a phase. Raises ValueError: no such phase."""
    return PATTERNS[lamp_scene(phase_name)]


class GpioLamps:
    """Lamps on output pins by gpiozero names; may be told from any thread, and writes only what changes.

    Raises:
        ValueError: a pin that the board does not have, or one pin for two lamps.
    """

    def __init__(self, name: str, pins: Mapping[Lamp, str], factory: Factory) -> None:
        check_pins(name, {lamp.value: pin for lamp, pin in pins.items()}, factory)
        self.name = name
        self._pins = dict(pins)
        self._lock = Lock()
        self._leds = {lamp: LED(pin, pin_factory=factory) for lamp, pin in pins.items()}
        self._shown: dict[Lamp, Light] = dict.fromkeys(pins, Light.OFF)

    def __repr__(self) -> str:
        return f"GpioLamps({self.name!r}: {', '.join(f'{lamp.value} on {pin}' for lamp, pin in self._pins.items())})"

    def show(self, scene: LampScene) -> None:
        """Make the lamps tell ``scene``; a lamp that already does is left alone, so a flash keeps its beat."""
        with self._lock:
            for lamp, light in PATTERNS[scene].items():
                if lamp in self._leds and self._shown[lamp] is not light:
                    _apply(self._leds[lamp], light)
                    self._shown[lamp] = light

    def close(self) -> None:
        """All lamps off, pins released."""
        with self._lock:
            for led in self._leds.values():
                led.off()
                led.close()
            self._leds.clear()


def _apply(led: LED, light: Light) -> None:
    match light:
        case Light.ON:
            led.on()
        case Light.OFF:
            led.off()
        case Light.FLASH:
            led.blink(on_time=FLASH_S, off_time=FLASH_S)

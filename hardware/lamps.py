"""The tower's lamps on output pins. Refuses to touch a lamp that already does what it should, so a flash keeps its beat."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock

from gpiozero import LED, Factory

from hardware.lamp_scenes import Lamp, LampScene, Light, scene_pattern
from hardware.pin_factory import check_pins

FLASH_S = 0.5


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
            for lamp, light in scene_pattern(scene).items():
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

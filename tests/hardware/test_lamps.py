"""The tower's lamps: the table of scenes, and the pins."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread

import pytest
from gpiozero.pins.mock import MockFactory

from hardware.lamp_scenes import Lamp, LampScene, Light, lamp_scene, scene_pattern
from hardware.lamps import GpioLamps
from schemas.phases import Phase

PINS = {Lamp.GREEN: "GPIO22", Lamp.YELLOW: "GPIO23", Lamp.RED: "GPIO24"}


@pytest.fixture
def factory() -> Iterator[MockFactory]:
    pins = MockFactory()
    yield pins
    pins.close()


@pytest.fixture
def lamps(factory: MockFactory) -> Iterator[GpioLamps]:
    tower = GpioLamps("tower", PINS, factory)
    yield tower
    tower.close()


def burning(factory: MockFactory) -> set[Lamp]:
    return {lamp for lamp, pin in PINS.items() if factory.pin(pin).state}


@pytest.mark.parametrize(
    ("phase", "pattern"),
    [
        ("idle", {Lamp.GREEN: Light.FLASH, Lamp.YELLOW: Light.OFF, Lamp.RED: Light.OFF}),
        ("bets_open", {Lamp.GREEN: Light.ON, Lamp.YELLOW: Light.OFF, Lamp.RED: Light.OFF}),
        ("bets_closed", {Lamp.GREEN: Light.OFF, Lamp.YELLOW: Light.OFF, Lamp.RED: Light.ON}),
        ("result_pending", {Lamp.GREEN: Light.OFF, Lamp.YELLOW: Light.FLASH, Lamp.RED: Light.ON}),
        ("result_confirmed", {Lamp.GREEN: Light.OFF, Lamp.YELLOW: Light.ON, Lamp.RED: Light.OFF}),
        ("held", {Lamp.GREEN: Light.OFF, Lamp.YELLOW: Light.FLASH, Lamp.RED: Light.FLASH}),
    ],
)
def test_the_lamps_follow_the_trades_custom(phase: str, pattern: dict[Lamp, Light]) -> None:
    assert scene_pattern(lamp_scene(phase)) == pattern


@pytest.mark.parametrize("phase", Phase)
def test_every_phase_has_its_lamps_and_green_never_burns_once_bets_are_closed(phase: Phase) -> None:
    green = scene_pattern(lamp_scene(phase.value))[Lamp.GREEN]
    assert (green is Light.ON) == (phase in {Phase.BETS_OPEN, Phase.BETS_CLOSING_SOON})


def test_no_two_scenes_look_the_same() -> None:
    patterns = [tuple(scene_pattern(scene).values()) for scene in LampScene]
    assert len(set(patterns)) == len(LampScene)


def test_an_unknown_phase_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no lamps for phase 'open'; phases are idle, bets_open"):
        lamp_scene("open")


def test_a_scene_lights_its_pins(lamps: GpioLamps, factory: MockFactory) -> None:
    lamps.show(LampScene.BETS_OPEN)
    assert burning(factory) == {Lamp.GREEN}
    lamps.show(LampScene.NO_MORE_BETS)
    assert burning(factory) == {Lamp.RED}
    lamps.show(LampScene.DARK)
    assert burning(factory) == set()


def test_a_scene_shown_again_touches_no_pin(lamps: GpioLamps, factory: MockFactory) -> None:
    lamps.show(LampScene.BETS_OPEN)
    for pin in PINS.values():
        factory.pin(pin).clear_states()
    lamps.show(LampScene.BETS_OPEN)
    assert [len(factory.pin(pin).states) for pin in PINS.values()] == [1, 1, 1]


def test_a_pending_result_leaves_red_burning_without_a_blink(lamps: GpioLamps, factory: MockFactory) -> None:
    lamps.show(LampScene.NO_MORE_BETS)
    factory.pin(PINS[Lamp.RED]).clear_states()
    lamps.show(LampScene.RESULT_PENDING)
    assert len(factory.pin(PINS[Lamp.RED]).states) == 1
    assert burning(factory) >= {Lamp.RED}


def test_a_flash_ends_when_the_scene_does(lamps: GpioLamps, factory: MockFactory) -> None:
    lamps.show(LampScene.HELD)
    lamps.show(LampScene.BETS_OPEN)
    assert burning(factory) == {Lamp.GREEN}


def test_many_threads_leave_one_scene(lamps: GpioLamps, factory: MockFactory) -> None:
    scenes = [LampScene.BETS_OPEN, LampScene.NO_MORE_BETS, LampScene.RESULT] * 10
    threads = [Thread(target=lamps.show, args=(scene,)) for scene in scenes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(burning(factory)) == 1


def test_closing_puts_the_lamps_out_and_frees_the_pins(factory: MockFactory) -> None:
    tower = GpioLamps("tower", PINS, factory)
    tower.show(LampScene.HELD)
    tower.close()
    again = GpioLamps("tower", PINS, factory)
    assert burning(factory) == set()
    again.close()


def test_a_pin_for_two_lamps_is_refused(factory: MockFactory) -> None:
    with pytest.raises(ValueError, match="tower: pin 'GPIO22' is given to green and to red"):
        GpioLamps("tower", {Lamp.GREEN: "GPIO22", Lamp.RED: "GPIO22"}, factory)

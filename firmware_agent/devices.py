"""From the configuration to the drivers of the table's devices, keys and lamps, and the bytes of the orders that devices take."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from types import MappingProxyType

from gpiozero import Factory

from firmware_agent.config import AgentConfig, ConsoleConfig, DeviceConfig
from firmware_agent.config_file import ConfigError
from firmware_agent.rounds.machine import DeviceOrder, WheelOrder
from hardware.catalog import new_decoder, usual_baud
from hardware.clock import Clock
from hardware.decode import cammegh_orders
from hardware.decode.debounce import usual_timing
from hardware.gpio_lines import GpioKeys
from hardware.lamp_scenes import Lamp
from hardware.lamps import GpioLamps
from hardware.pin_factory import open_pin_factory
from hardware.serial_line import SerialLine
from hardware.serial_reader import SerialReader

log = logging.getLogger(__name__)

CONSOLE = "console"
USUAL_BAUD = 9600

POLLS: Mapping[str, bytes] = MappingProxyType({"cammegh-ss2": cammegh_orders.POLL})
ORDERS: Mapping[str, Mapping[WheelOrder, bytes]] = MappingProxyType(
    {
        "cammegh-ss2": MappingProxyType(
            {WheelOrder.START_GAME: cammegh_orders.START_GAME, WheelOrder.VOID_GAME: cammegh_orders.RESTART}
        )
    }
)


def serial_readers(devices: tuple[DeviceConfig, ...], clock: Clock) -> dict[str, SerialReader]:
    """A driver for every ``[[device]]``, by name; nothing is opened yet.

    Raises:
        ConfigError: a kind, port or number that can't be.
    """
    return {device.name: _reader(device, clock) for device in devices}


def _reader(device: DeviceConfig, clock: Clock) -> SerialReader:
    try:
        decoder = new_decoder(device.kind, device.name, own=device.wording)
        return SerialReader(device.name, _line(device), decoder, clock)
    except ValueError as fault:
        raise ConfigError(f"[[device]] {device.name}: {fault}") from fault


def _line(device: DeviceConfig) -> SerialLine:
    if device.poll_s is not None and device.kind not in POLLS:
        raise ValueError(f"poll_s: a {device.kind} can't be asked; remove it")
    return SerialLine(
        port=device.port,
        baud=device.baud or usual_baud(device.kind) or USUAL_BAUD,
        poll=b"" if device.poll_s is None else POLLS[device.kind],
        poll_ms=round((device.poll_s or 0.5) * 1000),
        silence_s=device.silence_s,
        allow_unstable=device.allow_unstable_port,
    )


class OrderBook:
    """Says to each device what the machine orders, in the device's own bytes."""

    def __init__(self, config: AgentConfig, readers: Mapping[str, SerialReader]) -> None:
        self._kinds = {device.name: device.kind for device in config.device}
        self._readers = readers

    def obey(self, order: DeviceOrder) -> None:
        """Send it at once; a device that takes no such order, or is gone, is left to the machine's deadlines."""
        said = ORDERS.get(self._kinds.get(order.device, ""), {}).get(order.order)
        if said is None:
            log.warning("%s takes no order %s", order.device, order.order.value)
        else:
            self._readers[order.device].send(said)


def pin_factory(environ: Mapping[str, str]) -> Factory:
    """What GPIOZERO_PIN_FACTORY names, else lgpio. Raises ConfigError: it can't run here."""
    try:
        return open_pin_factory(environ.get("GPIOZERO_PIN_FACTORY", "lgpio"))
    except ValueError as fault:
        raise ConfigError(f"[console]: {fault}") from fault


def console_keys(console: ConsoleConfig, factory: Factory, clock: Clock) -> GpioKeys:
    """The driver of the dealer's keys. Raises ConfigError: a pin that can't be."""
    try:
        return GpioKeys(
            CONSOLE, console.keys, {key: usual_timing(key) for key in console.keys}, factory, clock
        )
    except ValueError as fault:
        raise ConfigError(f"[console] keys: {fault}") from fault


def console_lamps(console: ConsoleConfig, factory: Factory) -> GpioLamps:
    """The lamps. Raises ConfigError: a pin that can't be."""
    try:
        return GpioLamps(CONSOLE, {Lamp(name): pin for name, pin in console.lamps.items()}, factory)
    except ValueError as fault:
        raise ConfigError(f"[console] lamps: {fault}") from fault

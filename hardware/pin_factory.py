"""The gpiozero pin factory that a board's configuration names. Refuses to fall back on another one, as gpiozero itself would."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import entry_points
from typing import cast

from gpiozero import Factory

GROUP = "gpiozero_pin_factories"


def open_pin_factory(name: str = "lgpio") -> Factory:
    """The factory that gpiozero or another package registers as ``name``.

    Raises:
        ValueError: no such factory, or this machine can't run it; says why.
    """
    points = {point.name.lower(): point for point in entry_points(group=GROUP)}
    if name.lower() not in points:
        raise ValueError(f"pin factory {name!r} is unknown; there are {', '.join(sorted(points))}")
    try:
        return cast(Factory, points[name.lower()].load()())
    except Exception as fault:
        raise ValueError(f"pin factory {name!r} can't run on this machine: {fault}") from fault


def check_pins(name: str, pins: Mapping[str, str], factory: Factory) -> None:
    """Every pin is a line of this board (no supply, no ground) and is used once.

    Raises:
        ValueError: one does not, or is not; says which.
    """
    used: dict[object, str] = {}
    for what, pin in pins.items():
        found = next(
            (info for _, info in factory.board_info.find_pin(pin) if "gpio" in info.interfaces), None
        )
        if found is None:
            raise ValueError(
                f"{name}: pin {pin!r} of {what} is no line of this board; use a name such as GPIO17 or BOARD11"
            )
        if found in used:
            raise ValueError(
                f"{name}: pin {pin!r} is given to {used[found]} and to {what}; each needs its own"
            )
        used[found] = what

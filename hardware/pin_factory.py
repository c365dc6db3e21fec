"""The gpiozero pin factory that a board's configuration names. Refuses to fall back on another one, as gpiozero itself would."""

from __future__ import annotations

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

"""The own camera of ``[sight]``, as its section says. Opens nothing."""

from __future__ import annotations

from firmware_agent.config_file import ConfigError
from firmware_agent.sight.source_eyes import SourceEyes
from firmware_agent.sight_config import SightConfig
from hardware.camera.catalog import new_source
from hardware.camera.small import small_size
from hardware.camera.source import CameraWish
from hardware.clock import Clock

MORE = 1.5
"""Pictures that it gives for each that may be looked at, so that one is always fresh."""


def own_eyes(sight: SightConfig, clock: Clock) -> SourceEyes:
    """A camera of its own. Raises ConfigError."""
    eyes: SourceEyes
    pace = sight.looks_a_s if sight.source == "pictures" else max(10.0, sight.looks_a_s * MORE)
    wish = CameraWish(
        address=sight.address,
        width=sight.width,
        height=sight.height,
        fps=pace,
        look=lambda view: eyes.look(view),
        looks_only=True,
        settings=sight.settings,
    )
    try:
        small = small_size(sight.width, sight.height)
        eyes = SourceEyes(new_source(sight.source, wish, clock), small, clock)
    except ValueError as fault:
        raise ConfigError(f"[sight]: {fault}") from fault
    return eyes

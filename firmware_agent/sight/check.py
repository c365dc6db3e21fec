"""What `firmware-agent check` tries of ``[sight]``: the calibration, whether it fits the game, the folder of stills, and a camera of its own. Reads no picture's meaning."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from threading import Event, Thread

from firmware_agent.config import AgentConfig
from firmware_agent.config_file import ConfigError
from firmware_agent.finding import Warned
from firmware_agent.sight.command import looker_of
from firmware_agent.sight.looker import Looker
from firmware_agent.sight.own_eyes import own_eyes
from firmware_agent.sight.setting import sees_of, stills_folder
from firmware_agent.sight.watching import unwatched, without_slots
from firmware_agent.sight_config import SightConfig
from hardware.clock import SystemClock
from hardware.driver import DeviceLost
from schemas.sight import SightKind
from schemas.sight_games import PLAYED_WITH

FIRST_PICTURE_S = 6.0
_SLOTLESS = (
    "calibration {} names no slot: the camera never looks for a card and never says one; mode is {}, and with mode on every result waits for it in vain "
    "and goes by on_abstain {}; calibrate with the places of the cards (docs/sight.md)"
)


def sight_checks(config: AgentConfig) -> list[tuple[str, Callable[[], str]]]:
    """Name and check of each part; none without [sight]. A check raises Warned, ConfigError, DeviceLost or OSError."""
    sight = config.sight
    if sight is None:
        return []
    checks = [
        ("sight", lambda: _calibration(config, sight)),
        ("stills", lambda: _folder(config, sight)),
    ]
    if sight.source:
        checks.append(("sight camera", lambda: _picture(sight)))
    return checks


def _calibration(config: AgentConfig, sight: SightConfig) -> str:
    sees, played = sees_of(config, sight), PLAYED_WITH[config.table.game]
    if sees is not played:
        raise ConfigError(
            f"[sight] reads {sees.value}, but {config.table.game.value} is played with {played.value}: mend reads, or leave it out"
        )
    path = sight.calibration
    if path is not None and not path.exists():
        raise ConfigError(
            f"[sight] calibration: {path} is not there: calibrate (docs/sight.md), until then the camera only advises"
        )
    return calibration_said(sees, sight, looker_of(config, sight))


def calibration_said(sees: SightKind, sight: SightConfig, looker: Looker) -> str:
    """What the camera reads by. Raises ConfigError where it can't notice what it is to watch for, Warned where it never says anything."""
    if why := sight.unnoticed(sees):
        raise ConfigError(f"[sight] {why}")
    if lacks := unwatched(sight, looker):
        raise ConfigError(lacks)
    if not looker.calibration:
        return f"reads {sees.value} without a calibration: the camera only advises"
    if without_slots(looker):
        raise Warned(_SLOTLESS.format(looker.calibration[:12], sight.mode, sight.on_abstain))
    slots = len(getattr(looker, "slots", ()))
    places = f", {slots} slots" if slots else ""
    return f"reads {sees.value} by calibration {looker.calibration[:12]}{places}, mode {sight.mode}"


def _folder(config: AgentConfig, sight: SightConfig) -> str:
    folder = stills_folder(config, sight)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as probe:
        probe.write(b"probe")
        os.fsync(probe.fileno())
    return f"{folder} can be written, {sight.keep_h:g} h and {sight.keep_mib} MiB are kept"


def _picture(sight: SightConfig) -> str:
    clock = SystemClock()
    eyes, stop = own_eyes(sight, clock), Event()
    eyes.want(clock.monotonic_ns() + round(2e9 * FIRST_PICTURE_S))
    thread = Thread(target=eyes.run, args=(stop,), daemon=True)
    thread.start()
    found = eyes.newest(FIRST_PICTURE_S)
    frame = None if found is None else found.whole()
    stop.set()
    if frame is None:
        raise DeviceLost(eyes.why or f"{sight.source} gave no picture within {FIRST_PICTURE_S:g} s")
    return f"{sight.source} gives pictures of {frame.shape[1]}x{frame.shape[0]}"

"""``firmware-agent sight``: looks at one table's picture, until SIGTERM or until the agent that started it ends. Puts the parts together."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import cv2

from firmware_agent.config import AgentConfig
from firmware_agent.config_file import ConfigError, load_config
from firmware_agent.sight.attention import Attention, Chosen, Guard, Site
from firmware_agent.sight.desk import Desk, Means
from firmware_agent.sight.desk_session import Session, site_of
from firmware_agent.sight.eyes import Eyes, TapEyes
from firmware_agent.sight.line import Up
from firmware_agent.sight.looker import Looker, TurningLooker, kind_of
from firmware_agent.sight.mouth import Mouth
from firmware_agent.sight.process import Parts, SightProcess
from firmware_agent.sight.readers_version import readers_version
from firmware_agent.sight.setting import may_repeat, picture_said, sees_of, stills_folder, table_rules
from firmware_agent.sight.sheet import opened
from firmware_agent.sight.sheet_proof import sheet_of, unsigned
from firmware_agent.sight.stills import Keeping, Stills
from firmware_agent.sight.tap import TapReader
from firmware_agent.sight.tap_memory import open_tap
from firmware_agent.sight.unfit import UnfitLooker, unfit
from firmware_agent.sight.watching import unwatched, watch_site, watched
from firmware_agent.sight_config import SightConfig
from firmware_agent.step_back import step_back
from hardware.clock import Clock, SystemClock
from hardware.decode.sight.reader import CalibrationError
from hardware.decode.sight.tracking.factory import new_tracker
from hardware.decode.sight.watch.watch import Watch

log = logging.getLogger(__name__)


def run_sight(config: Path, line_fd: int | None, tap_fd: int | None) -> int:
    """The exit code; 1 asks to be started again. Raises ConfigError."""
    cv2.setNumThreads(1)
    step_back()
    process = assembled(load_config(config), line_fd, tap_fd, SystemClock())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: process.stop())
    code = 0
    try:
        process.run()
    except Exception:
        log.exception("the process that looks ends")
        code = 1
    return _leave(code)


def assembled(config: AgentConfig, line_fd: int | None, tap_fd: int | None, clock: Clock) -> SightProcess:
    """Without a line its words go to standard output. Raises ConfigError."""
    if config.sight is None:
        raise ConfigError("there is no section [sight]: nobody is to look")
    parts = parts_of(config, config.sight, tap_fd, clock)
    if line_fd is None:
        return SightProcess(parts, _print, clock)
    mouth: Mouth
    process = SightProcess(parts, lambda said: mouth.say(said), clock)
    mouth = Mouth(socket.socket(fileno=line_fd), process.hear, process.stop)
    mouth.begin()
    return process


def parts_of(config: AgentConfig, sight: SightConfig, tap_fd: int | None, clock: Clock) -> Parts:
    """As the configuration says. Raises ConfigError."""
    looker = looker_of(config, sight)
    eyes, size = _eyes(config, sight, tap_fd, clock)
    keeping = Keeping(sight.keep_h, sight.keep_mib)
    why = unfit(opened(sight.calibration), looker, picture_said(config, sight))
    if why:
        log.error("[sight] calibration: %s", why)
    looks = UnfitLooker(looker) if why else looker
    sheet = sheet_of(sight.calibration, looker.calibration, config.table.id, config.store.folder)
    if doubt := unsigned(sight.mode, looker.calibration, sheet):
        log.warning("[sight] %s", doubt)
    if lacks := unwatched(sight, looker):
        log.error("%s", lacks)
    site = _site(config, looker, size)
    return Parts(
        looker=looks,
        doubt="; ".join(filter(None, (why or doubt, lacks))),
        attention=_attention(config, sight, looks, site, _guard(config, sight, looker, site)),
        eyes=eyes,
        stills=Stills(stills_folder(config, sight), keeping, clock),
        desk=_desk(config, sight, clock),
        looks_a_s=sight.looks_a_s,
        repeats=may_repeat(config, sight),
        sheet=sheet,
        version=readers_version(),
    )


def looker_of(config: AgentConfig, sight: SightConfig) -> Looker:
    """The reader with its calibration. One that is not there yet is none: the technician is about to make it. Raises ConfigError."""
    path = sight.calibration
    if path is not None and not path.exists():
        log.warning("[sight] calibration: %s is not there yet: the camera only advises", path)
        path = None
    try:
        return kind_of(sees_of(config, sight)).looker(path)
    except (CalibrationError, OSError) as wrong:
        raise ConfigError(f"[sight] calibration: {wrong}") from wrong


def _site(config: AgentConfig, looker: Looker, size: tuple[int, int]) -> Site:
    """What the calibration knows of the place; of one that does not fit the camera the places stay."""
    slots, table = getattr(looker, "slots", ()), getattr(looker, "table", None)
    order = looker.order if isinstance(looker, TurningLooker) else table_rules(config).order
    return Site(slots, table, order, size)


def _attention(
    config: AgentConfig, sight: SightConfig, looker: Looker, site: Site, guard: Guard | None
) -> Attention:
    rules, repeats = table_rules(config), may_repeat(config, sight)
    tracker = new_tracker(sees_of(config, sight), site.slots, site.size, rules, repeats)
    return Attention(looker, tracker, guard, site)


def _guard(config: AgentConfig, sight: SightConfig, looker: Looker, site: Site) -> Guard | None:
    """Watches for what the calibration lets it notice."""
    wanted, sees = watched(sight, looker), sees_of(config, sight)
    if not wanted:
        return None
    place, repeats = watch_site(sight, looker), may_repeat(config, sight)
    watch = Watch(sees, site.slots, site.size, table_rules(config), place, sight.slow_after_s, repeats)
    return Chosen(watch, wanted)


def _desk(config: AgentConfig, sight: SightConfig, clock: Clock) -> Callable[[Means], Desk]:
    session = Session(site_of(config, sees_of(config, sight)), clock)
    return lambda means: Desk(means, session)


def _eyes(
    config: AgentConfig, sight: SightConfig, tap_fd: int | None, clock: Clock
) -> tuple[Eyes, tuple[int, int]]:
    if not sight.source:
        if tap_fd is None or config.camera is None:
            raise ConfigError(
                "[sight] without source looks at the picture of [camera]: `firmware-agent run` shares it"
            )
        return TapEyes(TapReader(*open_tap(tap_fd))), (config.camera.width, config.camera.height)
    from firmware_agent.sight.own_eyes import own_eyes  # codecs weigh 16 MB: not for who looks at the tap

    return own_eyes(sight, clock), (sight.width, sight.height)


def _print(said: Up) -> None:
    sys.stdout.write(said.model_dump_json() + "\n")
    sys.stdout.flush()


def _leave(code: int) -> int:
    """A camera's thread that hangs in a library would keep the interpreter from ending."""
    if threading.active_count() > 1:
        logging.shutdown()
        sys.stdout.flush()
        os._exit(code)
    return code

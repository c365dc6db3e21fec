"""From the configuration to a round machine: which settings a table's rounds run by. Opens nothing."""

from __future__ import annotations

from firmware_agent.config import AgentConfig, TableConfig
from firmware_agent.config_file import ConfigError
from firmware_agent.rounds.baccarat import BaccaratMachine
from firmware_agent.rounds.machine import Machine, Memory
from firmware_agent.rounds.roulette import RouletteMachine
from firmware_agent.rounds.settings import (
    MS,
    SECOND,
    BaccaratSettings,
    Confirm,
    OpenBy,
    RouletteSettings,
)
from schemas.games.wheels import Wheel
from schemas.phases import Game

READS_RESULTS = {Game.ROULETTE: "cammegh-ss2", Game.BACCARAT: "angel-eye-2ex"}


def new_machine(config: AgentConfig, memory: Memory | None = None, open_by: OpenBy | None = None) -> Machine:
    """The machine of this table; ``open_by`` replaces what the file says.

    Raises:
        ConfigError: no device of the file can tell this game's results.
    """
    device = result_device(config)
    opens = open_by or OpenBy(config.table.open_by)
    if config.table.game is Game.ROULETTE:
        return RouletteMachine(roulette_settings(config.table, device, opens), memory)
    return BaccaratMachine(baccarat_settings(config.table, device, opens), memory)


def result_device(config: AgentConfig) -> str:
    """Name of the device that reads the game's results: the first of the game's own kind, else the only one there is.

    Raises:
        ConfigError: there is none.
    """
    game = config.table.game
    fitting = [device.name for device in config.device if device.kind == READS_RESULTS[game]]
    if not fitting and len(config.device) == 1:
        fitting = [config.device[0].name]
    if not fitting:
        raise ConfigError(
            f"device: none reads the results of {game.value}; add a [[device]] of kind {READS_RESULTS[game]}"
        )
    return fitting[0]


def roulette_settings(table: TableConfig, device: str, open_by: OpenBy) -> RouletteSettings:
    """Roulette's settings, in nanoseconds."""
    launch = table.launch_after_s
    return RouletteSettings(
        table=table.id,
        betting_ns=_ns(table.betting_s),
        open_by=open_by,
        gap_ns=_ns(table.gap_s),
        confirm=Confirm(table.confirm),
        result_timeout_ns=_ns(table.result_timeout_s),
        device=device,
        wheel=Wheel(table.wheel),
        launch_after_ns=None if launch is None else _ns(launch),
    )


def baccarat_settings(table: TableConfig, device: str, open_by: OpenBy) -> BaccaratSettings:
    """Baccarat's settings, in nanoseconds."""
    return BaccaratSettings(
        table=table.id,
        betting_ns=_ns(table.betting_s),
        open_by=open_by,
        gap_ns=_ns(table.gap_s),
        confirm=Confirm(table.confirm),
        result_timeout_ns=_ns(table.result_timeout_s),
        device=device,
        decks=table.decks or 8,
    )


def _ns(seconds: float) -> int:
    return round(seconds * SECOND / MS) * MS

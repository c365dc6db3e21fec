"""From the configuration to the round machine of the table's game."""

from __future__ import annotations

from typing import Any

from firmware_agent.config import AgentConfig
from firmware_agent.config_file import ConfigError
from firmware_agent.rounds.baccarat import BaccaratMachine
from firmware_agent.rounds.machine import Machine, Memory
from firmware_agent.rounds.roulette import RouletteMachine
from firmware_agent.rounds.settings import BaccaratSettings, Confirm, NoSpin, OpenBy, RouletteSettings
from hardware.catalog import Reads, reads
from schemas.games.wheels import Wheel
from schemas.phases import Game

SECOND_NS = 1_000_000_000

PLAYED_WITH = {Game.ROULETTE: Reads.WHEEL, Game.BACCARAT: Reads.SHOE}


def new_machine(config: AgentConfig, memory: Memory) -> Machine:
    """The machine, knowing what the last run remembered.

    Raises:
        ConfigError: no device to play with, or the rules contradict each other.
    """
    _check_first_device(config)
    try:
        match config.table.game:
            case Game.ROULETTE:
                return RouletteMachine(_roulette(config), memory)
            case Game.BACCARAT:
                return BaccaratMachine(
                    BaccaratSettings(**_shared(config), decks=config.table.decks or 8), memory
                )
    except ValueError as fault:
        raise ConfigError(f"[table]: {fault}") from fault


def _check_first_device(config: AgentConfig) -> None:
    if not config.device:
        raise ConfigError("no [[device]]: the first one is the table's wheel or shoe")
    first, wanted = config.device[0], PLAYED_WITH[config.table.game]
    if reads(first.kind) not in (wanted, None):
        raise ConfigError(
            f"[[device]] {first.name!r} is a {first.kind}, which is no {wanted.value}: {config.table.game.value} is played with one;"
            f" put the table's {wanted.value} first"
        )


def _roulette(config: AgentConfig) -> RouletteSettings:
    table, device = config.table, config.device[0]
    return RouletteSettings(
        **_shared(config),
        wheel=Wheel(table.wheel),
        launch_after_ns=None if table.launch_after_s is None else ns(table.launch_after_s),
        no_spin=NoSpin(table.no_spin),
        max_respins=table.max_respins,
        silence_ns=ns(device.silence_s or 5.0),
    )


def _shared(config: AgentConfig) -> dict[str, Any]:
    table = config.table
    return {
        "table": table.id,
        "device": config.device[0].name,
        "betting_ns": ns(table.betting_s),
        "open_by": OpenBy(table.open_by),
        "gap_ns": ns(table.gap_s),
        "confirm": Confirm(table.confirm),
        "result_timeout_ns": ns(table.result_timeout_s),
    }


def ns(seconds: float) -> int:
    """Whole nanoseconds."""
    return round(seconds * SECOND_NS)

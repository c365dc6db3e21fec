"""From the configuration to the round machine of the table's game."""

from __future__ import annotations

from typing import Any

from firmware_agent.config import AgentConfig
from firmware_agent.config_file import ConfigError
from firmware_agent.rounds.baccarat import BaccaratMachine
from firmware_agent.rounds.blackjack import BlackjackMachine
from firmware_agent.rounds.deal_machine import DealMachine
from firmware_agent.rounds.machine import Machine, Memory
from firmware_agent.rounds.roulette import RouletteMachine
from firmware_agent.rounds.settings import (
    BaccaratSettings,
    BlackjackSettings,
    CameraOnly,
    Confirm,
    DealSettings,
    NoSpin,
    OnAbstain,
    OpenBy,
    RouletteSettings,
    SightSettings,
)
from firmware_agent.sight.setting import sees_of
from firmware_agent.sight.sheet_proof import signed
from hardware.catalog import Reads, reads
from schemas.games.rules import parse_rules
from schemas.games.wheels import Wheel
from schemas.phases import Game
from schemas.sight import SightMode

SECOND_NS = 1_000_000_000

PLAYED_WITH = {
    Game.ROULETTE: (Reads.WHEEL,),
    Game.BACCARAT: (Reads.SHOE, Reads.CARDS),
    Game.DRAGON_TIGER: (Reads.CARDS,),
    Game.ANDAR_BAHAR: (Reads.CARDS,),
    Game.BLACKJACK: (Reads.CARDS,),
    Game.SIC_BO: (Reads.DICE,),
    Game.CRAPS: (Reads.DICE,),
    Game.MONEY_WHEEL: (Reads.SEGMENTS,),
}
"""What the first device must read."""

READER_WORDS = {
    Reads.WHEEL: "wheel",
    Reads.SHOE: "shoe",
    Reads.CARDS: "reader of cards",
    Reads.DICE: "reader of dice",
    Reads.SEGMENTS: "reader of a money wheel",
}


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
            case Game.BACCARAT if reads(config.device[0].kind) is not Reads.CARDS:
                return BaccaratMachine(
                    BaccaratSettings(**_shared(config), decks=config.table.decks or 8), memory
                )
            case Game.BLACKJACK:
                return BlackjackMachine(_blackjack(config), memory)
            case _:
                return DealMachine(DealSettings(**_dealt(config)), memory)
    except ValueError as fault:
        raise ConfigError(f"[table]: {fault}") from fault


def _check_first_device(config: AgentConfig) -> None:
    if not config.device:
        raise ConfigError("no [[device]]: the first one is the table's wheel or shoe")
    first, wanted = config.device[0], PLAYED_WITH[config.table.game]
    if reads(first.kind) not in (*wanted, None):
        one_of = " or ".join(f"a {READER_WORDS[each]}" for each in wanted)
        raise ConfigError(
            f"[[device]] {first.name!r} is a {first.kind}: {config.table.game.value} is played with {one_of}; put it first"
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


def _blackjack(config: AgentConfig) -> BlackjackSettings:
    table = config.table
    return BlackjackSettings(
        **_dealt(config),
        decision_ns=ns(table.decision_s),
        insurance_ns=ns(table.insurance_s),
        decision_grace_ns=ns(table.decision_grace_s),
    )


def _dealt(config: AgentConfig) -> dict[str, Any]:
    table = config.table
    rules = parse_rules(
        table.game, table.rules if table.decks is None else {**table.rules, "decks": table.decks}
    )
    decks = getattr(rules, "decks", 1)
    return {**_shared(config), "check_device": _second_reader(config), "rules": rules, "decks": decks}


def _second_reader(config: AgentConfig) -> str | None:
    """The next device that reads what the first one reads."""
    first, *others = config.device
    return next((other.name for other in others if reads(other.kind) is reads(first.kind)), None)


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
        "sight": _sight(config),
    }


def _sight(config: AgentConfig) -> SightSettings | None:
    """What the camera's word counts; None where nobody looks."""
    sight = config.sight
    if sight is None:
        return None
    sees = sees_of(config, sight)
    return SightSettings(
        sees=sees,
        wanted=SightMode(sight.mode),
        needed=sight.needed_for(sees),
        on_abstain=OnAbstain(sight.on_abstain),
        wait_ns=ns(sight.wait_s),
        camera_only=CameraOnly(sight.camera_only),
        sensor=config.device[0].name,
        signed=signed(sight.calibration, config.table.id, config.store.folder),
    )


def ns(seconds: float) -> int:
    """Whole nanoseconds."""
    return round(seconds * SECOND_NS)

"""What a table's configuration says to who looks: which kind of thing, by which rules, where its pictures are kept. Opens nothing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from firmware_agent.camera_config import MAY_REPEAT
from firmware_agent.config import AgentConfig
from firmware_agent.sight_config import SightConfig
from hardware.decode.sight.tracking.rules import TableRules, rules_of
from schemas.games.money_wheel import FACES
from schemas.games.money_wheel_rules import MoneyWheelRules
from schemas.games.rules import parse_rules
from schemas.games.wheels import Wheel, wheel_order
from schemas.phases import Game
from schemas.sight import SightKind
from schemas.sight_games import PLAYED_WITH

REPEAT_ALSO = frozenset({"pictures"})


def sees_of(config: AgentConfig, sight: SightConfig) -> SightKind:
    """What is read: as said, or what the game is played with."""
    return SightKind(sight.reads) if sight.reads is not None else PLAYED_WITH[config.table.game]


def table_rules(config: AgentConfig) -> TableRules:
    """What may lie on the table, and which names are on its wheel; how those of a money wheel lie around it, its calibration says."""
    table = config.table
    if table.game is Game.ROULETTE:
        return TableRules(order=wheel_order(Wheel(table.wheel)))
    rules = parse_rules(
        table.game, table.rules if table.decks is None else {**table.rules, "decks": table.decks}
    )
    if isinstance(rules, MoneyWheelRules):
        return rules_of(rules, tuple(Counter(FACES[rules.wheel].segments).elements()))
    return rules_of(rules)


def stills_folder(config: AgentConfig, sight: SightConfig) -> Path:
    """Where the pictures behind its words are kept."""
    return sight.folder or config.store.folder / "stills"


def picture_said(config: AgentConfig, sight: SightConfig) -> str:
    """The camera's kind, size and what it is locked to, as a calibration's sheet says it; two that differ may not share a calibration."""
    camera = sight if sight.source else config.camera
    if camera is None:
        return ""
    locked = camera.settings.said()
    return f"{camera.source} {camera.width} x {camera.height}" + (f", {locked}" if locked else "")


def may_repeat(config: AgentConfig, sight: SightConfig) -> bool:
    """Whether the source may show one picture again and again without being stuck."""
    source = sight.source or (config.camera.source if config.camera else "")
    camera = sight if sight.source else config.camera
    if camera is not None and camera.freeze_s is not None:
        return camera.freeze_s == 0
    return source in MAY_REPEAT | REPEAT_ALSO

"""What the vision watch is told of its place, from configuration and calibration. Refuses to watch for hands where marks or empty table are not known, and for cards where no slots are."""

from __future__ import annotations

from firmware_agent.config_file import ConfigError
from firmware_agent.sight.looker import Looker
from firmware_agent.sight_config import SightConfig
from hardware.decode.sight.reader import Frame
from hardware.decode.sight.table import Table
from hardware.decode.sight.watch.words import Side, WatchSite
from schemas.sight import Notice

IN_SLOTS = (Notice.CARD_BEFORE_CLOSE, Notice.SLOW_DEALING)
"""What is noticed of cards in their slots."""


def watch_site(sight: SightConfig, looker: Looker) -> WatchSite:
    """The layout lies between the calibration's marks. Raises ConfigError."""
    table: Table | None = getattr(looker, "table", None)
    empty: Frame | None = getattr(looker, "empty", None)
    unknown = bool(looker.calibration) and (table is None or empty is None)
    if unknown and Notice.HAND_OVER_LAYOUT in sight.watch:
        raise ConfigError(
            "[sight] watch: hand_over_layout needs a calibration with four marks and pictures of the empty table; "
            "calibrate with both, or leave it out"
        )
    blind = [what.value for what in IN_SLOTS if what in sight.watch] if without_slots(looker) else []
    if blind:
        raise ConfigError(
            f"[sight] watch: {' and '.join(blind)} need a calibration with slots, or nothing is ever seen to be dealt; "
            "calibrate with the places of the cards (docs/sight.md), or leave them out"
        )
    dealer = None if sight.dealer_side is None else Side[sight.dealer_side.upper()]
    return WatchSite(None if table is None else table.marks, empty, dealer)


def without_slots(looker: Looker) -> bool:
    """Whether it reads cards by a calibration that names no slot: then the tracker of cards has nowhere to look."""
    return bool(looker.calibration) and getattr(looker, "slots", None) == ()

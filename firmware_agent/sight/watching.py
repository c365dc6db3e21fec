"""What the vision watch is told of its place, from configuration and calibration, and what it can't watch for by them: hands where marks or empty table are not known, cards where no slots are."""

from __future__ import annotations

from firmware_agent.sight.looker import Looker
from firmware_agent.sight_config import SightConfig
from hardware.decode.sight.reader import Frame
from hardware.decode.sight.table import Table
from hardware.decode.sight.watch.words import Side, WatchSite
from schemas.sight import Notice

IN_SLOTS = frozenset({Notice.CARD_BEFORE_CLOSE, Notice.SLOW_DEALING})
"""What is noticed of cards in their slots."""


def watch_site(sight: SightConfig, looker: Looker) -> WatchSite:
    """The layout lies between the calibration's marks."""
    table, empty = _layout(looker)
    dealer = None if sight.dealer_side is None else Side[sight.dealer_side.upper()]
    return WatchSite(None if table is None else table.marks, empty, dealer)


def watched(sight: SightConfig, looker: Looker) -> frozenset[Notice]:
    """What this calibration lets it notice of what it is to watch for."""
    return frozenset(sight.watch) - _unknown(looker)


def unwatched(sight: SightConfig, looker: Looker) -> str:
    """What it is to watch for and can't by this calibration, and what to do; "" where there is nothing."""
    blind = [what for what in sight.watch if what in _unknown(looker)]
    if not blind:
        return ""
    needs = [
        *(["four marks and pictures of the empty table"] if Notice.HAND_OVER_LAYOUT in blind else []),
        *(["the places of the cards"] if set(blind) & IN_SLOTS else []),
    ]
    return (
        f"[sight] watch: {' and '.join(what.value for what in blind)} can't be noticed by this calibration; "
        f"calibrate with {' and '.join(needs)} (docs/sight.md), or leave out what is not wanted"
    )


def _unknown(looker: Looker) -> frozenset[Notice]:
    """Notices that a calibration without marks, pictures of the empty table or slots knows too little for."""
    if not looker.calibration:
        return frozenset()
    table, empty = _layout(looker)
    hands = {Notice.HAND_OVER_LAYOUT} if table is None or empty is None else set[Notice]()
    return frozenset(hands | (IN_SLOTS if without_slots(looker) else set[Notice]()))


def _layout(looker: Looker) -> tuple[Table | None, Frame | None]:
    return getattr(looker, "table", None), getattr(looker, "empty", None)


def without_slots(looker: Looker) -> bool:
    """Whether it reads cards by a calibration that names no slot: then the tracker of cards has nowhere to look."""
    return bool(looker.calibration) and getattr(looker, "slots", None) == ()

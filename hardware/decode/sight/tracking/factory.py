"""The tracker of each kind of thing. Builds; decides nothing."""

from __future__ import annotations

from hardware.decode.sight.tracking.card_tracker import CardTracker
from hardware.decode.sight.tracking.dice_tracker import DiceTracker
from hardware.decode.sight.tracking.rest_tracker import SegmentTracker, WheelTracker
from hardware.decode.sight.tracking.rules import TableRules
from hardware.decode.sight.tracking.words import Slot, Tracker
from schemas.sight import SightKind


def new_tracker(
    sees: SightKind,
    slots: tuple[Slot, ...],
    picture: tuple[int, int],
    rules: TableRules,
    repeats: bool = False,
) -> Tracker:
    """``slots``: of cards, in pixels of a picture of ``picture`` (width, height); the other kinds need none.

    ``rules``: ``tracking.rules.rules_of(rule_set, order)``, or ``TableRules()`` where none are known. ``repeats``: the source may show one picture again and again.
    """
    match sees:
        case SightKind.CARDS:
            return CardTracker(slots, picture, rules, repeats)
        case SightKind.WHEEL:
            return WheelTracker(rules, repeats)
        case SightKind.DICE:
            return DiceTracker(rules, repeats)
        case SightKind.SEGMENTS:
            return SegmentTracker(rules, repeats)

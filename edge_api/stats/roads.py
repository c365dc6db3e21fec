"""The five roads of a shoe, and what the next hand would add. A hand costs constant time; nothing is drawn anew."""

from __future__ import annotations

from typing import Any

from edge_api.stats.big_road import BeadPlate, BigRoad
from edge_api.stats.derived_road import DerivedKind, DerivedRoad, Mark, mark_at
from edge_api.stats.hand import Hand, Winner


class Roads:
    """The roads of one shoe. Begin a new object with a new shoe."""

    def __init__(self) -> None:
        self.bead_plate = BeadPlate()
        self.big_road = BigRoad()
        self.derived = tuple(DerivedRoad(kind) for kind in DerivedKind)

    def append(self, hand: Hand) -> None:
        """Add the next hand."""
        self.bead_plate.append(hand)
        if self.big_road.append(hand):
            depths = self.big_road.depths
            for road in self.derived:
                road.append(depths, len(depths), depths[-1])

    def ask(self, winner: Winner) -> list[Mark | None]:
        """The marks that a hand with this winner would make, in the order of ``DerivedKind``; None where a road would not begin."""
        streak, row = self.big_road.next_entry(winner)
        return [mark_at(road.kind, self.big_road.depths, streak, row) for road in self.derived]

    def to_json(self) -> dict[str, Any]:
        """Cells as published: bead ``[col,row,winner,player_pair,banker_pair]``, big road ``[col,row,winner,ties,player_pair,
        banker_pair]``, derived ``{"marks","cells":[[col,row,mark]]}``; ``ask_next`` has, for P and for B, one mark (or null) a road."""
        big_eye_boy, small_road, cockroach_pig = (_derived(road) for road in self.derived)
        return {
            "bead_plate": [[each.column, each.row, *_hand(each.hand)] for each in self.bead_plate.cells],
            "big_road": [
                [each.column, each.row, each.hand.winner.value, each.ties, *_pairs(each.hand)]
                for each in self.big_road.cells
            ],
            "big_eye_boy": big_eye_boy,
            "small_road": small_road,
            "cockroach_pig": cockroach_pig,
            "ask_next": {
                winner.value: [mark.value if mark else None for mark in self.ask(winner)]
                for winner in (Winner.PLAYER, Winner.BANKER)
            },
        }


def _pairs(hand: Hand) -> tuple[bool, bool]:
    return hand.player_pair, hand.banker_pair


def _hand(hand: Hand) -> tuple[str, bool, bool]:
    return hand.winner.value, hand.player_pair, hand.banker_pair


def _derived(road: DerivedRoad) -> dict[str, Any]:
    cells = [[each.column, each.row, each.mark.value] for each in road.cells]
    return {"marks": road.marks, "cells": cells}

"""What people may do about a held round's readings, so that a page offers nothing else. Refuses nothing itself: the board does (docs/sight-fusion.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from edge_api.rounds.round import Holder
from schemas.causes import UNREAD, HoldCause
from schemas.phases import Game
from schemas.sight import Compared, SightMode, stands_alone

ALONE, WITH_A_SECOND = "enter", frozenset({"propose_entry", "second_entry"})


def not_offered(game: str, held_cause: str | None, positions: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """Of the actions that enter a result those which its table would refuse now. ``positions``: what the camera saw, as pages read it."""
    by, _, cause = (held_cause or "").partition(":")
    takes = {each.value for each in UNREAD}
    if game == Game.ROULETTE.value:
        takes.add(HoldCause.CAMERA_DISPUTE.value)
    if by != Holder.TABLE.value or cause not in takes:
        return WITH_A_SECOND | {ALONE}
    return frozenset() if any(_is_sure(each) for each in positions) else frozenset({ALONE})


def _is_sure(at: Mapping[str, Any]) -> bool:
    """A place where the camera alone, where its word counts, is sure of what it saw."""
    alone = (at["mode"], at["verdict"]) == (SightMode.ON.value, Compared.CAMERA_ONLY.value)
    return alone and stands_alone(at["camera"], at["looks"], [vote["value"] for vote in at["votes"]])

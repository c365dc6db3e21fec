"""What a dealer does now, in large letters: trouble first, then the window, then what the board says. Pure; decides nothing.

The board knows it first (``guidance`` of a staff snapshot); where a board says nothing, the edge's own account of the round counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from edge_api.tiles import DICE_GAMES, OPEN_PHASES, RESTING_PHASES, online, played_as
from schemas.phases import Game

NEXT_CARD = "next card: "
_IN_PHASE = {
    "bets_closed": "No more bets",
    "dealing": "Dealing",
    "spinning": "Spinning",
    "rolling": "Rolling",
    "result_pending": "The result is pending",
    "result_confirmed": "The result is confirmed",
}


class Tone(Enum):
    """What a dealer's hands do: go on, stop, leave it to a supervisor, or rest between rounds."""

    GO = "go"
    STOP = "stop"
    WRONG = "wrong"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Guide:
    """What to do now, in large letters; ``place`` is the place of the layout that it is about, "seat-3" or "seat-3/2"."""

    tone: Tone
    text: str
    detail: str = ""
    place: str | None = None


def guide(snapshot: Mapping[str, Any]) -> Guide:
    """What the dealer of this table does now."""
    trouble = _trouble(snapshot)
    if trouble is not None:
        return trouble
    if snapshot["phase"] in OPEN_PHASES:
        return Guide(Tone.STOP, "Bets are open", "nothing is dealt yet")
    if snapshot["phase"] in RESTING_PHASES:
        return _resting(snapshot)
    said = snapshot["guidance"]
    if said and said["guidance"] and said["about"] == snapshot["round_id"]:
        return in_words(said["guidance"])
    if snapshot["next"] is not None:
        return _by_next(snapshot)
    return Guide(Tone.STOP, _IN_PHASE.get(played_as(snapshot["phase"], snapshot["game"]), "Wait"))


def _trouble(snapshot: Mapping[str, Any]) -> Guide | None:
    if snapshot["status"] == "frozen":
        detail = "this board signed two histories: call the administrator"
        return Guide(Tone.WRONG, "Stop: the table is frozen", detail)
    if snapshot["hold"] is not None:
        return Guide(Tone.WRONG, f"Stop: {words(snapshot['hold']['cause'])}", _why_held(snapshot))
    if online(snapshot) is False:
        return Guide(Tone.WRONG, "Stop: nothing is heard from the table", "call the technician")
    return None


def _why_held(snapshot: Mapping[str, Any]) -> str:
    """The board says what is wrong; what the edge minds stands in its alert."""
    said = snapshot["guidance"]
    if snapshot["hold"]["by"] == "table" and said and said["hold"]:
        return str(said["guidance"])
    told = (alert["text"] for alert in snapshot["alerts"] if alert["code"].startswith("held_"))
    return str(next(told, "call the supervisor"))


def _resting(snapshot: Mapping[str, Any]) -> Guide:
    if snapshot["status"] != "open":
        return Guide(Tone.REST, f"Table {words(snapshot['status'])}", "no new round opens")
    ended = {"settled": "The round is paid", "cancelled": "The round is void: every stake came back"}
    return Guide(Tone.REST, ended.get(snapshot["phase"], "Waiting"), "the next round may open")


def in_words(said: str) -> Guide:
    """The board's phrase on a large screen."""
    if said.startswith(NEXT_CARD):
        return _card_for(said.removeprefix(NEXT_CARD))
    if said.startswith(("wait", "insurance")):
        return _wait(said)
    return Guide(Tone.GO, said[:1].upper() + said[1:])


def _card_for(spot: str) -> Guide:
    """ "seat-3 2, hand 2" is the second card of the second hand at seat 3."""
    where, _, hand = spot.partition(", hand ")
    place, _, index = where.rpartition(" ")
    name = words(place) + (f", hand {hand}" if hand else "")
    return Guide(Tone.GO, f"Card for {name}", f"card {index}", f"{place}/{hand}" if hand else place)


def _wait(said: str) -> Guide:
    """ "wait for seat 3, hand 2" is about "seat-3/2"; other phrases are about no place."""
    where, _, hand = said.removeprefix("wait for ").partition(", hand ")
    if where.startswith("seat ") and hand:
        name, suffix = (where, "") if hand == "1" else (f"{where}, hand {hand}", f"/{hand}")
        return Guide(Tone.STOP, "Wait", f"{name} decides", where.replace(" ", "-") + suffix)
    detail = said.removeprefix("wait").removesuffix(": wait").strip()
    return Guide(Tone.STOP, "Wait", detail)


def _by_next(snapshot: Mapping[str, Any]) -> Guide:
    match Game(snapshot["game"]):
        case game if game in DICE_GAMES:
            return Guide(Tone.GO, "Throw the dice")
        case Game.MONEY_WHEEL:
            return Guide(Tone.GO, "Spin the wheel")
        case _:
            return _card_for(snapshot["next"])


def closes_at(snapshot: Mapping[str, Any]) -> str | None:
    """When what is open now ends: bets, or the question to a player (RFC 3339 UTC)."""
    question = snapshot["question"]
    if snapshot["phase"] in OPEN_PHASES:
        return str(snapshot["closes_at"]) if snapshot["closes_at"] else None
    return str(question["closes_at"]) if question else None


def words(name: str) -> str:
    """A name of the wire for people."""
    return name.replace("_", " ").replace("-", " ")

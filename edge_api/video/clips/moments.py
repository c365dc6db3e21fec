"""What a round's facts are called and how they read in a line of text: for the manifest, the cues and the evidence copy. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from edge_api.picture_time import Sync
from edge_api.settle.results import label_of_text
from edge_api.video.clips.manifest import Moment, Places
from schemas.phases import Game

EVENTS = {
    "round.opened": "betsopen", "round.closed": "betsclosed", "round.step": "step", "round.card": "card", "round.dice": "reading",
    "round.segment": "reading", "round.seats": "seats", "round.turn": "turn", "round.decided": "decided", "round.insurance": "insurance",
    "round.insurance_closed": "insurance", "round.respun": "respin", "round.outcome": "gameresult", "round.held": "held",
    "round.released": "released", "round.voided": "void", "device.changed": "device", "supervisor.called": "supervisor",
}  # fmt: skip
"""Kind of fact -> the event that integrators know; any other is "fact"."""

_NOT_SAID = frozenset({"round_id", "closes_ns", "evidence", "sources", "game"})


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact of a round as the books keep it. ``utc_ns``: the board's time."""

    fact_id: str
    kind: str
    utc_ns: int
    data: Mapping[str, Any]
    effect: str


def moments_of(facts: Sequence[FactRow], game: Game, sync: Sync, places: Places) -> tuple[Moment, ...]:
    """The facts with the frames that show them, in the order in which they are seen."""
    found = [_moment(fact, game, sync, places) for fact in facts]
    return tuple(sorted(found, key=lambda moment: int(moment.shown_utc_ns)))


def _moment(fact: FactRow, game: Game, sync: Sync, places: Places) -> Moment:
    event = EVENTS.get(fact.kind, "fact")
    shown_ns = fact.utc_ns + sync.shift_ms(event, fact.kind) * 1_000_000
    return Moment(
        event=event,
        utc_ns=str(fact.utc_ns),
        shown_utc_ns=str(shown_ns),
        frame=places.frame(shown_ns),
        text=words(fact.kind, fact.data, game),
        fact_id=fact.fact_id,
        effect=fact.effect,
    )


def words(kind: str, data: Mapping[str, Any], game: Game) -> str:
    """One line for a human."""
    match kind:
        case "round.opened":
            return f"bets open for {data.get('betting_ms', 0) / 1000:g} s"
        case "round.closed":
            return f"no more bets: {_plain(data.get('cause'))}"
        case "round.step":
            return _plain(data.get("step"))
        case "round.card":
            return f"{_plain(data.get('seat'))} {data.get('index')}: {data.get('card') or 'face down'}"
        case "round.dice":
            return "dice " + "-".join(map(str, sorted(data.get("dice", ()))))
        case "round.segment":
            return f"the wheel stands at {data.get('segment')}"
        case "round.outcome":
            return f"result {_outcome(data.get('outcome'), game)}"
        case _:
            return ": ".join((_plain(kind.rpartition(".")[2]), *_rest(data)))


def _outcome(outcome: object, game: Game) -> str:
    text = json.dumps(outcome)
    try:
        return label_of_text(game, text)
    except (ValueError, KeyError):
        return text


def _rest(data: Mapping[str, Any]) -> Iterator[str]:
    said = [
        f"{_plain(name)} {_plain(value)}" for name, value in data.items() if name not in _NOT_SAID and value
    ]
    if said:
        yield ", ".join(said)


def _plain(value: object) -> str:
    return str(value).replace("_", " ")

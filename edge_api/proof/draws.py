"""Multiplier rounds: each seed was committed to before its window closed, each draw follows from seed and audit chain, each reveal is true."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from edge_api.proof.audit import lines_of
from edge_api.rounds.multipliers import DRAW
from edge_api.rounds.round import FINAL_PHASES, WINDOW_PHASES
from edge_api.rounds.rule_sets import rule_set
from edge_api.rounds.seeds import Draw, every_draw
from schemas.games.draw_stream import commitment
from schemas.games.lucky import lottery_of
from schemas.games.multipliers import Lottery
from schemas.phases import Phase

Heard = TypeVar("Heard")
Place = tuple[int, int]
"""Where the audit chain says something: its row, and the line within."""


@dataclass(slots=True)
class Told:
    """What the audit chain tells of draws, by round."""

    committed: dict[str, tuple[Place, str]] = field(default_factory=dict)
    closed: dict[str, Place] = field(default_factory=dict)
    drawn: dict[str, tuple[int, str, object]] = field(default_factory=dict)
    """Row, the hash before it, and the multipliers that it names."""
    revealed: dict[str, str] = field(default_factory=dict)
    twice: set[str] = field(default_factory=set)
    """Rounds of which the chain tells two draws, commitments or reveals."""


def as_committed(conn: sqlite3.Connection) -> Iterator[str]:
    """Every round that draws, and every seed, against the chain and the law."""
    told, laws = _told(conn), _laws(conn)
    try:
        kept = {draw.round_id: draw for draw in every_draw(conn)}
    except ValueError as wrong:
        yield f"the draws can't be read: {wrong}"
        return
    rounds = conn.execute("SELECT round_id, rules_hash, phase FROM rounds").fetchall()
    for round_id, rules_hash, phase in rounds:
        lottery, draw = laws.get(rules_hash), kept.pop(round_id, None)
        if (lottery is None) != (draw is None):
            yield f"round {round_id}: it has a seed without a law of multipliers, or a law without a seed"
        elif lottery is not None and draw is not None:
            findings = _of_round(told, lottery, draw, Phase(phase))
            yield from (f"round {round_id}: {finding}" for finding in findings)
    yield from (f"round {round_id}: it has a seed, the rounds do not know it" for round_id in kept)
    yield from _unknown(told, {round_id for round_id, rules_hash, _ in rounds if rules_hash in laws})


def _told(conn: sqlite3.Connection) -> Told:
    told = Told()
    rows = conn.execute(
        "SELECT audit_no, kind, round_id, body, prev_hash FROM audit WHERE kind IN ('commit', ?) ORDER BY audit_no",
        (DRAW,),
    )
    for number, kind, round_id, body, prev_hash in rows:
        if kind == DRAW:
            _once(told, told.drawn, round_id, (number, prev_hash, _multipliers(body)))
            continue
        for place, line in enumerate(lines_of(body)):
            _hear(told, (number, place), line)
    return told


def _hear(told: Told, at: Place, line: object) -> None:
    match line:
        case ["committed", str(round_id), str(promised)]:
            _once(told, told.committed, round_id, (at, promised))
        case ["closed", str(round_id), *_]:
            told.closed.setdefault(round_id, at)
        case ["revealed", str(round_id), str(seed)]:
            _once(told, told.revealed, round_id, seed)


def _once(told: Told, heard: dict[str, Heard], round_id: str, what: Heard) -> None:
    if round_id in heard:
        told.twice.add(round_id)
    heard.setdefault(round_id, what)


def _multipliers(body: str) -> object:
    """A row that can't be read is found by the chain."""
    try:
        return json.loads(body)["multipliers"]
    except (ValueError, KeyError, TypeError):
        return None


def _laws(conn: sqlite3.Connection) -> dict[str, Lottery]:
    """The laws of the rule sets that have one; a rule set that can't be read is found by settling again."""
    found: dict[str, Lottery] = {}
    for (digest,) in conn.execute("SELECT hash FROM rule_sets").fetchall():
        try:
            lottery = lottery_of(rule_set(conn, digest))
        except (ValueError, LookupError):
            continue
        if lottery is not None:
            found[digest] = lottery
    return found


def _of_round(told: Told, lottery: Lottery, draw: Draw, phase: Phase) -> Iterator[str]:
    yield from _commitment(told, draw)
    if draw.round_id in told.twice:
        yield "it was drawn, committed to or revealed twice"
    if draw.salt is None:
        if draw.round_id in told.drawn:
            yield "the audit chain tells of a draw that the books do not have"
        if phase not in WINDOW_PHASES and phase is not Phase.CANCELLED:
            yield f"it is {phase.value}, and its multipliers were never drawn"
    else:
        yield from _drawn(told, lottery, draw)
    ended = phase in FINAL_PHASES
    if (draw.revealed, told.revealed.get(draw.round_id)) != (ended, draw.seed.hex() if ended else None):
        yield "its seed was not revealed as its end demands"


def _commitment(told: Told, draw: Draw) -> Iterator[str]:
    if commitment(draw.seed) != draw.commitment:
        yield "its seed is not the one that was committed to"
    at, promised = told.committed.get(draw.round_id, ((0, 0), None))
    if promised != draw.commitment:
        yield "the audit chain tells of another commitment"
    elif draw.round_id in told.closed and at > told.closed[draw.round_id]:
        yield "its seed was committed to when its window had closed"


def _drawn(told: Told, lottery: Lottery, draw: Draw) -> Iterator[str]:
    row, prev_hash, multipliers = told.drawn.get(draw.round_id, (0, "", None))
    if prev_hash != draw.salt:
        yield "the audit chain tells of another draw: its salt is not the hash before a draw of this round"
        return
    first = told.closed.get(draw.round_id, told.committed.get(draw.round_id, ((0, 0), ""))[0])
    if row <= first[0]:
        yield "its multipliers were drawn before its window had closed"
    if not multipliers == draw.lucky == lottery.draw(draw.seed, draw.round_id, draw.salt or ""):
        yield "its multipliers do not follow from its seed and salt"


def _unknown(told: Told, drawing: set[str]) -> Iterator[str]:
    heard = told.committed.keys() | told.drawn.keys() | told.revealed.keys()
    yield from (
        f"round {name}: the audit chain tells of a draw, the rounds do not"
        for name in sorted(heard - drawing)
    )

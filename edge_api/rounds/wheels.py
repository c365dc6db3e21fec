"""Wheels at the tables: which wheel and ball each round is spun on, and the looks at a wheel's spins as they arrive. Moves no money."""

from __future__ import annotations

import msgspec

from edge_api.books.alerts import Severity, alert
from edge_api.books.house import House
from edge_api.clock import Now
from edge_api.rounds.round import Round
from edge_api.stats.wheel.examination import Verdict
from edge_api.stats.wheel.finding import Check
from edge_api.stats.wheel.looks import Alert, Look
from edge_api.wheel_history import fitted
from edge_api.wheel_ladders import WheelLadders, same_kind
from schemas.facts import RoundOutcome
from schemas.games.roulette import RouletteOutcome
from schemas.games.roulette_rules import RouletteRules
from schemas.games.wheels import Wheel, wheel_order

CODES = {Alert.NOTE: "wheel_note", Alert.ALARM: "wheel_biased"}
TELLS = {
    Check.CHI_SQUARE: "the pockets are too uneven",
    Check.POCKET: "pocket {where} comes too often",
}


def bind_wheel(house: House, opened: Round, now: Now) -> None:
    """Write down on which wheel a new round of roulette will be spun. A serial that spins as two kinds of wheel is bound to no round."""
    if not isinstance(opened.rules, RouletteRules):
        return
    serial, ball = fitted(house.conn, opened.table_id)
    if serial is None:
        return
    if not _fits(house, serial, opened.rules.wheel):
        text = f"wheel {serial} is registered here, but has spun with other pockets than this table's: register the right one"
        alert(house, opened.table_id, "wheel_kind", text, Severity.WARNING, now)
        return
    house.conn.execute(
        "UPDATE rounds SET wheel_serial = ?, ball = ? WHERE round_no = ?", (serial, ball, opened.round_no)
    )


def _fits(house: House, serial: str, wheel: Wheel) -> bool:
    """A wheel that is warm has been compared with its history at the start."""
    warm = house.wheels.get(serial)
    if warm is None:
        return same_kind(house.conn, serial, wheel)
    return wheel_order(warm.wheel) == wheel_order(wheel)


def spun(house: House, of: Round, fact: RoundOutcome, now: Now) -> None:
    """A round of roulette is settled: its spin belongs to its wheel's history, and may complete a look."""
    if not isinstance(of.rules, RouletteRules) or not isinstance(fact.outcome, RouletteOutcome):
        return
    row = house.conn.execute(
        "UPDATE rounds SET direction = ? WHERE round_no = ? RETURNING wheel_serial",
        (fact.direction.value if fact.direction else None, of.round_no),
    ).fetchone()
    serial: str | None = row[0]
    if serial is None:
        return
    if serial not in house.wheels:
        house.wheels[serial] = WheelLadders(house.conn, serial, of.rules.wheel, besides=of.round_no)
    for pocket in fact.outcome.spins:
        for look in house.wheels[serial].add(pocket):
            _looked(house, serial, of, look, now)


def _looked(house: House, serial: str, of: Round, look: Look, now: Now) -> None:
    house.conn.execute(
        "INSERT INTO wheel_looks (serial, block, number, last_round_no, at_utc_ns, verdict, alert, body)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            serial, look.spins, look.number, of.round_no, now.utc_ns, look.verdict.value, look.alert.value,
            msgspec.json.encode(look).decode(),
        ),
    )  # fmt: skip
    if look.alert is not Alert.NONE:
        alert(house, of.table_id, CODES[look.alert], in_words(serial, look), _severity(look), now)


def _severity(look: Look) -> Severity:
    if look.alert is Alert.ALARM:
        return Severity.ALARM
    return Severity.WARNING if look.verdict is Verdict.RED else Severity.INFO


def in_words(serial: str, look: Look) -> str:
    """A look that rang, for people."""
    what = TELLS.get(look.sign.check, "the sector {where} comes too often")
    where = " ".join(look.sign.where)
    seen = f"wheel {serial}, look {look.number} at {look.spins} spins: {look.verdict.value}"
    if look.verdict is Verdict.AMBER and look.suspicion is None and look.alert is Alert.NOTE:
        return f"{seen}; a note that stops nothing: see the wheel's page"
    told = what.format(where=where)
    if look.alert is Alert.NOTE:
        return f"{seen}; {told}: the next {look.spins} spins must confirm it"
    how = "and new spins confirm it" if look.confirmed else "at first sight"
    return f"{seen}; {told}, {how} (chance {look.chance:.2g}, allowed {look.spent:.2g}): take the wheel out of play"

"""What a table's camera saw, as its board asserts it: kept by position, with the pictures that it names. Pays nothing, and lets nothing be paid while a dispute is undecided."""

from __future__ import annotations

import json
from collections.abc import Iterable

from edge_api.books.alerts import Severity, alert, alert_seldom
from edge_api.books.effects import NamedStill
from edge_api.books.house import House
from edge_api.books.received import ReceivedFact
from edge_api.clock import Now
from edge_api.rounds.doubt import Ignored
from edge_api.rounds.round import Round
from edge_api.rounds.sight_doubt import NOTHING
from edge_api.rounds.sight_open import open_unread
from edge_api.rounds.sight_places import surplus
from edge_api.stats.sight_rates import Alarm, Rate
from schemas.sight import Compared, SeenPosition, SightMode
from schemas.sight_facts import RoundSeen, TableNoticed

SURPLUS = "camera_surplus"

_PUT = """
INSERT INTO seen (round_id, place, number, hand, table_id, verdict, sensor, camera, looks, reasons, votes, still, calibration, model, mode, fact, at_utc_ns,
 open_dispute)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (round_id, place, number, hand) DO UPDATE SET verdict = excluded.verdict, sensor = excluded.sensor, camera = excluded.camera,
 looks = excluded.looks, reasons = excluded.reasons, votes = excluded.votes, still = excluded.still, calibration = excluded.calibration,
 model = excluded.model, mode = excluded.mode, fact = excluded.fact, at_utc_ns = excluded.at_utc_ns,
 decided_by = CASE WHEN excluded.sensor IS sensor AND excluded.camera IS camera THEN decided_by END,
 open_dispute = CASE
  WHEN decided_by IS NOT NULL AND excluded.sensor IS sensor AND excluded.camera IS camera THEN open_dispute
  WHEN open_dispute ->> 1 IS NULL AND excluded.sensor IS open_dispute ->> 2 THEN excluded.open_dispute
  WHEN excluded.open_dispute ->> 1 IS open_dispute ->> 1 AND excluded.open_dispute ->> 2 IS open_dispute ->> 2 THEN open_dispute
  ELSE COALESCE(excluded.open_dispute, open_dispute) END
"""
"""Who decided a dispute has decided it for these two values: other ones are another dispute. One that nobody has decided outlives later words; a card
that the camera alone was sure of ends when the sensor reads that very card there."""
_COUNTED = "SELECT 1 FROM seen WHERE round_id = ? AND mode = 'on' LIMIT 1"
_RATE_WORDS = {
    Rate.DISPUTES: ("sight_disputes", "camera and sensor differed at", "compare their pictures: a drifting camera, a dirty lens or a marked deck"),
    Rate.ABSTAINS: ("sight_abstains", "the camera said nothing of", "look at its picture: light, focus, what lies in the way"),
}  # fmt: skip


def take_seen(house: House, of: Round, fact: RoundSeen, received: ReceivedFact) -> str:
    """Keep every position's verdict; returns the fact's effect. Of a round that is over it is noted, and an alert if it differs.

    Raises:
        Ignored: it speaks of more than the round has; where the camera counts, the round is held.
    """
    _refuse_surplus(house, of, fact, received.received)
    mode = _mode(house, of, fact)
    for position in fact.positions:
        house.conn.execute(_PUT, _row(of, fact, mode, position, received))
        _count(house, of, position, received.received)
    open_unread(house, of)
    name_stills(house, received, of.round_id, (each.still for each in fact.positions))
    _tell(house, of, fact)
    if not of.is_over:
        return "seen"
    disputed = [each for each in fact.positions if each.verdict is Compared.DISPUTE]
    if disputed:
        text = f"after the end of round {of.round_id}: {_words(disputed[0])}"
        link = f"/floor/rounds/{of.round_id}"
        alert(house, of.table_id, "late_dispute", text, Severity.WARNING, received.received, link)
    return "noted"


def _refuse_surplus(house: House, of: Round, fact: RoundSeen, now: Now) -> None:
    too_much = surplus(house.conn, of, fact)
    if too_much is None:
        return
    text = f"what the camera says of round {of.round_id} is not taken: {too_much}"
    alert_seldom(house, of.table_id, SURPLUS, text, Severity.ALARM, now, f"/floor/rounds/{of.round_id}")
    raise Ignored(SURPLUS, too_much, of if fact.mode is SightMode.ON else None, severity=None)


def _mode(house: House, of: Round, fact: RoundSeen) -> SightMode:
    """Where the camera has counted in a round it counts until the round's end."""
    counted = not of.is_over and house.conn.execute(_COUNTED, (of.round_id,)).fetchone() is not None
    return SightMode.ON if counted else fact.mode


def _row(
    of: Round, fact: RoundSeen, mode: SightMode, at: SeenPosition, received: ReceivedFact
) -> tuple[str | int | None, ...]:
    votes = [vote.model_dump(mode="json") for vote in at.votes]
    return (
        of.round_id, at.place, at.index, at.hand, of.table_id, at.verdict.value, at.sensor, at.camera, at.looks,
        json.dumps(at.reasons), json.dumps(votes), at.still, fact.calibration, fact.model, mode.value,
        received.fact_id, received.received.utc_ns, _opened(mode, at, received.fact_id),
    )  # fmt: skip


def _opened(mode: SightMode, at: SeenPosition, fact_id: str) -> str | None:
    """The dispute that this word opens."""
    disputes = mode is SightMode.ON and at.verdict is Compared.DISPUTE
    return json.dumps([fact_id, at.sensor, at.camera]) if disputes else None


def _count(house: House, of: Round, at: SeenPosition, now: Now) -> None:
    rates = house.sight.get(of.table_id)
    for alarm in rates.take((of.round_id, at.place, at.index, at.hand), at.verdict) if rates else ():
        _raise(house, of.table_id, alarm, now)


def _raise(house: House, table_id: str, alarm: Alarm, now: Now) -> None:
    code, what, advice = _RATE_WORDS[alarm.rate]
    text = f"{what} {alarm.count} of the last {alarm.of} positions: {advice}"
    alert(house, table_id, code, text, Severity.WARNING, now, f"/floor/tables/{table_id}")


def _tell(house: House, of: Round, fact: RoundSeen) -> None:
    positions = [_told(each) for each in fact.positions]
    body = {"round_id": of.round_id, "mode": fact.mode.value, "positions": positions}
    house.record.tell_staff(of.table_id, "seen", body)


def _told(at: SeenPosition) -> dict[str, str | int | None]:
    return {
        "place": at.place, "index": at.index, "hand": at.hand, "sensor": at.sensor, "camera": at.camera,
        "verdict": at.verdict.value,
    }  # fmt: skip


def name_stills(
    house: House, received: ReceivedFact, round_id: str | None, hashes: Iterable[str | None]
) -> None:
    """Remember which pictures a signed fact names, and want them."""
    for sha256 in dict.fromkeys(each for each in hashes if each):
        named = (sha256, received.table_id, round_id or "", received.fact_id, received.received.utc_ns)
        done = house.conn.execute("INSERT OR IGNORE INTO named_stills VALUES (?, ?, ?, ?, ?)", named)
        if done.rowcount:
            house.record.stills.append(NamedStill(received.table_id, sha256, received.received.utc_ns))


def take_noticed(house: House, fact: TableNoticed, received: ReceivedFact) -> str:
    """What the camera noticed: people are told, with the picture; returns the effect."""
    values = (received.fact_id, received.table_id, fact.round_id, fact.what.value, fact.detail, fact.still)
    house.conn.execute(
        "INSERT INTO noticed VALUES (?, ?, ?, ?, ?, ?, ?)", (*values, received.received.utc_ns)
    )
    name_stills(house, received, fact.round_id, (fact.still,))
    round_ = f" in round {fact.round_id}" if fact.round_id else ""
    text = f"the camera noticed {fact.what.value.replace('_', ' ')}{round_}: {fact.detail}"
    link = f"/api/v1/tables/{received.table_id}/stills/{fact.still}.jpg" if fact.still else None
    code = f"noticed_{fact.what.value}"
    alert_seldom(house, received.table_id, code, text, Severity.WARNING, received.received, link)
    return "noticed"


def _words(at: SeenPosition) -> str:
    return (
        f"at {at.place} {at.index} the sensor said {at.sensor or NOTHING}, the camera {at.camera or NOTHING}"
    )

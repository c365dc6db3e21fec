"""Alerts for the floor: on disk, told to staff, alarms to the cloud too. What outsiders can provoke is raised once in ten seconds a table."""

from __future__ import annotations

from enum import Enum

from edge_api.books.house import House
from edge_api.clock import Now, rfc3339
from schemas.edge_events import AlarmRaised

QUIET_NS = 10_000_000_000
LONGEST_TEXT = 500


class Severity(Enum):
    """ALARM needs a human now."""

    INFO = "info"
    WARNING = "warning"
    ALARM = "alarm"


def alert_seldom(
    house: House,
    table_id: str | None,
    code: str,
    text: str,
    severity: Severity,
    now: Now,
    link: str | None = None,
) -> None:
    """Raise an alert, unless one of this table and code was raised a moment ago."""
    last = house.alerted.get((table_id, code))
    if last is None or now.mono_ns - last >= QUIET_NS:
        house.alerted[table_id, code] = now.mono_ns
        alert(house, table_id, code, text, severity, now, link)


def alert(
    house: House,
    table_id: str | None,
    code: str,
    text: str,
    severity: Severity,
    now: Now,
    link: str | None = None,
) -> None:
    """Raise an alert. ``link``: where to look, a path of this edge."""
    text = text[:LONGEST_TEXT]
    row = house.conn.execute(
        "INSERT INTO alerts (at_utc_ns, table_id, code, text, severity, link) VALUES (?, ?, ?, ?, ?, ?) RETURNING alert_no",
        (now.utc_ns, table_id, code, text, severity.value, link),
    ).fetchone()
    body = {
        "alert_no": row[0],
        "code": code,
        "text": text,
        "severity": severity.value,
        "at": rfc3339(now.utc_ns),
        **({"link": link} if link else {}),
    }
    house.record.tell_staff(table_id, "alert", body)
    house.record.audit.append(["alert", row[0], table_id, code, severity.value])
    if severity is Severity.ALARM:
        house.record.events.append(AlarmRaised(table=table_id, code=code, detail=text))


def close(house: House, table_id: str, code: str, by: str, now: Now) -> None:
    """What the table's open alerts of this code waited for has come: they stay on record, and wait for nobody any more."""
    rows = house.conn.execute(
        "UPDATE alerts SET acked_utc_ns = ?, acked_by = ? WHERE table_id = ? AND code = ? AND acked_utc_ns IS NULL RETURNING alert_no",
        (now.utc_ns, by, table_id, code),
    ).fetchall()
    for (number,) in rows:
        house.record.tell_staff(table_id, "alert", {"alert_no": number, "acked_by": by})
        house.record.audit.append(["alert_over", number, table_id, code, by])

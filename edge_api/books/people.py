"""Sign-ins and sessions of the floor's people, as rows. Checks no password: the front has done so; counts failures and locks names."""

from __future__ import annotations

import sqlite3

from edge_api.books.messages import Done, Refused, SessionUse, SignIn
from edge_api.clock import Now

MOST_FAILURES = 3
LOCKED_NS = 15 * 60 * 10**9
KEPT_NS = 24 * 3600 * 10**9


def sign_in(conn: sqlite3.Connection, request: SignIn, now: Now) -> Done | Refused:
    """A new session after the right password; a failure counts, and the third locks the name."""
    query = "SELECT role, failures, locked_until_utc_ns, disabled FROM users WHERE name = ?"
    row = conn.execute(query, (request.user,)).fetchone()
    if row is None or row[3]:
        return Refused(request.ticket, "no_such_user", "there is no such user")
    if (row[2] or 0) > now.utc_ns:
        return Refused(request.ticket, "locked", "too many failures: this name is locked for a while")
    if not request.success:
        return _fail(conn, request, row[1] + 1, now)
    conn.execute("UPDATE users SET failures = 0, locked_until_utc_ns = NULL WHERE name = ?", (request.user,))
    conn.execute("DELETE FROM sessions WHERE created_utc_ns < ?", (now.utc_ns - KEPT_NS,))
    session = (request.session_hash, request.user, now.utc_ns, now.utc_ns)
    conn.execute(
        "INSERT INTO sessions (session_hash, user, created_utc_ns, seen_utc_ns) VALUES (?, ?, ?, ?)", session
    )
    return Done(request.ticket, {"user": request.user, "role": row[0]})


def _fail(conn: sqlite3.Connection, request: SignIn, failures: int, now: Now) -> Refused:
    locked = now.utc_ns + LOCKED_NS if failures >= MOST_FAILURES else None
    kept = 0 if locked else failures
    conn.execute(
        "UPDATE users SET failures = ?, locked_until_utc_ns = ? WHERE name = ?", (kept, locked, request.user)
    )
    return Refused(request.ticket, "locked" if locked else "wrong_password", "name or password is wrong")


def use_session(conn: sqlite3.Connection, request: SessionUse, now: Now) -> Done:
    """Touch a session, or end it."""
    if request.end:
        conn.execute("DELETE FROM sessions WHERE session_hash = ?", (request.session_hash,))
    else:
        conn.execute(
            "UPDATE sessions SET seen_utc_ns = ? WHERE session_hash = ?", (now.utc_ns, request.session_hash)
        )
    return Done(request.ticket, {})

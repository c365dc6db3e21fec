"""What the owner of an edge may change in its books: boards' keys, people, operators' keys. Each act is one request in one transaction.

The same requests run directly on the books while no edge runs, or through the running edge's admin socket. Secrets arrive as hashes.
"""

from __future__ import annotations

import binascii
import re
import sqlite3
from collections.abc import Collection
from typing import Literal

import msgspec

from edge_api.admin_wheels import ListWheels, SetWheel, list_wheels, set_wheel
from edge_api.clock import Now, rfc3339
from edge_api.not_possible import NotPossible as NotPossible
from edge_api.signing import public_key
from schemas.envelope import GENESIS, event_hash

Role = Literal["dealer", "technician", "pit_boss", "auditor", "admin"]
Scope = Literal["wallet", "cloud"]

PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}", re.ASCII)


class AddBoard(msgspec.Struct, frozen=True, tag="boards.add"):
    """Believe what ``table`` signs with this key; ``number`` None is the next free one."""

    table: str
    key: str
    number: int | None = None


class ListBoards(msgspec.Struct, frozen=True, tag="boards.list"):
    """Show every key that was ever believed."""


class RevokeBoard(msgspec.Struct, frozen=True, tag="boards.revoke"):
    """Believe nothing more that is signed with this key."""

    key_id: str


class AddUser(msgspec.Struct, frozen=True, tag="users.add"):
    """A new member of staff; ``password`` is the argon2id hash."""

    name: str
    role: Role
    password: str


class SetPassword(msgspec.Struct, frozen=True, tag="users.password"):
    """A new password: ends the user's sessions and unlocks the name."""

    name: str
    password: str


class DisableUser(msgspec.Struct, frozen=True, tag="users.disable"):
    """Let nobody in under this name, from now on."""

    name: str


class ListUsers(msgspec.Struct, frozen=True, tag="users.list"):
    """Show every user."""


class AddKey(msgspec.Struct, frozen=True, tag="keys.add"):
    """Let an operator's system in; ``key_hash`` is SHA-256 of the secret."""

    operator: str
    scope: Scope
    key_hash: str


class RevokeKey(msgspec.Struct, frozen=True, tag="keys.revoke"):
    """Let this key in no more; the beginning of its hash is enough."""

    key_hash: str


class ListKeys(msgspec.Struct, frozen=True, tag="keys.list"):
    """Show every operator key."""


class AcceptEpoch(msgspec.Struct, frozen=True, tag="epoch.accept"):
    """Take a table's stream up again where the books hold its ``epoch`` (None: the running one), and thaw it."""

    table: str
    epoch: int | None = None


Act = (
    AddBoard | ListBoards | RevokeBoard | AddUser | SetPassword | DisableUser | ListUsers
    | AddKey | RevokeKey | ListKeys | AcceptEpoch | SetWheel | ListWheels
)  # fmt: skip


class AdminRequest(msgspec.Struct, frozen=True):
    """An act and the account of this machine that asks for it."""

    act: Act
    by: str


class AdminReply(msgspec.Struct, frozen=True):
    """What to print; ``ok`` False: nothing was changed, and the line says why."""

    ok: bool
    lines: list[str]


def perform(conn: sqlite3.Connection, tables: Collection[str], act: Act, by: str, now: Now) -> list[str]:
    """Do it inside the caller's transaction; the lines to print.

    Raises:
        NotPossible: nothing was changed.
    """
    match act:
        case AddBoard() | AcceptEpoch() | SetWheel():
            return _of_table(conn, tables, act, by, now)
        case RevokeBoard(key_id=key_id):
            sql = "UPDATE board_keys SET revoked_utc_ns = ? WHERE key_id = ? AND revoked_utc_ns IS NULL"
            _one(
                conn.execute(sql, (now.utc_ns, key_id)), f"there is no key {key_id!r} in use: see boards list"
            )
            return [f"{key_id} is revoked: nothing that it signs counts from now on"]
        case AddUser():
            return _add_user(conn, act)
        case SetPassword():
            return _set_password(conn, act)
        case DisableUser(name=name):
            _one(conn.execute("UPDATE users SET disabled = 1 WHERE name = ?", (name,)), _no_user(name))
            conn.execute("DELETE FROM sessions WHERE user = ?", (name,))
            return [f"{name} is disabled and signed out"]
        case AddKey():
            _check_name(act.operator)
            row = (act.key_hash, act.operator, act.scope, now.utc_ns)
            conn.execute(
                "INSERT INTO operator_keys (key_hash, operator, scope, created_utc_ns) VALUES (?, ?, ?, ?)",
                row,
            )
            return [f"key {act.key_hash[:12]} of {act.operator} ({act.scope}) is in use"]
        case RevokeKey():
            return _revoke_key(conn, act, now)
        case ListBoards() | ListUsers() | ListKeys() | ListWheels():
            return _list(conn, act)


def changes(act: Act) -> bool:
    """Whether this act changes anything, and so belongs into the log."""
    return not isinstance(act, ListBoards | ListUsers | ListKeys | ListWheels)


def summary(act: Act) -> str:
    """The act for the log: what and whom, no secrets and no hashes."""
    shown = {key: value for key, value in msgspec.to_builtins(act).items() if key not in ("password", "type")}
    return " ".join([str(act.__struct_config__.tag), *(f"{key}={value}" for key, value in shown.items())])


def _of_table(
    conn: sqlite3.Connection,
    tables: Collection[str],
    act: AddBoard | AcceptEpoch | SetWheel,
    by: str,
    now: Now,
) -> list[str]:
    match act:
        case AddBoard():
            return _add_board(conn, tables, act, by, now)
        case AcceptEpoch():
            return _accept_epoch(conn, tables, act)
        case SetWheel():
            return set_wheel(conn, tables, act, by, now)


def _add_board(
    conn: sqlite3.Connection, tables: Collection[str], act: AddBoard, by: str, now: Now
) -> list[str]:
    if act.table not in tables:
        raise NotPossible(f"there is no table {act.table!r} in the configuration: add it there first")
    try:
        public_key(act.key)
    except (ValueError, binascii.Error) as wrong:
        raise NotPossible(f"--key: {wrong}: copy what `firmware-agent key` prints") from None
    held = conn.execute("SELECT key_id FROM board_keys WHERE public_key = ?", (act.key,)).fetchone()
    if held is not None:
        raise NotPossible(f"this key is registered already, as {held[0]}")
    taken = {
        int(row[0].partition("#")[2])
        for row in conn.execute("SELECT key_id FROM board_keys WHERE table_id = ?", (act.table,))
    }
    number = act.number if act.number is not None else max(taken, default=0) + 1
    if number in taken or number < 1:
        raise NotPossible(
            f"{act.table}#{number} is taken or not a number: leave --number out to get the next one"
        )
    row = (f"{act.table}#{number}", act.table, act.key, now.utc_ns, by)
    conn.execute(
        "INSERT INTO board_keys (key_id, table_id, public_key, added_utc_ns, added_by) VALUES (?, ?, ?, ?, ?)",
        row,
    )
    return [f"{act.table}#{number} is registered"]


def _check_name(name: str) -> None:
    """Names are shown in logs, lists and on the floor page: nothing in them may look like something else."""
    if PLAIN_NAME.fullmatch(name) is None:
        raise NotPossible(
            f"{name!r:.80} is not a name: 1 to 64 letters, digits and . _ @ -, the first a letter or digit"
        )


def _add_user(conn: sqlite3.Connection, act: AddUser) -> list[str]:
    _check_name(act.name)
    if conn.execute("SELECT 1 FROM users WHERE name = ?", (act.name,)).fetchone():
        raise NotPossible(f"there is a user {act.name!r} already: users password changes the password")
    conn.execute(
        "INSERT INTO users (name, role, password) VALUES (?, ?, ?)", (act.name, act.role, act.password)
    )
    return [f"{act.name} may sign in as {act.role}"]


def _set_password(conn: sqlite3.Connection, act: SetPassword) -> list[str]:
    sql = "UPDATE users SET password = ?, failures = 0, locked_until_utc_ns = NULL WHERE name = ?"
    _one(conn.execute(sql, (act.password, act.name)), _no_user(act.name))
    conn.execute("DELETE FROM sessions WHERE user = ?", (act.name,))
    return [f"{act.name} has a new password and is signed out everywhere"]


def _revoke_key(conn: sqlite3.Connection, act: RevokeKey, now: Now) -> list[str]:
    sql = "SELECT key_hash, operator FROM operator_keys WHERE revoked_utc_ns IS NULL AND substr(key_hash, 1, ?) = ?"
    found = conn.execute(sql, (len(act.key_hash), act.key_hash)).fetchall()
    if len(found) != 1 or len(act.key_hash) < 8:
        raise NotPossible(
            f"{len(found)} keys in use begin with {act.key_hash!r}: give 8 or more characters as keys list shows them"
        )
    conn.execute("UPDATE operator_keys SET revoked_utc_ns = ? WHERE key_hash = ?", (now.utc_ns, found[0][0]))
    return [f"key {found[0][0][:12]} of {found[0][1]} is revoked"]


def _accept_epoch(conn: sqlite3.Connection, tables: Collection[str], act: AcceptEpoch) -> list[str]:
    if act.table not in tables:
        raise NotPossible(f"there is no table {act.table!r} in the configuration")
    if act.epoch is not None and act.epoch < 1:
        raise NotPossible(f"{act.epoch} is not an epoch: give the number that the alarm named")
    if act.epoch is None:
        return [f"{act.table} goes on: after a fork its board must begin a new epoch, or it freezes again"]
    query = "SELECT seq, payload FROM inbox WHERE table_id = ? AND epoch = ? ORDER BY seq DESC LIMIT 1"
    row = conn.execute(query, (act.table, act.epoch)).fetchone()
    head = (act.epoch, row[0], event_hash(row[1])) if row else (act.epoch, 0, GENESIS)
    conn.execute(
        "INSERT INTO streams (table_id, epoch, seq, chain_hash) VALUES (?, ?, ?, ?) ON CONFLICT (table_id) DO UPDATE"
        " SET epoch = excluded.epoch, seq = excluded.seq, chain_hash = excluded.chain_hash",
        (act.table, *head),
    )
    return [f"{act.table} goes on in epoch {head[0]} behind number {head[1]}"]


def _list(conn: sqlite3.Connection, act: ListBoards | ListUsers | ListKeys | ListWheels) -> list[str]:
    match act:
        case ListWheels():
            return list_wheels(conn)
        case ListBoards():
            rows = conn.execute(
                "SELECT key_id, public_key, revoked_utc_ns FROM board_keys ORDER BY table_id, added_utc_ns"
            )
            return [f"{row[0]:<24} {row[1]} board  {_since(row[2])}" for row in rows] or [
                "no board is registered"
            ]
        case ListUsers():
            rows = conn.execute("SELECT name, role, disabled FROM users ORDER BY name")
            return [f"{row[0]:<24} {row[1]:<12} {'disabled' if row[2] else 'in use'}" for row in rows] or [
                "there is no user"
            ]
        case ListKeys():
            rows = conn.execute(
                "SELECT key_hash, operator, scope, revoked_utc_ns FROM operator_keys ORDER BY operator, key_hash"
            )
            return [f"{row[0][:12]}  {row[1]:<24} {row[2]:<8} {_since(row[3])}" for row in rows] or [
                "there is no operator key"
            ]


def _since(revoked_utc_ns: int | None) -> str:
    return "in use" if revoked_utc_ns is None else f"revoked {rfc3339(revoked_utc_ns)}"


def _no_user(name: str) -> str:
    return f"there is no user {name!r}: see users list"


def _one(cursor: sqlite3.Cursor, otherwise: str) -> None:
    if cursor.rowcount != 1:
        raise NotPossible(otherwise)

"""Rule sets in the books: each body for ever under its hash, with the names it was played by. Refuses a name that now means something else."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from edge_api.books.settings import TableSetup
from schemas.games.rules import Rules, parse_rules
from schemas.phases import Game


class RuleSetChanged(Exception):
    """A rule set was edited under a name and version that rounds were played by."""


def keep_rule_set(conn: sqlite3.Connection, setup: TableSetup, utc_ns: int) -> str:
    """Enter a table's rule set under its hash, which is returned, and the name that it is played by."""
    rules = setup.rules
    digest = rules.rules_hash()
    body = json.dumps(rules.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
    conn.execute(
        "INSERT OR IGNORE INTO rule_sets (hash, game, body) VALUES (?, ?, ?)",
        (digest, rules.game.value, body),
    )
    if setup.rules_name is not None:
        name, version = _name_and_version(setup.rules_name)
        conn.execute(
            "INSERT OR IGNORE INTO rule_set_names (game, name, version, hash, first_used_utc_ns) VALUES (?, ?, ?, ?, ?)",
            (rules.game.value, name, version, digest, utc_ns),
        )
    return digest


def rule_set(conn: sqlite3.Connection, digest: str) -> Rules:
    """The rule set of a hash.

    Raises:
        LookupError: the books do not hold it.
    """
    row = conn.execute("SELECT game, body FROM rule_sets WHERE hash = ?", (digest,)).fetchone()
    if row is None:
        raise LookupError(f"the books hold no rule set {digest}")
    return parse_rules(Game(row[0]), json.loads(row[1]))


def refuse_changed(conn: sqlite3.Connection, setups: Iterable[TableSetup]) -> None:
    """Hold the named rule sets of all tables against what was played by these names. Bodies are compared as this release reads them.

    Raises:
        RuleSetChanged: names the table and what to do.
    """
    for setup in setups:
        if setup.rules_name is not None and any(kept != setup.rules for kept in _played_by(conn, setup)):
            raise RuleSetChanged(
                f"table {setup.table_id}: {setup.game.value} {setup.rules_name} was played with other parameters: "
                "give the changed rule set another version, and leave the old file as it was"
            )


def _played_by(conn: sqlite3.Connection, setup: TableSetup) -> list[Rules]:
    name, version = _name_and_version(setup.rules_name or "")
    rows = conn.execute(
        "SELECT hash FROM rule_set_names WHERE game = ? AND name = ? AND version = ?",
        (setup.game.value, name, version),
    )
    return [rule_set(conn, digest) for (digest,) in rows.fetchall()]


def _name_and_version(full_name: str) -> tuple[str, int]:
    name, _, version = full_name.partition("@")
    return name, int(version)

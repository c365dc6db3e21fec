"""`edge-api verify` and `edge-api replay`: run the proofs over the books of a configuration and say in words what they found. Read only."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing

from edge_api.books.store import StoreError, open_reader
from edge_api.config import EdgeConfig
from edge_api.replay import replay
from edge_api.say import say
from edge_api.signing import load_or_make_signer
from edge_api.verify import summary, verify

MOST_SHOWN = 100


def prove(config: EdgeConfig) -> int:
    """Verify every invariant; 0 when all hold, 1 with a line on standard error for each that does not."""
    if not config.store.key.exists():
        raise StoreError(
            f"{config.store.key}: no key and hence no books here: correct store.folder, or start the edge once"
        )
    signer = load_or_make_signer(config.store.key, config.site.edge)
    with closing(open_reader(config.store.database)) as conn:
        try:
            findings, counted = verify(conn, {signer.key_id: signer.public_key}), summary(conn)
        except sqlite3.DatabaseError as bad:
            return _conclude([_damaged(bad)], "")
    say("looked at " + ", ".join(f"{count} {name}" for name, count in counted.items()))
    return _conclude(findings, "the books are right")


def play_again(config: EdgeConfig) -> int:
    """Settle every round again from the signed facts; 0 when the books agree, 1 with a line for each difference."""
    with closing(open_reader(config.store.database)) as conn:
        try:
            found = replay(conn)
        except sqlite3.DatabaseError as bad:
            return _conclude([_damaged(bad)], "")
    say(f"settled {found.settled} rounds again, {found.void} were void")
    return _conclude(found.differences, "the books agree")


def _damaged(bad: sqlite3.DatabaseError) -> str:
    return (
        f"the database is damaged and can't be read through: {bad}: keep the file, restore a backup beside it"
    )


def _conclude(findings: Sequence[str], otherwise: str) -> int:
    for finding in findings[:MOST_SHOWN]:
        say(finding, is_error=True)
    if len(findings) > MOST_SHOWN:
        say(f"... and {len(findings) - MOST_SHOWN} more", is_error=True)
    say(f"{len(findings)} things are wrong" if findings else otherwise)
    return 1 if findings else 0

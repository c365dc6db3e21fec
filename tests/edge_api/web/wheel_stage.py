"""Wheels on the stage: one with a biased pocket and looks behind it, one that was never spun."""

from __future__ import annotations

import json
import random
from contextlib import closing

import msgspec

from edge_api.books.store import open_writer
from edge_api.stats.wheel.looks import Ladder
from edge_api.wheel_limits import shipped_limits
from schemas.games.roulette_rules import RouletteRules
from schemas.games.wheels import SINGLE_ZERO, Wheel
from tests.edge_api.web.stage import CLOCK, ROULETTE, Stage

SERIAL, IDLE, HOT = "CW-1001", "CW-2002", "17"
SPINS = 7_600
DAY_NS = 86_400 * 10**9


def spin_wheels(built: Stage) -> None:
    """Write the register, 7 600 spins of which pocket 17 takes one in 24, and the looks that they make."""
    dice, ladder = random.Random(2), Ladder(Wheel.EUROPEAN, 100, shipped_limits())
    pockets = dice.choices(SINGLE_ZERO, [1.6 if each == HOT else 1.0 for each in SINGLE_ZERO], k=SPINS)
    start = CLOCK.utc_ns() - 10 * DAY_NS
    with closing(open_writer(built.config.store.database)) as books:
        books.execute("BEGIN")
        digest, body = RouletteRules().rules_hash(), RouletteRules().model_dump_json()
        books.execute("INSERT OR IGNORE INTO rule_sets VALUES (?, 'roulette', ?)", (digest, body))
        for number, (serial, table) in enumerate(((SERIAL, ROULETTE), (IDLE, "roulette-02")), 1):
            books.execute(
                "INSERT INTO wheels VALUES (?, ?, ?, 'ivory-2', ?, 'tess')", (number, table, serial, start)
            )
        for number, pocket in enumerate(pockets):
            at = start + number * 110 * 10**9
            row = (
                f"old-{number}",
                digest,
                ("ann", "bob")[number % 2],
                at,
                at,
                json.dumps({"pocket": pocket}),
            )
            no = books.execute(
                _ROUND, (*row, SERIAL, ("clockwise", "counter_clockwise")[number % 2])
            ).fetchone()[0]
            if (look := ladder.add(pocket)) is not None:
                seen = (SERIAL, look.spins, look.number, no, at, look.verdict.value, look.alert.value)
                books.execute(
                    "INSERT INTO wheel_looks VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (*seen, msgspec.json.encode(look).decode()),
                )
        books.execute("COMMIT")


_ROUND = (
    "INSERT INTO rounds (round_id, table_id, game, rules_hash, currency, phase, dealer, opened_utc_ns, edge_boot, opened_mono_ns,"
    f" deadline_mono_ns, ended_utc_ns, outcome, outcome_fact, wheel_serial, ball, direction) VALUES (?, '{ROULETTE}', 'roulette', ?,"
    " 'EUR', 'settled', ?, ?, 'b', 0, 0, ?, ?, 'roulette-01:1:1', ?, 'ivory-2', ?) RETURNING round_no"
)

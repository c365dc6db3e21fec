"""What must hold after every scenario, measured in the stores themselves once all has drained and every part has stopped."""

from __future__ import annotations

import json
import sqlite3
import sys
from contextlib import closing
from functools import partial
from typing import Any

from pydantic import TypeAdapter

from edge_api.settle.profile import Status
from edge_api.settle.settlement import combined, settle_bet
from hardware.sim.demo.audit_chain import broken_link
from hardware.sim.demo.children import run_to_end
from hardware.sim.demo.floor_plan import DemoTable
from hardware.sim.demo.notebook import Notebook
from hardware.sim.demo.stores import books_figures, read_only
from hardware.sim.demo.summary import Evidence, Figures, Findings, figures, judge_run
from schemas.facts import RoundOutcome
from schemas.games.outcomes import GameOutcome
from schemas.games.rules import Rules, parse_rules
from schemas.phases import Game
from tests.scenarios.studio import FaultStudio, NeverCame, await_, devices

DRAIN_S, DRAINS, QUIET_S = 8.0, 3, 0.5
PLACEMENTS = """
SELECT p.placement_no, p.staked, p.returned, p.status, r.round_id, r.phase,
  EXISTS (SELECT 1 FROM carried_bets AS c WHERE c.placement_no = p.placement_no),
  EXISTS (SELECT 1 FROM bets AS b JOIN transactions AS t ON t.tx_no = b.ended_tx
          WHERE b.placement_no = p.placement_no AND t.kind IN ('take_down', 'return'))
FROM placements AS p JOIN rounds AS r USING (round_no)
"""
LINES = """
SELECT r.round_id, r.game, r.table_id, r.round_no, t.round_no, s.body, b.type, b.sel, b.stake, b.returned
FROM bets AS b JOIN placements AS p USING (placement_no) JOIN rounds AS r USING (round_no)
JOIN rule_sets AS s ON s.hash = r.rules_hash JOIN transactions AS t ON t.tx_no = b.ended_tx WHERE t.kind = 'settle'
"""
DECIDING = """
SELECT round_id FROM rounds WHERE table_id = ? AND round_no BETWEEN ? AND ? AND phase = 'settled' ORDER BY round_no
"""
BALANCES = """
SELECT a.name, a.balance,
  (SELECT COALESCE(SUM(CASE kind WHEN 'deposit' THEN amount ELSE -amount END), 0) FROM transfers WHERE player_no = y.player_no)
  + (SELECT COALESCE(SUM(returned - staked), 0) FROM placements WHERE player_no = y.player_no)
FROM players AS y JOIN accounts AS a USING (account_no)
"""


def prove(studio: FaultStudio, notebook: Notebook) -> Figures:
    """Drain, stop everything, and compare boards, books and cloud with what players were told.

    Raises:
        AssertionError: with every single thing that is wrong.
    """
    sent = drain(studio)
    studio.part("edge").end()
    evidence = _evidence(studio, sent, notebook)
    found, findings = figures(evidence), Findings()
    judge_run(found, evidence, findings, faults=True)
    wrong = [*findings.wrong, *_wrong_money(studio)]
    assert not wrong, "\n".join(wrong)
    assert not studio.cloud.failed.is_set()
    return found


def drain(studio: FaultStudio) -> set[str]:
    """End the boards once the cloud has every fact that they ever numbered; those facts."""
    studio.dealer_leaves()
    for _ in range(DRAINS):
        _quiet(studio)
        for table in studio.tables:
            studio.part(table.id).end()
        sent = {fact for table in studio.tables for fact in _numbered(studio, table)}
        try:
            await_(partial(_all_there, studio, sent), "all facts at the cloud", DRAIN_S)
        except NeverCame:  # what was on disk only when it ended goes out at the next start
            for table in studio.tables:
                studio.start_agent(table)
        else:
            return sent
    missing = sorted(sent - set(studio.record.fact_ids()))
    raise AssertionError(f"{len(missing)} facts never reached the cloud: {missing[:10]}")


def _all_there(studio: FaultStudio, sent: set[str]) -> bool:
    return sent <= set(studio.record.fact_ids())


def _numbered(studio: FaultStudio, table: DemoTable) -> list[str]:
    """Every fact that a board ever numbered in its present epoch; its agent must have ended, an outbox has one reader."""
    with closing(sqlite3.connect(studio.folder.outbox(table) / "outbox.db")) as db:
        row = db.execute("SELECT payload FROM fact ORDER BY seq DESC LIMIT 1").fetchone()
    event = json.loads(row[0])
    return [f"{table.id}:{event['epoch']}:{seq}" for seq in range(1, int(event["seq"]) + 1)]


def _quiet(studio: FaultStudio) -> None:
    """Devices go dark, and nothing new comes for a moment."""
    for table in studio.tables:
        for device in devices(table):
            studio.end_device(device)
    heard = [-1]

    def nothing_new() -> bool:
        before, heard[0] = heard[0], len(studio.record.applied)
        return before == heard[0]

    await_(nothing_new, "silence after the devices ended", DRAIN_S, QUIET_S)


def _evidence(studio: FaultStudio, sent: set[str], notebook: Notebook) -> Evidence:
    books = studio.folder.books
    return Evidence(
        books=books_figures(books),
        sent=sent,
        cloud=studio.record,
        notebook=notebook,
        audit_broken_at=broken_link(books),
        verify_said=_verified(studio),
    )


def _verified(studio: FaultStudio) -> str | None:
    for name in ("verify", "replay"):
        command = [sys.executable, "-m", "edge_api", name, "--config", str(studio.folder.edge_config)]
        done = run_to_end(command, limit_s=60)
        if done.returncode:
            return f"{name}: exit {done.returncode}: {(done.stdout + done.stderr).strip()[-800:]}"
    return None


def _wrong_money(studio: FaultStudio) -> list[str]:
    """Returns worked out again from the outcomes that the cloud holds, signed by the boards; balances from placements."""
    outcomes = {
        str(fact.data["round_id"]): fact.data
        for table in studio.tables
        for fact in studio.facts(table, RoundOutcome.kind)
    }
    with closing(read_only(studio.folder.books)) as db:
        return [*_wrong_returns(db, outcomes), *_wrong_statuses(db), *_wrong_balances(db)]


def _wrong_returns(db: sqlite3.Connection, outcomes: dict[str, dict[str, Any]]) -> list[str]:
    """A bet that stays is decided by all results from its own round to the one that ended it."""
    wrong = []
    for round_id, game, table, first, last, rules, kind, sel, stake, returned in db.execute(LINES):
        rounds = [found for (found,) in db.execute(DECIDING, (table, first, last))]
        if unsaid := set(rounds) - outcomes.keys():
            wrong.append(f"{unsaid} were settled, but no board said what their outcomes were")
            continue
        parsed = parse_rules(Game(game), json.loads(rules))
        outcome = _together(parsed, [outcomes[found] for found in rounds])
        due = settle_bet(Game(game), parsed, outcome, kind, json.loads(sel), stake)
        if (due.status, due.returned) != (Status.SETTLED, returned):
            wrong.append(f"{round_id}: {kind} {sel} {stake} returned {returned} at {rounds[-1]}, not {due}")
    return wrong


def _together(rules: Rules, said: list[dict[str, Any]]) -> GameOutcome:
    """One outcome of several rounds."""
    facts = TypeAdapter(RoundOutcome)
    results = [facts.validate_json(json.dumps(each)).outcome for each in said]
    return results[0] if len(results) == 1 else combined(rules, results)


def _wrong_statuses(db: sqlite3.Connection) -> list[str]:
    """A stake goes back once, and only in full, when nothing was decided. What stays on the layout is open when its round is settled."""
    wrong = []
    for number, staked, returned, status, round_id, phase, stays, given_back in db.execute(PLACEMENTS):
        fits = {
            "settled": phase == "settled" and not stays,
            "voided": (phase == "cancelled" and returned == staked) or given_back,
            "late": returned == staked,
            "cancelled": returned == staked or given_back,
            "accepted": stays or (returned == 0 and phase not in ("settled", "cancelled")),
        }
        if not fits.get(status, False):
            wrong.append(f"placement {number} of {round_id} ({phase}): {status}, {staked} -> {returned}")
    return wrong


def _wrong_balances(db: sqlite3.Connection) -> list[str]:
    """Deposits, less stakes, plus returns; stakes still in play count as gone."""
    return [
        f"{name} holds {held}, but {due} is due" for name, held, due in db.execute(BALANCES) if held != due
    ]

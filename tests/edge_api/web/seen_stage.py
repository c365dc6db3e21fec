"""A round for the pages whose camera differs from its sensor, with pictures that are here, missing and awaited, and a proposal of what to enter."""

from __future__ import annotations

import json
from typing import Any

from edge_api.books.store import open_writer
from edge_api.stills.index import Kept, StillIndex
from edge_api.stills.shelf import BEGINS, ENDS, Shelf, hash_of
from schemas.times import rfc3339
from tests.edge_api.web import stage
from tests.edge_api.web.conftest import Visit
from tests.edge_api.web.page import read

ROUND_PAGE = f"/floor/rounds/{stage.ROUND}"


PICTURE = BEGINS + b"a picture" + ENDS


STILL, LOST, WAITED = hash_of(PICTURE), "0" * 64, "1" * 64


VOTES = [
    {"reader": "ball", "value": "21", "score": 0.98, "lead": 0.91},
    {"reader": "colour", "score": 0.4, "lead": 0.0},
]


SAID = {
    "round_id": stage.ROUND, "mode": "on", "calibration": "c" * 64, "model": "d" * 64,
    "positions": [
        {"place": "wheel", "index": 1, "sensor": "18", "camera": "21", "verdict": "dispute", "looks": 8, "votes": VOTES, "still": STILL},
        {"place": "player", "index": 2, "sensor": "7H", "verdict": "abstained", "looks": 0, "reasons": ["moved_camera", "hand"], "still": LOST},
    ],
}  # fmt: skip


SLOTS = [{"name": "wheel:1", "quad": [[0.1, 0.1], [0.3, 0.1], [0.3, 0.2], [0.1, 0.2]]}]


SINCE_NS = "12300000000"
HOLD = "17-1"
"""As the books name it."""


HELD: dict[str, Any] = {"phase": "held", "hold": {"cause": "camera_dispute", "by": "table"}}


EYES = {"state": "frozen", "age_ms": 900, "looks": 5, "look_ms": 14.2, "restarts": 1, "calibration": "c", "drift_px": 4.2, "detail": ""}  # fmt: skip


def fill(made: stage.Stage) -> None:
    now = stage.CLOCK.utc_ns()
    books = open_writer(made.config.store.database)
    books.execute(
        "UPDATE rounds SET phase = 'held', held_cause = 'table:camera_dispute' WHERE round_id = ?",
        (stage.ROUND,),
    )
    rows = [
        ("wheel", 1, "dispute", "18", "21", "[]", json.dumps(VOTES), STILL),
        ("player", 2, "abstained", "7H", None, '["glare", "hand"]', "[]", LOST),
    ]
    for place, number, verdict, sensor, camera, reasons, votes, still in rows:
        books.execute(
            "INSERT INTO seen (round_id, place, number, hand, table_id, verdict, sensor, camera, looks, reasons, votes, still, calibration, model, mode, fact,"
            " at_utc_ns, open_dispute) VALUES (?, ?, ?, 1, ?, ?, ?, ?, 8, ?, ?, ?, ?, '', 'on', 'f', ?, ?)",
            (
                stage.ROUND, place, number, stage.ROULETTE, verdict, sensor, camera, reasons, votes, still, "c" * 64, now,
                json.dumps(["f", sensor, camera]) if verdict == "dispute" else None,
            ),
        )  # fmt: skip
    books.execute(
        "INSERT INTO inbox VALUES (?, 1795382400, 90, 'round.seen', ?, ?, 'roulette-01#1', x'00', 0, ?, 'seen')",
        (stage.ROULETTE, stage.ROUND, json.dumps({"time": rfc3339(now), "data": SAID}), now),
    )
    said = {
        "monons": SINCE_NS,
        "data": {"round_id": stage.ROUND, "cause": "camera_dispute", "detail": "18 and 21"},
    }
    books.execute(
        "INSERT INTO inbox VALUES (?, 1795382400, 91, 'round.held', ?, ?, 'roulette-01#1', x'00', 0, ?, 'held')",
        (stage.ROULETTE, stage.ROUND, json.dumps({"time": rfc3339(now), **said}), now),
    )
    for sha256 in (STILL, LOST, WAITED):
        values = (sha256, stage.ROULETTE, stage.ROUND, "f", now)
        books.execute("INSERT INTO named_stills VALUES (?, ?, ?, ?, ?)", values)
    books.execute(
        "INSERT INTO sight_standing VALUES (?, 'wheel', 'on', 'shadow', ?, '', NULL, 1234, 2, 3000, 'board', '', 'f', ?)",
        (stage.ROULETTE, "c" * 64, now),
    )
    books.execute(
        "INSERT INTO entry_proposals (round_id, table_id, entries, reason, proposed_by, proposed_utc_ns, state) VALUES (?, ?, ?, 'the camera was dirty',"
        " 'a technician', ?, 'open')",
        (stage.ROUND, stage.ROULETTE, '[{"place":"wheel","index":1,"hand":1,"value":"18"}]', now),
    )
    books.execute(
        "INSERT INTO alerts (at_utc_ns, table_id, code, text, severity, link) VALUES (?, ?, 'noticed', 'a hand', 'warning', '/api/v1/tables/x')",
        (now, stage.ROULETTE),
    )
    books.close()
    folder = made.config.store.stills
    Shelf(folder).keep(PICTURE)
    index = StillIndex(folder)
    index.put(STILL, Kept.HERE, len(PICTURE), now)
    index.put(LOST, Kept.MISSING, 0, now)
    index.close()


def table(**changed: Any) -> dict[str, Any]:
    health = {**stage.HEALTH, "sight": EYES}
    return stage.roulette(**HELD, anchors={"slots": SLOTS}, **{"health": health, **changed})


def page_of(visit: Visit, role: str = "pit_boss", path: str = ROUND_PAGE) -> str:
    answer = visit(role, [table(), stage.baccarat()]).get(path)
    assert answer.status_code == 200, answer.text
    assert read(answer.text).faults() == []
    return answer.text

"""How a table's camera counts, in the books: as the table said last, and people are told of what should not be so."""

from __future__ import annotations

import pytest

from edge_api.books.messages import Done
from schemas.commands import CommandName
from schemas.sight import SightKind, SightMode
from schemas.sight_facts import SightChanged
from tests.edge_api.books.looked import DISPUTE, played, seen
from tests.edge_api.books.studio import WHEEL, Studio

COUNTS = SightChanged(
    sees=SightKind.WHEEL, wanted=SightMode.ON, mode=SightMode.ON, calibration="c" * 64, model="", compared=3000, differed=0, needed=3000,
)  # fmt: skip


def paper(studio: Studio, sha256: str, calibration: str, at_ns: int) -> None:
    row = (sha256, WHEEL, "sheet", 1, "tess", calibration, at_ns, at_ns, b"{}")
    studio.conn.execute("INSERT INTO sight_papers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


def test_how_a_camera_counts_is_kept_as_the_table_said_last(staffed: Studio) -> None:
    changed = SightChanged(
        sees=SightKind.WHEEL, wanted=SightMode.ON, mode=SightMode.SHADOW, calibration="c" * 64, model="", compared=17, differed=1, needed=3000,
    )  # fmt: skip
    assert staffed.fact(changed) == "sight_shadow"
    on = changed.model_copy(update={"mode": SightMode.ON, "compared": 3000, "differed": 0, "by": "maria"})
    assert staffed.fact(on) == "sight_on"
    rows = staffed.conn.execute("SELECT mode, compared, differed, needed, by FROM sight_standing").fetchall()
    assert rows == [("on", 3000, 0, 3000, "maria")]
    assert staffed.told("sight_standing")[-1]["compared"] == 3000


def test_the_third_dispute_of_the_last_positions_is_an_alert_once(staffed: Studio) -> None:
    for _ in range(4):
        round_id = played(staffed)
        staffed.fact(seen(round_id, DISPUTE, mode=SightMode.SHADOW))
        staffed.spin(round_id, "18")
    assert staffed.alerts().count("sight_disputes") == 1
    staffed.restart()
    round_id = staffed.open()
    staffed.close(round_id)
    staffed.fact(seen(round_id, DISPUTE, mode=SightMode.SHADOW))
    assert staffed.alerts().count("sight_disputes") == 1


def test_the_differences_of_a_table_are_explained_by_an_order_with_its_reason(staffed: Studio) -> None:
    assert isinstance(staffed.act("explain", WHEEL), Done)
    assert (staffed.orders[0].name, staffed.orders[0].reason) == (CommandName.EXPLAIN, "because of a test")


def test_a_camera_that_counts_without_shadow_is_told_once(staffed: Studio) -> None:
    staffed.fact(COUNTS)
    assert "sight_no_shadow" not in staffed.alerts()
    for compared, calibration in ((0, ""), (0, "c" * 64), (100, "c" * 64)):
        changed = {"needed": 0, "compared": compared, "calibration": calibration}
        staffed.fact(COUNTS.model_copy(update=changed))
    assert staffed.alerts().count("sight_no_shadow") == 1


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        ("3" * 64, "this edge has never got"),
        ("4" * 64, "was signed for another calibration (dddddddddddd)"),
        ("1" * 64, "is older than the last one signed"),
        ("2" * 64, None),
        (None, None),
    ],
)
def test_a_table_that_goes_by_a_sheet_which_is_not_the_last_one_is_told_about(
    staffed: Studio, sheet: str | None, words: str | None
) -> None:
    paper(staffed, "1" * 64, "c" * 64, 1)
    paper(staffed, "4" * 64, "d" * 64, 2)
    paper(staffed, "2" * 64, "c" * 64, 3)
    staffed.fact(COUNTS.model_copy(update={"sheet": sheet}))
    told = staffed.conn.execute("SELECT text FROM alerts WHERE code = 'sight_sheet'").fetchall()
    assert len(told) == (0 if words is None else 1) and all(words in each[0] for each in told if words)

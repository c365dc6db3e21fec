"""Wheels in the books: rounds know theirs, looks come with the spin that completes a block, and no restart changes what they say."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from edge_api.admin import perform
from edge_api.admin_wheels import SetWheel
from edge_api.not_possible import NotPossible
from edge_api.wheel_history import known_wheels, looks, spins_of
from schemas.games.wheels import SINGLE_ZERO, RotorDirection
from tests.edge_api.books.studio import WHEEL, Studio, roulette

SERIAL, BLOCK = "CW-1001", 3700


@pytest.fixture
def floor(folder: Path) -> Iterator[Studio]:
    """Books into which a test writes history that no board has signed: they are not verified afterwards."""
    made = Studio(folder)
    yield made
    made.conn.close()


def fit(studio: Studio, serial: str | None = SERIAL, ball: str | None = None) -> None:
    with studio.turn():
        perform(studio.conn, studio.settings.tables, SetWheel(WHEEL, serial, ball), "pia", studio.now)


def spin(studio: Studio, pocket: str, direction: RotorDirection | None = None) -> str:
    round_id = studio.open()
    studio.close(round_id)
    studio.fact(roulette(round_id, pocket).model_copy(update={"direction": direction}))
    return round_id


def spun_before(studio: Studio, pockets: Sequence[str]) -> None:
    """Settled rounds of the wheel, copied from one real round, as an edge of long ago would have left them."""
    spin(studio, pockets[0])
    columns = [row[1] for row in studio.conn.execute("PRAGMA table_info(rounds)") if row[1] != "round_no"]
    row = studio.conn.execute(
        f"SELECT {', '.join(columns)} FROM rounds ORDER BY round_no DESC LIMIT 1"
    ).fetchone()
    rows = []
    for number, pocket in enumerate(pockets[1:]):
        past = {
            **dict(zip(columns, row, strict=True)),
            "round_id": f"{WHEEL}-6-{studio.rounds * BLOCK + number}",
        }
        past["outcome"] = json.dumps({"pocket": pocket})
        rows.append(tuple(past.values()))
    with studio.turn():
        marks = ", ".join("?" * len(columns))
        studio.conn.executemany(f"INSERT INTO rounds ({', '.join(columns)}) VALUES ({marks})", rows)
    studio.restart()


def fair(spins: int) -> list[str]:
    return random.Random(21).choices(SINGLE_ZERO, k=spins)


def with_many(pocket: str, hits: int, spins: int = BLOCK) -> list[str]:
    others = [each for each in SINGLE_ZERO if each != pocket]
    return [pocket] * hits + [others[each % 36] for each in range(spins - hits)]


def alerts(studio: Studio) -> list[tuple[str, str, str]]:
    rows = studio.conn.execute(
        "SELECT code, severity, text FROM alerts WHERE code LIKE 'wheel%' ORDER BY alert_no"
    )
    return [(row[0], row[1], row[2]) for row in rows]


def test_a_round_keeps_the_wheel_and_the_ball_that_it_was_opened_with(studio: Studio) -> None:
    before = spin(studio, "17")
    fit(studio, ball="small")
    opened = studio.open()
    fit(studio, ball="big")
    studio.close(opened)
    studio.spin(opened, "5")
    after = spin(studio, "6")
    fit(studio, None)
    last = spin(studio, "7")
    found = [
        (studio.round(each)["wheel_serial"], studio.round(each)["ball"])
        for each in (before, opened, after, last)
    ]
    assert found == [(None, None), (SERIAL, "small"), (SERIAL, "big"), (None, None)]
    assert [each.pocket for each in spins_of(studio.conn, SERIAL)] == ["5", "6"]


def test_the_direction_that_the_table_said_is_kept(studio: Studio) -> None:
    fit(studio)
    spin(studio, "17", RotorDirection.COUNTER_CLOCKWISE)
    spin(studio, "18")
    assert [each.direction for each in spins_of(studio.conn, SERIAL)] == [
        RotorDirection.COUNTER_CLOCKWISE,
        None,
    ]


def test_a_void_round_is_no_spin(studio: Studio) -> None:
    fit(studio)
    studio.act("void", round_id=studio.open())
    spin(studio, "3")
    (known,) = known_wheels(studio.conn)
    assert (known.spins, known.table_id) == (1, WHEEL)


def test_the_spin_that_completes_a_block_makes_the_look(floor: Studio) -> None:
    fit(floor)
    spun_before(floor, fair(BLOCK - 1))
    assert looks(floor.conn, SERIAL, 10) == []
    spin(floor, "17")
    (look,) = looks(floor.conn, SERIAL, 10)
    assert (look["spins"], look["number"], look["verdict"], look["alert"]) == (BLOCK, 1, "green", "none")
    assert alerts(floor) == []


def test_a_wheel_with_a_flagrant_bias_is_an_alarm_once(floor: Studio) -> None:
    fit(floor)
    spun_before(floor, with_many("17", 200)[1:])
    spin(floor, "17")
    ((code, severity, text),) = alerts(floor)
    assert (code, severity) == ("wheel_biased", "alarm")
    assert "pocket 17" in text and "at first sight" in text and SERIAL in text
    floor.restart()
    spin(floor, "17")
    assert len(alerts(floor)) == 1


def test_a_red_look_is_a_warning_until_new_spins_confirm_it(floor: Studio) -> None:
    fit(floor)
    block = with_many("17", 145)
    spun_before(floor, block[1:])
    spin(floor, "17")
    ((code, severity, text),) = alerts(floor)
    assert (code, severity) == ("wheel_note", "warning")
    assert "must confirm" in text
    spun_before(floor, block[1:])
    spin(floor, "17")
    assert [each[:2] for each in alerts(floor)] == [("wheel_note", "warning"), ("wheel_biased", "alarm")]
    assert "new spins confirm it" in alerts(floor)[1][2]


def test_an_even_history_is_a_note_that_stops_nothing(floor: Studio) -> None:
    fit(floor)
    spun_before(floor, [SINGLE_ZERO[each % 37] for each in range(BLOCK - 1)])
    spin(floor, "26")
    ((code, severity, _),) = alerts(floor)
    assert (code, severity) == ("wheel_note", "info")


def test_a_serial_that_has_spun_as_another_kind_of_wheel_is_not_bound(studio: Studio) -> None:
    fit(studio)
    spin(studio, "17")
    studio.conn.execute(
        "UPDATE rule_sets SET body = replace(body, 'european', 'american')"
    )  # as if the table had had the other wheel then
    studio.restart()
    assert studio.round(spin(studio, "18"))["wheel_serial"] is None
    assert [code for code, _, _ in alerts(studio)] == ["wheel_kind"]
    studio.conn.execute("UPDATE rule_sets SET body = replace(body, 'american', 'european')")


def test_a_wheel_at_another_table_must_be_taken_away_there_first(studio: Studio) -> None:
    fit(studio)
    with studio.turn(), pytest.raises(NotPossible, match="stands at roulette-01"):
        perform(studio.conn, studio.settings.tables, SetWheel("baccarat-01", SERIAL), "pia", studio.now)

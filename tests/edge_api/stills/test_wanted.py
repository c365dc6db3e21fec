"""Which pictures are wanted: asked for until they come, never more than a table may have, and none that no signed fact names."""

from __future__ import annotations

from itertools import pairwise

from edge_api.stills.wanted import (
    DESK_NS,
    FIRST_ASK_NS,
    GRACE_NS,
    LONGEST_WAIT_NS,
    MOST_DESK,
    MOST_EARLY,
    MOST_IN_ASK,
    MOST_WANTED,
    S,
    Wanted,
)
from tests.edge_api.stills.pictures import HOUR_NS, NAME, TABLE, picture


def test_what_a_fact_names_is_kept_when_it_comes_and_asked_for_when_it_does_not() -> None:
    wanted = Wanted(HOUR_NS)
    assert wanted.name(NAME, 0, 0) is None
    assert wanted.asks(FIRST_ASK_NS - 1) == {}
    assert wanted.asks(FIRST_ASK_NS) == {TABLE: [NAME[1]]}
    assert wanted.asks(FIRST_ASK_NS + 1) == {}
    assert wanted.came(NAME, picture(), 9 * S) == "fact"
    assert wanted.asks(HOUR_NS) == {}


def test_it_is_asked_for_later_and_later_and_given_up_in_the_end() -> None:
    wanted, at, times = Wanted(2 * HOUR_NS), 0, []
    wanted.name(NAME, 0, 0)
    while not wanted.given_up(at, at):
        times += [at] if wanted.asks(at) else []
        at += S
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert gaps == sorted(gaps) and gaps[-1] == LONGEST_WAIT_NS
    assert len(times) < 25
    assert len(wanted) == 0


def test_one_ask_names_no_more_than_an_order_may() -> None:
    wanted = Wanted(HOUR_NS)
    for number in range(100):
        wanted.name((TABLE, f"{number:064x}"), 0, 0)
    asked = [sha for _ in range(9) for sha in wanted.asks(FIRST_ASK_NS).get(TABLE, [])]
    assert len(wanted.asks(FIRST_ASK_NS).get(TABLE, [])) <= MOST_IN_ASK
    assert len(asked) == len(set(asked)) == 100


def test_a_picture_waits_a_short_time_for_the_fact_that_names_it() -> None:
    wanted = Wanted(HOUR_NS)
    assert wanted.came(NAME, picture(), 0) == "early"
    assert wanted.name(NAME, 0, GRACE_NS) == picture()
    assert wanted.came(NAME, picture(), 0) == "early"
    wanted.given_up(0, GRACE_NS + 1)
    assert wanted.name(NAME, 0, GRACE_NS + 1) is None


def test_a_table_that_sends_what_nobody_names_fills_no_memory_and_pushes_no_other_table_out() -> None:
    wanted = Wanted(HOUR_NS)
    wanted.came(("other", NAME[1]), picture(), 0)
    for number in range(10 * MOST_EARLY):
        wanted.came((TABLE, f"{number:064x}"), picture(number), 0)
    assert (
        sum(wanted.name((TABLE, f"{number:064x}"), 0, 0) is not None for number in range(10 * MOST_EARLY))
        == MOST_EARLY
    )
    assert wanted.name(("other", NAME[1]), 0, 0) == picture()


def test_a_table_that_names_more_than_it_may_loses_its_own_oldest_and_nobody_elses() -> None:
    wanted = Wanted(HOUR_NS)
    wanted.name(("other", NAME[1]), 0, 0)
    for number in range(MOST_WANTED + 3):
        wanted.name((TABLE, f"{number:064x}"), 0, 0)
    assert wanted.given_up(0, 0) == [(TABLE, f"{number:064x}") for number in range(3)]
    assert len(wanted) == MOST_WANTED + 1 and wanted.given_up(0, 0) == []


def test_what_its_board_does_not_have_is_never_asked_for_again() -> None:
    wanted = Wanted(HOUR_NS)
    wanted.name(NAME, 0, 0)
    assert wanted.lacks(NAME) and not wanted.lacks(NAME) and not wanted.lacks(("other", NAME[1]))
    assert wanted.asks(HOUR_NS) == {}


def test_answers_that_name_pictures_without_end_fill_no_memory() -> None:
    wanted = Wanted(HOUR_NS)
    for number in range(10 * MOST_DESK):
        wanted.expect((TABLE, f"{number:064x}"), 0)
    wanted.expect(("other", NAME[1]), 0)
    came = [wanted.came((TABLE, f"{number:064x}"), picture(), 1) for number in range(10 * MOST_DESK)]
    assert came.count("desk") == MOST_DESK and wanted.came(("other", NAME[1]), picture(), 1) == "desk"


def test_what_one_table_names_is_not_taken_from_another() -> None:
    wanted = Wanted(HOUR_NS)
    wanted.name(NAME, 0, 0)
    assert wanted.came(("other", NAME[1]), picture(), 0) == "early"


def test_a_technicians_pictures_are_expected_for_a_short_time() -> None:
    wanted = Wanted(HOUR_NS)
    assert wanted.expect(NAME, 0) is None
    assert wanted.came(NAME, picture(), 1) == "desk"
    wanted.expect(NAME, 0)
    assert wanted.came(NAME, picture(), DESK_NS) == "early"
    assert wanted.expect(NAME, 0) == picture()

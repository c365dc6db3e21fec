"""Which hold an order of people is about: the one that their page showed. Another one is refused, and of a dispute it must be named."""

from __future__ import annotations

import pytest

from edge_api.books.messages import Done, Refused
from edge_api.rounds.hold_name import hold_name
from edge_api.rounds.table_hold import held_since, table_hold
from schemas.causes import HoldCause
from schemas.facts import RoundHeld, RoundReleased
from tests.edge_api.books.looked import DISPUTE, played, seen
from tests.edge_api.books.studio import MS, SHOE, WHEEL, Studio


@pytest.fixture
def round_id(studio: Studio) -> str:
    """A round whose window has closed."""
    round_id = studio.open()
    studio.close(round_id)
    return round_id


def held(studio: Studio, round_id: str) -> str:
    """The table holds the round now; since when, by its own clock."""
    studio.wait(500 * MS)
    studio.fact(RoundHeld(round_id=round_id, cause=HoldCause.CAMERA_DISPUTE, detail="18 and 21"))
    return str(studio.boards[WHEEL].mono(studio.now, 1 * MS))


def ordered(studio: Studio) -> list[str | None]:
    return [order.hold_ns for order in studio.orders]


def test_an_order_names_the_last_hold_that_the_table_said(studio: Studio, round_id: str) -> None:
    held(studio, round_id)
    studio.fact(RoundReleased(round_id=round_id, by="maria"))
    assert held_since(studio.conn, round_id) is None
    last = held(studio, round_id)
    assert isinstance(studio.act("release", None, round_id), Done)
    assert ordered(studio) == [last]
    found = table_hold(studio.conn, round_id)
    assert found is not None and found.cause == HoldCause.CAMERA_DISPUTE.value


def refused(answer: object, words: str) -> bool:
    return isinstance(answer, Refused) and words in answer.message


def test_an_order_of_a_page_that_showed_another_hold_is_refused(studio: Studio, round_id: str) -> None:
    held(studio, round_id)
    shown = hold_name(studio.conn, round_id)
    studio.fact(RoundReleased(round_id=round_id, by="paula"))
    held(studio, round_id)
    assert refused(studio.act("release", None, round_id, hold=shown), "another hold")
    assert ordered(studio) == []


def test_a_dispute_is_released_by_its_name_only(studio: Studio, round_id: str) -> None:
    held(studio, round_id)
    for table, of in ((WHEEL, None), (None, round_id)):
        assert refused(studio.act("release", table, of, hold=None), "say which hold")
    assert isinstance(studio.act("release", WHEEL, hold=hold_name(studio.conn, round_id)), Done)


def test_a_page_of_the_round_before_releases_nothing(staffed: Studio) -> None:
    first = played(staffed)
    held(staffed, first)
    shown = hold_name(staffed.conn, first)
    staffed.act("void", round_id=first)
    second = played(staffed)
    staffed.fact(seen(second, DISPUTE))
    staffed.spin(second, "18")
    assert refused(staffed.act("release", WHEEL, hold=shown), "another hold")
    staffed.act("void", round_id=second)
    assert refused(staffed.act("release", WHEEL, hold=shown), "not held")
    assert staffed.round(second)["phase"] == "cancelled"


def test_a_page_of_the_tables_hold_does_not_release_the_edges(staffed: Studio) -> None:
    round_id = played(staffed)
    staffed.fact(RoundHeld(round_id=round_id, cause=HoldCause.DEVICE_LOST_MID_ROUND, detail="gone"))
    shown = hold_name(staffed.conn, round_id)
    staffed.fact(RoundReleased(round_id=round_id, by="paula"))
    staffed.fact(seen(round_id, DISPUTE))
    assert staffed.spin(round_id, "18") == "ignored:held"
    assert refused(staffed.act("release", None, round_id, hold=shown), "another hold")
    assert staffed.round(round_id)["held_cause"] == "edge:camera_dispute"


def test_who_lets_go_of_the_edges_hold_decides_nothing_that_the_table_holds_beneath_it(
    staffed: Studio,
) -> None:
    round_id = played(staffed)
    staffed.act("hold", round_id=round_id)
    staffed.fact(seen(round_id, DISPUTE))
    held(staffed, round_id)
    assert isinstance(staffed.act("release", None, round_id), Done)
    assert staffed.round(round_id)["held_cause"] == "table:camera_dispute"
    assert staffed.orders == []
    assert isinstance(staffed.act("release", None, round_id), Done)
    assert ordered(staffed) == [held_since(staffed.conn, round_id)]


def test_what_a_table_holds_anew_without_a_release_is_another_hold(studio: Studio, round_id: str) -> None:
    held(studio, round_id)
    shown = hold_name(studio.conn, round_id)
    studio.fact(RoundHeld(round_id=round_id, cause=HoldCause.AGENT_DIED_MID_ROUND, detail="died"))
    assert studio.round(round_id)["held_cause"] == "table:agent_died_mid_round"
    assert refused(studio.act("release", None, round_id, hold=shown), "another hold")


def test_another_tables_word_changes_no_hold(studio: Studio, round_id: str) -> None:
    since = held(studio, round_id)
    studio.boards[SHOE].epoch = 9
    foreign = RoundHeld(round_id=round_id, cause=HoldCause.RESULT_MISSING, detail="mine")
    for said in (foreign, RoundReleased(round_id=round_id, by="eve")):
        assert studio.fact(said, SHOE).startswith("ignored:")
        assert held_since(studio.conn, round_id) == since


def test_a_hold_whose_cause_is_not_known_here_stops_nothing_but_its_round(
    studio: Studio, round_id: str
) -> None:
    told = RoundHeld(round_id=round_id, cause=HoldCause.RESULT_MISSING, detail="x")
    unknown = {"round_id": round_id, "cause": "cause_of_a_later_release", "detail": "x"}
    assert studio.fact(told, data=unknown) == "ignored:invalid_data"
    assert studio.round(round_id)["held_cause"] == "edge:invalid_data"
    assert held_since(studio.conn, round_id) is None
    assert isinstance(studio.act("release", None, round_id), Done)
    assert studio.orders == [] and studio.round(round_id)["held_cause"] is None


def test_an_order_for_a_table_that_holds_no_round_names_none(studio: Studio) -> None:
    studio.act("release", WHEEL)
    assert ordered(studio) == [None]

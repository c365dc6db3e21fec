"""Results that people enter: two of them, or one where the camera read the same; only of a round that its table holds."""

from __future__ import annotations

import json
from typing import Any

import pytest

from edge_api.books.messages import Done, Refused
from edge_api.rounds.hold_name import hold_name
from edge_api.rounds.table_hold import held_since
from edge_api.sight_queries import entry_of
from schemas.causes import HoldCause
from schemas.commands import CommandName
from schemas.facts import RoundHeld, RoundReleased
from schemas.sight import Compared
from tests.edge_api.books.looked import at_wheel, played, seen
from tests.edge_api.books.studio import Studio, roulette

ENTRIES = [{"place": "wheel", "index": 1, "value": "18"}]


def waiting(studio: Studio) -> str:
    """A round that its table holds because no result came."""
    round_id = played(studio)
    studio.fact(RoundHeld(round_id=round_id, cause=HoldCause.RESULT_MISSING, detail="no number"))
    return round_id


def proposed(studio: Studio, round_id: str, by: str = "maria") -> int:
    answer = studio.act("propose_entry", round_id=round_id, by=by, entries=ENTRIES)
    assert isinstance(answer, Done), answer
    return int(answer.body["proposal_no"])


def test_two_people_enter_a_result_and_it_is_paid(staffed: Studio) -> None:
    round_id = waiting(staffed)
    number = proposed(staffed, round_id)
    assert staffed.orders == []
    answer = staffed.act("second_entry", round_id=round_id, by="tess", proposal_no=number)
    assert isinstance(answer, Done), answer
    [order] = staffed.orders
    assert (order.name, order.by, order.seconded_by) == (CommandName.ENTER, "maria", "tess")
    assert [(each.place, each.value) for each in order.entries] == [("wheel", "18")]
    assert order.hold_ns is not None and order.hold_ns == held_since(staffed.conn, round_id)
    audit = staffed.conn.execute(
        "SELECT actor, body FROM audit WHERE kind = 'action' ORDER BY audit_no"
    ).fetchall()
    assert [each[0] for each in audit] == ["maria", "tess"]
    assert json.loads(audit[1][1])["did"]["proposed_by"] == "maria"
    staffed.fact(RoundReleased(round_id=round_id, by="maria, tess"))
    outcome = roulette(round_id, "18").model_copy(update={"sources": ("people",)})
    assert staffed.fact(outcome) == "settled"


def test_the_same_person_twice_is_not_two_people(staffed: Studio) -> None:
    round_id = waiting(staffed)
    number = proposed(staffed, round_id)
    assert proposed(staffed, round_id) == number
    again = staffed.act("second_entry", round_id=round_id, by="maria", proposal_no=number)
    assert isinstance(again, Refused) and "second person" in again.message
    assert staffed.orders == []


def test_one_of_the_two_is_a_pit_boss_and_none_an_auditor(staffed: Studio) -> None:
    round_id = waiting(staffed)
    number = proposed(staffed, round_id, "tess")
    for name, why in (("dora", "neither"), ("ada", "may not"), ("nobody", "may not")):
        refused = staffed.act("second_entry", round_id=round_id, by=name, proposal_no=number)
        assert isinstance(refused, Refused) and why in refused.message
    assert isinstance(staffed.act("second_entry", round_id=round_id, by="maria", proposal_no=number), Done)


def test_a_proposal_is_over_after_five_minutes_or_when_another_takes_its_place(staffed: Studio) -> None:
    round_id = waiting(staffed)
    first = proposed(staffed, round_id)
    second = proposed(staffed, round_id, "paula")
    old = staffed.act("second_entry", round_id=round_id, by="tess", proposal_no=first)
    assert isinstance(old, Refused) and "not what is proposed" in old.message
    staffed.wait(301 * 10**9)
    late = staffed.act("second_entry", round_id=round_id, by="tess", proposal_no=second)
    assert isinstance(late, Refused) and "five minutes" in late.message


def test_only_what_a_table_holds_can_be_entered_and_once(staffed: Studio) -> None:
    round_id = played(staffed)
    running = staffed.act("propose_entry", round_id=round_id, entries=ENTRIES)
    assert isinstance(running, Refused) and "not held" in running.message
    staffed.act("hold", round_id=round_id)
    by_edge = staffed.act("propose_entry", round_id=round_id, entries=ENTRIES)
    assert isinstance(by_edge, Refused) and "the edge holds" in by_edge.message
    round_id = waiting(staffed)
    number = proposed(staffed, round_id)
    assert isinstance(staffed.act("second_entry", round_id=round_id, by="tess", proposal_no=number), Done)
    twice = staffed.act("second_entry", round_id=round_id, by="paula", proposal_no=number)
    assert isinstance(twice, Refused)
    assert len(staffed.orders) == 1


@pytest.mark.parametrize(
    "entries",
    [
        [],
        None,
        "18",
        [{"place": "wheel"}],
        [{"place": "WHEEL!", "index": 1, "value": "18"}],
        ENTRIES * 2,
        [7],
    ],
)
def test_what_is_no_entry_is_refused(staffed: Studio, entries: Any) -> None:
    round_id = waiting(staffed)
    assert isinstance(staffed.act("propose_entry", round_id=round_id, entries=entries), Refused)


def test_one_person_lets_the_camera_count_where_the_board_agrees(staffed: Studio) -> None:
    round_id = waiting(staffed)
    assert isinstance(staffed.act("enter", round_id=round_id, entries=ENTRIES), Done)
    assert (staffed.orders[0].by, staffed.orders[0].seconded_by) == ("maria", None)


@pytest.mark.parametrize("name", ["tess", "dora", "ada", "nobody"])
def test_only_a_pit_boss_may_enter_alone(staffed: Studio, name: str) -> None:
    round_id = waiting(staffed)
    refused = staffed.act("enter", round_id=round_id, by=name, entries=ENTRIES)
    assert isinstance(refused, Refused) and name in refused.message
    assert staffed.orders == []


def test_a_proposal_answers_only_the_hold_under_which_it_was_written(staffed: Studio) -> None:
    round_id = waiting(staffed)
    number = proposed(staffed, round_id)
    staffed.fact(RoundReleased(round_id=round_id, by="maria"))
    staffed.fact(RoundHeld(round_id=round_id, cause=HoldCause.DEVICE_LOST_MID_ROUND, detail="gone"))
    old = staffed.act("second_entry", round_id=round_id, by="tess", proposal_no=number)
    assert isinstance(old, Refused) and "not what is proposed" in old.message
    assert entry_of(staffed.conn, round_id, staffed.now.utc_ns) is None
    number = proposed(staffed, round_id)
    assert isinstance(staffed.act("second_entry", round_id=round_id, by="tess", proposal_no=number), Done)


def test_a_proposal_for_a_hold_that_the_page_did_not_show_is_refused(staffed: Studio) -> None:
    round_id = waiting(staffed)
    shown = hold_name(staffed.conn, round_id)
    staffed.fact(RoundReleased(round_id=round_id, by="maria"))
    staffed.fact(RoundHeld(round_id=round_id, cause=HoldCause.DEVICE_LOST_MID_ROUND, detail="gone"))
    for action in ("propose_entry", "enter"):
        refused = staffed.act(action, round_id=round_id, entries=ENTRIES, hold=shown)
        assert isinstance(refused, Refused) and "another hold" in refused.message
    assert staffed.orders == []


def test_a_proposal_lapses_with_its_hold_also_where_nobody_released_it(staffed: Studio) -> None:
    round_id = waiting(staffed)
    number = proposed(staffed, round_id)
    staffed.fact(RoundHeld(round_id=round_id, cause=HoldCause.AGENT_DIED_MID_ROUND, detail="died"))
    old = staffed.act("second_entry", round_id=round_id, by="tess", proposal_no=number)
    assert isinstance(old, Refused) and "not what is proposed" in old.message


def test_who_entered_alone_does_not_release_what_the_edge_holds_about_it(staffed: Studio) -> None:
    round_id = waiting(staffed)
    staffed.act("enter", round_id=round_id, entries=ENTRIES)
    staffed.fact(RoundReleased(round_id=round_id, by="maria"))
    staffed.fact(seen(round_id, at_wheel(None, "21", Compared.CAMERA_ONLY)))
    outcome = roulette(round_id, "18").model_copy(update={"sources": ("camera", "person")})
    assert staffed.fact(outcome) == "ignored:held"
    own = staffed.act("release", round_id=round_id, by="maria")
    assert isinstance(own, Refused) and "another person" in own.message
    assert isinstance(staffed.act("release", round_id=round_id, by="paula"), Done)

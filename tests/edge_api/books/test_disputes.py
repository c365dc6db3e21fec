"""Disputes of camera and sensor in the books: no result is paid while they differ and nobody has decided, and no later word takes one back."""

from __future__ import annotations

from typing import Any

import pytest

from edge_api.books.messages import Done
from schemas.causes import HoldCause
from schemas.facts import RoundHeld, RoundReleased
from schemas.sight import Compared, SeenPosition, SightMode
from schemas.sight_facts import RoundSeen
from tests.edge_api.books.looked import BOTH, DISPUTE, at_wheel, played, seen
from tests.edge_api.books.studio import Studio, roulette


def row(studio: Studio, round_id: str) -> tuple[Any, ...]:
    query = "SELECT verdict, sensor, camera, mode, decided_by FROM seen WHERE round_id = ?"
    return tuple(studio.conn.execute(query, (round_id,)).fetchone())


def test_an_outcome_with_an_undecided_dispute_waits_until_a_human_has_released_it(staffed: Studio) -> None:
    round_id, before = played(staffed), staffed.balance(1)
    staffed.fact(seen(round_id, DISPUTE))
    assert staffed.spin(round_id, "18") == "ignored:held"
    assert staffed.round(round_id)["held_cause"] == "edge:camera_dispute"
    assert staffed.balance(1) == before
    assert isinstance(staffed.act("release", round_id=round_id), Done)
    assert staffed.round(round_id)["phase"] == "settled"
    assert row(staffed, round_id)[-1] == "maria"
    assert staffed.balance(1) == before + 2000


def test_a_dispute_that_the_table_held_and_a_human_released_is_paid(staffed: Studio) -> None:
    round_id = played(staffed)
    staffed.fact(seen(round_id, DISPUTE))
    staffed.fact(RoundHeld(round_id=round_id, cause=HoldCause.CAMERA_DISPUTE, detail="18 and 21"))
    staffed.fact(RoundReleased(round_id=round_id, by="maria", reason="the sensor is right"))
    assert staffed.spin(round_id, "18") == "settled"


def test_a_dispute_of_other_values_after_a_release_is_a_dispute_again(staffed: Studio) -> None:
    round_id = played(staffed)
    staffed.fact(seen(round_id, DISPUTE))
    staffed.fact(RoundHeld(round_id=round_id, cause=HoldCause.CAMERA_DISPUTE, detail="18 and 21"))
    staffed.fact(RoundReleased(round_id=round_id, by="maria"))
    staffed.fact(seen(round_id, DISPUTE))
    assert row(staffed, round_id)[-1] == "maria"
    staffed.fact(seen(round_id, at_wheel("18", "9", Compared.DISPUTE)))
    assert staffed.spin(round_id, "18") == "ignored:held"
    assert isinstance(staffed.act("void", round_id=round_id), Done)


def test_who_releases_another_hold_has_not_decided_the_dispute(staffed: Studio) -> None:
    round_id = played(staffed)
    staffed.act("hold", round_id=round_id)
    staffed.fact(seen(round_id, DISPUTE))
    staffed.spin(round_id, "18")
    staffed.act("release", round_id=round_id)
    assert staffed.round(round_id)["held_cause"] == "edge:camera_dispute"
    staffed.act("release", round_id=round_id)
    assert staffed.round(round_id)["phase"] == "settled"


def test_who_releases_another_hold_of_the_table_has_not_decided_the_dispute(staffed: Studio) -> None:
    round_id = played(staffed)
    staffed.fact(RoundHeld(round_id=round_id, cause=HoldCause.DEVICE_LOST_MID_ROUND, detail="gone"))
    staffed.fact(seen(round_id, DISPUTE))
    staffed.fact(RoundReleased(round_id=round_id, by="maria", reason="the wheel is back"))
    staffed.spin(round_id, "18")
    assert staffed.round(round_id)["phase"] == "held"


@pytest.mark.parametrize(
    ("later", "mode"),
    [
        (BOTH, SightMode.ON),
        (at_wheel("18", None, Compared.ABSTAINED), SightMode.ON),
        (DISPUTE, SightMode.SHADOW),
    ],
)
def test_no_later_word_takes_a_dispute_back(staffed: Studio, later: SeenPosition, mode: SightMode) -> None:
    round_id = played(staffed)
    staffed.fact(seen(round_id, DISPUTE))
    staffed.fact(seen(round_id, later, mode=mode))
    staffed.spin(round_id, "18")
    assert staffed.round(round_id)["phase"] == "held"


def test_a_camera_that_was_compared_with_something_else_than_the_outcome_holds_the_round(
    staffed: Studio,
) -> None:
    round_id = played(staffed)
    staffed.fact(seen(round_id, at_wheel("21", "21", Compared.BOTH)))
    staffed.spin(round_id, "18")
    assert staffed.round(round_id)["phase"] == "held"


def test_in_shadow_a_difference_decides_nothing(staffed: Studio) -> None:
    round_id = played(staffed)
    assert staffed.fact(seen(round_id, DISPUTE, mode=SightMode.SHADOW)) == "seen"
    assert staffed.spin(round_id, "18") == "settled"


@pytest.mark.parametrize(
    ("position", "sources", "effect"),
    [
        (None, ("wheel", "camera"), "ignored:held"),
        (BOTH, ("wheel", "camera"), "settled"),
        (at_wheel("18", None, Compared.ABSTAINED), ("wheel", "camera"), "ignored:held"),
        (at_wheel("18", None, Compared.ABSTAINED), ("wheel", "dealer"), "settled"),
        (at_wheel(None, "18", Compared.CAMERA_ONLY), ("camera",), "ignored:held"),
        (at_wheel(None, "18", Compared.CAMERA_ONLY), ("camera", "person"), "settled"),
        (at_wheel(None, None, Compared.NEITHER), ("camera", "people"), "ignored:held"),
        (at_wheel(None, None, Compared.NEITHER), ("people",), "settled"),
    ],
)
def test_an_outcome_may_name_the_camera_only_where_it_has_seen_that(
    staffed: Studio, position: SeenPosition | None, sources: tuple[str, ...], effect: str
) -> None:
    round_id = played(staffed)
    if position is not None:
        staffed.fact(seen(round_id, position))
    outcome = roulette(round_id, "18").model_copy(update={"sources": sources})
    assert staffed.fact(outcome) == effect


ELSE = at_wheel(None, "21", Compared.CAMERA_ONLY, looks=2)


@pytest.mark.parametrize("sources", [("person",), ("camera", "person")])
@pytest.mark.parametrize("later", [(), (seen("r", ELSE, mode=SightMode.SHADOW),)])
def test_one_person_against_the_camera_waits_for_a_release(
    staffed: Studio, sources: tuple[str, ...], later: tuple[RoundSeen, ...]
) -> None:
    round_id = played(staffed)
    for word in (seen(round_id, ELSE), *later):
        staffed.fact(word.model_copy(update={"round_id": round_id}))
    outcome = roulette(round_id, "18").model_copy(update={"sources": sources})
    assert staffed.fact(outcome) == "ignored:held"
    assert staffed.round(round_id)["held_cause"] == "edge:camera_dispute"
    assert isinstance(staffed.act("release", round_id=round_id), Done)
    assert staffed.round(round_id)["phase"] == "settled"


def test_two_people_need_no_camera(staffed: Studio) -> None:
    round_id = played(staffed)
    staffed.fact(seen(round_id, ELSE))
    outcome = roulette(round_id, "18").model_copy(update={"sources": ("people",)})
    assert staffed.fact(outcome) == "settled"


def test_one_person_against_a_camera_in_shadow_is_paid(staffed: Studio) -> None:
    round_id = played(staffed)
    staffed.fact(seen(round_id, ELSE, mode=SightMode.SHADOW))
    outcome = roulette(round_id, "18").model_copy(update={"sources": ("person",)})
    assert staffed.fact(outcome) == "settled"


def test_a_dispute_told_during_the_hold_of_its_table_waits_for_another_release(staffed: Studio) -> None:
    round_id = played(staffed)
    staffed.fact(seen(round_id, DISPUTE))
    staffed.fact(RoundHeld(round_id=round_id, cause=HoldCause.CAMERA_DISPUTE, detail="18 and 21"))
    staffed.fact(seen(round_id, at_wheel("18", "9", Compared.DISPUTE)))
    staffed.fact(RoundReleased(round_id=round_id, by="maria", reason="the sensor is right"))
    assert staffed.spin(round_id, "18") == "ignored:held"
    assert isinstance(staffed.act("release", round_id=round_id), Done)
    assert staffed.round(round_id)["phase"] == "settled"

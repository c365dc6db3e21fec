"""A picture's way through a whole edge: its hash in a signed fact, its bytes over the broker, its file, and the page of the staff; what lacks is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from edge_api.mqtt_message import Message
from edge_api.stills.shelf import BEGINS, ENDS, hash_of
from schemas.commands import Command, CommandName
from schemas.sight import Compared, SeenPosition, SightMode
from schemas.sight_facts import RoundSeen
from tests.edge_api.reference import TABLE, wait_until
from tests.edge_api.running import running_edge

FIRST, SECOND, STRANGER = (BEGINS + bytes([number]) * 300_000 + ENDS for number in range(3))


@pytest.mark.slow
@pytest.mark.broker
def test_a_picture_is_shown_to_staff_once_its_fact_names_it_and_asked_for_if_it_does_not_come(
    tmp_path: Path,
) -> None:
    with running_edge(tmp_path) as edge, edge.staff("ada") as ada, edge.player() as player:
        round_id = edge.open_round()
        still = edge.wired.topics.still
        edge.wired.line.publish(Message(still, FIRST))
        edge.wired.line.publish(Message(still, STRANGER))
        edge.say(edge.board.closed())
        for picture in (FIRST, SECOND):
            at = SeenPosition(
                place="wheel",
                index=1,
                sensor="17",
                camera="17",
                verdict=Compared.BOTH,
                still=hash_of(picture),
            )
            edge.say(
                RoundSeen(round_id=round_id, mode=SightMode.ON, calibration="", model="", positions=(at,))
            )
        path = f"/api/v1/rounds/{round_id}/stills"
        wait_until(
            lambda: ada.get(f"{path}/{hash_of(FIRST)}.jpg").status_code == 200, 10, "the first picture"
        )
        assert ada.get(f"{path}/{hash_of(FIRST)}.jpg").content == FIRST
        assert player.get(f"{path}/{hash_of(FIRST)}.jpg").status_code in (401, 403)
        assert ada.get(f"{path}/{hash_of(STRANGER)}.jpg").json()["error"] == "no_still"
        assert ada.get(f"{path}/{hash_of(SECOND)}.jpg").json()["error"] == "not_here"

        def asked() -> list[Command]:
            return [each for each in edge.wired.commands if each.name is CommandName.STILLS]

        wait_until(lambda: bool(asked()), 15, "the board to be asked")
        assert asked()[0].stills == (hash_of(SECOND),)
        edge.wired.line.publish(Message(still, SECOND))
        wait_until(
            lambda: ada.get(f"{path}/{hash_of(SECOND)}.jpg").status_code == 200, 10, "the second picture"
        )
        with edge.client() as nobody:
            metrics = nobody.get("/metrics").text
        assert f'studio_seen_positions{{table="{TABLE}",verdict="both"}} 1.0' in metrics
        assert "studio_stills_missing 0.0" in metrics

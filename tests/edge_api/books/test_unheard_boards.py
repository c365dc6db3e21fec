"""A board that this edge has not heard since its start is not lost: its alert ends with its first word. One that was heard and goes is lost until a human has seen it."""

from __future__ import annotations

from edge_api.books.intake import UNHEARD, Intake
from edge_api.commands import Commands
from edge_api.config_parts import Clock
from edge_api.ingest import Ingest
from edge_api.liveness import Liveness
from edge_api.mqtt_message import Message
from schemas.commands import BoardStatus, Presence
from schemas.topics import TableTopics
from tests.edge_api.books.studio import WHEEL, S, Studio


def new_intake(studio: Studio) -> Intake:
    ingest = Ingest("demo", frozenset({WHEEL}), studio.signer, studio.books)
    liveness = Liveness(Clock(), 5 * S)
    liveness.expect(WHEEL, studio.now.mono_ns - 6 * S)
    return Intake(ingest, liveness, Commands("demo", studio.signer, ingest.keys, lambda _: True))


def says(intake: Intake, studio: Studio, state: Presence) -> None:
    status = BoardStatus(state=state, epoch="1", session="1", boot_id="b", firmware="1")
    intake.take(Message(TableTopics("demo", WHEEL).status, status.model_dump_json().encode()), studio.now)


def open_alerts(studio: Studio) -> list[str]:
    rows = studio.conn.execute("SELECT code FROM alerts WHERE acked_utc_ns IS NULL ORDER BY alert_no")
    return [row[0] for row in rows]


def test_an_alert_about_a_board_not_heard_yet_ends_with_its_first_word(studio: Studio) -> None:
    intake = new_intake(studio)
    with studio.turn():
        intake.tick(studio.now)
    assert open_alerts(studio) == [UNHEARD]
    with studio.turn():
        says(intake, studio, Presence.ONLINE)
    assert open_alerts(studio) == []
    [(by,)] = studio.conn.execute("SELECT acked_by FROM alerts").fetchall()
    assert by == "its board"


def test_what_a_board_said_while_the_edge_was_slow_is_no_silence(studio: Studio) -> None:
    intake, gathered_ns = new_intake(studio), studio.now.mono_ns
    with studio.turn():
        says(intake, studio, Presence.ONLINE)
    studio.wait(9 * S)
    with studio.turn():
        intake.tick(studio.now, gathered_ns)
    assert open_alerts(studio) == []
    with studio.turn():
        intake.tick(studio.now, studio.now.mono_ns)
    assert open_alerts(studio) == ["board_lost"]


def test_a_board_that_goes_is_lost_and_stays_on_the_list_when_it_comes_back(studio: Studio) -> None:
    intake = new_intake(studio)
    with studio.turn():
        for state in (Presence.ONLINE, Presence.LOST, Presence.ONLINE):
            says(intake, studio, state)
    assert open_alerts(studio) == ["board_lost"]

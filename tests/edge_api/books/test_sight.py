"""What cameras saw, in the books: kept by position, of rounds and places that there are, with every picture that a fact names."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from edge_api.rounds.sight_places import MOST_WORDS
from edge_api.verify import verify
from schemas.phases import Game
from schemas.sight import Compared, Notice, SeenPosition, SightMode
from schemas.sight_facts import TableNoticed
from tests.edge_api.books.looked import BOTH, DISPUTE, STILL, at_wheel, played, seen
from tests.edge_api.books.studio import SHOE, WHEEL, Studio
from tests.edge_api.books.tampering import KEYS


def row(studio: Studio, round_id: str) -> tuple[Any, ...]:
    query = "SELECT verdict, sensor, camera, mode, decided_by FROM seen WHERE round_id = ?"
    return tuple(studio.conn.execute(query, (round_id,)).fetchone())


def test_the_last_word_on_a_position_replaces_the_one_before_and_every_picture_stays_named(
    staffed: Studio,
) -> None:
    round_id = played(staffed)
    later = "cd" * 32
    assert (
        staffed.fact(seen(round_id, at_wheel("18", None, Compared.ABSTAINED, reasons=("glare",)))) == "seen"
    )
    assert staffed.fact(seen(round_id, at_wheel("18", "18", Compared.BOTH, still=later))) == "seen"
    assert row(staffed, round_id) == ("both", "18", "18", "on", None)
    named = staffed.conn.execute("SELECT sha256 FROM named_stills WHERE round_id = ? ORDER BY 1", (round_id,))
    assert [each[0] for each in named] == [STILL, later]
    assert staffed.spin(round_id, "18") == "settled"


@pytest.mark.parametrize(
    ("sensor", "camera", "verdict"),
    [
        ("18", "21", Compared.BOTH),
        ("18", "18", Compared.DISPUTE),
        ("18", None, Compared.BOTH),
        (None, "18", Compared.BOTH),
    ],
)
def test_a_verdict_that_does_not_follow_is_no_message(
    sensor: str | None, camera: str | None, verdict: Compared
) -> None:
    with pytest.raises(ValidationError, match="does not follow"):
        at_wheel(sensor, camera, verdict)


def test_words_on_a_round_that_is_over_are_noted_and_a_late_difference_is_told(staffed: Studio) -> None:
    round_id = played(staffed)
    staffed.spin(round_id, "18")
    assert staffed.fact(seen(round_id, BOTH)) == "noted"
    assert "late_dispute" not in staffed.alerts()
    assert staffed.fact(seen(round_id, DISPUTE)) == "noted"
    assert "late_dispute" in staffed.alerts()


def test_words_on_a_round_of_nobody_or_of_another_table_have_no_effect(staffed: Studio) -> None:
    round_id = played(staffed)
    assert staffed.fact(seen(f"{WHEEL}-9-9", BOTH)) == "ignored:no_such_round"
    assert staffed.fact(seen(round_id, BOTH), SHOE) == "ignored:no_such_round"
    assert staffed.conn.execute("SELECT COUNT(*) FROM seen").fetchone()[0] == 0


def test_cards_are_seen_at_their_places(staffed: Studio) -> None:
    round_id = staffed.open(table_id=SHOE)
    staffed.close(round_id)
    card = SeenPosition(place="player", index=1, sensor="7H", camera="7H", verdict=Compared.BOTH)
    assert staffed.fact(seen(round_id, card), SHOE) == "seen"
    assert staffed.settings.tables[SHOE].game is Game.BACCARAT


def test_what_a_camera_noticed_is_an_alert_with_a_way_to_its_picture(staffed: Studio) -> None:
    hand = TableNoticed(what=Notice.HAND_OVER_LAYOUT, detail="after no more bets", still=STILL)
    assert staffed.fact(hand) == "noticed"
    code, link = staffed.conn.execute("SELECT code, link FROM alerts ORDER BY alert_no DESC").fetchone()
    assert (code, link) == ("noticed_hand_over_layout", f"/api/v1/tables/{WHEEL}/stills/{STILL}.jpg")
    assert staffed.conn.execute("SELECT sha256, round_id FROM named_stills").fetchall() == [(STILL, "")]


def lies(place: str, index: int, hand: int = 1) -> SeenPosition:
    return SeenPosition(place=place, index=index, hand=hand, camera="7H", verdict=Compared.CAMERA_ONLY)


@pytest.mark.parametrize(
    ("positions", "words"),
    [
        ((BOTH, lies("wheel", 2)), "there is no wheel 2 in a round of roulette"),
        ((lies("player", 1),), "there is no player 1 in a round of roulette"),
        ((lies("wheel", 1, 2),), "there is no wheel 1, hand 2 in a round of roulette"),
        ((BOTH, DISPUTE), "wheel 1 is spoken of 2 times in one fact"),
    ],
)
@pytest.mark.parametrize("mode", SightMode)
def test_a_camera_that_speaks_of_more_than_the_round_has_is_not_believed_in_any_of_it(
    staffed: Studio, positions: tuple[SeenPosition, ...], words: str, mode: SightMode
) -> None:
    round_id = played(staffed)
    assert staffed.fact(seen(round_id, *positions, mode=mode)) == "ignored:camera_surplus"
    assert staffed.conn.execute("SELECT COUNT(*) FROM seen").fetchone()[0] == 0
    assert staffed.conn.execute("SELECT COUNT(*) FROM named_stills").fetchone()[0] == 0
    [text] = staffed.conn.execute("SELECT text FROM alerts WHERE code = 'camera_surplus'").fetchone()
    assert words in text
    held = staffed.spin(round_id, "18") != "settled"
    assert held is (mode is SightMode.ON)
    assert verify(staffed.conn, KEYS) == []


def test_a_flood_of_words_about_a_round_is_cut_off_with_one_notice_and_no_other_round_minds(
    staffed: Studio,
) -> None:
    round_id = played(staffed)
    word = seen(round_id, BOTH, mode=SightMode.SHADOW)
    assert [staffed.fact(word) for _ in range(MOST_WORDS + 5)] == ["seen"] * MOST_WORDS + [
        "ignored:camera_surplus"
    ] * 5
    assert staffed.alerts().count("camera_surplus") == 1
    assert staffed.spin(round_id, "18") == "settled"
    other = played(staffed)
    assert staffed.fact(seen(other, BOTH)) == "seen"

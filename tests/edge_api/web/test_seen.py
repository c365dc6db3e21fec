"""What the camera saw, on the pages: each position with its picture, both sides of a dispute, how a table's camera counts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from edge_api.books.store import open_writer
from edge_api.stills.index import NAME
from tests.edge_api.web import stage
from tests.edge_api.web.conftest import Visit
from tests.edge_api.web.page import read
from tests.edge_api.web.seen_stage import (
    HOLD,
    LOST,
    PICTURE,
    ROUND_PAGE,
    STILL,
    WAITED,
    fill,
    page_of,
    table,
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> stage.Stage:
    """A held round with a dispute, an abstention, and what was proposed to be entered."""
    made = stage.setup(tmp_path_factory.mktemp("stage"))
    fill(made)
    return made


def test_a_dispute_shows_both_sides_the_picture_with_its_place_and_what_can_be_done(visit: Visit) -> None:
    text = page_of(visit)
    assert "The sensor says" in text and "The camera says" in text
    assert f"/api/v1/rounds/{stage.ROUND}/stills/{STILL}.jpg" in text
    assert "0.1,0.1 0.3,0.1 0.3,0.2 0.1,0.2" in text
    for words in (
        "The sensor is right: release",
        "Neither: void",
        "Enter what lies there",
        "glare, hand",
        "ahead 0.91",
    ):
        assert words in text


@pytest.mark.parametrize("path", ["/floor", ROUND_PAGE])
def test_a_button_that_releases_names_the_hold_that_its_page_shows(visit: Visit, path: str) -> None:
    buttons = [
        each.attributes
        for each in read(page_of(visit, path=path)).all("button")
        if str(each.attributes.get("data-post")).endswith("/release")
    ]
    assert buttons and {each.get("data-hold") for each in buttons} == {HOLD}


def test_a_signed_word_of_the_camera_is_told_in_words_and_no_long_hash_is_spelt_out(visit: Visit) -> None:
    page = read(page_of(visit))
    [said] = [each.text for each in page.all("ul") if each.attributes.get("class") == "looks"]
    told = " ".join(said.split())
    for words in (
        "They differ Wheel 1: sensor 18, camera 21 in 8 looks",
        "ball: 21 0.98, ahead 0.91",
        "Camera says nothing Player 2: sensor 7♥ of hearts, camera nothing because of moved camera, hand",
    ):
        assert words in told, told
    codes = {each.text: each.attributes.get("title") for each in page.all("code")}
    assert codes["c" * 12] == "c" * 64 and codes["d" * 12] == "d" * 64
    [timeline] = [each.text for each in page.all("ol") if each.attributes.get("class") == "timeline"]
    assert "{" not in timeline and "[" not in timeline and "c" * 13 not in timeline


def test_a_picture_that_never_came_is_named_as_missing_evidence_and_is_no_link(visit: Visit) -> None:
    text = page_of(visit)
    assert "Evidence is missing: 1 picture " in text
    assert "The picture is missing: its board does not have it" in text
    assert "The picture has not come yet: its board is asked for it" in text
    links = {each.attributes.get("href") for each in read(text).all("a")}
    assert f"/api/v1/rounds/{stage.ROUND}/stills/{STILL}.jpg" in links
    assert not any(link and (LOST in link or WAITED in link) for link in links)


@pytest.mark.parametrize(
    ("game", "outcome", "words"),
    [
        ("dragon_tiger", {"dragon": "KH", "tiger": "4D", "winner": "dragon"}, "dragon"),
        (
            "andar_bahar",
            {"joker": "KH", "cards": ["4D", "KS"], "first_side": "andar", "winner": "bahar"},
            "bahar",
        ),
    ],
)
def test_a_round_of_every_game_with_a_winner_has_its_page(
    visit: Visit, built: stage.Stage, game: str, outcome: dict[str, Any], words: str
) -> None:
    table_id, books = f"{game.replace('_', '-')}-01", open_writer(built.config.store.database)
    books.execute(
        "INSERT INTO rounds (round_id, table_id, game, rules_hash, currency, phase, opened_utc_ns, edge_boot, opened_mono_ns, deadline_mono_ns, outcome)"
        " VALUES (?, ?, ?, ?, 'EUR', 'settled', 0, 'b', 0, 0, ?)",
        (f"{table_id}-1-1", table_id, game, "0" * 64, json.dumps(outcome)),
    )
    books.close()
    assert words in page_of(visit, path=f"/floor/rounds/{table_id}-1-1").lower()


@pytest.mark.parametrize(("role", "may"), [("technician", False), ("auditor", False), ("pit_boss", True)])
def test_only_a_pit_boss_decides_a_dispute(visit: Visit, role: str, may: bool) -> None:
    assert ("The sensor is right: release" in page_of(visit, role)) is may


def test_a_dispute_of_cards_offers_no_entry_which_its_table_would_refuse(
    visit: Visit, built: stage.Stage
) -> None:
    offered = (
        "Enter what lies there",
        "Propose to a second person",
        "enter alone",
        "I have looked and confirm it",
    )
    books = open_writer(built.config.store.database)
    try:
        roulette = page_of(visit)
        books.execute("UPDATE rounds SET game = 'baccarat' WHERE round_id = ?", (stage.ROUND,))
        cards = page_of(visit)
    finally:
        books.execute("UPDATE rounds SET game = 'roulette' WHERE round_id = ?", (stage.ROUND,))
        books.close()
    assert [words in roulette for words in offered] == [True, True, False, True]
    assert not any(words in cards for words in offered)
    assert "The sensor is right: release" in cards and "Neither: void" in cards


def test_dice_that_both_say_are_told_alike_whatever_their_order(visit: Visit, built: stage.Stage) -> None:
    put = "UPDATE seen SET place = ?, verdict = ?, sensor = ?, camera = ? WHERE place = ?"
    books = open_writer(built.config.store.database)
    try:
        books.execute(put, ("dice", "both", "214", "124", "player"))
        assert any("Both say so1-2-41-2-4" in row.text for row in read(page_of(visit)).all("tr"))
    finally:
        books.execute(put, ("player", "abstained", "7H", None, "dice"))
        books.close()


def test_one_person_alone_is_offered_where_the_camera_is_sure_of_what_no_sensor_read(
    visit: Visit, built: stage.Stage
) -> None:
    put = "UPDATE seen SET verdict = ?, sensor = ?, camera = ?, votes = ? WHERE place = 'player'"
    sure = json.dumps(
        [{"reader": each, "value": "7H", "score": 0.9, "lead": 0.8} for each in ("net", "print")]
    )
    books = open_writer(built.config.store.database)
    try:
        books.execute(put, ("camera_only", None, "7H", sure))
        assert "The camera read the same: enter alone" in page_of(visit)
        assert "enter alone" not in page_of(visit, "technician")
    finally:
        books.execute(put, ("abstained", "7H", None, "[]"))
        books.close()


def test_a_place_that_nobody_looked_at_says_so(visit: Visit, built: stage.Stage) -> None:
    books = open_writer(built.config.store.database)
    [kept] = books.execute("SELECT looks, reasons FROM seen WHERE place = 'player'").fetchall()
    assert "no look before the hold" not in page_of(visit)
    try:
        books.execute("UPDATE seen SET looks = 0, reasons = '[]' WHERE place = 'player'")
        assert "no look before the hold" in page_of(visit)
    finally:
        books.execute("UPDATE seen SET looks = ?, reasons = ? WHERE place = 'player'", tuple(kept))
        books.close()


def test_who_proposed_an_entry_is_not_asked_to_confirm_it(visit: Visit) -> None:
    confirm = "I have looked and confirm it"
    assert confirm in page_of(visit, "pit_boss")
    assert confirm not in page_of(visit, "technician")
    assert confirm not in page_of(visit, "auditor")


def test_the_tables_page_says_how_its_camera_counts_and_does(visit: Visit) -> None:
    text = page_of(visit, path=f"/floor/tables/{stage.ROULETTE}")
    for words in ("1,234 / 3,000 agreed", "2 unexplained", "Explain differences", "4.2 px", "frozen"):
        assert words in text
    assert "Explain differences" not in page_of(visit, "technician", f"/floor/tables/{stage.ROULETTE}")


def test_a_table_without_shadow_says_so_in_words_and_sight_is_not_called_camera_twice(
    visit: Visit, built: stage.Stage
) -> None:
    books = open_writer(built.config.store.database)
    books.execute("UPDATE sight_standing SET compared = 201, needed = 0")
    try:
        page = read(page_of(visit, path=f"/floor/tables/{stage.ROULETTE}"))
    finally:
        books.execute("UPDATE sight_standing SET compared = 1234, needed = 3000")
        books.close()
    text = " ".join(" ".join(each.text.split()) for each in page.all("dd"))
    assert (
        "shadow switched off: needed = 0, 2 unexplained" in text and "/ 0" not in text and "201" not in text
    )
    assert "0 agreed, 1 differed, 1 not seen" in text
    [vitals] = [
        each.text for each in page.all("ul") if each.attributes.get("data-part") == f"vitals-{stage.ROULETTE}"
    ]
    assert "Camera" not in vitals and vitals.count("Sight") == 1


def test_the_wall_says_what_differs_and_where_to_look(visit: Visit) -> None:
    text = page_of(visit, path="/floor")
    assert "Wheel 1: the sensor says 18, the camera 21." in text
    assert "/api/v1/tables/x" in page_of(visit, path="/floor/alerts")


def test_the_dealer_may_be_the_second_person(visit: Visit) -> None:
    text = page_of(visit, "dealer", f"/floor/tables/{stage.ROULETTE}/dealer")
    assert "a technician" in text and "I have looked and confirm it" in text


def test_where_the_list_of_pictures_cannot_be_read_page_and_picture_say_so(
    visit: Visit, built: stage.Stage
) -> None:
    listed = built.config.store.stills / NAME
    whole = listed.read_bytes()
    listed.write_bytes(b"what the disk made of it" * 400)
    try:
        text = page_of(visit)
        answer = visit("pit_boss", [table()]).get(f"/api/v1/rounds/{stage.ROUND}/stills/{LOST}.jpg")
    finally:
        listed.write_bytes(whole)
    assert "the edge can&#39;t read its list of pictures" in text or "the edge can't read its list" in text
    assert (answer.status_code, answer.json()["error"]) == (503, "stills_ill")


@pytest.mark.parametrize(
    ("role", "sha256", "status", "code"),
    [
        ("pit_boss", STILL, 200, ""),
        ("auditor", STILL, 200, ""),
        ("dealer", STILL, 403, "forbidden"),
        (None, STILL, 401, "unauthorised"),
        ("technician", LOST, 410, "gone"),
        ("technician", WAITED, 404, "not_here"),
        ("technician", "2" * 64, 404, "no_still"),
        ("technician", "nonsense", 422, "malformed"),
    ],
)
def test_a_picture_is_for_the_staff_and_says_why_it_is_not_there(
    visit: Visit, role: str | None, sha256: str, status: int, code: str
) -> None:
    for of in (f"rounds/{stage.ROUND}", f"tables/{stage.ROULETTE}"):
        answer = visit(role).get(f"/api/v1/{of}/stills/{sha256}.jpg")
        assert answer.status_code == status, answer.text
        if status == 200:
            assert (answer.content, answer.headers["content-type"]) == (PICTURE, "image/jpeg")
        else:
            assert answer.json()["error"] == code


def test_a_picture_that_was_changed_on_disk_is_gone(visit: Visit, built: stage.Stage) -> None:
    [file] = built.config.store.stills.glob(f"??/{STILL}.jpg")
    file.write_bytes(b"another")
    try:
        assert visit("auditor").get(f"/api/v1/rounds/{stage.ROUND}/stills/{STILL}.jpg").status_code == 410
    finally:
        file.write_bytes(PICTURE)

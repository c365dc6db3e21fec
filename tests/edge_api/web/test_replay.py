"""A round's replay: what each role is offered, what the page says of class, hold and proof, and in a real browser the very frame that was asked for."""

from __future__ import annotations

import base64
import io
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import numpy as np
import pytest
from PIL import Image

from edge_api.books.messages import FloorAction
from edge_api.video.clips.entry import State
from edge_api.video.clips.index import ClipIndex
from edge_api.video.clips.places import clips_folder
from tests.edge_api.reference import wait_until
from tests.edge_api.video.clips.reel import WIDTH, number_in
from tests.edge_api.web import replay_stage, stage
from tests.edge_api.web.browser import Tab, tab
from tests.edge_api.web.page import read
from tests.edge_api.web.replay_stage import BARE, ROUND, Playing, served

Ask = Callable[..., httpx.Response]
PAGE = f"/floor/rounds/{ROUND}"


@pytest.fixture(scope="module")
def playing(tmp_path_factory: pytest.TempPathFactory) -> Playing:
    return replay_stage.setup(tmp_path_factory.mktemp("replay"))


@pytest.fixture(scope="module")
def front(playing: Playing) -> Iterator[str]:
    with served(playing.stage.app) as address, served(playing.video, playing.video_port):
        yield address


@pytest.fixture
def ask(front: str) -> Ask:
    """A request as a member of staff."""

    def get(path: str, role: str = "pit_boss", **wanted: str) -> httpx.Response:
        cookies = {"studio": stage.cookie_of(role)}
        with httpx.Client(base_url=front, cookies=cookies, headers=wanted, follow_redirects=True) as client:
            return client.get(path)

    return get


def test_the_page_is_whole_and_says_class_expiry_and_proof(ask: Ask) -> None:
    page = read(ask(PAGE).text)
    assert page.faults() == []
    evidence = next(each.text for each in page.elements if each.attributes.get("data-part") == "evidence")
    assert "ordinary" in evidence and "2026-12-22 21:20 UTC" in evidence
    assert "Verified by this edge" in evidence and "an unbroken chain" in evidence
    lines = {each.text.strip() for each in page.elements if each.tag == "span"}  # each is one column
    assert (
        "Verified by this edge: the clip is what board and edge signed, and nothing of it is missing" in lines
    )
    assert {"Evidence copy", "Copy's proof"} <= {
        each.text.strip() for each in page.elements if each.tag == "a"
    }


@pytest.mark.parametrize(
    ("role", "may"), [("pit_boss", True), ("auditor", True), ("technician", False), ("admin", False)]
)
def test_who_may_keep_the_video_is_offered_it(ask: Ask, role: str, may: bool) -> None:
    assert ("Keep the video" in read(ask(PAGE, role).text).buttons()) is may


def test_a_hold_is_shown_with_who_and_why_and_can_be_lifted(playing: Playing, ask: Ask) -> None:
    replay_stage.hold(playing.config, BARE)
    text = read(ask(f"/floor/rounds/{BARE}").text)
    evidence = next(each.text for each in text.elements if each.attributes.get("data-part") == "evidence")
    assert (
        "a pit_boss" in evidence and "a player disputes it" in evidence and "somebody lets it go" in evidence
    )
    assert "Let the video go" in text.buttons() and "Keep the video" not in text.buttons()


def test_keeping_goes_to_the_books_with_name_and_reason(playing: Playing, front: str) -> None:
    headers = {"sec-fetch-site": "same-origin"}
    with httpx.Client(
        base_url=front, cookies={"studio": stage.cookie_of("auditor")}, headers=headers
    ) as auditor:
        assert (
            auditor.post(f"{PAGE}/hold_evidence", json={"reason": "a player disputes it"}).status_code == 200
        )
        assert auditor.post(f"{PAGE}/hold_evidence", json={"reason": ""}).status_code == 422
    asked = playing.stage.link.asked[-1]
    assert isinstance(asked, FloorAction)
    assert (asked.action, asked.by, asked.reason, asked.round_id) == (
        "hold_evidence",
        "a auditor",
        "a player disputes it",
        ROUND,
    )


def test_a_table_without_video_shows_nothing_of_it(ask: Ask) -> None:
    text = ask(f"/floor/rounds/{stage.ROUND}").text
    assert "Replay" not in text and "Evidence" not in text and "replay.js" not in text


def test_each_state_of_a_clip_is_said(playing: Playing, ask: Ask) -> None:
    index = ClipIndex(clips_folder(playing.config))
    row = index.get(ROUND)
    assert row is not None
    said = {}
    for state in State:
        index.put(replace(row, round_id=BARE, state=state, why="its time as ordinary was over"))
        said[state] = read(ask(f"/floor/rounds/{BARE}").text)
    index.put(replace(row, round_id=BARE, state=State.GONE, why="its time as ordinary was over"))
    index.close()
    assert all(page.faults() == [] for page in said.values())
    words = {
        state: next(each.text for each in page.elements if each.attributes.get("data-part") == "replay")
        for state, page in said.items()
    }
    assert "being made" in words[State.BEING_MADE] and "is gone since" in words[State.GONE]
    assert "Not whole" in words[State.PARTIAL]


def test_a_clip_that_was_tampered_with_is_not_called_verified(
    playing: Playing, ask: Ask, tmp_path: Path
) -> None:
    kept = shutil.copy(playing.clip / "clip.mp4", tmp_path)
    with (playing.clip / "clip.mp4").open("r+b") as file:
        file.seek(5000)
        file.write(b"\x00\x01\x02\x03\x04")
    text = ask(PAGE).text
    shutil.copy(kept, playing.clip / "clip.mp4")
    assert "Not verified" in text and "is not the manifest" in text
    assert "Verified by this edge" in ask(PAGE).text


def test_the_clip_comes_in_ranges_from_the_video_process(ask: Ask, playing: Playing) -> None:
    whole = (playing.clip / "clip.mp4").read_bytes()
    answer = ask(f"/api/v1/rounds/{ROUND}/clip", Range="bytes=1000-1999")
    assert answer.status_code == 206 and answer.content == whole[1000:2000]
    assert answer.headers["content-range"] == f"bytes 1000-1999/{len(whole)}"
    assert ask(f"/api/v1/rounds/{ROUND}/clip").content == whole
    assert ask(f"/api/v1/rounds/{ROUND}/clip", Range=f"bytes={len(whole)}-").status_code == 416
    kept = ask(f"/api/v1/rounds/{ROUND}/clip?file=manifest.json&save=true")
    assert kept.headers["content-disposition"].startswith("attachment") and kept.json().keys() == {
        "p",
        "k",
        "s",
    }
    assert ask(f"/api/v1/rounds/{ROUND}/clip?file=events.vtt").text.startswith("WEBVTT")
    assert ask(f"/api/v1/rounds/{ROUND}/clip?file=../../key.pem").status_code == 422


# --- in a browser ------------------------------------------------------------------------------------------------------

FIRST = 60
"""The number that the clip's first frame shows."""


def shown(browser: Tab) -> int:
    """The number that the picture on the screen shows."""
    box = browser.value(
        "(() => { const { x, y, width, height } = document.querySelector('clip-replay').video.getBoundingClientRect(); return [x + scrollX, y + scrollY, width, height]; })()"
    )
    clip = dict(zip(("x", "y", "width", "height"), box, strict=True)) | {"scale": WIDTH / box[2]}
    png = base64.b64decode(browser.send("Page.captureScreenshot", format="png", clip=clip)["result"]["data"])
    return number_in(np.asarray(Image.open(io.BytesIO(png)).convert("L")))


def until_shown(browser: Tab, frame: int) -> None:
    """The frame is there; the screen may be one turn behind the page."""
    browser.until(
        f"!document.querySelector('clip-replay').video.seeking && document.querySelector('clip-replay').frame === {frame}"
    )
    wait_until(
        lambda: shown(browser) == FIRST + frame,
        5,
        f"frame {frame} on the screen, not {shown(browser) - FIRST}",
    )


@pytest.fixture(scope="module")
def browser(front: str, chrome: str) -> Iterator[Tab]:
    with tab(chrome) as opened:
        opened.send("Network.setCookie", name="studio", value=stage.cookie_of("pit_boss"), url=front)
        opened.send("Page.navigate", url=front + PAGE)
        opened.until("document.querySelector('clip-replay[data-loaded]') !== null")
        yield opened


@pytest.mark.parametrize("frame", [0, 1, 29, 30, 31, 150, 270, 271, 448, 449])
def test_a_frame_that_is_asked_for_is_the_one_on_the_screen(browser: Tab, frame: int) -> None:
    browser.value(f"document.querySelector('clip-replay').seek({frame})")
    until_shown(browser, frame)


def press(browser: Tab, key: str) -> None:
    browser.value(
        f"document.querySelector('.screen').dispatchEvent(new KeyboardEvent('keydown', {{ key: '{key}', bubbles: true }}))"
    )


def test_arrow_keys_step_by_frames_and_by_events(browser: Tab) -> None:
    press(browser, "Home")
    for _ in range(3):
        press(browser, "ArrowRight")
    press(browser, "ArrowLeft")
    until_shown(browser, 2)
    press(browser, "ArrowDown")
    opened = browser.value("document.querySelector('.happened [aria-current] time').textContent")
    assert opened == "21:20:05.000"


def test_a_click_on_a_fact_shows_its_frame_and_marks_it(browser: Tab) -> None:
    browser.value("document.querySelector('.happened .is-gameresult button').click()")
    browser.until(
        "document.querySelector('.happened .is-gameresult').getAttribute('aria-current') === 'true'"
    )
    frame = browser.value("document.querySelector('clip-replay').frame")
    until_shown(browser, frame)
    assert abs(frame - 358) <= 2  # 11.98 s behind the first frame


def test_while_it_plays_the_list_follows(browser: Tab) -> None:
    browser.value(
        "(() => { const replay = document.querySelector('clip-replay'); replay.seek(80); replay.video.muted = true; replay.toggle(); })()"
    )
    browser.until("document.querySelector('clip-replay').frame > 100")
    browser.until("document.querySelector('.happened .is-betsopen').getAttribute('aria-current') === 'true'")
    browser.value("document.querySelector('clip-replay').video.pause()")
    assert browser.complaints() == []


def test_bets_that_the_list_has_no_room_for_are_counted(browser: Tab) -> None:
    lines = browser.value(MANY)
    assert lines[0] == "bets accepted: 0, 1, 2, 3, 4, 5 and 2 more"
    assert (
        len(lines) == 301
        and lines[-1] == "and 96 more bets accepted until 21:20:02.000: all are in the manifest"
    )


MANY = """
import('/static/replay.js').then(({ happened }) => {
  const bets = Array.from({ length: 312 * 8 }, (_, number) => ({ number, frame: number >> 3, at: '2026-11-22T21:20:02.000000Z' }));
  return happened({ moments: [], bets, gaps: [], pts: [0], offset_ms: [0], origin_ms: 0 }).map(({ text }) => text);
})
"""

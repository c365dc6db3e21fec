"""The picture on the pages, in a real browser: events are seen with their frames, bets close by the edge's word, and the game goes on without a picture."""

from __future__ import annotations

import asyncio
import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest

from edge_api.books.messages import Notice
from edge_api.books.store import open_writer
from edge_api.routes.callers import secret_hash
from edge_api.routes.front import Front
from edge_api.video.beat import Beat, Sync
from edge_api.video.sinks.state import Phase, SinkState
from edge_api.video_link import VideoRoom
from schemas.times import rfc3339
from tests.edge_api.web import stage
from tests.edge_api.web.browser import IN_BROWSER, Tab
from tests.edge_api.web.picture_stage import PictureStage, picture_stage

pytestmark = IN_BROWSER

TABLE, TOKEN = "roulette-02", "a player's token"
ROUND = f"{TABLE}-1795382400-5"
MS = 1_000_000
CONFIG = (
    stage.PICTURED
    + """
[table.sync.latency_ms]
wheel = 10
[table.sync.visible_offset_ms]
gameresult = 30
[video]
port = {port}
"""
)


def said_by(beats: list[Beat]) -> dict[str, Any]:
    """What the video process says of these, each of another player; the last is of number 61."""
    sync = Sync()
    for number, beat in enumerate(beats, 1):
        sync.take(beat, str(number), number, 0)
    return sync.said(0)


BOARD = {
    "state": "live", "source": "rendered", "age_ms": 40, "fps": 30.0, "encode_p95_ms": 6.1, "encoder_held": 0, "dropped_frames": 0,
    "dropped_uplink": 2, "clock_error_us": 1400, "uplink": "up", "disk": "ok", "ring_s": 7200, "restarts": 0, "detail": "",
}  # fmt: skip
SAID = {
    "state": "live", "age_ms": 45, "board": BOARD, "viewers": {"fmp4": 3, "whep": 1, "hls": 0}, "alarms": [], "lost_frames": 0,
    "sinks": [
        SinkState("rtmp", "media.example.org", "main", Phase.LIVE).as_json(),
        SinkState("srt", "cdn.example.org", "lobby", Phase.FAILED, "refused").as_json(),
    ],
    "sync": said_by(
        [Beat(lag_ms=140, events=2, event_off_ms=21, shown_utc_ms=0, path="fmp4")] * 60
        + [Beat(lag_ms=1900, stalls=3, released_late=1, events=1, event_off_ms=-250, shown_utc_ms=0, path="hls")]
    ),
}  # fmt: skip
SEQ = itertools.count(1)


@pytest.fixture(scope="module")
def pictures() -> Iterator[PictureStage]:
    with picture_stage() as served:
        yield served


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, pictures: PictureStage) -> stage.Stage:
    room = VideoRoom(stage.CLOCK)
    room.heard({"tables": {TABLE: SAID}})
    shown = [
        stage.roulette(),
        stage.baccarat(),
        stage.roulette(
            table=TABLE,
            name="Roulette with a picture",
            round_id=ROUND,
            rules={"wheel": "european", "called_bets": True},
        ),
    ]
    made = stage.setup(tmp_path_factory.mktemp("stage"), shown, CONFIG.format(port=pictures.port), room)
    with closing(open_writer(made.config.store.database)) as books:
        expires = stage.CLOCK.utc_ns() + 3600 * stage.SECOND_NS
        books.execute("INSERT INTO player_tokens VALUES (?, 1, ?)", (secret_hash(TOKEN), expires))
    return made


def tell(
    built: stage.Stage, event: str, in_ms: float = 0, player_no: int | None = None, **body: Any
) -> float:
    """Something happens at the table so many ms from now, by the board's clock, and is told at once; when the picture is to show it (Unix ms)."""
    front: Front = built.app.state.front
    loop: asyncio.AbstractEventLoop = built.app.state.loop
    told = threading.Event()
    utc_ns = stage.CLOCK.utc_ns() + int(in_ms * MS)

    def publish() -> None:
        notice = Notice(
            TABLE,
            next(SEQ),
            event,
            {"round_id": ROUND, **body},
            player_no,
            utc_ns=utc_ns,
            fact="round.outcome",
        )
        front.floor.apply(notice)
        front.hub.publish(notice)
        told.set()

    loop.call_soon_threadsafe(publish)
    assert told.wait(5)
    shift_ms = 20 if event in ("gameresult", "player") else -10
    return utc_ns / MS + shift_ms


def figures(tab: Tab) -> dict[str, Any]:
    found = tab.value("document.getElementById('picture').player.figures")
    assert isinstance(found, dict)
    return found


IS_LIVE = "document.getElementById('picture')?.dataset.state === 'live'"
WORD = "document.getElementById('now-word').textContent"


@pytest.fixture
def play(browser: Tab, address: str, pictures: PictureStage) -> Tab:
    """A player's page with a live picture."""
    pictures.is_dark, pictures.refuses = False, None
    browser.send("Page.navigate", url="about:blank")
    browser.send("Page.navigate", url=f"{address}/play/{TABLE}#token={TOKEN}")
    browser.until(IS_LIVE)
    return browser


def test_the_picture_is_shown_close_to_its_capture(play: Tab, pictures: PictureStage) -> None:
    play.until("document.getElementById('picture').player.figures.lagMs < 250")
    before = figures(play)
    play.until(f"document.getElementById('picture').player.figures.shownUtcMs > {before['shownUtcMs'] + 500}")
    after = figures(play)
    assert after["path"] == "fmp4"
    assert 40 < after["lagMs"] < 400
    assert 100 <= after["targetMs"] < 400
    assert play.value("document.querySelector('#picture video').muted")
    assert play.complaints() == []


def test_a_result_is_seen_with_its_frame_and_not_before(play: Tab, built: stage.Stage) -> None:
    tell(built, "step", step="number_seen", phase="result_pending")
    play.until(f"{WORD} === 'Result pending'")
    play.value(WATCH)
    at = tell(built, "gameresult", 500, outcome={"pocket": "11"}, result="11", carried=None)
    tell(built, "player", 500, 1, staked=500, returned=1000, balance=777_00, currency="EUR")
    play.until("document.getElementById('picture').player.figures.waiting > 0")
    assert play.value("document.querySelector('#results .result').textContent") != "11"
    assert play.value(WORD) == "Result pending"
    assert "777" not in play.value("document.getElementById('balance').textContent")
    play.until("document.querySelector('#results .result').textContent === '11'")
    play.until("document.getElementById('balance').textContent.includes('777')")
    seen = play.value("globalThis.seenAt")
    assert 0 <= seen - at < 70
    assert figures(play)["byWall"] == 0


WATCH = """
new MutationObserver(() => {
  if (document.querySelector('#results .result').textContent === '11') globalThis.seenAt ??= document.getElementById('picture').player.figures.shownUtcMs;
}).observe(document.getElementById('results'), { childList: true });
true
"""


def test_bets_close_when_the_edge_says_so_and_not_when_it_is_seen(play: Tab, built: stage.Stage) -> None:
    closes = rfc3339(stage.CLOCK.utc_ns() + 3600 * stage.SECOND_NS)
    tell(built, "betsopen", game="roulette", betting_ms=15_000, closes_at=closes, carried=None)
    play.until(f"{WORD} === 'Place your bets' && document.getElementById('countdown').textContent !== ''")
    play.value(WATCH_CLOSE)
    tell(built, "betsclosed", 2000, cause="timer", closed_at=closes, placements=0)
    play.until(f"{WORD} === 'No more bets'")
    assert play.value("document.getElementById('picture').player.figures.waiting > 0")
    assert play.value("globalThis.leftAtClose") == "", "the countdown goes with the window"
    assert play.value("document.getElementById('picture').player.figures.waiting > 0")


WATCH_CLOSE = """
new MutationObserver(() => {
  if (document.getElementById('now-word').textContent === 'No more bets') globalThis.leftAtClose ??= document.getElementById('countdown').textContent;
}).observe(document.getElementById('now-word'), { childList: true });
true
"""


def test_without_a_picture_the_game_goes_on_and_the_page_says_so(
    play: Tab, built: stage.Stage, pictures: PictureStage
) -> None:
    pictures.is_dark = True
    play.until("document.getElementById('picture').dataset.state === 'dark'")
    play.until("document.querySelector('#picture [role=status]').textContent.includes('game goes on')")
    tell(built, "gameresult", outcome={"pocket": "22"}, result="22", carried=None)
    play.until("document.querySelector('#results .result').textContent === '22'")
    assert figures(play)["byWall"] >= 1
    pictures.is_dark = False
    play.until(IS_LIVE)


def test_a_ticket_that_ends_in_mid_stream_is_replaced(play: Tab, pictures: PictureStage) -> None:
    asked = len(pictures.asked)
    pictures.expire()
    until(lambda: len(pictures.asked) > asked)
    play.until(f"{IS_LIVE} && document.getElementById('picture').player.path === 'fmp4'")
    assert pictures.asked[asked][0] == "live"


def test_a_browser_that_can_t_play_fragments_tries_the_other_paths_and_the_game_goes_on(
    browser: Tab, address: str, built: stage.Stage, pictures: PictureStage
) -> None:
    asked = len(pictures.asked)
    with script(browser, "MediaSource.isTypeSupported = () => false;"):
        browser.send("Page.navigate", url="about:blank")
        browser.send("Page.navigate", url=f"{address}/play/{TABLE}#token={TOKEN}")
        until(lambda: "hls" in [what for what, _ in pictures.asked[asked:]])
        assert [what for what, _ in pictures.asked[asked:]][:3] == ["live", "whep", "hls"]
        tell(built, "gameresult", outcome={"pocket": "33"}, result="33", carried=None)
        browser.until("document.querySelector('#results .result')?.textContent === '33'")


def test_what_a_screen_shows_is_told_to_the_edge(play: Tab, pictures: PictureStage) -> None:
    said = len(pictures.said)
    until(lambda: len(pictures.said) > said)
    beat = pictures.said[-1]
    assert (beat["op"], beat["path"]) == ("beat", "fmp4")
    assert abs(beat["shown_utc_ms"] + beat["lag_ms"] - stage.CLOCK.utc_ns() / MS) < 1000


def test_a_beat_tells_how_far_events_were_from_their_frames_and_that_a_picture_stands(
    play: Tab, built: stage.Stage, pictures: PictureStage
) -> None:
    play.until("document.getElementById('picture').player.figures.lagMs < 250")
    pictures.said.clear()
    for _ in range(3):
        tell(built, "step", step="number_seen", phase="result_pending")
    until(lambda: any(beat["op"] == "beat" and beat["events"] for beat in pictures.said))
    beat = next(beat for beat in pictures.said if beat["events"])
    assert beat["events"] <= 3 and -1 <= beat["event_off_ms"] < 150
    pictures.is_dark = True
    pictures.said.clear()
    until(lambda: bool(pictures.said) and pictures.said[-1]["lag_ms"] > 2000)
    pictures.is_dark = False
    play.until(IS_LIVE)


def test_a_wide_page_fills_the_room_beside_the_picture_and_a_narrow_one_overflows_nowhere(play: Tab) -> None:
    play.until("document.querySelector('.calls') !== null")
    with screen(play, 1440, 1000):
        picture, now, scores = (play.value(BOX % each) for each in ("#picture", "#now", ".scores"))
        assert now["height"] < 140 and picture["height"] > 350
        assert picture["right"] < scores["left"] and abs(scores["bottom"] - picture["bottom"]) < 2
    with screen(play, 390, 844):
        assert play.value("document.documentElement.scrollWidth") == 390
        picture, layout, scores = (play.value(BOX % each) for each in ("#picture", "#layout", ".scores"))
        assert picture["width"] == 390 and picture["bottom"] < layout["top"] < scores["top"]
        assert play.value("document.querySelector('.scores').scrollHeight") <= scores["height"]


BOX = "document.querySelector('%s').getBoundingClientRect().toJSON()"


@contextmanager
def screen(tab: Tab, width: int, height: int) -> Iterator[None]:
    """A screen of that many pixels; a narrow one is a phone's."""
    tab.send(
        "Emulation.setDeviceMetricsOverride",
        width=width,
        height=height,
        deviceScaleFactor=1,
        mobile=width < 500,
    )
    yield
    tab.send("Emulation.clearDeviceMetricsOverride")


def test_the_wall_shows_a_still_and_says_when_it_is_old(
    browser: Tab, address: str, pictures: PictureStage
) -> None:
    pictures.is_dark = False
    browser.events.clear()
    asked = len(pictures.asked)
    browser.send("Page.navigate", url=f"{address}/floor")
    browser.until("document.querySelector('table-thumb .age')?.textContent === '…'")
    assert len(pictures.asked) == asked, "nobody sees it yet"
    browser.value("document.querySelector('table-thumb').scrollIntoView()")
    browser.until("document.querySelector('table-thumb img')?.naturalWidth === 320")
    assert browser.value("document.querySelectorAll('table-thumb').length") == 1
    assert browser.value("document.querySelector('table-thumb .age').textContent").endswith(" s")
    pictures.is_dark = True
    browser.until("document.querySelector('table-thumb').classList.contains('old')")
    pictures.is_dark = False
    assert [said for said in browser.complaints() if "404" not in said] == []


def test_the_table_s_page_shows_the_picture_its_health_and_how_players_are_in_step(
    browser: Tab, address: str, built: stage.Stage
) -> None:
    browser.events.clear()
    browser.send("Page.navigate", url=f"{address}/floor/tables/{TABLE}")
    browser.until("document.querySelector('table-picture .picture')?.dataset.state === 'live'")
    room: VideoRoom = built.app.state.front.video

    def is_told() -> bool:
        room.heard({"tables": {TABLE: SAID}})
        facts = browser.value("document.querySelector('table-picture').textContent")
        return all(words in facts for words in FACTS)

    until(is_told)
    label = browser.value("document.querySelector('.sync-chart').getAttribute('aria-label')")
    assert label.startswith("Players are 140 ms behind the capture, 99 of 100 less than 1900 ms")
    assert "99 of 100 events are within 250 ms of their frame" in label
    worst = browser.value(WORST)
    assert worst[0] == ["player 61", "hls", "1.9 s", "1", "3"] and len(worst) == 5
    assert worst[1][2:] == ["140 ms", "0", "0"]
    assert browser.complaints() == []


WORST = "[...document.querySelectorAll('.worst-off tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent))"
FACTS = (
    "live, last capture 45 ms ago",
    "30.0 a second",
    "6.1 ms, 0 held",
    "3 by fmp4",
    "live, main to media.example.org",
    "failed, lobby to cdn.example.org: refused",
    "wheel reports after",
    "± 1.4 ms",
)


@contextmanager
def script(tab: Tab, source: str) -> Iterator[None]:
    """Runs before the scripts of each page."""
    added = tab.send("Page.addScriptToEvaluateOnNewDocument", source=source)["result"]["identifier"]
    yield
    tab.send("Page.removeScriptToEvaluateOnNewDocument", identifier=added)


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 15
    while not condition():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.02)

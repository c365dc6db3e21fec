"""The video library in a page of another origin, in a real browser: the sample of docs/video-client.md shows the picture, and says why there is none."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from edge_api.books.store import open_writer
from edge_api.routes.callers import secret_hash
from edge_api.video_link import VideoRoom
from tests.edge_api.web import stage
from tests.edge_api.web.browser import IN_BROWSER, Tab
from tests.edge_api.web.picture_stage import PictureStage, picture_stage

pytestmark = IN_BROWSER

DOCS = Path(__file__).parents[3] / "docs" / "video-client.md"
TOKEN = "a-players-token"


class Silent(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing of it."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def pictures() -> Iterator[PictureStage]:
    with picture_stage() as served:
        yield served


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Somebody else's site: its origin, and the folder that it serves."""
    folder = tmp_path_factory.mktemp("site")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(folder))) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield f"http://127.0.0.1:{server.server_address[1]}", folder
        server.shutdown()
        serving.join()


@pytest.fixture(scope="module")
def built(
    tmp_path_factory: pytest.TempPathFactory, pictures: PictureStage, site: tuple[str, Path]
) -> stage.Stage:
    shown = [stage.roulette(), stage.roulette(table="roulette-02", name="Roulette with a picture")]
    made = stage.setup(
        tmp_path_factory.mktemp("stage"),
        shown,
        f"{stage.PICTURED}[video]\nport = {pictures.port}",
        VideoRoom(stage.CLOCK),
        [site[0]],
    )
    with closing(open_writer(made.config.store.database)) as books:
        expires = stage.CLOCK.utc_ns() + 3600 * stage.SECOND_NS
        books.execute("INSERT INTO player_tokens VALUES (?, 1, ?)", (secret_hash(TOKEN), expires))
    return made


def sample(edge: str) -> str:
    """The page of the documentation, for this edge."""
    found = re.search(r"```html\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    page = found[1]
    for said, here in (
        ("http://127.0.0.1:8080", edge),
        ("roulette-01", "roulette-02"),
        ("the player's token", TOKEN),
    ):
        assert said in page
        page = page.replace(said, here)
    return page


def visit(browser: Tab, site: tuple[str, Path], page: str) -> None:
    origin, folder = site
    (folder / "index.html").write_text(page, encoding="utf-8")
    browser.send("Page.navigate", url="about:blank")
    browser.events.clear()
    browser.send("Page.navigate", url=f"{origin}/?{time.monotonic_ns()}")


WORD = "document.getElementById('word')?.textContent ?? ''"


def test_the_documented_page_shows_the_picture_and_hears_the_table_from_another_origin(
    browser: Tab, address: str, site: tuple[str, Path], pictures: PictureStage
) -> None:
    pictures.is_dark, pictures.refuses = False, None
    visit(browser, site, sample(address))
    browser.until(f"({WORD}) === 'live by fmp4'")
    browser.until("document.querySelector('video').currentTime > 0.3")
    browser.until("document.querySelector('#events li') !== null")
    assert [said for said in browser.complaints() if "favicon" not in said] == []


@pytest.mark.parametrize(
    ("asked", "instead", "word"),
    [
        ("a-players-token", "nobody-s", "dark: access_refused"),
        ("${EDGE}/api/v1/tables/${TABLE}/video", "http://127.0.0.1:9/video", "dark: access_failed"),
        ("/${TABLE}/video", "/roulette-01/video", "off: no_video"),
    ],
)
def test_a_page_is_told_why_it_gets_no_ticket(
    browser: Tab, address: str, site: tuple[str, Path], asked: str, instead: str, word: str
) -> None:
    page = sample(address)
    assert asked in page
    visit(browser, site, page.replace(asked, instead))
    browser.until(f"({WORD}) === '{word}'")


def test_a_page_is_told_that_no_frames_come_and_then_that_they_do(
    browser: Tab, address: str, site: tuple[str, Path], pictures: PictureStage
) -> None:
    pictures.is_dark, pictures.refuses = True, None
    visit(browser, site, sample(address))
    browser.until(f"({WORD}) === 'dark: no_frames'")
    pictures.is_dark = False
    browser.until(f"({WORD}) === 'live by fmp4'")


def test_a_page_is_told_how_the_last_way_to_the_picture_ended(
    browser: Tab, address: str, site: tuple[str, Path], pictures: PictureStage
) -> None:
    pictures.refuses = 4404
    visit(browser, site, sample(address))
    browser.until(f"({WORD}) === 'dark: gone'")
    pictures.refuses = None
    browser.until(f"({WORD}) === 'live by fmp4'")

"""What a viewer sees on each path, in a real browser: delay to the canvas, first picture, the player's clock, and events on their frames."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page

from schemas.facts import TablePaused, TableResumed
from tests.bench.video.browser import NO_BROWSER, PROGRAM, browser_page
from tests.bench.video.house import CAMERA, VideoHouse, video_house
from tests.bench.video.judge import Beside, Finding, Measured, skipped
from tests.bench.video.page_server import page_server
from tests.bench.video.seen import Seen, p

SETTLE_S = {"fmp4": 4.0, "whep": 4.0, "hls": 8.0}
LOOK_S = 12.0
EVENTS, EVENT_EVERY_S = 100, 0.13


def watch(folder: Path) -> list[Finding]:
    """Each path for itself, one viewer, then events on the usual path."""
    if PROGRAM is None:
        return skipped(NO_BROWSER, *KEYS)
    with viewer(folder) as (house, page):
        fmp4 = _look(house, page, "fmp4")
        events = _events(house, page)
        whep, hls = _look(house, page, "whep"), _look(house, page, "hls")
    return [*_of_fmp4(fmp4), *_of_whep(whep), *_of_hls(hls), *_of_events(events)]


@contextmanager
def viewer(folder: Path, camera: Sequence[str] = CAMERA) -> Iterator[tuple[VideoHouse, Page]]:
    """A house and a page that may watch its table."""
    with ExitStack() as stack:
        origin = stack.enter_context(page_server())
        house = stack.enter_context(video_house(folder, [origin], camera=camera))
        page = stack.enter_context(browser_page(f"{origin}/bench/watch.html"))
        page.wait_for_function("window.isReady === true")
        yield house, page


def _look(house: VideoHouse, page: Page, path: str) -> Seen:
    """The frames of some seconds, once the player has settled. Its first picture and its ends are those of the whole time."""
    page.evaluate("([path, addresses]) => window.watch(path, addresses)", [path, house.addresses()])
    page.wait_for_timeout(1000 * SETTLE_S[path])
    before = _take(page)
    page.wait_for_timeout(1000 * LOOK_S)
    seen = _take(page)
    seen.ends = before.ends + seen.ends
    return seen


def _take(page: Page) -> Seen:
    return Seen.read(page.evaluate("window.watching.take()"))


def _events(house: VideoHouse, page: Page) -> Seen:
    """The player goes on; facts of the table come over its socket. The first ones tell it how long they take."""
    page.evaluate(
        "([url, token]) => window.watching.listen(url, token)", [house.socket, house.edge.tokens[0]]
    )
    page.wait_for_timeout(500)
    _say(house, page, EVENTS // 4)
    page.wait_for_timeout(1500)
    _take(page)
    _say(house, page, EVENTS)
    page.wait_for_timeout(1000)
    return _take(page)


def _say(house: VideoHouse, page: Page, count: int) -> None:
    due = time.monotonic()
    for number in range(count):
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        fact = TablePaused(by="bench") if number % 2 == 0 else TableResumed(by="bench")
        house.edge.board.board.say(fact, time=now)
        due += EVENT_EVERY_S * (0.75 + 0.5 * (number % 7) / 6)  # not in step with frames
        page.wait_for_timeout(max(0.0, 1000 * (due - time.monotonic())))


def _of_fmp4(seen: Seen) -> list[Finding]:
    target = f"player keeps {seen.figures.get('targetMs') or 0:.0f} ms"
    return [
        Measured("fmp4_p50", p(seen.lags_ms, 50), f"{_read(seen)}, {target}"),
        Measured("fmp4_p95", p(seen.lags_ms, 95)),
        Measured("fmp4_first", seen.first_ms or float("inf")),
        _clock("clock_fmp4", seen),
    ]


def _of_whep(seen: Seen) -> list[Finding]:
    return [
        Measured("whep_p50", p(seen.lags_ms, 50), _read(seen)),
        Measured("whep_p95", p(seen.lags_ms, 95)),
        _clock("clock_whep", seen),
        Beside("first picture, WHEP", seen.first_ms or float("inf"), "ms"),
    ]


def _of_hls(seen: Seen) -> list[Finding]:
    return [
        Measured("hls_p50", p(seen.lags_ms, 50), _read(seen)),
        Measured("hls_fatal", len(seen.ends), ", ".join(seen.ends)),
        _clock("clock_hls", seen),
        Beside("capture -> canvas, LL-HLS, p95", p(seen.lags_ms, 95), "ms"),
        Beside("first picture, LL-HLS", seen.first_ms or float("inf"), "ms"),
    ]


def _of_events(seen: Seen) -> list[Finding]:
    behind, by_wall = seen.frames_behind(), sum(event.by_wall for event in seen.events)
    note = f"{len(behind)} events over the players' socket; {seen.figures.get('late')} came late, {by_wall} shown without a picture"
    same = 100.0 * sum(each == 0 for each in behind) / max(1, len(behind) + by_wall)
    return [
        Measured("events_early", sum(each < 0 for each in behind) if behind else float("inf"), note),
        Measured("events_same", same),
        Measured("events_off", p([float(each) for each in behind], 99)),
    ]


def _clock(key: str, seen: Seen) -> Measured:
    errors = seen.clock_errors_ms
    return Measured(key, p(errors, 99), f"{len(errors)} of {len(seen.frames)} pictures")


def _read(seen: Seen) -> str:
    return f"{len(seen.frames)} pictures, {100 * seen.read_share:.0f} % of their barcodes read"


KEYS = (
    "fmp4_p50", "fmp4_p95", "fmp4_first", "clock_fmp4", "whep_p50", "whep_p95", "clock_whep", "hls_p50", "hls_fatal", "clock_hls",
    "events_early", "events_same", "events_off",
)  # fmt: skip

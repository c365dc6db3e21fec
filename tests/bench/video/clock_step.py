"""The board's clock steps: how soon the picture's times, and the player's clock, follow. The step is made in the board's own clock, not in this machine's."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page

from tests.bench.video.browser import NO_BROWSER, PROGRAM
from tests.bench.video.house import FRAME_MS
from tests.bench.video.judge import Finding, Measured, skipped
from tests.bench.video.seen import Frame, Seen
from tests.bench.video.stepping_camera import STEP
from tests.bench.video.watching import viewer

CAMERA = ("tests.bench.video.stepping_camera",)
STEP_MS, SETTLE_S, LOOK_S = 50.0, 5.0, 4.0
RIGHT_MS = 2.0


def clock_step(folder: Path) -> list[Finding]:
    """Forwards, and back again."""
    if PROGRAM is None:
        return skipped(NO_BROWSER, "step_followed")
    with viewer(folder, CAMERA) as (house, page):
        page.evaluate("addresses => window.watch('fmp4', addresses)", house.addresses())
        page.wait_for_timeout(1000 * SETTLE_S)
        took = {by: _step(page, folder / STEP, by) for by in (STEP_MS, 0.0)}
    told = ", ".join(f"{'+' if by else '-'}{STEP_MS:g} ms: {ms:.0f} ms" for by, ms in took.items())
    return [Measured("step_followed", max(took.values()), told)]


def _step(page: Page, file: Path, by_ms: float) -> float:
    """How long it took until picture and player had followed."""
    page.evaluate("window.watching.take()")
    page.wait_for_timeout(1000)
    at = 1000 * time.time()
    file.write_text(str(by_ms), encoding="ascii")
    page.wait_for_timeout(1000 * LOOK_S)
    seen = Seen.read(page.evaluate("window.watching.take()"))
    return followed_ms(seen.frames, at, STEP_MS if by_ms else -STEP_MS)


def followed_ms(frames: Sequence[Frame], at: float, by_ms: float) -> float:
    """From ``at`` to the first picture from which on captures are in the new time, and the player's clock is right. Infinite when never.

    Captures jump by the step between two pictures, whatever the player does about its distance meanwhile.
    """
    known = [frame for frame in frames if frame.sure and frame.clock is not None]
    jumped = next((place for place in range(1, len(known)) if _jump(known, place, by_ms)), None)
    if jumped is None:
        return float("inf")
    wrong = [place for place in range(jumped, len(known)) if _error(known[place]) > RIGHT_MS]
    first = max([jumped, *(place + 1 for place in wrong)])
    return known[first].at - at if first < len(known) else float("inf")


def _jump(frames: Sequence[Frame], place: int, by_ms: float) -> bool:
    """Whether the captures of this picture and the one before are whole frames apart but for the step (half a frame and more)."""
    apart = (frames[place].burned or 0.0) - (frames[place - 1].burned or 0.0)
    return _off_whole_frames(apart - by_ms) < FRAME_MS / 5 and _off_whole_frames(apart) > FRAME_MS / 5


def _off_whole_frames(ms: float) -> float:
    return abs(ms - FRAME_MS * round(ms / FRAME_MS))


def _error(frame: Frame) -> float:
    return abs((frame.clock or 0.0) - (frame.burned or 0.0))

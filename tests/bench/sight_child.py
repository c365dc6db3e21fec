"""The board's real process that looks, at a table's picture as the video process shares it: what it weighs once it has read. For the benchmark alone."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import av
import cv2
import numpy as np

from firmware_agent.rounds.machine import TableView
from firmware_agent.sight.parent import Outlets, SightChild, sight_command
from firmware_agent.sight.tap_memory import new_tap
from firmware_agent.video.tap_feed import TapFeed, view_of
from hardware.camera.source import Picture
from hardware.clock import SystemClock
from hardware.decode.sight.reader import Frame
from schemas.phases import Game, Phase
from schemas.sight import SightAnswer, SightAsk, SightKind, SightStep
from tests.bench.processes import BenchFailed, await_true

PLAYED = {
    SightKind.CARDS: (Game.BACCARAT, "decks = 8"),
    SightKind.WHEEL: (Game.ROULETTE, 'wheel = "european"'),
    SightKind.DICE: (Game.SIC_BO, ""),
    SightKind.SEGMENTS: (Game.MONEY_WHEEL, ""),
}
LOOKS, LIMIT_S = 6, 90.0
FPS, LOOKS_A_S = 30, 8.0
CLOCK = SystemClock()


class Looking:
    """A child and what it answers. ``tap_fd``: memory through which it gets pictures."""

    def __init__(self, kind: SightKind, folder: Path, config: Path, tap_fd: int) -> None:
        self.answers: list[SightAnswer] = []
        self._game = PLAYED[kind][0]
        outlets = Outlets(_nobody, _nobody, _nobody, self.answers.append, lambda: None)
        self.child = SightChild(sight_command(config, tap_fd), (tap_fd,), folder, outlets, CLOCK)

    def read(self, number: int) -> None:
        """One more round, in which it looks by itself; and a technician's look, in which it reads whatever lies there."""
        self.child.told(TableView(self._game, Phase.RESULT_PENDING, f"b:1:{number}", False, None, None, ()))
        await_true(
            lambda: self.child.ask(f"c-{number}", SightAsk(step=SightStep.LOOK)) is None,
            "a question",
            LIMIT_S,
        )
        await_true(lambda: len(self.answers) > number, "an answer", LIMIT_S)
        answer = self.answers[-1]
        if not answer.ok or not json.loads(answer.told)["reads"]:
            raise BenchFailed(f"{self._game.value}: nothing was read: {answer.said}")


def most_resident_mb(kind: SightKind, folder: Path, calibration: Path, frames: Sequence[Frame]) -> float:
    """Of the process, after it has read. Raises BenchFailed when it reads nothing."""
    high, wide = frames[0].shape[:2]
    tap_fd = new_tap(wide, high)
    looking = Looking(kind, folder, _config(kind, folder, calibration, (wide, high)), tap_fd)
    try:
        with _running(looking, lambda stop: _film(TapFeed(tap_fd, LOOKS_A_S), frames, stop)) as pid:
            for number in range(LOOKS):
                looking.read(number)
            lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    finally:
        os.close(tap_fd)
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024 / 1e6


def _film(feed: TapFeed, frames: Sequence[Frame], stop: Event) -> None:
    """Each frame for a second, with a little noise as of a camera; thirty a second."""
    noise = np.random.default_rng(1)
    number = 0
    while not stop.wait(1 / FPS):
        number += 1
        shown = frames[number // FPS % len(frames)].copy()
        shown[::8] ^= noise.integers(0, 4, shown[::8].shape, np.uint8)
        planes = cv2.cvtColor(shown, cv2.COLOR_BGR2YUV_I420)
        picture = av.VideoFrame.from_ndarray(np.asarray(planes, dtype=np.uint8), format="yuv420p")
        feed.look(view_of(Picture(CLOCK.monotonic_ns(), picture)))


@contextmanager
def _running(looking: Looking, film: Callable[[Event], None]) -> Iterator[int]:
    """The child's process id, once it looks."""
    stop, before = Event(), set(_all_children())
    threads = [Thread(target=work, args=(stop,)) for work in (looking.child.run, film)]
    for thread in threads:
        thread.start()
    try:
        await_true(lambda: looking.child.report().state == "looking", "the process that looks", LIMIT_S)
        (pid,) = set(_all_children()) - before
        yield pid
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _all_children() -> list[int]:
    """Of whichever thread started them."""
    tasks = Path("/proc/self/task").iterdir()
    return [int(word) for task in tasks for word in (task / "children").read_text().split()]


def _config(kind: SightKind, folder: Path, calibration: Path, size: tuple[int, int]) -> Path:
    game, more = PLAYED[kind]
    path = folder / "agent.toml"
    path.write_text(
        f"""
[table]
site = "bench"
id = "b"
game = "{game.value}"
{more}
[edge]
public_keys = {{ "edge-1#1" = "AAAA" }}
[store]
folder = "{folder / "store"}"
[camera]
source = "v4l2"
width = {size[0]}
height = {size[1]}
lobby = false
edge = "ws://127.0.0.1:1"
folder = "{folder / "video"}"
[sight]
looks_a_s = {LOOKS_A_S}
calibration = "{calibration}"
""",
        encoding="utf-8",
    )
    return path


def _nobody(_: object) -> None:
    """Nobody hears it."""

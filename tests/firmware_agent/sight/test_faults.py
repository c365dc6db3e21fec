"""The board's real process that looks, and a camera whose pictures stop, repeat or lag: the table hears of it within two seconds, and of its end."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from firmware_agent.sight.parent import Outlets, SightChild, sight_command
from firmware_agent.sight.tap_memory import new_tap
from firmware_agent.video.tap_feed import TapFeed, view_of
from hardware.camera.source import Picture
from hardware.clock import SystemClock
from hardware.signals import DeviceDown, DeviceUp, Signal
from schemas.sight import SightKind
from tests.firmware_agent.far_edge import soon
from tests.firmware_agent.rounds.eyes import eyes, shoe_table
from tests.firmware_agent.rounds.floor import s
from tests.firmware_agent.rounds.test_standing import play
from tests.firmware_agent.sight.test_whole import toml
from tests.firmware_agent.video.conftest import video_toml
from tests.firmware_agent.video.far_camera import picture

CLOCK = SystemClock()
MOST_S, EVERY_S = 2.0, 0.08


@dataclass
class Watched:
    """The agent's side, and the camera's: a picture twelve times a second into the tap, spoiled as a test says."""

    child: SightChild
    feed: TapFeed
    signals: list[Signal] = field(default_factory=list)
    spoiled: str = ""
    over: threading.Event = field(default_factory=threading.Event)

    def film(self) -> None:
        number = 0
        while not self.over.wait(EVERY_S):
            number += self.spoiled != "repeats"
            late_ns = 1_500_000_000 if self.spoiled == "lags" else 0
            if self.spoiled != "stops":
                shown = Picture(CLOCK.monotonic_ns() - late_ns, picture(number, 640, 360))
                self.feed.look(view_of(shown))

    def count(self, kind: type[Signal]) -> int:
        return sum(isinstance(each, kind) for each in self.signals)

    def is_well(self) -> bool:
        """It looks, and the table was told so: after a hiccup that comes a second later."""
        told = [each for each in self.signals if isinstance(each, DeviceDown | DeviceUp)]
        return self.child.report().state == "looking" and told != [] and isinstance(told[-1], DeviceUp)

    def told_within_s(self, fault: str) -> tuple[float, DeviceDown]:
        """From the fault to the table's signal; the camera is well before and after."""
        assert soon(self.is_well, 20), self.child.report()
        downs, ups = self.count(DeviceDown), self.count(DeviceUp)
        self.spoiled, began_s = fault, time.monotonic()
        assert soon(lambda: self.count(DeviceDown) > downs, 5)
        took_s = time.monotonic() - began_s
        self.spoiled = ""
        assert soon(lambda: self.count(DeviceUp) > ups, 5)
        return took_s, [each for each in self.signals if isinstance(each, DeviceDown)][-1]


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    folder = tmp_path_factory.mktemp("sight")
    sight = toml(folder).read_text(encoding="utf-8")
    config = folder / "agent.toml"
    config.write_text(_filmed(sight, folder), encoding="utf-8")
    fd = new_tap(640, 360)
    one: Watched
    outlets = Outlets(lambda signal: one.signals.append(signal), _none, _none, _none, lambda: None)
    child = SightChild(sight_command(config, fd), (fd,), folder, outlets, CLOCK)
    one = Watched(child, TapFeed(fd, 8))
    threads = [threading.Thread(target=one.film), threading.Thread(target=child.run, args=(one.over,))]
    for thread in threads:
        thread.start()
    yield one
    one.over.set()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()
    os.close(fd)


def _none(_: object) -> None:
    """Nobody is told."""


def _filmed(sight: str, folder: Path) -> str:
    """A camera that may not repeat itself, and eyes without one of their own."""
    section = video_toml(folder, "ws://127.0.0.1:1", "lobby = false", source="v4l2").partition("[camera]")[2]
    own = sight.replace('source = "pictures"', "").replace(f'address = "{folder / "pictures"}"', "")
    return f"{own}\n[camera]{section}"


@pytest.mark.parametrize(
    ("fault", "said"),
    [("stops", "blind: stale_frame"), ("repeats", "frozen: stale_frame"), ("lags", "blind: late_frame")],
)
def test_a_camera_that_shows_no_now_is_told_to_the_table_within_two_seconds_which_falls_back(
    watched: Watched, fault: str, said: str
) -> None:
    took_s, down = watched.told_within_s(fault)
    print(f"{fault}: {took_s:.2f} s")
    assert took_s < MOST_S and down.why.startswith(said)
    table = shoe_table(sight=eyes(SightKind.CARDS))
    play(table, 12)
    assert table.machine.view().guidance.endswith(": wait")
    table.feed(replace(down, at_ns=s(16.5)))
    assert table.machine.view().guidance.endswith(": compare and confirm")

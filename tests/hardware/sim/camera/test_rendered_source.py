"""A rendered camera as the board knows it: pace, truth of its times, what simulated devices show it, and its faults."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
import pytest
from gpiozero import LED

from hardware.camera.catalog import new_source
from hardware.camera.source import CameraWish
from hardware.clock import SystemClock
from hardware.sim.agenda import ScriptAgenda
from hardware.sim.camera import barcode
from hardware.sim.camera.feed import SceneFeed
from hardware.sim.camera.scene import Scene, after
from hardware.sim.camera.source import RenderedSource
from hardware.sim.pins import SCENE_VARIABLE, SOCKET_VARIABLE, SocketPinFactory
from hardware.sim.reader.cards import CardReader
from hardware.sim.reader.reader import SimulatedReader
from hardware.sim.reader.throws import DiceReader, WheelReader
from hardware.sim.shoe.faults import ShoeFault
from schemas.phases import Game
from tests.hardware.camera.filming import Filming
from tests.hardware.sim.bench import ListLine, ShoeBench, WheelBench

CLOCK = SystemClock()
MS = 1_000_000


def source(scene: Path, burn: bool = False) -> RenderedSource:
    found = new_source("rendered", CameraWish(f"{scene}?name=Table", 320, 180, 30, burn_time=burn), CLOCK)
    assert isinstance(found, RenderedSource)
    return found


@contextlib.contextmanager
def feed(scene: Path, name: str = "test") -> Iterator[SceneFeed]:
    one = SceneFeed(scene, name, CLOCK)
    yield one
    one.close()


class Stage:
    """Keeps what a device shows as the scene that a camera would have; times are the script's."""

    def __init__(self, agenda: ScriptAgenda) -> None:
        self.scene, self.told, self._agenda = Scene(), [], agenda  # type: tuple[Scene, list[str], ScriptAgenda]

    def show(self, what: str, *, fresh: bool = False, key: str | None = None, **facts: object) -> None:
        del fresh, key
        self.told.append(what)
        self.scene = after(self.scene, {"at_ns": round(self._agenda.now_s * 1e9), "what": what, **facts})


def test_frames_come_at_their_pace_with_the_moment_that_they_show(tmp_path: Path) -> None:
    with Filming(source(tmp_path / "scene", burn=True)) as filming:
        filming.wait_for(lambda: len(filming.pictures) >= 12)
    off_ns = CLOCK.utc_ns() - CLOCK.monotonic_ns()
    for one in filming.pictures:
        burned_ns = barcode.read(one.frame.to_ndarray(format="rgb24"))
        assert burned_ns is not None
        assert abs(burned_ns - one.at_ns - off_ns) < 2 * MS
    gaps_ms = [(after.at_ns - before.at_ns) / MS for before, after in pairwise(filming.pictures[3:])]
    assert min(gaps_ms) == pytest.approx(33.3, abs=0.1)


def test_an_address_is_not_needed_for_an_empty_table() -> None:
    with Filming(RenderedSource(CameraWish(width=320, height=180), CLOCK)) as filming:
        filming.wait_for(lambda: len(filming.pictures) >= 2)


def test_a_camera_that_comes_late_sees_what_lies_there(tmp_path: Path) -> None:
    with feed(tmp_path / "scene") as shoe:
        shoe.show("table", key="table", game="dragon_tiger")
        shoe.show("card", card="2C", place="laid", index=0)
        shoe.show("clear", fresh=True)
        shoe.show("card", card="QD", place="laid", index=0)
        with Filming(source(tmp_path / "scene")) as filming:
            filming.wait_for(lambda: len(filming.pictures) >= 2)
            empty = filming.pictures[-1].frame.to_ndarray().astype(int)
            shoe.tell_again()
            filming.wait_for(lambda: bool(np.abs(filming.pictures[-1].frame.to_ndarray() - empty).mean() > 3))


def test_nobody_waits_for_a_camera_that_is_not_there(tmp_path: Path) -> None:
    with feed(tmp_path / "none") as one:
        for number in range(500):
            one.show("card", card="QD", place="laid", index=number)
        one.tell_again()


def test_a_stall_gives_nothing_and_a_freeze_the_same_picture(tmp_path: Path) -> None:
    with feed(tmp_path / "scene") as one, Filming(source(tmp_path / "scene", burn=True)) as filming:
        filming.wait_for(lambda: len(filming.pictures) >= 3)
        one.show("fault", fault="freeze", for_s=0.4)
        filming.wait_for(lambda: len(filming.pictures) >= 12)
        frozen = [one.frame for one in filming.pictures[6:9]]
        assert frozen[0] is frozen[1] is frozen[2]
        one.show("fault", fault="stall", for_s=0.5)
        filming.wait_for(lambda: len(filming.pictures) >= 24)
    gaps_ms = [(after.at_ns - before.at_ns) / MS for before, after in pairwise(filming.pictures)]
    assert 350 < max(gaps_ms) < 700


def test_a_camera_that_vanishes_is_lost_and_can_be_run_again(tmp_path: Path) -> None:
    camera = source(tmp_path / "scene")
    with feed(tmp_path / "scene") as one, Filming(camera) as filming:
        filming.wait_for(lambda: len(filming.pictures) >= 2)
        one.show("fault", fault="vanish", for_s=0.3)
        assert filming.until_lost() == "the rendered camera was told to vanish"
    with Filming(camera) as again:
        assert again.until_lost() == "the rendered camera was told to vanish"
        assert again.opened == 0


def test_torn_frames_are_given_as_coded_ones(tmp_path: Path) -> None:
    with feed(tmp_path / "scene") as one, Filming(source(tmp_path / "scene")) as filming:
        filming.wait_for(lambda: len(filming.pictures) >= 2)
        one.show("fault", fault="torn", for_s=0.3)
        filming.wait_for(lambda: len(filming.coded) >= 3)


def test_a_scene_socket_that_cant_be_made_is_lost_with_a_sentence(tmp_path: Path) -> None:
    with Filming(source(tmp_path / "no" / "folder")) as filming:
        assert "can't be made" in filming.until_lost()


def test_a_wheel_shows_its_ball_its_rotor_and_its_number() -> None:
    bench = WheelBench()
    stage = Stage(bench.agenda)
    bench.wheel.stage = stage.show
    bench.wheel.rig("17")
    bench.spin(6.5)
    assert stage.scene.flight is not None
    assert stage.scene.flight.pocket is None
    bench.agenda.advance(31)
    assert stage.scene.dolly is not None
    assert stage.scene.dolly[0] == "17"
    assert stage.scene.flight is not None
    said_s = next(at_s for at_s, data in bench.line.sent if data == b"17\r\n")
    assert stage.scene.flight.rests_s == pytest.approx(said_s)
    assert abs(stage.scene.rotor.after) == pytest.approx(170 / 600)


def test_a_shoe_shows_the_cards_as_they_lie_whatever_it_tells() -> None:
    bench = ShoeBench()
    stage = Stage(bench.agenda)
    bench.shoe.stage = stage.show
    bench.shoe.arm(ShoeFault.WRONG_SEAT)
    bench.coup()
    lying = {
        hand: [one.card for one in stage.scene.cards if one.place == hand] for hand in ("player", "banker")
    }
    assert lying == {seat.name.lower(): cards for seat, cards in bench.shoe.hands.items()}
    bench.shoe.new_shoe()
    assert stage.scene.cards == ()


@pytest.mark.parametrize("kind", ["cards", "dice", "wheel"])
def test_a_reader_shows_what_it_reads(kind: str) -> None:
    agenda = ScriptAgenda()
    stage = Stage(agenda)
    line = ListLine(agenda)
    reader: SimulatedReader
    match kind:
        case "cards":
            reader = CardReader(agenda, line, Random(3), game=Game.DRAGON_TIGER)
        case "dice":
            reader = DiceReader(agenda, line, Random(3))
        case _:
            reader = WheelReader(agenda, line, Random(3))
    reader.stage = stage.show
    reader.start()
    reader.deal()
    agenda.advance(5)
    if kind == "cards":
        assert [one.card for one in stage.scene.cards] == reader.laid
    elif kind == "dice":
        assert stage.scene.dice is not None
        assert (stage.scene.dice.faces, stage.scene.dice.shaken) == (reader.laid[0], False)
    else:
        coming = stage.scene.spin
        agenda.advance(5)
        assert coming is not None
        assert stage.scene.spin == coming
        under = stage.scene.segments[int(-coming.angle_at(agenda.now_s) % 1.0 * 54)]
        assert under == reader.laid[0]


def test_a_segment_that_is_decided_while_the_wheel_runs_is_the_one_that_is_seen() -> None:
    agenda = ScriptAgenda()
    stage, wheel = Stage(agenda), WheelReader(agenda, ListLine(agenda), Random(3))
    wheel.stage = stage.show
    wheel.start()
    wheel.deal()
    wheel.rig("40")
    agenda.advance(10)
    assert stage.scene.spin is not None
    assert stage.scene.segments[int(-stage.scene.spin.angle_at(agenda.now_s) % 1.0 * 54)] == "40"
    assert wheel.laid == ["40"]


def test_output_pins_are_shown_and_told_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SOCKET_VARIABLE, str(tmp_path / "pins"))
    monkeypatch.setenv(SCENE_VARIABLE, str(tmp_path / "scene"))
    factory = SocketPinFactory()
    try:
        with Filming(source(tmp_path / "scene")) as filming, LED("GPIO16", pin_factory=factory) as led:
            filming.wait_for(lambda: len(filming.pictures) >= 2)
            dark = filming.pictures[-1].frame.to_ndarray()[150:165, 300:316].mean()
            led.on()
            filming.wait_for(
                lambda: bool(filming.pictures[-1].frame.to_ndarray()[150:165, 300:316].mean() > dark + 20)
            )
    finally:
        factory.close()

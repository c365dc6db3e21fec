"""The agent and the process that looks: one that dies, hangs, speaks garbage, or answers. Real processes."""

from __future__ import annotations

import hashlib
import os
import signal
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from firmware_agent.child import MOST_BAD
from firmware_agent.rounds.machine import TableView
from firmware_agent.sight.parent import MOST_A_SECOND, Outlets, SightChild
from hardware.clock import SystemClock
from hardware.sight_signals import CameraNoticed, CameraSaw
from hardware.signals import DeviceDown, DeviceUp, Signal
from schemas.phases import Game, Phase
from schemas.sight import Anchors, SightAnswer, SightAsk, SightStep
from tests.firmware_agent.far_edge import soon

PICTURE = b"a picture, for all the agent knows"
SHA = hashlib.sha256(PICTURE).hexdigest()
STUB = """
import json, os, socket, sys, threading, time
line = socket.socket(fileno=int(sys.argv[-1]))
say = lambda **said: line.sendall(json.dumps(said).encode() + b"\\n")
beat = lambda state="looking": say(op="health", health={"state": state, "age_ms": 20, "detail": str(os.getpid())})
way = sys.argv[1]
beat()
def hear():
    heard = b""
    while part := line.recv(65536):
        *lines, heard = (heard + part).split(b"\\n")
        for one in map(json.loads, lines):
            if one["op"] == "round":
                say(op="word", at_ns=7, place="player", index=1, hand=1, value="KH", looks=3, reasons=[], still=sys.argv[2],
                    votes=[{"reader": "whole", "value": "KH", "score": 0.9, "lead": 0.5}], calibration="c", model=one["phase"])
                say(op="still", sha256=sys.argv[2])
            if one["op"] == "ask" and way == "ends":
                os._exit(3)
            if one["op"] == "ask":
                say(op="answer", answer={"command_id": one["command_id"], "step": "look", "ok": True, "told": "{}"})
    os._exit(0)
threading.Thread(target=hear, daemon=True).start()
if way == "garbage":
    line.sendall(b"\\xff\\xfe not json\\n{}\\n[1,2]\\n{\\"op\\":\\"word\\"}\\n{\\"op\\":\\"still\\",\\"sha256\\":\\"../../x\\"}\\n" + b"z" * 2000000 + b"\\n")
    say(op="noticed", at_ns=9, what="camera_covered", detail="dark")
    say(op="anchors", anchors={"utc_ns": "5"})
while way == "babbles":
    say(op="noticed", at_ns=9, what="card_before_close", detail="x")
while way == "flaps":
    beat("blind")
    beat()
    time.sleep(0.01)
while way == "junk":
    line.sendall(b"\\n" * 65536)
while True:
    beat("frozen" if way == "freezes" and os.path.exists(sys.argv[3]) else "looking")
    time.sleep(0.1)
"""


@dataclass
class Kept:
    """A SightChild on a thread of its own, and all that came of it."""

    folder: Path
    way: str = "speaks"
    signals: list[Signal] = field(default_factory=list)
    stills: list[bytes] = field(default_factory=list)
    anchors: list[Anchors] = field(default_factory=list)
    answers: list[SightAnswer] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        (self.folder / f"{SHA}.jpg").write_bytes(PICTURE)
        command = [sys.executable, "-c", STUB, self.way, SHA, str(self.folder / "freeze")]
        outlets = Outlets(
            self.signals.append,
            self.stills.append,
            self.anchors.append,
            self.answers.append,
            lambda: self.changes.append(self.child.report().state),
        )
        self.child = SightChild(command, (), self.folder, outlets, SystemClock())
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self.child.run, args=(self._stop,))

    def __enter__(self) -> Kept:
        self._thread.start()
        assert soon(lambda: self.up(DeviceUp) == 1)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(10)
        assert not self._thread.is_alive()

    def up(self, kind: type[Signal]) -> int:
        return sum(isinstance(each, kind) for each in self.signals)

    def words(self) -> list[CameraSaw]:
        return [each for each in self.signals if isinstance(each, CameraSaw)]

    @property
    def pid(self) -> int:
        return int(self.child.report().detail)


def view(phase: Phase = Phase.BETS_OPEN, closes_ns: int | None = 5) -> TableView:
    return TableView(Game.BACCARAT, phase, "t:1:1", False, closes_ns, None, ())


def test_a_word_reaches_the_machine_and_its_picture_the_edge(tmp_path: Path) -> None:
    with Kept(tmp_path) as kept:
        kept.child.told(view())
        assert soon(lambda: len(kept.words()) == 1 and kept.stills == [PICTURE])
        word = kept.words()[0]
        assert (word.device, word.place, word.value, word.still) == ("camera", "player", "KH", SHA)
        assert word.model == Phase.BETS_OPEN.value and word.votes[0].reader == "whole"
        kept.child.told(view())
        kept.child.told(view(Phase.IDLE, None))
        assert soon(lambda: [each.model for each in kept.words()] == ["bets_open", "idle"])
        assert kept.child.want_stills([SHA, "0" * 64, "../../etc/passwd"]) == ("0" * 64, "../../etc/passwd")
        assert soon(lambda: len(kept.stills) == 3)
        assert set(kept.stills) == {PICTURE}


def test_a_process_that_hangs_is_told_within_two_seconds_killed_and_started_again(tmp_path: Path) -> None:
    with Kept(tmp_path) as kept:
        kept.child.told(view())
        assert soon(lambda: len(kept.words()) == 1)
        first = kept.pid
        os.kill(first, signal.SIGSTOP)
        stopped_s = time.monotonic()
        assert soon(lambda: kept.up(DeviceDown) == 1, 5)
        assert time.monotonic() - stopped_s < 2
        assert soon(lambda: kept.up(DeviceUp) == 2, 10)
        assert kept.pid != first and kept.child.report().restarts == 1
        assert [each for each in kept.changes if each != "starting"][:3] == ["looking", "lost", "looking"]
        assert soon(lambda: len(kept.words()) == 2), "the new one was told of the round"
        with pytest.raises(ProcessLookupError):
            os.kill(first, 0)


def test_a_frozen_camera_is_told_and_so_is_its_return(tmp_path: Path) -> None:
    with Kept(tmp_path, "freezes") as kept:
        (tmp_path / "freeze").touch()
        assert soon(lambda: kept.up(DeviceDown) == 1)
        [down] = [each for each in kept.signals if isinstance(each, DeviceDown)]
        assert down.device == "camera" and down.why.startswith("frozen")
        (tmp_path / "freeze").unlink()
        assert soon(lambda: kept.up(DeviceUp) == 2)


def test_garbage_on_the_line_is_passed_over(tmp_path: Path) -> None:
    with Kept(tmp_path, "garbage") as kept:
        assert soon(lambda: kept.up(CameraNoticed) == 1 and len(kept.anchors) == 1)
        assert kept.words() == [] and kept.stills == []
        assert kept.child.report().state == "looking" and kept.child.report().restarts == 0


def test_a_camera_that_flaps_goes_once_and_returns_when_it_has_looked_for_a_while(tmp_path: Path) -> None:
    with Kept(tmp_path, "flaps") as kept:
        assert soon(lambda: kept.up(DeviceDown) == 1)
        time.sleep(0.7)
        assert (kept.up(DeviceUp), kept.up(DeviceDown)) == (1, 1)
        assert len(kept.changes) <= 4


def test_a_process_that_babbles_is_hung_up_and_all_that_it_said_until_then_is_heard(tmp_path: Path) -> None:
    with Kept(tmp_path, "babbles") as kept:
        assert soon(lambda: kept.child.report().restarts == 1)
        assert MOST_A_SECOND < kept.up(CameraNoticed) <= 2 * (MOST_A_SECOND + 2 * MOST_BAD)


def test_a_process_that_says_nothing_but_junk_is_hung_up_with_two_lines_of_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Kept(tmp_path, "junk") as kept:
        assert soon(lambda: kept.child.report().restarts >= 1)
    junk = [each for each in caplog.messages if "can't be read" in each]
    assert len(junk) <= 2 * (1 + kept.child.report().restarts), "two a child"
    assert any("killed" in each for each in caplog.messages)


def test_a_question_is_answered_and_one_to_a_process_that_ends_is_too(tmp_path: Path) -> None:
    ask = SightAsk(step=SightStep.LOOK)
    with Kept(tmp_path) as kept:
        assert kept.child.ask("c-1", ask) is None
        assert soon(lambda: [each.command_id for each in kept.answers] == ["c-1"] and kept.answers[0].ok)
    assert "not there" in (kept.child.ask("c-3", ask) or "")
    with Kept(tmp_path, "ends") as kept:
        assert kept.child.ask("c-2", ask) is None
        assert soon(lambda: len(kept.answers) == 1)
        assert not kept.answers[0].ok and "exit code 3" in kept.answers[0].said

"""The process that looks, in threads of this one: a reader that hangs, cameras that freeze, lag or go, words with their picture, a technician's questions."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from firmware_agent.sight.attention import Attention, Site
from firmware_agent.sight.desk import Desk
from firmware_agent.sight.desk_session import Session
from firmware_agent.sight.desk_session import Site as DeskSite
from firmware_agent.sight.eyes import Glimpse
from firmware_agent.sight.line import (
    AnchorsSaid,
    AnswerSaid,
    AskSaid,
    HealthSaid,
    NoticeSaid,
    RoundSaid,
    StillSaid,
    Up,
    WordSaid,
    up,
)
from firmware_agent.sight.process import Parts, SightProcess
from firmware_agent.sight.still_file import read_still
from firmware_agent.sight.stills import Keeping, Stills
from firmware_agent.sight.tap import Planes
from firmware_agent.signing import board_key
from hardware.clock import SystemClock
from hardware.decode.sight.reader import Frame, Reason, Rotor, Seen, Vote
from hardware.decode.sight.tracking.words import RoundTold, Slot, Word
from hardware.decode.sight.watch.words import Noticed
from schemas.sight import Notice, SightAsk, SightHealth, SightKind, SightStep
from tests.firmware_agent.far_edge import soon

CLOCK = SystemClock()
QUAD = np.array([[64, 36], [128, 36], [128, 72], [64, 72]], np.float32)


@dataclass
class FarEyes:
    """A camera whose switches a test throws."""

    still: bool = False
    silent: bool = False
    late_ns: int = 0
    why: str = ""
    number: int = 0
    wanted_ns: int = 0
    wholes: int = 0
    jitter_us: int | None = None

    def want(self, until_ns: int) -> None:
        self.wanted_ns = until_ns

    def run(self, stop: threading.Event) -> None:
        stop.wait()

    def newest(self, timeout_s: float) -> Glimpse | None:
        if self.silent:
            threading.Event().wait(timeout_s)
            return None
        self.number += 0 if self.still else 1
        at_ns, light = CLOCK.monotonic_ns() - self.late_ns, self.number % 200 + 20
        wanted = at_ns <= self.wanted_ns
        return Glimpse(
            at_ns, np.full((270, 320), light, np.uint8), lambda: self._whole(light) if wanted else None
        )

    def _whole(self, light: int) -> Planes:
        self.wholes += 1
        return np.full((360 * 3 // 2, 640), light, np.uint8)


@dataclass
class FarLooker:
    """Sees a rotor that turns half a turn a second. ``hangs``: it never comes back."""

    calibration: str = "cal"
    model: str = "net"
    hangs: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)
    looks: int = 0

    def look(self, frame: Frame) -> Seen:
        self.looks += 1
        if self.hangs.is_set():
            self.released.wait()
        turns = CLOCK.monotonic_ns() / 2e9 % 1.0
        return Seen((), rotor=Rotor((320.0, 180.0), (100.0, 80.0), 0.0, turns))


@dataclass
class FarTracker:
    """Every look gives two words, once a round. ``quiet``: nothing is worth reading."""

    quiet: bool = False
    rounds: list[RoundTold] = field(default_factory=list)
    said: str | None = None

    def told(self, round_: RoundTold) -> None:
        self.rounds.append(round_)

    def glance(self, at_ns: int, small: Frame) -> bool:
        assert small.shape[1] == 320 and abs(CLOCK.monotonic_ns() - at_ns) < 2e9
        return not self.quiet

    def saw(self, at_ns: int, seen: Seen) -> list[Word]:
        now = self.rounds[-1].round_id if self.rounds else None
        if now is None or now == self.said:
            return []
        self.said = now
        vote = Vote("whole", "KH", float(np.float32(0.9)), 0.5)
        return [
            Word(at_ns, "player", 1, 1, "KH", 3, (), (vote,), QUAD),
            Word(at_ns, "player", 2, 1, None, 5, (Reason.GLARE,), ()),
        ]


class FarGuard:
    def __init__(self) -> None:
        self.rounds = 0

    def told(self, round_: RoundTold) -> None:
        self.rounds += 1

    def glance(self, at_ns: int, small: Frame) -> list[Noticed]:
        if self.rounds != 1:
            return []
        self.rounds += 1
        return [Noticed(at_ns, Notice.CAMERA_COVERED, "something is before the lens")]

    def saw(self, at_ns: int, seen: Seen) -> list[Noticed]:
        return []


@dataclass
class Running:
    """The process and what it said."""

    folder: Path
    eyes: FarEyes = field(default_factory=FarEyes)
    looker: FarLooker = field(default_factory=FarLooker)
    tracker: FarTracker = field(default_factory=FarTracker)
    doubt: str = "the camera stays in shadow"
    said: list[Up] = field(default_factory=list)

    def __post_init__(self) -> None:
        site = Site((Slot("player", 1, QUAD),), None, ("0", "32"), (640, 360))
        key = board_key(self.folder / "store", "t")
        session = Session(DeskSite("t", SightKind.CARDS, None, self.folder / "calibrating", key), CLOCK)
        parts = Parts(
            looker=self.looker,
            attention=Attention(self.looker, self.tracker, FarGuard(), site),
            eyes=self.eyes,
            stills=Stills(self.folder / "stills", Keeping(1, 16), CLOCK),
            desk=lambda means: Desk(means, session),
            looks_a_s=20,
            repeats=False,
            doubt=self.doubt,
            version="v1",
        )
        self.process = SightProcess(parts, self._say, CLOCK)
        self.fault: BaseException | None = None

    def _say(self, said: Up) -> None:
        self.said.append(up(said.model_dump_json().encode()))

    def run(self) -> None:
        try:
            self.process.run()
        except BaseException as fault:  # noqa: BLE001
            self.fault = fault

    def told(self, round_id: str | None, phase: str = "dealing") -> None:
        self.process.hear(RoundSaid(at_ns=1, round_id=round_id, phase=phase, bets_open=False))

    @property
    def health(self) -> SightHealth | None:
        found = [each.health for each in self.said if isinstance(each, HealthSaid)]
        return found[-1] if found else None

    def is_(self, state: str) -> Callable[[], bool]:
        return lambda: self.health is not None and self.health.state == state


@contextmanager
def running(folder: Path) -> Iterator[Running]:
    one = Running(folder)
    thread = threading.Thread(target=one.run)
    thread.start()
    try:
        assert soon(one.is_("looking"))
        yield one
    finally:
        one.looker.released.set()
        one.process.stop()
        thread.join(5)
        assert not thread.is_alive()


def test_words_come_with_one_picture_of_the_moment_and_say_where_things_lie(tmp_path: Path) -> None:
    with running(tmp_path) as one:
        one.told("t:1:1")
        assert soon(lambda: sum(isinstance(each, WordSaid) for each in one.said) == 2)
        first, second = [each for each in one.said if isinstance(each, WordSaid)]
        signal = first.signal()
        assert (signal.value, signal.looks, signal.calibration, signal.model) == ("KH", 3, "cal", "net.v1")
        assert one.health is not None and one.health.detail == one.doubt
        assert {first.round_id, second.signal().round_id} == {"t:1:1"}
        assert second.signal().reasons == ("glare",) and second.value is None
        assert first.still is not None and first.still == second.still
        assert soon(lambda: StillSaid(sha256=first.still or "") in one.said)
        assert read_still(tmp_path / "stills", first.still) is not None
        [noticed] = [each for each in one.said if isinstance(each, NoticeSaid)]
        assert noticed.what == "camera_covered"
        assert soon(lambda: any(a.anchors.seen for a in one.said if isinstance(a, AnchorsSaid)))
        where = [each.anchors for each in one.said if isinstance(each, AnchorsSaid)][-1]
        assert where.slots[0].name == "player:1" and where.slots[0].quad[0] == (0.1, 0.1)
        assert abs(int(where.utc_ns) - CLOCK.utc_ns()) < 3e9
        assert soon(lambda: _turns(one) is not None and abs((_turns(one) or 0) - 0.5) < 0.1)


def test_whole_pictures_are_asked_for_while_there_is_something_to_read_and_not_taken_else(
    tmp_path: Path,
) -> None:
    with running(tmp_path) as one:
        assert soon(lambda: one.looker.looks >= 3) and one.eyes.wanted_ns > CLOCK.monotonic_ns()
        one.tracker.quiet = True
        assert soon(lambda: one.eyes.wanted_ns < CLOCK.monotonic_ns())
        taken, shown = one.eyes.wholes, one.eyes.number
        assert soon(lambda: one.eyes.number > shown + 4) and one.eyes.wholes == taken
        one.tracker.quiet = False
        assert soon(lambda: one.eyes.wholes > taken)


def _turns(one: Running) -> float | None:
    poses = [each.anchors.rotor for each in one.said if isinstance(each, AnchorsSaid)]
    return poses[-1].turns_a_s if poses and poses[-1] is not None else None


@pytest.mark.parametrize(
    ("throw", "state", "word"),
    [
        ({"still": True}, "frozen", "stale_frame"),
        ({"silent": True}, "blind", "stale_frame"),
        ({"late_ns": 1_500_000_000}, "blind", "late_frame"),
        ({"late_ns": -3_600_000_000_000}, "blind", "late_frame"),
    ],
)
def test_a_camera_that_shows_no_now_is_told_within_two_seconds_and_not_read(
    tmp_path: Path, throw: dict[str, int], state: str, word: str
) -> None:
    with running(tmp_path) as one:
        for name, value in throw.items():
            setattr(one.eyes, name, value)
        began_s = time.monotonic()
        assert soon(one.is_(state), 4)
        assert time.monotonic() - began_s < 2.5
        assert one.health is not None and one.health.detail.startswith(word)
        looks = one.looker.looks
        one.told("t:1:1")
        threading.Event().wait(0.3)
        assert one.looker.looks == looks and not any(isinstance(each, WordSaid) for each in one.said)
        for name in throw:
            setattr(one.eyes, name, 0)
        assert soon(one.is_("looking"), 3)


def test_a_look_that_hangs_is_told_and_then_the_heart_stops(tmp_path: Path) -> None:
    with running(tmp_path) as one:
        one.looker.hangs.set()
        began_s = time.monotonic()
        assert soon(one.is_("blind"), 4)
        assert time.monotonic() - began_s < 2
        threading.Event().wait(1.2)
        beats = sum(isinstance(each, HealthSaid) for each in one.said)
        threading.Event().wait(0.8)
        assert sum(isinstance(each, HealthSaid) for each in one.said) == beats


def test_a_technician_s_look_is_answered_with_a_picture_and_figures(tmp_path: Path) -> None:
    with running(tmp_path) as one:
        one.process.hear(AskSaid(command_id="c-1", ask=SightAsk(step=SightStep.LOOK)))
        assert soon(lambda: any(isinstance(each, AnswerSaid) for each in one.said))
        [answer] = [each.answer for each in one.said if isinstance(each, AnswerSaid)]
        assert answer.ok and '"width":640' in answer.told
        assert read_still(tmp_path / "stills", answer.stills[0]) is not None
        one.eyes.silent = True
        one.process.hear(AskSaid(command_id="c-2", ask=SightAsk(step=SightStep.LOOK)))
        assert soon(lambda: sum(isinstance(each, AnswerSaid) for each in one.said) == 2)
        assert not [each.answer for each in one.said if isinstance(each, AnswerSaid)][1].ok

"""Where a technician's questions wait, are answered one after another, and get a fresh whole picture. Answers nothing itself: the desk does."""

from __future__ import annotations

from collections.abc import Callable
from queue import Empty, Full, Queue
from threading import Event

from firmware_agent.sight.desk import Before, Desk, Means
from firmware_agent.sight.eyes import Glimpse
from firmware_agent.sight.line import AnswerSaid, AskSaid, Up
from firmware_agent.sight.looker import Looker
from hardware.decode.sight.reader import Frame
from schemas.sight import SightAnswer

MOST_ASKED = 4
WAIT_S, FRESH_S = 0.2, 1.0


class Reception:
    """``hear`` may be called from any thread, ``shown`` on that which looks; ``sit`` is a thread of its own. ``want`` asks for whole pictures."""

    def __init__(
        self,
        desk: Callable[[Means], Desk],
        show: Callable[[Frame], str],
        say: Callable[[Up], None],
        want: Callable[[], None],
    ) -> None:
        self._say, self._want = say, want
        self._asked: Queue[AskSaid] = Queue(MOST_ASKED)
        self._anew, self._came = Event(), Event()
        self._waits = False
        self._before: Before | None = None
        self._desk = desk(Means(show, self._latest, self._anew.set))

    def hear(self, asked: AskSaid) -> None:
        """A question, or "busy" at once."""
        try:
            self._asked.put_nowait(asked)
        except Full:
            said, step = "busy with earlier questions", asked.ask.step
            busy = SightAnswer(command_id=asked.command_id, step=step, ok=False, said=said)
            self._say(AnswerSaid(answer=busy))

    def sit(self, looker: Looker, stop: Event) -> None:
        """Answer until ``stop``, which is set when the calibration has changed: the answer is out by then."""
        while not stop.is_set():
            try:
                asked = self._asked.get(timeout=WAIT_S)
            except Empty:
                continue
            answer = self._desk.answer(asked.command_id, asked.ask, self._latest(), looker)
            self._say(AnswerSaid(answer=answer))
            if self._anew.is_set():
                stop.set()

    def shown(self, glimpse: Glimpse, jitter_us: int | None, drift_px: float | None) -> None:
        """A moment that came; kept when somebody waits for one and it is there whole."""
        if not self._waits:
            return
        frame = glimpse.whole()
        if frame is None:
            self._want()
            return
        jitter_ms = None if jitter_us is None else jitter_us / 1000
        self._before, self._waits = Before(glimpse.at_ns, frame, jitter_ms, drift_px), False
        self._came.set()

    def _latest(self) -> Before | None:
        self._came.clear()
        self._waits = True
        came = self._came.wait(FRESH_S)
        self._waits = False
        found, self._before = self._before, None
        return found if came else None

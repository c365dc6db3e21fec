"""Learns a calibration from a technician's pictures, through the same door as ``firmware-agent calibrate``. Gives way to the looking meanwhile."""

from __future__ import annotations

import contextlib
import io
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from firmware_agent.sight.desk_draft import Json, Lesson
from firmware_agent.sight.doubts import calibrated_saying, doubted_after
from firmware_agent.sight.looker import CalibrateWish, Kind
from hardware.decode.sight.reader import CalibrationError
from schemas.sight import SightKind

LEARNING_NICE = 15
LONGEST_WORD = 400
MOST_DOUBTS = 20


class CannotBeDone(Exception):
    """This step can't be done now; the text says why."""


def learned(kind: Kind, wish: CalibrateWish, sees: SightKind | None = None) -> Lesson:
    """What the pictures teach; for a deck it takes a fifth of a minute. ``sees``: what is read, where labels that look exchanged shall be told.

    Raises:
        CannotBeDone: what is missing and which labels look wrong, or what the disk said.
    """
    out, doubts = io.StringIO(), io.StringIO()
    try:
        with _behind_the_looking():
            passed = calibrated_saying(kind, wish, out, doubts.write)
            looker = kind.looker(wish.out) if passed else None
            if passed:
                doubts.write(doubted_after(sees, wish))
    except (CalibrationError, OSError) as wrong:
        named = _without_folder(doubts.getvalue(), wish).splitlines()
        room = LONGEST_WORD // 2 if named else LONGEST_WORD
        told = [_shortened(_without_folder(str(wrong), wish), room), *named]
        raise CannotBeDone(_shortened("; ".join(told), LONGEST_WORD)) from wrong
    calibration, model = (looker.calibration, looker.model) if looker else ("", "")
    lines = tuple(_without_folder(doubts.getvalue(), wish).splitlines()[:MOST_DOUBTS])
    return Lesson(
        calibration=calibration, model=model, passed=passed, self_test=_test(out.getvalue()), doubts=lines
    )


def _shortened(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 2]} …"


def _without_folder(lines: str, wish: CalibrateWish) -> str:
    return lines.replace(f"{wish.out.parent}{os.sep}", "")


def _test(lines: str) -> Json:
    """The self-test in the last line that was told; some kinds tell it without a name of its own."""
    told = json.loads(lines.splitlines()[-1])
    test = told.get("self_test", told)
    return test if isinstance(test, dict) else {}


@contextmanager
def _behind_the_looking() -> Iterator[None]:
    """This thread's own niceness (Linux: to setpriority(2) a thread is a process), put back where that is allowed: else the desk stays behind."""
    thread = threading.get_native_id()
    before = os.getpriority(os.PRIO_PROCESS, thread)
    os.setpriority(os.PRIO_PROCESS, thread, max(before, LEARNING_NICE))
    try:
        yield
    finally:
        with contextlib.suppress(PermissionError):
            os.setpriority(os.PRIO_PROCESS, thread, before)

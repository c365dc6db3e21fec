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
from firmware_agent.sight.looker import CalibrateWish, Kind
from hardware.decode.sight.reader import CalibrationError

LEARNING_NICE = 15
LONGEST_WORD = 400


class CannotBeDone(Exception):
    """This step can't be done now; the text says why."""


def learned(kind: Kind, wish: CalibrateWish) -> Lesson:
    """A fifth of a minute for a deck. Raises CannotBeDone: what is missing, or what the disk said."""
    out = io.StringIO()
    try:
        with _behind_the_looking():
            passed = kind.calibrate(wish, out)
            looker = kind.looker(wish.out) if passed else None
    except (CalibrationError, OSError) as wrong:
        raise CannotBeDone(str(wrong).replace(f"{wish.out.parent}{os.sep}", "")[:LONGEST_WORD]) from wrong
    calibration, model = (looker.calibration, looker.model) if looker else ("", "")
    return Lesson(calibration=calibration, model=model, passed=passed, self_test=_test(out.getvalue()))


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

"""Runs ``firmware-agent see`` and ``calibrate``. A calibration that is damaged or cannot be made is one sentence and exit 1."""

from __future__ import annotations

import argparse
from typing import TextIO

from firmware_agent.calibrate_command import Marks, calibrate_cards
from firmware_agent.see_command import see_cards
from hardware.clock import SystemClock
from hardware.decode.sight.reader import CalibrationError


def obey(chosen: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """The exit code."""
    try:
        if chosen.command == "see":
            see_cards(chosen.calibration, chosen.pictures, out, SystemClock())
            return 0
        marks = None if chosen.marks is None else Marks(tuple(chosen.marks), chosen.table_mm)
        return 0 if calibrate_cards(chosen.labels, chosen.out, chosen.pictures, out, marks) else 1
    except BrokenPipeError:
        raise
    except (CalibrationError, OSError) as wrong:
        err.write(f"{wrong}\n")
        return 1

"""`edge-api admin ... batch`: many admin commands, one a line, so that a floor is set up in one go. Stops at the first that can't be done."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Callable
from typing import TextIO

from edge_api.say import say

USAGE_ERROR = 2
Run = Callable[[argparse.Namespace], int]
Parse = Callable[[list[str]], argparse.Namespace]


def run_batch(lines: TextIO, parse: Parse, run: Run) -> int:
    """The exit code of the first command that failed, else 0; what came before it stays done. Empty lines and ``# notes`` are skipped.

    A command that asks for a password reads it from the same ``lines``: the line after the command's.
    """
    for line in iter(lines.readline, ""):
        code = _run_line(line, parse, run)
        if code:
            say(f"the batch ends at: {line.strip()}", is_error=True)
            return code
    return 0


def _run_line(line: str, parse: Parse, run: Run) -> int:
    try:
        words = shlex.split(line, comments=True)
    except ValueError as unclear:
        say(f"not clear: {unclear}", is_error=True)
        return USAGE_ERROR
    if not words:
        return 0
    try:
        return run(parse(words))
    except SystemExit as misused:  # argparse has said why
        return int(misused.code or 0)

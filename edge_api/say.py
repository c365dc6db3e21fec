"""A line for the person at the terminal: results on standard output, what went wrong on standard error."""

from __future__ import annotations

import sys


def say(line: str, is_error: bool = False) -> None:
    """Write one line."""
    (sys.stderr if is_error else sys.stdout).write(line + "\n")

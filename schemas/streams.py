"""Standard streams that whoever started a command has closed: what would be said there goes nowhere, and no file of ours takes their numbers."""

from __future__ import annotations

import os
import sys


def open_closed_streams() -> None:
    """Call first in a command: python has None for each closed one, and a child's would be whatever file was opened next."""
    for name, flags, mode in (
        ("stdin", os.O_RDONLY, "r"),
        ("stdout", os.O_WRONLY, "w"),
        ("stderr", os.O_WRONLY, "w"),
    ):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, flags), mode, encoding="utf-8"))

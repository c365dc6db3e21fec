"""Standard streams that whoever started the command has closed: what is said there goes nowhere, and no file of ours takes their numbers, here or in a child.

``edge_api`` has the same: the two share ``schemas`` alone, which is pure.
"""

from __future__ import annotations

import os
import sys


def open_closed_streams() -> None:
    """Call first in a command: python has None for each closed one."""
    for name, flags, mode in (
        ("stdin", os.O_RDONLY, "r"),
        ("stdout", os.O_WRONLY, "w"),
        ("stderr", os.O_WRONLY, "w"),
    ):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, flags)
            os.set_inheritable(nowhere, True)
            setattr(sys, name, os.fdopen(nowhere, mode, encoding="utf-8", errors="backslashreplace"))

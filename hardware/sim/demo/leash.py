"""No orphans: a child started through the leash is killed by the kernel when its parent dies, and a sweeper clears the folder after us.

Linux only (prctl(2), PR_SET_PDEATHSIG); elsewhere the child runs without a leash.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import signal
import sys
import time
from pathlib import Path

PR_SET_PDEATHSIG = 1
LET_GO_S, SWEEPS = 1.0, 30
"""Whoever was a child of a child may end a little later, and write until then."""


def run() -> None:
    """``argv[1]`` the parent's process id, the rest the command: become it."""
    parent, command = int(sys.argv[1]), sys.argv[2:]
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before we asked
            sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606 - its arguments are the demo's own


def sweep() -> None:
    """``argv[1]`` a folder: remove it once whoever holds our standard input is gone."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    with contextlib.suppress(OSError):
        while os.read(0, 64):
            pass
    folder, tries = Path(sys.argv[1]), SWEEPS
    while folder.exists() and tries:
        time.sleep(LET_GO_S)
        shutil.rmtree(folder, ignore_errors=True)
        tries -= 1

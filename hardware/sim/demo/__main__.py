"""``python -m hardware.sim.demo``: a studio until Ctrl-C, or for DEMO_SECONDS; then the last line on standard output is the verdict.

DEMO_SECONDS=60 ends by itself and exits 1 if anything was lost, late, doubled, unbalanced or unverified. STUDIO_DEMO_DIR names an empty
folder to use instead of a temporary one; it is removed all the same, unless DEMO_KEEP=1. DEMO_FAULTS=1 breaks things at random
(DEMO_SEED chooses which); the verdict must be clean all the same. DEMO_VIDEO=0 films no table. SABOTAGE=camera makes the cameras lie now and then:
those rounds must end in disputes, and none of them may be paid.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import shutil
import signal
import sys
from random import Random

from hardware.sim.demo.broker import ProgramMissing
from hardware.sim.demo.children import ChildDied
from hardware.sim.demo.configs import Ports
from hardware.sim.demo.evening import Evening
from hardware.sim.demo.folder import DemoFolder
from hardware.sim.demo.gremlin import Gremlin
from hardware.sim.demo.registry import CommandFailed
from hardware.sim.demo.studio import Studio
from hardware.sim.demo.wishes import Wishes, wishes
from hardware.sim.ports import free_port


def say(text: str) -> None:
    """On standard output; when nobody reads that any more, the demo ends as by Ctrl-C."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        signal.raise_signal(signal.SIGINT)


def main() -> int:
    """The process's exit code."""
    argparse.ArgumentParser(prog="python -m hardware.sim.demo", description=__doc__).parse_args()
    try:
        asked = wishes(os.environ)
        folder = DemoFolder(asked.folder)
    except ValueError as wrong:
        print(wrong, file=sys.stderr)
        return 2
    sweeper = None if asked.keep else folder.sweep_after_us()
    ports = Ports(free_port(), free_port(), free_port() if asked.video else None, asked.sabotage)
    studio = Studio(folder, say, ports)
    try:
        return _run(studio, asked)
    except (ChildDied, CommandFailed, ProgramMissing) as failed:
        print(failed, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        _clear_up(studio, asked.keep)
        if sweeper is not None:
            sweeper.let_go()


def _run(studio: Studio, asked: Wishes) -> int:
    say(f"starting in {studio.folder.root}: log-ins follow when everything is up, in about a minute ...")
    studio.start()
    return asyncio.run(_evening(studio, asked))


async def _evening(studio: Studio, asked: Wishes) -> int:
    gremlin = Gremlin(studio, Random(asked.seed)) if asked.faults else None
    with contextlib.closing(Evening(studio, gremlin, asked.seed)) as evening:
        await evening.play(asked.seconds)
        if evening.interrupted:
            return 0
        try:
            found = await evening.finish()
        finally:
            studio.stop()
            _show_troubles(studio)
    for wrong in evening.findings.wrong:
        say(f"WRONG: {wrong}")
    say(found.line)
    return 1 if evening.findings.wrong else 0


def _show_troubles(studio: Studio) -> None:
    for name, lines in studio.children.troubles().items():
        say(f"--- {name} said:")
        for line in lines:
            say(f"    {line}")


def _clear_up(studio: Studio, keep: bool) -> None:
    with contextlib.suppress(Exception):
        studio.stop()
    if keep:
        say(f"kept: {studio.folder.root}")
    else:
        shutil.rmtree(studio.folder.root, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())

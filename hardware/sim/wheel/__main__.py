"""``python -m hardware.sim.wheel --link PATH [--control SOCK] [--scene SOCK] [--speed FACTOR] [--seed N] [--free-running]``: one wheel on one line."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from random import Random

from hardware.sim.agenda import Agenda
from hardware.sim.camera.feed import put_on_stage
from hardware.sim.device import live_until_signal
from hardware.sim.pty_line import PtyLine
from hardware.sim.wheel.protocol import GAME_SERVER_MODE, MODE_WAIT_FOR_START
from hardware.sim.wheel.timing import Timing
from hardware.sim.wheel.wheel import SimulatedWheel


def main() -> None:
    """Run until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(
        prog="hardware.sim.wheel", description="A simulated Cammegh SS2 on a pseudo-terminal."
    )
    parser.add_argument(
        "--link", type=Path, required=True, help="stable name of the line: a symbolic link is made here"
    )
    parser.add_argument("--control", type=Path, help="unix socket for orders and faults")
    parser.add_argument("--scene", type=Path, help="unix socket of a rendered camera that shows this device")
    parser.add_argument("--speed", type=float, default=1.0, help="how many times as fast as a real wheel")
    parser.add_argument("--seed", type=int, default=None, help="the same seed gives the same numbers")
    parser.add_argument("--free-running", action="store_true", help="start games without *u 1")
    options = parser.parse_args()
    mode = GAME_SERVER_MODE & ~MODE_WAIT_FOR_START if options.free_running else GAME_SERVER_MODE

    def build(agenda: Agenda, line: PtyLine) -> SimulatedWheel:
        timing = Timing().faster(options.speed)
        wheel = SimulatedWheel(agenda, line, Random(options.seed), timing, mode=mode)
        put_on_stage(wheel, options.scene, "wheel", agenda)
        return wheel

    asyncio.run(live_until_signal(build, options.link, options.control))


if __name__ == "__main__":
    main()

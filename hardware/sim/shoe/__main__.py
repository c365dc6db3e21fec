"""``python -m hardware.sim.shoe --link PATH [--control SOCK] [--scene SOCK] [--speed FACTOR] [--seed N] [--decks N]``: one shoe on one line."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from random import Random

from hardware.sim.agenda import Agenda
from hardware.sim.camera.feed import put_on_stage
from hardware.sim.device import live_until_signal
from hardware.sim.pty_line import PtyLine
from hardware.sim.shoe.shoe import Pace, SimulatedShoe


def main() -> None:
    """Run until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(
        prog="hardware.sim.shoe", description="A simulated Angel Eye II-EX on a pseudo-terminal."
    )
    parser.add_argument(
        "--link", type=Path, required=True, help="stable name of the line: a symbolic link is made here"
    )
    parser.add_argument("--control", type=Path, help="unix socket for the dealer's hand and for faults")
    parser.add_argument("--scene", type=Path, help="unix socket of a rendered camera that shows this device")
    parser.add_argument("--speed", type=float, default=1.0, help="how many times as fast as a calm dealer")
    parser.add_argument("--seed", type=int, default=None, help="the same seed gives the same cards")
    parser.add_argument("--decks", type=int, default=8, help="packs of 52 in the shoe")
    options = parser.parse_args()

    def build(agenda: Agenda, line: PtyLine) -> SimulatedShoe:
        pace = Pace().faster(options.speed)
        shoe = SimulatedShoe(agenda, line, Random(options.seed), pace, options.decks)
        put_on_stage(shoe, options.scene, "shoe", agenda)
        return shoe

    asyncio.run(live_until_signal(build, options.link, options.control))


if __name__ == "__main__":
    main()

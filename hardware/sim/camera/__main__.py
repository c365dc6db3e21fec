"""``python -m hardware.sim.camera --scene PATH FAULT [--for SECONDS]``: something goes wrong with a rendered camera: stall, freeze, vanish, torn."""

from __future__ import annotations

import argparse
from pathlib import Path

from hardware.clock import SystemClock
from hardware.sim.camera.feed import SceneFeed

FAULTS = ("stall", "freeze", "vanish", "torn")


def main() -> None:
    """Tell the camera once."""
    parser = argparse.ArgumentParser(
        prog="hardware.sim.camera", description="Faults of a rendered camera, on demand."
    )
    parser.add_argument("--scene", type=Path, required=True, help="the camera's scene socket")
    parser.add_argument("fault", choices=FAULTS)
    parser.add_argument("--for", dest="for_s", type=float, default=3.0, help="seconds")
    options = parser.parse_args()
    if not options.scene.exists():
        parser.error(f"no camera listens at {options.scene}")
    feed = SceneFeed(options.scene, "fault", SystemClock())
    feed.show("fault", fault=options.fault, for_s=options.for_s)
    feed.close()


if __name__ == "__main__":
    main()

"""``python -m hardware.sim.camera --scene PATH FAULT [--for SECONDS]``: something goes wrong with a rendered camera: stall, freeze, vanish, torn."""

from __future__ import annotations

import argparse
from pathlib import Path
from threading import Event

from hardware.clock import SystemClock
from hardware.sim.camera.faults import CameraFault
from hardware.sim.camera.feed import SceneFeed

AGAIN_S = 0.2


def main() -> None:
    """Tell the camera, and again while it lasts: one that is opened anew is broken still."""
    parser = argparse.ArgumentParser(
        prog="hardware.sim.camera", description="Faults of a rendered camera, on demand."
    )
    parser.add_argument("--scene", type=Path, required=True, help="the camera's scene socket")
    parser.add_argument("fault", choices=[fault.value for fault in CameraFault])
    parser.add_argument("--for", dest="for_s", type=float, default=3.0, help="seconds")
    options = parser.parse_args()
    if not options.scene.exists():
        parser.error(f"no camera listens at {options.scene}")
    feed, never = SceneFeed(options.scene, "fault", SystemClock()), Event()
    feed.show("fault", fault=options.fault, for_s=options.for_s)
    for _ in range(round(options.for_s / AGAIN_S)):
        never.wait(AGAIN_S)
        feed.tell_again()
    feed.close()


if __name__ == "__main__":
    main()

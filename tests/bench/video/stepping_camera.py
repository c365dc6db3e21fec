"""A board's video process whose UTC can be stepped: the file ``step`` beside its configuration says by how many milliseconds it is wrong.

``python -m tests.bench.video.stepping_camera --config FILE``, as `firmware-agent video`.
"""

from __future__ import annotations

import argparse
import signal
import threading
import time
from pathlib import Path

from firmware_agent.camera_config import CameraConfig
from firmware_agent.config_file import load_config
from firmware_agent.video.process import VideoProcess
from hardware.camera.catalog import new_source
from hardware.camera.source import CameraWish, FrameSource
from hardware.clock import SystemClock

STEP, LOOK_S = "step", 0.002


class SteppedClock(SystemClock):
    """The system's clock, wrong by ``wrong_ns``."""

    wrong_ns = 0

    def utc_ns(self) -> int:
        return super().utc_ns() + self.wrong_ns


def main() -> None:
    """Until SIGTERM."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", type=Path, required=True)
    config, clock = parser.parse_args().config, SteppedClock()
    process = VideoProcess(load_config(config), None, lambda camera: _source(camera, clock), clock)
    signal.signal(signal.SIGTERM, lambda *_: process.stop())
    threading.Thread(target=_obey, args=(config.with_name(STEP), clock), daemon=True).start()
    process.run()


def _source(camera: CameraConfig, clock: SteppedClock) -> FrameSource:
    wish = CameraWish(
        camera.address, camera.width, camera.height, camera.fps, camera.bitrate_kbit, camera.burn_time
    )
    return new_source(camera.source, wish, clock)


def _obey(file: Path, clock: SteppedClock) -> None:
    while True:
        if file.exists():
            clock.wrong_ns = int(float(file.read_text(encoding="ascii") or 0) * 1e6)
        time.sleep(LOOK_S)


if __name__ == "__main__":
    main()

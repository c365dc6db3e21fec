"""A studio with one wheel whose camera shows another pocket than the ball lies in, every time, and two people who may decide. Judges nothing."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from hardware.sim.demo.children import Child
from hardware.sim.demo.eyes import calibrating, calibration
from hardware.sim.demo.film import HEIGHT, WIDTH
from hardware.sim.demo.floor_plan import DemoTable
from tests.scenarios.floor_plan import WHEEL
from tests.scenarios.studio import FaultStudio

SECOND_PERSON = "ada"
CALIBRATES_S = 120.0
LIED_TO = replace(
    WHEEL,
    settings=(
        'wheel = "european"\nbetting_s = 2.0\nopen_by = "dealer"\nconfirm = "sources"\nlaunch_after_s = 1.9\n'
        "gap_s = 0.1\nresult_timeout_s = 30.0\n"
    ),
)
"""Its rounds open when somebody is about to bet: each one is disputed."""
SIGHT = """
[sight]
calibration = "{calibration}"
mode = "on"
needed = 0
wait_s = 10.0
source = "rendered"
address = "{scene}?game=roulette&lies=1"
width = {wide}
height = {high}
looks_a_s = 8
folder = "{stills}"
keep_mib = 64
"""


class LyingStudio(FaultStudio):
    """Its one camera is calibrated while the edge starts; its board signs the sheet with its own key."""

    def start_agent(self, table: DemoTable) -> Child:
        calibrated = self.part(_calibrates(table))
        calibrated.asked_to_end = True
        assert calibrated.process.wait(CALIBRATES_S) == 0, calibrated.log.read_text(encoding="utf-8")
        return super().start_agent(table)

    def kill_sight(self, table: DemoTable) -> None:
        """SIGKILL the process that looks; the agent starts another."""
        config = str(self.folder.agent_config(table)).encode()
        for each in Path("/proc").glob("[0-9]*/cmdline"):
            with suppress(OSError):
                words = each.read_bytes().split(b"\0")
                if config in words and b"sight" in words:
                    os.kill(int(each.parent.name), signal.SIGKILL)

    def _stage(self, table: DemoTable) -> list[str]:
        return ["--scene", str(self.folder.scene(table))]

    def _with_devices(self, table: DemoTable, text: str) -> str:
        where = {
            "calibration": calibration(self.folder, table),
            "scene": self.folder.scene(table),
            "stills": self.folder.sub(table.id, "stills"),
        }
        return super()._with_devices(table, text) + SIGHT.format(**where, wide=WIDTH, high=HEIGHT)

    def _register(self, cloud_key: Any) -> dict[str, str]:
        self.passwords[SECOND_PERSON] = "a second person's own password"
        self.people[SECOND_PERSON] = "pit_boss"
        keys = super()._register(cloud_key)
        for table in self.tables:
            self.children.module(_calibrates(table), *calibrating(self.folder, table))
        return keys


def _calibrates(table: DemoTable) -> str:
    return f"{table.id}-calibration"

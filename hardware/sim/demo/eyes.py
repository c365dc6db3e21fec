"""The demo's eyes: calibrates each table that has a camera from pictures which that camera draws, as a technician would from photographs, lets its board
sign that, and says in the board's file what looks."""

from __future__ import annotations

import json
from pathlib import Path

from PIL import Image

from hardware.sim.demo.film import HEIGHT, WIDTH, address
from hardware.sim.demo.floor_plan import TECHNICIAN, DemoTable
from hardware.sim.demo.folder import DemoFolder
from hardware.sim.demo.lessons import Picture, lesson


def sight_section(folder: DemoFolder, table: DemoTable, lies: bool = False) -> str:
    """Of the board's file. The camera is trusted at once: nothing here has 30,000 cards' time. ``lies``: as of a camera section."""
    return f"""
[sight]
calibration = "{calibration(folder, table)}"
mode = "on"
needed = 0
folder = "{folder.sub(table.id, "stills")}"
keep_h = 1.0
keep_mib = 64
{"" if table.filmed else _own_camera(folder, table, lies)}"""


def _own_camera(folder: DemoFolder, table: DemoTable, lies: bool) -> str:
    return f'''source = "rendered"
address = "{address(folder, table, lies)}"
width = {WIDTH}
height = {HEIGHT}
'''


def calibration(folder: DemoFolder, table: DemoTable) -> Path:
    """Where the table's calibration is written."""
    return folder.sub(table.id, "sight") / "site.json"


def calibrating(folder: DemoFolder, table: DemoTable) -> list[str]:
    """Draws the pictures and their labels; the words of the command that calibrates from them and signs with the board's own key. Its file must be there."""
    home, taught = folder.sub(table.id, "sight"), lesson(table)
    (home / "labels.json").write_text(json.dumps(taught.labels), encoding="utf-8")
    pictures = [_kept(home, picture, entry["file"]) for picture, entry in taught.drawn]
    return [
        *("firmware_agent", "calibrate", taught.kind, "--labels", str(home / "labels.json")),
        *("--sign-for", str(folder.agent_config(table)), "--by", TECHNICIAN),
        *taught.words,
        *("--out", str(calibration(folder, table)), *map(str, pictures)),
    ]


def _kept(home: Path, picture: Picture, name: str) -> Path:
    Image.fromarray(picture).save(home / name)
    return home / name

"""The demo's cameras: what configurations say of them, and what became of their pictures, read from the edge's disk with SQL of our own."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hardware.sim.camera.common import LED, LED_X, LED_Y
from hardware.sim.demo.floor_plan import LAMPS, DemoTable
from hardware.sim.demo.folder import DemoFolder

WIDTH, HEIGHT, FPS, KBIT = 960, 540, 25, 1800
"""Eight tables, and whoever watches them in a browser on the same machine, share two cores: 1280x720 at 30 took a twelfth of a core more for two
tables, and costs the browser twice as much."""
LED_PIN = "GPIO16"
CLIP_TAKES_NS = 15_000_000_000
"""A round's clip runs on for a few seconds, waits for its last segment, and is then cut."""

SEGMENTS = """
SELECT table_id, SUM(json_extract(statement, '$.frames')), MIN(start_ns), MAX(end_ns) FROM segments WHERE origin <> '' GROUP BY table_id
"""
CLIPS = "SELECT table_id, COUNT(*) FROM clips WHERE state IN ('ready', 'partial') GROUP BY table_id"


LIES_EVERY = {"baccarat": 8, "roulette": 2}
"""Of cards and of spins: about every second round is filmed with a lie. Only where nothing is paid unless the camera agrees: elsewhere a dealer, who sees the
table and no lie, may confirm what the camera leaves open."""


@dataclass(frozen=True, slots=True)
class Footage:
    """Of one table: frames in the edge's recording, over how many seconds, and clips of rounds."""

    frames: int
    seconds: float
    clips: int

    @property
    def words(self) -> str:
        """For the evening's last lines."""
        fps = self.frames / self.seconds if self.seconds else 0.0
        return f"{self.frames} frames recorded ({fps:.1f} a second), {self.clips} clips"


def video_section(port: int | None) -> str:
    """Of the edge's file."""
    return "" if port is None else f'[video]\nhost = "127.0.0.1"\nport = {port}\nreserve_mib = 64\n\n'


def table_video(table: DemoTable, port: int | None) -> str:
    """Of the table in the edge's file."""
    if port is None or not table.filmed:
        return ""
    return f"video = {{}}\nsync = {{ visible_offset_ms = {table.visible_offset_ms} }}\n"


def camera_section(folder: DemoFolder, table: DemoTable, port: int | None, lies: bool = False) -> str:
    """Of the board's file. ``lies``: now and then the picture shows something else than the device reports."""
    if port is None or not table.filmed:
        return ""
    return f"""
[camera]
source = "rendered"
address = "{address(folder, table, lies)}"
width = {WIDTH}
height = {HEIGHT}
fps = {FPS}
bitrate_kbit = {KBIT}
edge = "ws://127.0.0.1:{port}"
folder = "{folder.sub(table.id, "video")}"
keep_h = 1.0
reserve_mib = 64
led = "{LED_PIN}"
led_region = {_led_region()}
"""


def address(folder: DemoFolder, table: DemoTable, lies: bool) -> str:
    """Of the table's rendered camera."""
    lamps = "&".join(f"{name}={pin}" for name, pin in (*LAMPS.items(), ("led", LED_PIN)))
    if lies and table.game in LIES_EVERY:
        lamps += f"&lies={LIES_EVERY[table.game]}&lies_in={lies_of(folder, table)}"
    return f"{folder.scene(table)}?name={table.name}&game={table.game}&{lamps}"


def lies_of(folder: DemoFolder, table: DemoTable) -> Path:
    """Where the table's camera notes that it lied."""
    return folder.board(table) / "lies.jsonl"


def _led_region() -> list[int]:
    scale = WIDTH / 1280
    return [round(value * scale) for value in (LED_X - LED, LED_Y - LED, 2 * LED, 2 * LED)]


def footage(edge_store: Path, tables: Collection[str]) -> dict[str, Footage]:
    """What the edge has of each table. The video process must have ended, or may go on: nothing is locked."""
    recorded = {
        table: (int(frames), (end_ns - start_ns) / 1e9)
        for table, frames, start_ns, end_ns in _rows(edge_store / "video" / "segments.db", SEGMENTS)
    }
    clips = {
        table: int(made) for table, made in _rows(edge_store / "video" / "round_clips" / "clips.db", CLIPS)
    }
    return {table: Footage(*recorded.get(table, (0, 0.0)), clips.get(table, 0)) for table in tables}


def _rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    if not path.exists():
        return []
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5.0)) as db:
        return list(db.execute(query))

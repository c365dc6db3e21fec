"""Board and edge as they are: a real video process of the edge takes what the board's sends, records it, and fetches what it missed."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from firmware_agent.config_file import load_config
from firmware_agent.signing import board_key
from firmware_agent.video.process import VideoProcess
from schemas.video.record import Track, records
from tests.edge_api.video.fake_board import FakeBoard
from tests.edge_api.video.video_edge import VideoEdge, video_edge
from tests.firmware_agent.far_edge import soon
from tests.firmware_agent.video.conftest import Running, video_toml
from tests.firmware_agent.video.far_camera import FarCamera
from tests.firmware_agent.video.test_sound import tone

TABLE = "t-0"


class Known:
    """What the books know of a board."""

    def __init__(self, folder: Path) -> None:
        key = board_key(folder / "store", TABLE)
        self.table, self.key_id, self.public_key = TABLE, key.key_id, key.public_key


def run_board(folder: Path, edge: VideoEdge, camera: FarCamera) -> Running:
    more = f'audio = "{tone(folder / "tone.wav")}"'
    text = video_toml(folder, edge.url.replace("http:", "ws:"), more).replace(
        'id = "roulette-01"', f'id = "{TABLE}"'
    )
    path = folder / "agent.toml"
    path.write_text(text, encoding="utf-8")
    return Running(VideoProcess(load_config(path), None, lambda _: camera))


def test_the_edge_shows_and_keeps_what_the_board_sends(tmp_path: Path) -> None:
    board = tmp_path / "board"
    board.mkdir()
    with video_edge(tmp_path / "edge", tables=1, extra='clips = "all"') as edge:
        edge.register(cast(FakeBoard, Known(board)))
        running = run_board(board, edge, FarCamera())
        try:
            said = edge.until(TABLE, lambda said: said["state"] == "live" and said["board"] is not None)
            assert said["board"]["state"] == "live"
            edge.until(TABLE, lambda said: said["board"]["ring_s"] >= 3, 15)
        finally:
            running.end()
        assert edge.table(TABLE)["refused"] == 0, edge.table(TABLE)
        ours = sorted((board / "video").glob("*/*.segment"))
        assert soon(lambda: kept(edge, ours[0]) == ours[0].read_bytes(), 5)
        tracks = {record.track for record in records(ours[0].read_bytes())}
        assert tracks == {Track.MAIN, Track.AAC}


def kept(edge: VideoEdge, ours: Path) -> bytes | None:
    return edge.segment(TABLE, int(ours.stem))

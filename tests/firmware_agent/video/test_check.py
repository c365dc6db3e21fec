"""What `firmware-agent check` finds of a camera, its recording and its edge."""

from __future__ import annotations

from pathlib import Path

import pytest

from firmware_agent.config_file import load_config
from firmware_agent.video.check import camera_checks
from hardware.driver import DeviceLost
from tests.firmware_agent.video.conftest import video_toml
from tests.firmware_agent.video.far_video_edge import FarVideoEdge
from tests.firmware_agent.video.test_sound import tone
from tests.firmware_agent.video.test_supervision import film


def checked(folder: Path, edge: str, more: str, source: str = "file") -> dict[str, str]:
    """What each part said, or why it failed."""
    path = folder / "agent.toml"
    path.write_text(video_toml(folder, edge, more, source), encoding="utf-8")
    said = {}
    for part, check in camera_checks(load_config(path)):
        try:
            said[part.split()[0]] = check()
        except (DeviceLost, OSError) as fault:
            said[part.split()[0]] = f"FAIL {fault}"
    return said


def test_a_camera_that_works_is_said_to_work(edge: FarVideoEdge, tmp_path: Path) -> None:
    more = f'address = "{film(tmp_path / "film.mp4")}"\naudio = "{tone(tmp_path / "tone.wav")}"'
    said = checked(tmp_path, edge.url, more)
    assert said["camera"] == "file gives its own H.264, 640x360 avc1.42c01e"
    assert said["sound"].endswith("tone.wav gives sound at 44100 Hz (channels: 1)")
    assert said["recording"].startswith(f"{tmp_path / 'video'} can be written")
    assert said["video"].startswith("answers")


def test_what_does_not_work_is_said_part_by_part(tmp_path: Path) -> None:
    (tmp_path / "video").write_text("in the way")
    silent = film(tmp_path / "silent.mp4")
    more = f'address = "rtsp://admin:s3cret@127.0.0.1:9/none.mp4"\naudio = "{silent}"'
    said = checked(tmp_path, "ws://127.0.0.1:9", more, "stream")
    assert all(words.startswith("FAIL ") for words in said.values()), said
    assert said["camera"].startswith("FAIL rtsp://127.0.0.1:9/none.mp4 can't be opened")
    assert said["sound"].endswith("silent.mp4: it has no track of sound")


def test_a_board_without_a_camera_has_nothing_to_check(tmp_path: Path) -> None:
    path = tmp_path / "agent.toml"
    path.write_text(video_toml(tmp_path, "ws://127.0.0.1:1").partition("[camera]")[0], encoding="utf-8")
    assert camera_checks(load_config(path)) == []


def test_a_disk_without_room_is_said(tmp_path: Path) -> None:
    path = tmp_path / "agent.toml"
    text = video_toml(tmp_path, "ws://127.0.0.1:1").replace("reserve_mib = 0", f"reserve_mib = {10**6}")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(OSError, match="nothing would be recorded"):
        dict(camera_checks(load_config(path)))["recording"]()

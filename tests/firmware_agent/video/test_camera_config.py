"""The section [camera]: what is taken, and how what is wrong is explained."""

from __future__ import annotations

from pathlib import Path

import pytest

from firmware_agent.config_file import ConfigError, load_config
from tests.firmware_agent.test_config import GOOD, file

CAMERA = (
    GOOD
    + """
[camera]
source = "v4l2"
address = "/dev/video0"
edge = "ws://10.0.0.1:8081"
folder = "/var/lib/studio-floor-board/video"
"""
)


def test_a_board_without_the_section_has_no_camera(tmp_path: Path) -> None:
    assert load_config(file(tmp_path, GOOD)).camera is None


def test_a_camera_is_taken_with_its_defaults(tmp_path: Path) -> None:
    camera = load_config(file(tmp_path, CAMERA)).camera
    assert camera is not None
    assert (camera.width, camera.height, camera.fps, camera.lobby_size) == (1280, 720, 30.0, (640, 360))
    assert (camera.keep_h, camera.required, camera.audio) == (24.0, False, "")


def test_only_what_is_drawn_or_filmed_before_may_stand_still(tmp_path: Path) -> None:
    seen = load_config(file(tmp_path, CAMERA)).camera
    drawn, film = (
        load_config(file(tmp_path, CAMERA.replace("v4l2", source))).camera for source in ("rendered", "file")
    )
    told = load_config(file(tmp_path, CAMERA + "freeze_s = 4\n")).camera
    assert [camera.frozen_after_s for camera in (seen, drawn, film, told) if camera] == [1.5, 0.0, 0.0, 4.0]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("width = 1281", "camera: width and height must be even"),
        ("width = 320\nheight = 240", "camera: a lobby track of 640 pixels is wider than the picture"),
        ("fps = 0", "camera.fps: Input should be greater than or equal to 10"),
        ("fps = 9", "a camera that has stalled could not be told from one that is slow"),
        ("bitrate = 9", "camera.bitrate: unknown key; did you mean bitrate_kbit?"),
        ('led = "GPIO16"', "camera: led and led_region belong together"),
        ('led = "GPIO16"\nled_region = [1270, 0, 20, 20]', "does not lie in a picture of 1280x720"),
        ('led = "GPIO5"\nled_region = [0, 0, 20, 20]', "GPIO5 is a pin of the console"),
        ('ca = "/ca.pem"', "camera: ca is for wss:// only"),
        ("keep_h = 0", "camera.keep_h: Input should be greater than 0"),
    ],
)
def test_a_fault_says_where_what_and_what_to_do(tmp_path: Path, more: str, said: str) -> None:
    with pytest.raises(ConfigError) as fault:
        load_config(file(tmp_path, CAMERA + more + "\n"))
    assert said in str(fault.value)


@pytest.mark.parametrize("edge", ["http://10.0.0.1", "ws://", "ws://host/path", "10.0.0.1:8081"])
def test_an_edge_that_is_no_address_is_explained(tmp_path: Path, edge: str) -> None:
    with pytest.raises(ConfigError, match="is not ws://host:port"):
        load_config(file(tmp_path, CAMERA.replace("ws://10.0.0.1:8081", edge)))


def test_a_password_for_the_edge_is_refused_and_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="proves itself by its key") as fault:
        load_config(file(tmp_path, CAMERA.replace("ws://", "ws://board:s3cret@")))
    assert "s3cret" not in str(fault.value)


def test_too_few_bits_for_the_pis_encoder_are_refused(tmp_path: Path) -> None:
    text = CAMERA.replace("v4l2", "picamera2") + "bitrate_kbit = 800\n"
    with pytest.raises(ConfigError, match="hangs below 1000"):
        load_config(file(tmp_path, text))

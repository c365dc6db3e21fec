"""The Raspberry Pi's camera against a picamera2 of our own: the contract as documented. No real camera is meant here."""

from __future__ import annotations

import numpy as np
import pytest

from hardware.camera.colours import BT709, colours_of
from hardware.camera.picamera2_source import LEAST_BITRATE, LONGEST_EXPOSURE_US, Picamera2Source
from hardware.camera.source import CameraWish
from hardware.clock import SystemClock
from tests.hardware.camera.fake_picamera2 import FIRST_US, FRAME_US, FarLibrary, H264Encoder, LibavH264Encoder
from tests.hardware.camera.filming import Filming

ASLEEP_NS = 9_000_000_000
WISH = CameraWish(width=200, height=120, bitrate_kbit=2500)


def source(far: FarLibrary, wish: CameraWish = WISH) -> Picamera2Source:
    return Picamera2Source(wish, SystemClock(), lambda: far, lambda: ASLEEP_NS)


def at_ns(number: int, exposure_us: int = 10_000) -> int:
    """Middle of the exposure on the monotonic clock."""
    return (FIRST_US + number * FRAME_US) * 1000 - ASLEEP_NS - exposure_us * 500


def test_pictures_come_without_padding_and_with_the_sensors_time_on_our_clock() -> None:
    far = FarLibrary(hardware=False)
    with Filming(source(far)) as filming:
        filming.wait_for(lambda: len(filming.pictures) >= 3)
    assert [one.at_ns for one in filming.pictures[:3]] == [at_ns(0), at_ns(1), at_ns(2)]
    assert colours_of(filming.pictures[2].frame) == BT709
    planes = filming.pictures[2].frame.to_ndarray()
    assert planes.shape == (180, 200)
    assert set(np.unique(planes[:120])) == {12}
    assert set(np.unique(planes[120:])) == {90, 170}
    [camera] = far.opened
    assert camera.configured["main"]["format"] == "YUV420"
    assert camera.configured["controls"]["FrameDurationLimits"] == (33333, 33333)
    assert all(request.released for request in camera.requests)
    assert camera.closed


def test_a_board_with_an_encoder_gives_its_frames_with_first_time_and_passed_time() -> None:
    far = FarLibrary(hardware=True)
    with Filming(source(far)) as filming:
        filming.wait_for(lambda: len(filming.coded) >= 32)
    assert [one.at_ns for one in filming.coded[1:3]] == [at_ns(1), at_ns(2)]
    assert [place for place, one in enumerate(filming.coded[:32]) if one.is_key] == [0, 30]
    encoder = far.opened[0].encoder
    assert isinstance(encoder, H264Encoder)
    assert (encoder.repeat, encoder.iperiod, encoder.bitrate) == (True, 30, 2_500_000)
    assert far.opened[0].closed


def test_the_hardware_encoder_is_never_asked_for_less_than_it_can_do() -> None:
    far = FarLibrary(hardware=True)
    with Filming(source(far, CameraWish(width=200, height=120, bitrate_kbit=300))) as filming:
        filming.wait_for(lambda: filming.opened == 1)
    encoder = far.opened[0].encoder
    assert isinstance(encoder, H264Encoder)
    assert encoder.bitrate == LEAST_BITRATE


def test_picamera2s_software_encoder_gets_one_thread() -> None:
    far = FarLibrary(hardware=False)
    with Filming(source(far, CameraWish(address="0 software", width=200, height=120))) as filming:
        filming.wait_for(lambda: len(filming.coded) >= 3)
    encoder = far.opened[0].encoder
    assert isinstance(encoder, LibavH264Encoder)
    assert encoder.threads == 1


@pytest.mark.parametrize("has_mode", [False, True])
@pytest.mark.parametrize("hardware", [False, True])
def test_a_long_exposure_is_fixed_at_the_longest_once(has_mode: bool, hardware: bool) -> None:
    far = FarLibrary(hardware)
    far.exposure_us = 33_000
    if has_mode:
        far.camera_controls = {**far.camera_controls, "ExposureTimeMode": (0, 1, 0)}
    with Filming(source(far)) as filming:
        filming.wait_for(lambda: len(filming.seen) >= 4)
    mode = {"ExposureTimeMode": 1} if has_mode else {}
    assert far.opened[0].set == [{**mode, "ExposureTime": LONGEST_EXPOSURE_US}]
    assert filming.seen[3].at_ns == at_ns(3, LONGEST_EXPOSURE_US)


@pytest.mark.parametrize("hardware", [False, True])
def test_a_camera_that_falls_silent_is_lost_and_closed(hardware: bool) -> None:
    far = FarLibrary(hardware)
    with Filming(source(far)) as filming:
        filming.wait_for(lambda: len(filming.seen) >= 2)
        far.silent.set()
        assert filming.until_lost().startswith("camera 0 ")
    assert far.opened[0].closed


def test_a_camera_or_an_encoder_that_is_not_there_is_lost_with_a_sentence() -> None:
    with Filming(source(FarLibrary(hardware=False, cameras=0))) as filming:
        assert filming.until_lost() == "camera 0 can't be opened: list index out of range"
    with Filming(source(FarLibrary(hardware=False), CameraWish(address="0 hardware"))) as filming:
        assert filming.until_lost() == "this board has no hardware encoder: say raw instead"


def test_a_machine_without_the_library_says_what_to_do() -> None:
    with Filming(Picamera2Source(WISH, SystemClock())) as filming:
        assert "picamera2 can't be imported" in filming.until_lost()

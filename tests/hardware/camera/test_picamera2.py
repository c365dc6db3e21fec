"""The Raspberry Pi's camera against a picamera2 of our own: the contract as documented. No real camera is meant here."""

from __future__ import annotations

import av
import numpy as np
import pytest

from hardware.camera.colours import BT709, colours_of
from hardware.camera.picamera2_light import LONGEST_EXPOSURE_US, SETTLED
from hardware.camera.picamera2_source import LEAST_BITRATE, Picamera2Source
from hardware.camera.settings import Settings
from hardware.camera.source import CameraWish, View
from hardware.clock import SystemClock
from tests.firmware_agent.far_edge import soon
from tests.hardware.camera.fake_picamera2 import (
    FIRST_US,
    FRAME_US,
    LENS,
    FarLibrary,
    H264Encoder,
    LibavH264Encoder,
)
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


class Watcher:
    """Who looks: takes the small picture of each view, and the whole one of every third."""

    def __init__(self) -> None:
        self.small: dict[int, av.VideoFrame] = {}
        self.whole: dict[int, av.VideoFrame] = {}

    def look(self, view: View) -> None:
        assert view.small is not None
        self.small[view.at_ns] = view.small()
        if len(self.small) % 3 == 1:
            self.whole[view.at_ns] = view.whole()


@pytest.mark.parametrize(("hardware", "only"), [(True, False), (True, True), (False, True)])
def test_who_looks_gets_the_small_stream_and_the_whole_one_of_the_same_request_only_where_it_is_taken(
    hardware: bool, only: bool
) -> None:
    far, watcher = FarLibrary(hardware), Watcher()
    wish = CameraWish(width=640, height=360, look=watcher.look, looks_only=only)
    with Filming(source(far, wish)) as filming:
        filming.wait_for(lambda: len(filming.coded) >= 8) if not only else _wait(watcher)
    [camera] = far.opened
    assert camera.configured["lores"]["size"] == (320, 180) and not filming.pictures
    assert [*watcher.small][:3] == [at_ns(0), at_ns(1), at_ns(2)]
    assert [*watcher.whole][:2] == [at_ns(0), at_ns(3)]
    small, whole = watcher.small[at_ns(3)], watcher.whole[at_ns(3)]
    assert (small.width, small.height, whole.width, whole.height) == (320, 180, 640, 360)
    assert set(np.unique(small.to_ndarray()[:180])) == {18} and set(np.unique(whole.to_ndarray()[:360])) == {
        13
    }
    assert [request.mapped for request in camera.requests[:4]] == [
        ["lores", "main"], ["lores"], ["lores"], ["lores", "main"],
    ]  # fmt: skip
    assert all(request.released for request in camera.requests[:4])
    assert (camera.encoder is None) == only and bool(filming.coded) != only


def _wait(watcher: Watcher) -> None:
    assert soon(lambda: len(watcher.small) >= 8)


def test_pictures_that_are_encoded_here_bring_the_small_stream_with_them() -> None:
    far = FarLibrary(hardware=False)
    with Filming(source(far, CameraWish(width=640, height=360, look=lambda view: None))) as filming:
        filming.wait_for(lambda: len(filming.pictures) >= 2)
    small = filming.pictures[1].small
    assert small is not None and set(np.unique(small.to_ndarray()[:180])) == {16}


LOCKED = Settings(exposure_us=8000, gain=2.0, focus=1.5, colour_gains=(1.8, 1.4))
KEPT = {"AnalogueGain": 1.97, "LensPosition": 1.5, "ColourGains": (1.8, 1.4)}


def locked(far: FarLibrary, settings: Settings = LOCKED) -> Picamera2Source:
    return source(far, CameraWish(width=200, height=120, settings=settings))


def with_a_lens(hardware: bool = False, **told: object) -> FarLibrary:
    far = FarLibrary(hardware)
    far.camera_controls |= dict.fromkeys(LENS, (0, 1, None))
    far.told = {**KEPT, **told}
    return far


def test_exposure_gain_focus_and_white_balance_are_locked_before_the_first_picture() -> None:
    far = with_a_lens()
    with Filming(locked(far)) as filming:
        filming.wait_for(lambda: len(filming.pictures) >= SETTLED + 2)
    controls = far.opened[0].configured["controls"]
    assert controls == {
        "FrameDurationLimits": (33333, 33333), "AeExposureMode": 1, "AeEnable": False, "AwbEnable": False, "AfMode": 0,
        "ExposureTime": 8000, "AnalogueGain": 2.0, "LensPosition": 1.5, "ColourGains": (1.8, 1.4),
    }  # fmt: skip
    assert far.opened[0].set == []


@pytest.mark.parametrize(
    ("settings", "name", "mode"),
    [
        (Settings(exposure_us=8000), "ExposureTime", "ExposureTimeMode"),
        (Settings(gain=2.0), "AnalogueGain", "AnalogueGainMode"),
    ],
)
@pytest.mark.parametrize("has_modes", [False, True])
def test_of_exposure_and_gain_one_that_is_locked_leaves_the_other_to_the_camera(
    settings: Settings, name: str, mode: str, has_modes: bool
) -> None:
    far = with_a_lens()
    if has_modes:
        far.camera_controls |= {"ExposureTimeMode": (0, 1, 0), "AnalogueGainMode": (0, 1, 0)}
    with Filming(locked(far, settings)) as filming:
        filming.wait_for(lambda: len(filming.pictures) >= 2)
    controls = far.opened[0].configured["controls"]
    assert "AeEnable" not in controls and controls[name] in (8000, 2.0)
    assert [each for each in controls if each.endswith("Mode") and each != "AeExposureMode"] == [
        mode
    ] * has_modes


@pytest.mark.parametrize("hardware", [False, True])
def test_a_camera_that_does_not_keep_what_it_was_locked_to_is_lost(hardware: bool) -> None:
    with Filming(locked(with_a_lens(hardware, ColourGains=(2.6, 1.4)))) as filming:
        assert filming.until_lost() == (
            "the camera does not keep colour_gains: it says (2.6, 1.4) where (1.8, 1.4) was set"
        )


def test_a_lens_that_can_t_be_set_is_said() -> None:
    with Filming(locked(FarLibrary(hardware=False))) as filming:
        assert filming.until_lost() == "this camera can't be locked to focus: leave it out"
    with pytest.raises(ValueError, match="by picamera2 can't be locked to white_k"):
        locked(FarLibrary(hardware=False), Settings(white_k=5000))

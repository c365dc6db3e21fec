"""Eyes with a camera of their own: the newest moment, small; the whole picture copied only where it is wanted and the camera lets one choose."""

from __future__ import annotations

import threading

import av

from firmware_agent.sight.source_eyes import SourceEyes
from hardware.camera.source import Coded, Emit, Picture, View
from hardware.clock import SystemClock
from hardware.driver import DeviceLost
from tests.firmware_agent.far_edge import soon
from tests.firmware_agent.video.far_camera import picture

SMALL = (320, 180)


class FarSource:
    """Emits one torn picture, one that is coded and one that is good; gone at once, the first time."""

    name = "camera"

    def __init__(self) -> None:
        self.runs = 0

    def run(self, emit: Emit, opened: object, stop: threading.Event) -> None:
        self.runs += 1
        if self.runs == 1:
            raise DeviceLost("the cable is out")
        assert callable(opened)
        opened()
        emit(Picture(30, picture(3)))
        emit(Picture(40, picture(4), torn=True))
        emit(Coded(50, b"coded", is_key=True))
        stop.wait()


def new_eyes(source: FarSource) -> SourceEyes:
    return SourceEyes(source, SMALL, SystemClock())


def test_a_camera_that_was_gone_is_opened_again_and_neither_torn_nor_coded_frames_are_looked_at() -> None:
    eyes, stop = new_eyes(FarSource()), threading.Event()
    thread = threading.Thread(target=eyes.run, args=(stop,))
    thread.start()
    assert soon(lambda: eyes.why == "the cable is out")
    found = eyes.newest(5)
    assert soon(lambda: eyes.why == "")
    stop.set()
    thread.join(5)
    assert found is not None and found.at_ns == 30 and found.small.shape == (270, 320)
    whole = found.whole()
    assert whole is not None and whole.shape == (360, 640, 3)
    assert eyes.newest(0.01) is None


def test_a_camera_with_a_small_stream_is_asked_for_whole_pictures_only_while_they_are_wanted() -> None:
    eyes, asked = new_eyes(FarSource()), list[int]()

    def view(at_ns: int) -> View:
        def whole() -> av.VideoFrame:
            asked.append(at_ns)
            return picture(at_ns)

        return View(at_ns, whole, lambda: picture(1, *SMALL))

    eyes.look(view(10))
    found = eyes.newest(1)
    assert found is not None and found.small.shape == (270, 320) and found.whole() is None
    eyes.want(25)
    eyes.look(view(20))
    found = eyes.newest(1)
    assert found is not None and found.whole() is not None
    eyes.look(view(30))
    assert asked == [20]

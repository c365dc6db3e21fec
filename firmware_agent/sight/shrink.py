"""Makes the small picture by which a table is followed, where the camera has no small stream of its own. Loads no OpenCV: the video process uses it too."""

from __future__ import annotations

import av
from av.video.reformatter import VideoReformatter

from firmware_agent.sight.tap import planes_of
from hardware.camera.colours import colours_of


class Shrink:
    """For one thread. A picture that has the size already is passed through."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._size, self._scale = size, VideoReformatter()

    def small(self, frame: av.VideoFrame) -> av.VideoFrame:
        """Of the size, yuv420p. The frame itself is only read."""
        width, height = self._size
        if (frame.width, frame.height, frame.format.name) == (width, height, "yuv420p"):
            return frame
        return self._scale.reformat(_own(frame), width, height, "yuv420p", interpolation="AREA")


def _own(frame: av.VideoFrame) -> av.VideoFrame:
    """A copy: while it scales a frame the library takes what that says of its colours away, and whoever encodes the same frame then begins a new stream."""
    if frame.format.name != "yuv420p":
        return frame
    copy = av.VideoFrame.from_ndarray(planes_of(frame), format="yuv420p")
    colours_of(frame).mark(copy)
    return copy

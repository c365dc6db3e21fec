"""Makes the small picture by which a table is followed, where the camera has no small stream of its own. Loads no OpenCV: the video process uses it too."""

from __future__ import annotations

import av
from av.video.reformatter import VideoReformatter


class Shrink:
    """For one thread. A picture that has the size already is passed through."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._size, self._scale = size, VideoReformatter()

    def small(self, frame: av.VideoFrame) -> av.VideoFrame:
        """Of the size, yuv420p."""
        width, height = self._size
        if (frame.width, frame.height, frame.format.name) == (width, height, "yuv420p"):
            return frame
        return self._scale.reformat(frame, width, height, "yuv420p", interpolation="AREA")

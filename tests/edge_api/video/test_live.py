"""Pictures over WebSockets: who joins begins with a key frame and true times; who may not is told so with a code."""

from __future__ import annotations

import time

from tests.edge_api.video.fake_board import FakeBoard
from tests.edge_api.video.video_edge import VideoEdge
from tests.edge_api.video.watching import is_key, time_of, watching
from tests.fixtures.x264 import Coded

TICK_NS = 1e9 / 90_000


def test_who_joins_sees_a_key_frame_first_and_every_frames_capture_time(
    edge: VideoEdge, pictures: list[Coded], sounds: list[bytes]
) -> None:
    board = FakeBoard("t-0", pictures, sounds)
    edge.register(board)
    with board.filming(edge.port):
        edge.until("t-0", lambda said: said["state"] == "live")
        with watching(edge.live("t-0")) as viewer:
            first = viewer.next()
            assert is_key(first)
            hello = viewer.hello
            assert hello["codec"].startswith("avc1.42") and hello["codec"].endswith(",mp4a.40.2")
            assert (hello["width"], hello["height"], hello["has_audio"]) == (320, 180, True)
            for _ in range(40):
                last = viewer.next()
            captured_ns = int(hello["origin_ns"]) + time_of(last) * TICK_NS
            assert 0 <= time.time_ns() - captured_ns < 0.5e9
            assert len(viewer.inits) == 1
        with watching(edge.live("t-0", "lobby")) as viewer:
            assert is_key(viewer.next())
            assert viewer.hello["has_audio"] is False

"""The multivariant playlist, and a whole track played from what the playlists name."""

from __future__ import annotations

import io

import av

from edge_api.video.hls import Cutter, Variant, Window, multivariant
from edge_api.video.mp4 import VideoConfig, init_segment, picture_data
from schemas.video.nal import split
from schemas.video.stamp import CaptureStamp, stamped
from tests.edge_api.video.hls.filming import START_NS, steady
from tests.edge_api.video.hls.reading import read
from tests.fixtures.x264 import Coding, coded, parameter_sets


def test_each_track_stands_under_what_a_player_must_know_of_it() -> None:
    variants = [
        Variant("main/live.m3u8", 3_000_000, 1280, 720, 30, ["avc1.42c01f", "mp4a.40.2"]),
        Variant("lobby/live.m3u8", 200_000, 640, 360, 15, ["avc1.42c016"]),
    ]
    lines = multivariant(variants).splitlines()
    assert lines[0] == "#EXTM3U"
    expected = '#EXT-X-STREAM-INF:BANDWIDTH=3000000,RESOLUTION=1280x720,FRAME-RATE=30.000,CODECS="avc1.42c01f,mp4a.40.2"'
    assert lines[3:5] == [expected, "main/live.m3u8"]
    assert lines[6] == "lobby/live.m3u8"


def test_what_the_playlist_names_plays_with_each_frame_at_its_capture_time() -> None:
    shots, frames = steady(151), coded(Coding(), 151)
    window, cutter = Window(), Cutter(START_NS)
    window.begin(init_segment([VideoConfig.read(1, *parameter_sets(frames[0].data))]))
    for number, (shot, frame) in enumerate(zip(shots, frames, strict=True)):
        data = picture_data(split(stamped(frame.data, CaptureStamp(shot.utc_ns, number, None))))
        for part in cutter.video(shot.utc_ns, frame.is_key, data):
            window.push(part)
    found = read(window.playlist(low_latency=False))
    content = [
        window.init(found.segments[0].init),
        *(window.segment(segment.uri) for segment in found.segments),
    ]
    with av.open(io.BytesIO(b"".join(data for data in content if data)), "r") as file:
        times = [frame.pts for frame in file.decode(video=0)]
    assert times == [3000 * number for number in range(120)]

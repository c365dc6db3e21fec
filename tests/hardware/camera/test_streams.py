"""Files and network streams as cameras: handed on as they are where that can be, decoded where not, and lost with a sentence."""

from __future__ import annotations

import socket
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from av.video.stream import VideoStream

from hardware.camera.source import CameraWish, Coded
from hardware.camera.stream_source import FileSource, StreamSource
from hardware.camera.v4l2_source import V4l2Source, seen_at_ns
from hardware.camera.video_input import VideoInput
from hardware.clock import SystemClock
from hardware.driver import DeviceLost
from schemas.video.nal import IDR, PPS, SPS, kind, split
from tests.fixtures.x264 import Coding, coded
from tests.hardware.camera.filming import HEIGHT, WIDTH, Filming, film
from tests.hardware.camera.rtsp_camera import RtspCamera
from tests.hardware.camera.wordless import without_vui

CLOCK = SystemClock()
MS = 1_000_000


def wish(address: Path | str, width: int = WIDTH, height: int = HEIGHT) -> CameraWish:
    return CameraWish(address=str(address), width=width, height=height)


def has_sets(unit: bytes) -> bool:
    return {SPS, PPS, IDR} <= {kind(part) for part in split(unit)}


@pytest.mark.parametrize("name", ["film.mp4", "film.ts", "film.mkv"])
def test_a_film_that_fits_is_handed_on_coded_and_begins_again_without_a_gap(
    tmp_path: Path, name: str
) -> None:
    with Filming(FileSource(wish(film(tmp_path / name)), CLOCK)) as filming:
        filming.wait_for(lambda: len(filming.seen) >= 35)
    frames = filming.coded
    assert [place for place, one in enumerate(frames[:35]) if one.is_key] == [0, 10, 15, 25, 30]
    assert all(has_sets(one.access_unit) for one in frames if one.is_key)
    gaps_ms = [(after.at_ns - before.at_ns) / MS for before, after in pairwise(frames)]
    assert min(gaps_ms) > 20
    assert filming.opened == 1
    assert filming.lost is None


def test_a_film_of_another_size_is_decoded_and_scaled(tmp_path: Path) -> None:
    with Filming(FileSource(wish(film(tmp_path / "film.mp4"), 160, 90), CLOCK)) as filming:
        filming.wait_for(lambda: len(filming.seen) >= 20)
    assert {(one.frame.width, one.frame.height, one.frame.format.name) for one in filming.pictures} == {
        (160, 90, "yuv420p")
    }
    assert {int(one.frame.pict_type) for one in filming.pictures} == {0}


def test_a_film_with_frames_out_of_order_is_decoded_into_order(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30, options={"bf": "2", "preset": "veryfast"})
        stream.width, stream.height = WIDTH, HEIGHT
        for number in range(20):
            frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
            for plane in frame.planes:
                plane.update(bytes([10 * number % 256]) * plane.buffer_size)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with Filming(FileSource(wish(path), CLOCK)) as filming:
        filming.wait_for(lambda: len(filming.pictures) >= 18)
    assert all(before.at_ns < after.at_ns for before, after in pairwise(filming.pictures))


@pytest.mark.parametrize(
    ("profile", "b_frames", "is_handed_on"), [("main", 1, False), ("main", 0, True), ("baseline", 0, True)]
)
def test_a_film_that_does_not_say_that_its_frames_keep_their_order_is_decoded(
    tmp_path: Path, profile: str, b_frames: int, is_handed_on: bool
) -> None:
    """No film here has a B frame. x264 counts frames in a way that leaves no room for them when it is told that it will need none."""
    params = f"keyint=10:scenecut=0:repeat-headers=1:threads=1:bframes={b_frames}:b-adapt=1:b-bias=-100"
    path = film(tmp_path / "film.ts", 15, profile, without_vui, **{"x264-params": params})
    with Filming(FileSource(wish(path), CLOCK)) as filming:
        filming.wait_for(lambda: len(filming.seen) >= 5)
    assert [isinstance(one, Coded) for one in filming.seen] == [is_handed_on] * len(filming.seen)


def test_a_file_that_is_gone_is_text_or_is_torn_is_lost_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("no film at all\n" * 200, encoding="utf-8")
    whole = film(tmp_path / "film.mp4").read_bytes()
    (tmp_path / "torn.mp4").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "empty.mp4").touch()
    for name, words in (("none.mp4", "can't be opened: No such file"), ("words.txt", "holds no picture"),
                        ("torn.mp4", "can't be opened: Invalid data"), ("empty.mp4", "can't be opened")):  # fmt: skip
        with Filming(FileSource(wish(tmp_path / name), CLOCK)) as filming:
            assert words in filming.until_lost(), name
        assert not filming.seen


def test_a_film_whose_second_half_is_noise_goes_on_or_is_lost_and_stops_at_once(tmp_path: Path) -> None:
    whole = bytearray(film(tmp_path / "film.ts").read_bytes())
    middle = len(whole) // 2
    whole[middle:] = bytes((value * 97 + 13) % 256 for value in range(len(whole) - middle))
    (tmp_path / "noise.ts").write_bytes(whole)
    with Filming(FileSource(wish(tmp_path / "noise.ts"), CLOCK)) as filming:
        filming.wait_for(lambda: len(filming.seen) >= 5 or filming.ended)


def test_a_network_stream_is_handed_on_with_its_parameter_sets() -> None:
    with RtspCamera(WIDTH, HEIGHT) as camera, Filming(StreamSource(wish(camera.url), CLOCK)) as filming:
        filming.wait_for(lambda: len(filming.coded) >= 25)
        keys = [one for one in filming.coded if one.is_key]
        assert len(keys) >= 2
        assert all(has_sets(one.access_unit) for one in keys)
        off_ms = (CLOCK.monotonic_ns() - filming.seen[-1].at_ns) / MS
        assert -1 < off_ms < 2000


def test_a_network_stream_of_another_size_is_decoded() -> None:
    with (
        RtspCamera(WIDTH, HEIGHT) as camera,
        Filming(StreamSource(wish(camera.url, 160, 90), CLOCK)) as filming,
    ):
        filming.wait_for(lambda: len(filming.pictures) >= 5)


def test_a_camera_that_falls_silent_is_lost_within_two_seconds() -> None:
    with RtspCamera(WIDTH, HEIGHT) as camera, Filming(StreamSource(wish(camera.url), CLOCK)) as filming:
        filming.wait_for(lambda: len(filming.seen) >= 5)
        camera.silent.set()
        began_ns = CLOCK.monotonic_ns()
        assert "broke off: nothing came in time" in filming.until_lost()
        assert CLOCK.monotonic_ns() - began_ns < 2500 * MS


def test_a_stream_with_an_end_and_one_that_nobody_serves_are_lost(tmp_path: Path) -> None:
    path = film(tmp_path / "film.ts")
    with Filming(StreamSource(wish(path), CLOCK)) as filming:
        assert filming.until_lost() == f"{path} has ended"
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"rtsp://127.0.0.1:{unused.getsockname()[1]}/table"
    with Filming(StreamSource(wish(url.replace("//", "//admin:s3cret@") + "?key=s3cret"), CLOCK)) as filming:
        assert filming.until_lost() == f"{url} can't be opened: Connection refused"


def test_a_camera_that_hangs_up_is_lost_and_its_password_is_never_said() -> None:
    with RtspCamera(WIDTH, HEIGHT) as camera:
        address = camera.url.replace("//", "//admin:s3cret@")
        with Filming(StreamSource(wish(address), CLOCK)) as filming:
            filming.wait_for(lambda: len(filming.seen) >= 1)
            camera.hung_up.set()
            assert filming.until_lost().startswith(camera.url)


@pytest.mark.parametrize("device", ["/dev/no-such-camera", "/dev/null"])
def test_a_device_that_is_none_is_lost_with_a_sentence(device: str) -> None:
    with Filming(V4l2Source(wish(device), CLOCK)) as filming:
        assert filming.until_lost().startswith(f"{device} can't be opened: ")


def test_a_device_node_that_vanished_says_so() -> None:
    with pytest.raises(DeviceLost, match="No such file"):
        V4l2Source(wish("/dev/v4l/by-id/gone?input_format=mjpeg"), CLOCK).run(
            lambda _seen: None, lambda: None, Filming(V4l2Source(wish("x"), CLOCK)).stop
        )


def test_the_kernels_time_counts_where_it_is_on_our_clock() -> None:
    assert seen_at_ns(5_000 * MS, 5_020 * MS) == 5_000 * MS
    assert [seen_at_ns(told, 5_020 * MS) for told in (None, 0, 6_000 * MS, 1_753_000_000_000 * MS)] == [
        5_020 * MS
    ] * 4


def test_who_looks_gets_pictures_beside_a_film_that_is_handed_on_coded(tmp_path: Path) -> None:
    looks: list[tuple[int, av.VideoFrame]] = []
    asked = replace(
        wish(film(tmp_path / "film.mp4")),
        look=lambda view: looks.append((view.at_ns, view.whole())),
    )
    with Filming(FileSource(asked, CLOCK)) as filming:
        filming.wait_for(lambda: len(filming.coded) >= 20)
    assert {at_ns for at_ns, _ in looks[:20]} == {one.at_ns for one in filming.coded[:20]}
    assert looks[0][1].format.name == "yuv420p" and not filming.pictures


def damaged(path: Path, codec: str, hurt: int) -> Path:
    """A film of 12 frames, a key frame each 6th, of which one has lost its second half."""
    with av.open(str(path), "w", format="mjpeg" if codec == "mjpeg" else "h264") as container:
        stream = container.add_stream(codec, rate=30)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = (
            WIDTH,
            HEIGHT,
            "yuvj420p" if codec == "mjpeg" else "yuv420p",
        )
        for number, unit in enumerate(_units(codec)):
            packet = av.Packet(unit[: len(unit) // 2] + END[codec] if number == hurt else unit)
            packet.stream, packet.pts, packet.dts, packet.time_base = stream, number, number, Fraction(1, 30)
            container.mux(packet)
    return path


END = {"mjpeg": b"\xff\xd9", "libx264": b""}


def _units(codec: str) -> list[bytes]:
    if codec == "libx264":
        return [unit.data for unit in coded(Coding(WIDTH, HEIGHT, gop=6, profile="main"), 12)]
    noise = np.random.default_rng(3).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)
    return [bytes(cv2.imencode(".jpg", noise)[1])] * 12


@pytest.mark.parametrize(("codec", "fit"), [("mjpeg", 11), ("libx264", 8)])
def test_a_torn_picture_is_not_for_who_looks_nor_what_builds_on_it(
    tmp_path: Path, codec: str, fit: int
) -> None:
    path = damaged(tmp_path / "film", codec, 2)
    with VideoInput(wish(path, 160, 90), str(path), None, {}, None) as opened:
        seen = [one for one in opened.frames() if one.picture is not None]
    assert [one.torn for one in seen].count(False) == fit and len(seen) == 11

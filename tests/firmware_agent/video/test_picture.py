"""From the camera to the edge: what is sent of a live picture, and what health says when it is not one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import av
import pytest

from firmware_agent.video.camera_watch import Stuck
from hardware.camera.source import Coded
from schemas.video.nal import IDR, PPS, SPS, join, kind, split
from schemas.video.record import Record, Track
from schemas.video.sps import read_sps
from schemas.video.stamp import read_stamp
from tests.firmware_agent import desk
from tests.firmware_agent.video.conftest import Start, begun
from tests.firmware_agent.video.far_camera import CLOCK, FPS, HEIGHT, WIDTH, FarCamera, picture
from tests.firmware_agent.video.far_video_edge import FarVideoEdge
from tests.firmware_agent.video.test_ring import full_disk


def states(edge: FarVideoEdge) -> list[str]:
    """The words that health has said, each once per change."""
    return [word for word, _ in itertools.groupby(health.state for health in edge.healths)]


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FarVideoEdge]:
    """An edge that has seen two seconds of a live picture."""
    folder = tmp_path_factory.mktemp("live")
    with FarVideoEdge(desk.board_check(folder / "store")) as edge, begun(folder, edge, FarCamera()):
        edge.until(lambda: len([record for record in edge.of(Track.MAIN) if record.is_key]) >= 3)
        edge.until(lambda: edge.healths[-1].fps > 0.7 * FPS)
        yield edge


def test_every_frame_carries_the_moment_it_was_seen(live: FarVideoEdge) -> None:
    seen = live.of(Track.MAIN)[:60]
    stamps = [read_stamp(split(record.payload)) for record in seen]
    assert [stamp.capture_utc_ns for stamp in stamps if stamp] == [record.capture_utc_ns for record in seen]
    assert [stamp.seq for stamp in stamps if stamp] == [record.seq for record in seen]
    assert all(0 < CLOCK.utc_ns() - record.capture_utc_ns < 60e9 for record in seen)
    assert {b.seq - a.seq for a, b in itertools.pairwise(seen)} == {1}


def test_players_can_begin_at_each_key_frame_and_none_is_held_back(live: FarVideoEdge) -> None:
    keys = [record for record in live.of(Track.MAIN) if record.is_key]
    for record in keys:
        units = split(record.payload)
        assert {SPS, PPS, IDR} <= {kind(unit) for unit in units}
        sequence = read_sps(next(unit for unit in units if kind(unit) == SPS))
        assert (sequence.width, sequence.height, sequence.reorder) == (WIDTH, HEIGHT, 0)
        assert sequence.codec.startswith("avc1.42c0")
    gaps_ms = [(b.capture_utc_ns - a.capture_utc_ns) / 1e6 for a, b in itertools.pairwise(keys)]
    assert all(900 < gap < 1400 for gap in gaps_ms)
    assert live.healths[-1].encoder_held == 0


def test_the_lobby_has_a_small_picture_of_its_own(live: FarVideoEdge) -> None:
    main, lobby = (live.of(track) for track in (Track.MAIN, Track.LOBBY))
    assert lobby[0].is_key
    assert 1.6 < len(main) / len(lobby) < 2.4
    [hello] = live.hellos
    assert [(said.track, said.width, said.rate) for said in hello.tracks] == [
        (0, WIDTH, 30.0),
        (1, 640, 15.0),
    ]


def test_health_tells_of_a_live_picture(live: FarVideoEdge) -> None:
    health = live.healths[-1]
    assert (health.state, health.uplink, health.disk) == ("live", "up", "ok")
    assert health.age_ms is not None and health.age_ms < 1000
    assert health.encode_p95_ms is not None and health.encode_p95_ms < 33


def test_live_records_are_what_the_statements_say(live: FarVideoEdge) -> None:
    live.until(lambda: len(live.stated) >= 1)
    assert live.complete() == live.stated.keys()


def test_a_stall_is_seen_within_a_second_or_so_and_the_camera_opened_again(
    edge: FarVideoEdge, start: Start
) -> None:
    camera = FarCamera()
    start(camera)
    edge.until(lambda: states(edge)[-1:] == ["live"])
    camera.silent.set()
    began_ns = CLOCK.monotonic_ns()
    edge.until(lambda: edge.healths[-1].state == "stalled")
    assert (CLOCK.monotonic_ns() - began_ns) / 1e9 < 2.0
    edge.until(lambda: camera.opened == 2)
    camera.silent.clear()
    edge.until(lambda: edge.healths[-1].state == "live")
    assert edge.healths[-1].restarts == 1
    again = edge.of(Track.MAIN)[-1]
    assert again.seq > 0


def test_a_camera_that_hangs_for_good_ends_the_process(edge: FarVideoEdge, start: Start) -> None:
    camera = FarCamera()
    running = start(camera)
    edge.until(lambda: states(edge)[-1:] == ["live"])
    camera.hangs.set()
    edge.until(lambda: running.over)
    camera.released.set()
    assert isinstance(running.fault, Stuck)


def test_an_unplugged_camera_is_lost_until_it_is_back(edge: FarVideoEdge, start: Start) -> None:
    camera = FarCamera()
    running = start(camera)
    edge.until(lambda: states(edge)[-1:] == ["live"])
    camera.unplugged.set()
    edge.until(lambda: edge.healths[-1].state == "lost")
    assert edge.healths[-1].detail in ("unplugged", "no such device")
    edge.until(lambda: camera.opened >= 3)
    assert not running.over
    camera.unplugged.clear()
    edge.until(lambda: edge.healths[-1].state == "live")


def test_the_very_same_picture_again_and_again_is_frozen(edge: FarVideoEdge, start: Start) -> None:
    camera = FarCamera()
    start(camera, "freeze_s = 0.5")
    edge.until(lambda: states(edge)[-1:] == ["live"])
    camera.still.set()
    edge.until(lambda: edge.healths[-1].state == "frozen")
    assert "very same picture" in edge.healths[-1].detail
    camera.still.clear()
    edge.until(lambda: edge.healths[-1].state == "live")


def test_a_disk_that_takes_nothing_costs_the_recording_and_not_the_picture(
    edge: FarVideoEdge, start: Start, tmp_path: Path
) -> None:
    (tmp_path / "video").write_text("no folder")
    start(FarCamera())
    edge.until(lambda: len(edge.stated) >= 1)
    edge.until(lambda: edge.healths[-1].disk == "failed")
    assert (edge.healths[-1].state, edge.healths[-1].uplink) == ("live", "up")
    assert "recording stands still" in edge.healths[-1].detail


def test_a_full_disk_is_told_within_two_seconds(edge: FarVideoEdge, start: Start) -> None:
    start(FarCamera())
    edge.until(lambda: edge.records and edge.healths and edge.healths[-1].disk == "ok")
    with full_disk():
        began_ns = CLOCK.monotonic_ns()
        edge.until(lambda: edge.healths[-1].disk == "full")
        assert CLOCK.monotonic_ns() - began_ns < 2e9
        assert (edge.healths[-1].state, edge.healths[-1].uplink) == ("live", "up")
    edge.until(lambda: edge.healths[-1].disk == "ok")


def coded(*, b_frames: int = 0, repeat: int = 1) -> list[Coded]:
    """What a camera with an encoder of its own might send; its pictures are smaller than those that were asked for."""
    context = av.CodecContext.create("libx264", "w")
    context.width, context.height, context.pix_fmt = 320, 240, "yuv420p"
    context.options = {
        "preset": "veryfast",
        "x264-params": f"keyint=15:bframes={b_frames}:b-adapt=0:repeat-headers={repeat}:threads=1",
    }
    if not b_frames:
        context.options |= {"tune": "zerolatency"}
    packets = [packet for n in range(30) for packet in context.encode(picture(n, 320, 240))]
    packets += context.encode(None)
    return [Coded(0, bytes(packet), packet.is_keyframe) for packet in packets]


def test_what_a_camera_has_coded_itself_is_passed_on_as_it_is(edge: FarVideoEdge, start: Start) -> None:
    frames = coded()
    start(FarCamera(frames))
    edge.until(lambda: len(edge.of(Track.MAIN)) > 30)
    edge.until(lambda: edge.hellos[-1].tracks[0].width == 320)
    assert [said.track for said in edge.hellos[-1].tracks] == [Track.MAIN]
    first = edge.of(Track.MAIN)[0]
    assert first.is_key
    assert unstamped(first) in {join(split(frame.access_unit)) for frame in frames if frame.is_key}


def unstamped(record: Record) -> bytes:
    units = split(record.payload)
    return join(unit for unit in units if read_stamp([unit]) is None)


def test_a_camera_that_codes_the_very_same_picture_again_and_again_is_frozen(
    edge: FarVideoEdge, start: Start
) -> None:
    """And one that gives pictures thereafter begins with a good name."""
    camera = FarCamera(coded()[:1])
    start(camera, "freeze_s = 0.5")
    edge.until(lambda: states(edge)[-1:] == ["frozen"])
    assert "very same picture" in edge.healths[-1].detail
    camera.coded = None
    edge.until(lambda: edge.healths[-1].state == "live")
    edge.until(lambda: [said.track for said in edge.hellos[-1].tracks] == [Track.MAIN, Track.LOBBY])


@pytest.mark.parametrize(
    ("frames", "said"),
    [
        (coded(b_frames=2), "for reordering: use the baseline profile"),
        ([Coded(0, b"\xff\xd8\xff\xe0JPEG", True)], "not an Annex B byte stream"),
        ([Coded(0, join([b"\x80\x01"]), False)], "torn"),
        (
            [Coded(0, join([unit for unit in split(coded()[0].access_unit) if kind(unit) == IDR]), True)],
            "SPS",
        ),
    ],
    ids=["out of order", "another codec", "torn", "without parameter sets"],
)
def test_a_stream_that_players_can_not_show_is_refused_with_a_sentence(
    edge: FarVideoEdge, start: Start, frames: list[Coded], said: str
) -> None:
    camera = FarCamera(frames)
    running = start(camera)
    edge.until(lambda: edge.healths and said in edge.healths[-1].detail)
    assert edge.healths[-1].state == "lost"
    assert edge.healths[-1].age_ms is None  # frames came, and made no picture
    edge.until(lambda: camera.opened >= 2)
    assert edge.records == []
    assert not running.over

"""A money wheel is read where it stands, and nothing else is taken for a stop."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from hardware.decode.sight import shake
from hardware.decode.sight.reader import Frame, Labelled, LabelledFrame, Read, Reader, Reason, Seen
from hardware.decode.sight.segments.calibration import SegmentCalibration
from hardware.decode.sight.segments.segment_reader import SegmentReader
from hardware.sim.scenes.scene import NOTHING_IS_THERE
from hardware.sim.scenes.segments import SCENES, SegmentsSite

PICTURES = 5
READER = SegmentReader()


def looks(
    condition: str, studio: SegmentsSite, wheel: SegmentCalibration
) -> list[tuple[Seen, tuple[str, ...]]]:
    drawn = [studio.draw(condition, number) for number in range(PICTURES)]
    return [(READER.look(one.frame, wheel), one.truth) for one in drawn]


def told(picture: Frame, wheel: SegmentCalibration) -> Read:
    (read,) = READER.read(picture, wheel)
    return read


def test_it_is_a_reader_like_any_other() -> None:
    shape: Reader[SegmentCalibration] = READER
    assert shape.read(np.zeros((0, 0, 3), dtype=np.uint8), None) == []


@pytest.mark.parametrize("condition", SCENES.conditions)
def test_no_wrong_segment_is_accepted(
    condition: str, studio: SegmentsSite, wheel: SegmentCalibration
) -> None:
    for seen, truth in looks(condition, studio, wheel):
        assert all(read.value in truth for read in seen.reads if read.accepted)


@pytest.mark.parametrize("condition", ("plain", "dark", "white_balance", "overexposed", "jpeg", "coarse"))
def test_a_wheel_at_rest_is_read_in_every_light(
    condition: str, studio: SegmentsSite, wheel: SegmentCalibration
) -> None:
    seen = looks(condition, studio, wheel)
    assert [one.reads[0].value for one, _ in seen] == [truth[0] for _, truth in seen]
    assert sum(one.reads[0].accepted for one, _ in seen) >= PICTURES - 1


def test_a_pointer_on_a_peg_is_told(studio: SegmentsSite, wheel: SegmentCalibration) -> None:
    for seen, _ in looks("on_peg", studio, wheel):
        assert not seen.reads[0].accepted and Reason.NEAR_WALL in seen.reads[0].reasons


def test_where_no_wheel_is_seen_there_is_no_read_but_a_reason(
    studio: SegmentsSite, wheel: SegmentCalibration
) -> None:
    why = {Reason.NO_WHEEL, Reason.COVERED, Reason.DARK, Reason.MOVED_CAMERA}
    for seen, _ in looks(NOTHING_IS_THERE, studio, wheel):
        assert not any(read.accepted for read in seen.reads)
        assert why & {*seen.reasons, *(reason for read in seen.reads for reason in read.reasons)}


def test_the_rotor_turns_as_the_wheel_does(studio: SegmentsSite, wheel: SegmentCalibration) -> None:
    first, second = (READER.look(studio.at_turns(turns), wheel) for turns in (0.3, 0.4))
    assert first.rotor is not None and second.rotor is not None
    assert (second.rotor.turns - first.rotor.turns) % 1.0 == pytest.approx(0.1, abs=0.004)
    on_rotor = [one.reads[0].on_rotor for one in (first, second)]
    assert on_rotor[0] is not None and on_rotor[1] is not None
    assert (on_rotor[0] - on_rotor[1]) % 1.0 == pytest.approx(0.1, abs=0.004)


def test_a_read_keeps_both_votes_and_the_weaker_ones_confidence(
    studio: SegmentsSite, wheel: SegmentCalibration
) -> None:
    read = told(studio.draw("plain", 1).frame, wheel)
    assert read.accepted and [vote.reader for vote in read.votes] == ["turn", "patch"]
    assert read.confidence == pytest.approx(min(vote.score for vote in read.votes), abs=1e-3)


def test_another_segments_print_under_the_pointer_is_not_accepted(
    studio: SegmentsSite, wheel: SegmentCalibration
) -> None:
    """As if a sticker had been put there: the whole wheel says one thing, its print another."""
    order = studio.make.order
    rare = (-0.25 - (order.index("20") + 0.5) / len(order)) % 1.0
    common = (-0.25 - (order.index("1") + 0.5) / len(order)) % 1.0
    picture, other = studio.at_turns(rare), studio.at_turns(common)
    quad = np.rint(told(picture, wheel).quad).astype(np.int32)
    mask = np.zeros(picture.shape[:2], dtype=np.uint8)
    cv2.fillConvexPoly(mask, quad, (255,))
    picture[mask > 0] = other[mask > 0]
    assert not told(picture, wheel).accepted


def test_a_moved_camera_is_told(studio: SegmentsSite, wheel: SegmentCalibration) -> None:
    picture = studio.draw("plain", 2).frame
    for by, axis in ((6, 0), (-6, 1)):
        reads = READER.read(np.ascontiguousarray(np.roll(picture, by, axis=axis)), wheel)
        assert all(not read.accepted and Reason.MOVED_CAMERA in read.reasons for read in reads)


@pytest.mark.parametrize("condition", ("rolled_camera", "moved_pointer", "no_pointer"))
def test_a_wheel_is_not_read_where_the_pointer_or_all_around_it_stands_elsewhere(
    condition: str, studio: SegmentsSite, wheel: SegmentCalibration
) -> None:
    why = {Reason.MOVED_CAMERA, Reason.COVERED}
    for seen, _ in looks(condition, studio, wheel):
        (read,) = seen.reads
        assert not read.accepted and why & {*read.reasons}


def test_what_is_behind_a_pointer_and_looks_as_it_does_is_none() -> None:
    site = SCENES.site(900)
    stops = [
        LabelledFrame(f"stop {number}", frame, (Labelled(told["segment"]),))
        for number, (frame, told) in enumerate(site.labelled())
        if isinstance(told, dict)
    ]
    reader = SegmentReader(site.make.order)
    learned = reader.calibrate(stops)
    for condition in ("no_pointer", "moved_pointer"):
        for number in range(8):
            reads = reader.read(site.draw(condition, number).frame, learned)
            assert not any(read.accepted for read in reads), condition


def test_a_rolled_camera_is_told_without_the_pointer_and_without_what_is_around(
    studio: SegmentsSite, wheel: SegmentCalibration
) -> None:
    """Lamps that go on and off, or a pointer like its wall, leave one of the two."""
    frame, still = studio.draw("rolled_camera", 0).frame, studio.draw("plain", 0).frame
    no_post = replace(wheel, gates=replace(wheel.gates, post=0.0))
    for site in (no_post, replace(wheel, steady=False)):
        assert not told(frame, site).accepted and told(still, site).accepted


def test_a_camera_rolled_to_any_place_of_the_turn_is_told(
    studio: SegmentsSite, wheel: SegmentCalibration
) -> None:
    picture, height, width = studio.draw("plain", 0).frame, *wheel.picture[::-1]
    for segments in (-9, -2, 1, 3, 27):
        degrees = 360 * segments / len(wheel.order)
        by = cv2.getRotationMatrix2D((wheel.disc.x, wheel.disc.y), degrees, 1.0)
        rolled = cv2.warpAffine(picture, by, (width, height), borderMode=cv2.BORDER_REPLICATE)
        seen = READER.look(np.asarray(rolled, dtype=np.uint8), wheel)
        assert not any(read.accepted for read in seen.reads)


def test_the_sites_own_pictures_tell_what_stands_still(wheel: SegmentCalibration) -> None:
    assert wheel.steady and 0 < wheel.gates.around < 1 and 0 < wheel.gates.post < 1


@pytest.mark.parametrize("size", [(720, 405), (1280, 720), (1440, 810), (2560, 1440)])
def test_a_picture_of_another_size_is_read_if_it_is_cut_the_same(
    studio: SegmentsSite, wheel: SegmentCalibration, size: tuple[int, int]
) -> None:
    drawn = studio.draw("plain", 3)
    way = cv2.INTER_AREA if size < wheel.picture else cv2.INTER_CUBIC
    sized = np.asarray(cv2.resize(drawn.frame, size, interpolation=way), dtype=np.uint8)
    read = told(sized, wheel)
    assert (read.value, read.accepted) == (drawn.truth[0], True)


def test_a_picture_that_is_cut_otherwise_is_of_a_camera_that_moved(
    studio: SegmentsSite, wheel: SegmentCalibration
) -> None:
    drawn = studio.draw("plain", 3)
    assert READER.look(drawn.frame[:, :700], wheel).reasons == (Reason.MOVED_CAMERA,)


def test_another_studios_wheel_is_not_accepted(wheel: SegmentCalibration) -> None:
    for seed in (1, 2):
        frame = SCENES.site(seed).draw("plain", 0).frame
        assert not any(read.accepted for read in READER.read(frame, wheel))


def test_without_calibration_nothing_is_read(studio: SegmentsSite) -> None:
    assert READER.look(studio.draw("plain", 0).frame, None).reasons == (Reason.NOT_ENROLLED,)


@pytest.mark.parametrize(
    "picture",
    (
        np.zeros((540, 960, 3), dtype=np.uint8),
        np.full((540, 960, 3), 255, dtype=np.uint8),
        np.random.default_rng(1).integers(0, 256, (540, 960, 3), dtype=np.uint8),
        np.zeros((1, 1, 3), dtype=np.uint8),
        np.zeros((200, 200), dtype=np.uint8),
    ),
    ids=("black", "white", "noise", "one pixel", "grey"),
)  # fmt: skip
def test_what_is_no_picture_of_a_wheel_gives_a_reason_only(picture: Frame, wheel: SegmentCalibration) -> None:
    seen = READER.look(picture, wheel)
    assert seen.reads == () and seen.reasons


def test_a_picture_upside_down_is_not_accepted(studio: SegmentsSite, wheel: SegmentCalibration) -> None:
    picture = shake.lit(studio.draw("plain", 4).frame, 1.0)[::-1, ::-1]
    assert not any(read.accepted for read in READER.read(np.ascontiguousarray(picture), wheel))

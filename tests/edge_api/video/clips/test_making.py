"""A round's clip: exact times, events on their frames, gaps by name, sound, and what the policy leaves out."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import av
import pytest

from edge_api.video.clips.check_frames import check_clip
from edge_api.video.clips.entry import State
from edge_api.video.clips.mp4 import video_samples
from edge_api.video.clips.policy import Clips
from schemas.video.record import Record
from schemas.video.stamp import read_stamp
from tests.edge_api.video.clips.reel import FPS, KEYS, MS, T0, Reel, S, capture_ns, frame, number_in, segments
from tests.edge_api.video.clips.studio import Filming

OPENED, ENDED = T0 + 5 * S, T0 + 14 * S
READY_AT = ENDED + 6 * S


@pytest.fixture
def filming(tmp_path: Path) -> Filming:
    made = Filming(tmp_path)
    made.books.round("r-1", OPENED, ENDED)
    return made


def recorded(filming: Filming, frames: int = 600, with_sound: bool = False) -> Filming:
    filming.reel.record(segments(frames, with_sound))
    return filming


def holds(filming: Filming) -> bool:
    findings = check_clip(filming.clip(), KEYS)
    return all(finding.holds for finding in findings)


def test_a_clip_begins_with_the_last_key_frame_before_its_start_and_ends_three_seconds_behind_the_end(
    filming: Filming,
) -> None:
    recorded(filming).look(ENDED, READY_AT)
    said = filming.manifest()
    captures = [int(said.origin_utc_ns) + offset_ns for offset_ns in said.frames.offset_ns]
    assert captures[0] <= OPENED - 2 * S < captures[0] + S + MS
    assert captures[-1] <= ENDED + 3 * S < captures[-1] + S // FPS + MS
    assert (filming.row().state, filming.row().why) == (State.READY, "")  # type: ignore[union-attr]


def test_every_frame_is_shown_at_its_own_capture_time_and_still_bears_it(filming: Filming) -> None:
    recorded(filming).look(ENDED, READY_AT)
    said = filming.manifest()
    origin_ns = int(said.origin_utc_ns)
    samples = list(video_samples(filming.clip() / "clip.mp4"))
    stamps = [stamp.capture_utc_ns for _, units in samples if (stamp := read_stamp(units))]
    assert stamps == [origin_ns + offset_ns for offset_ns in said.frames.offset_ns]
    assert all(
        abs(pts * S // 90_000 - (stamp - origin_ns)) < MS
        for (pts, _), stamp in zip(samples, stamps, strict=True)
    )


def test_the_file_is_an_ordinary_mp4_whose_index_comes_first(filming: Filming) -> None:
    recorded(filming, with_sound=True).look(ENDED, READY_AT)
    head = (filming.clip() / "clip.mp4").read_bytes()
    assert head.index(b"moov") < head.index(b"mdat")
    with av.open(str(filming.clip() / "clip.mp4")) as clip:
        assert [stream.codec_context.name for stream in clip.streams] == ["h264", "aac"]
        first, last = (picture for place, picture in enumerate(clip.decode(video=0)) if place in (0, 449))
        assert (
            number_in(last.to_ndarray(format="yuv420p")) - number_in(first.to_ndarray(format="yuv420p"))
            == 449
        )
    assert holds(filming)


def test_facts_and_bets_lie_on_the_first_frame_that_can_show_them(filming: Filming) -> None:
    books = filming.books
    books.fact("r-1", "round.opened", OPENED, betting_ms=5000)
    books.fact("r-1", "round.closed", OPENED + 5 * S, cause="timer", evidence=False)
    books.fact(
        "r-1", "round.outcome", ENDED - 10 * MS, outcome={"pocket": "17"}, game="roulette", sources=["wheel"]
    )
    for after_ms in (1, 1234, 4999):
        books.bet("r-1", OPENED + after_ms * MS)
    recorded(filming).look(ENDED, READY_AT)
    said = filming.manifest()
    captures = [int(said.origin_utc_ns) + offset_ns for offset_ns in said.frames.offset_ns]
    shown = [(moment.frame, int(moment.shown_utc_ns)) for moment in said.moments]
    shown += list(zip(said.bets.frame, map(int, said.bets.utc_ns), strict=True))
    assert len(shown) == 6
    assert all(captures[place - 1] < at_ns <= captures[place] for place, at_ns in shown)
    result = said.moments[-1]
    assert (result.event, result.text) == ("gameresult", "result 17")
    assert (
        int(result.shown_utc_ns) == ENDED - 10 * MS + 60 * MS
    )  # 100 ms until it is seen, 40 ms that the wheel is late
    cues = (filming.clip() / "events.vtt").read_text()
    assert "no more bets: timer" in cues and "bet accepted: 2" in cues


def test_segments_that_lack_are_waited_for_and_fetched(filming: Filming) -> None:
    recorded(filming).reel.lose(103)
    filming.look(ENDED, READY_AT)
    assert filming.row().state is State.BEING_MADE  # type: ignore[union-attr]
    assert 103 in filming.reel.asked
    filming.reel.find(103)
    filming.look(READY_AT + S)
    assert filming.row().state is State.READY  # type: ignore[union-attr]


@pytest.mark.parametrize("how", ["lose", "forget"])
def test_a_gap_stays_a_gap_and_is_named_and_the_clip_is_made_again_when_it_is_filled(
    filming: Filming, how: str
) -> None:
    recorded(filming)
    (filming.reel.lose if how == "lose" else filming.reel.forget)(103, 104)
    filming.look(ENDED, READY_AT, ENDED + 24 * S)
    said, row = filming.manifest(), filming.row()
    assert row is not None and row.state is State.PARTIAL and "segments 103, 104" in row.why
    (gap,) = said.gaps
    assert gap.segments == ("103", "104")
    before, after = said.frames.pts[gap.frame - 1 : gap.frame + 1]
    assert abs((after - before) / 90_000 - 4 - 1 / FPS) < 0.001
    assert holds(filming)
    filming.look(ENDED + 25 * S, ENDED + 26 * S)
    assert filming.row() == row  # nothing new: not made again
    filming.reel = Reel(filming.folder / "segments").record(segments(600))
    filming.look(ENDED + 60 * S)
    assert filming.row().state is State.READY and not filming.manifest().gaps  # type: ignore[union-attr]
    assert filming.folders() == ["roulette-01/r-1.2"]


def test_a_segment_whose_bytes_are_not_those_that_were_stated_is_a_gap(filming: Filming) -> None:
    recorded(filming)
    file = filming.folder / "segments" / "104.seg"
    content = bytearray(file.read_bytes())
    content[2000] ^= 1
    file.write_bytes(content)
    filming.look(ENDED, ENDED + 24 * S)
    (gap,) = filming.manifest().gaps
    assert (gap.segments, gap.why) == (("104",), "damaged or not here")
    assert holds(filming)


def test_a_camera_that_stood_still_leaves_a_gap_without_segments(filming: Filming) -> None:
    def stalled() -> list[list[Record]]:
        return [[each for each in records if not 220 <= each.seq < 240] for records in segments(600)]

    filming.reel.record(stalled())
    filming.look(ENDED, READY_AT)
    (gap,) = filming.manifest().gaps
    assert (gap.segments, gap.why) == ((), "no picture was recorded")
    assert filming.row().state is State.PARTIAL  # type: ignore[union-attr]
    assert holds(filming)


def test_a_clock_that_was_set_back_makes_times_that_still_rise(filming: Filming) -> None:
    def at(place: int) -> int:
        return capture_ns(place) - (80 * MS if place >= 300 else 0)

    filming.reel.record(
        [[frame(each.seq, each.segment, at(each.seq)) for each in records] for records in segments(600)]
    )
    filming.look(ENDED, READY_AT)
    assert all(one < two for one, two in pairwise(filming.manifest().frames.pts))
    assert holds(filming)


def test_a_round_without_any_picture_has_none_to_show_until_some_arrives(filming: Filming) -> None:
    filming.look(ENDED, READY_AT, ENDED + 24 * S)
    row = filming.row()
    assert row is not None and (row.state, row.why) == (State.GONE, "no picture of it was recorded")
    recorded(filming).look(ENDED + 600 * S)
    assert filming.row().state is State.READY  # type: ignore[union-attr]


def test_a_round_that_is_held_has_a_clip_to_look_at_and_a_longer_one_when_it_has_ended(
    filming: Filming,
) -> None:
    filming.books.round("r-2", OPENED, None, "held")
    recorded(filming).look(OPENED + 4 * S, OPENED + 10 * S)
    first = filming.manifest("r-2")
    filming.books.change("r-2", phase="settled", ended_utc_ns=ENDED)
    filming.look(ENDED, READY_AT)
    second = filming.manifest("r-2")
    assert (first.phase, second.phase) == ("held", "settled")
    assert len(first.frames.pts) < len(second.frames.pts)
    assert int(second.to_utc_ns) == ENDED + 3 * S
    assert filming.row("r-2").kind == "disputed"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("clips", "made"),
    [
        (Clips.ALL, {"plain", "void", "was-held", "kept"}),
        (Clips.DISPUTED, {"void", "was-held", "kept"}),
        (Clips.NONE, {"kept"}),
    ],
)
def test_the_policy_says_which_rounds_get_one(tmp_path: Path, clips: Clips, made: set[str]) -> None:
    filming = recorded(Filming(tmp_path, clips))
    for round_id, phase in (
        ("plain", "settled"),
        ("void", "cancelled"),
        ("was-held", "settled"),
        ("kept", "settled"),
    ):
        filming.books.round(round_id, OPENED, ENDED, phase)
    filming.books.round("elsewhere", OPENED, ENDED, "cancelled", table="baccarat-01")
    filming.books.change("was-held", was_held=1)
    filming.books.keep("kept")
    filming.look(ENDED, READY_AT)
    assert {folder.partition("/")[2].rpartition(".")[0] for folder in filming.folders()} == made


def test_what_is_kept_later_is_cut_from_the_recording_while_that_is_there(tmp_path: Path) -> None:
    filming = recorded(Filming(tmp_path, Clips.DISPUTED))
    filming.books.round("r-1", OPENED, ENDED)
    filming.look(READY_AT)
    assert filming.row() is None
    filming.books.keep("r-1")
    filming.look(ENDED + 3000 * S, ENDED + 3001 * S)
    assert filming.row().state is State.READY  # type: ignore[union-attr]

"""Which board may send, what of it is handed on, and what is asked for again: rules without sockets, disks or clocks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_api.video.claims import SILENT_NS, Claim, Claims, Taken
from edge_api.video.frames import Record, Track
from edge_api.video.judge import MOST_OFF_NS, Judge, Pass
from edge_api.video.refill import ANSWER_NS, MOST_TRIES, Refill
from edge_api.video.track_info import of_sound
from schemas.video.uplink import TrackSaid
from tests.edge_api.video.fake_board import SAID, FakeBoard
from tests.fixtures.x264 import Coded

TRACKS = {Track(said.track): said for said in SAID}
NOW_NS = 1_700_000_000 * 10**9


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 3), st.integers(0, 2 * SILENT_NS)), max_size=30)
)
def test_a_live_picture_is_never_taken_by_another_board(asked: list[tuple[str, int, int]]) -> None:
    claims, held, now_ns = Claims(), None, 0
    for boot, session, passed_ns in asked:
        now_ns += passed_ns
        claim = Claim("t", boot, session, now_ns)
        try:
            replaced = claims.claim(claim)
        except Taken:
            assert held is not None and (boot != held.boot_id or session < held.session)
            assert boot == held.boot_id or now_ns - held.heard_ns <= SILENT_NS
            continue
        assert replaced is held
        held = claim
    if held is not None:
        claims.release(Claim("t", "a", 1, 0))
        with pytest.raises(Taken):
            claims.claim(Claim("t", "other", 9, held.heard_ns))
        claims.release(held)
        assert claims.claim(Claim("t", "other", 9, held.heard_ns)) is None


@given(
    st.sampled_from(Track), st.integers(0, 2**32 - 1), st.booleans(), st.integers(0, 2**64 - 1),
    st.one_of(st.binary(max_size=80), st.binary(max_size=60).map(lambda more: b"\x00\x00\x01\x65" + more)),
)  # fmt: skip
def test_no_record_makes_the_judge_fail_and_none_of_these_is_shown(
    track: Track, seq: int, is_key: bool, at_ns: int, payload: bytes
) -> None:
    judge = Judge(TRACKS)
    verdict = judge.judge(Record(track, seq, is_key, 1, at_ns, 0, payload), NOW_NS)
    if track is not Track.AAC or abs(at_ns - NOW_NS) > MOST_OFF_NS:
        assert verdict.goes is not Pass.SHOW


def test_a_gap_is_counted_and_the_picture_waits_for_its_key_frame(pictures: list[Coded]) -> None:
    board, judge = FakeBoard("t", pictures), Judge(TRACKS)
    made = [record for _ in range(31) for record in board.next(NOW_NS) if record.track is Track.MAIN]
    verdicts = [judge.judge(record, NOW_NS) for record in made if record.seq not in (4, 5)]
    assert sum(verdict.lost for verdict in verdicts) == 2
    shown = [
        record.seq
        for record, verdict in zip([m for m in made if m.seq not in (4, 5)], verdicts, strict=True)
        if verdict.goes is Pass.SHOW
    ]
    assert shown == [0, 1, 2, 3, *range(15, 31)]
    assert judge.judge(made[-1], NOW_NS).fault == ("repeated", "frame 30 of MAIN came again, or too late")


def test_numbers_that_go_round_are_no_gap(pictures: list[Coded]) -> None:
    board, judge = FakeBoard("t", pictures), Judge(TRACKS)
    key, after = pictures[0], pictures[1]
    for seq, picture in ((2**32 - 1, key), (0, after)):
        verdict = judge.judge(
            board.record(
                Track.MAIN,
                picture,
                NOW_NS,
                seq=seq,
                payload=board.record(Track.MAIN, picture, NOW_NS).payload,
            ),
            NOW_NS,
        )
        assert (verdict.goes, verdict.lost) == (Pass.SHOW, 0)


def test_other_parameter_sets_are_told_with_their_key_frame(pictures: list[Coded]) -> None:
    board, judge = FakeBoard("t", pictures), Judge(TRACKS)
    infos = [
        judge.judge(record, NOW_NS).info
        for _ in range(16)
        for record in board.next(NOW_NS)
        if record.track is Track.MAIN
    ]
    assert infos[0] is not None and (infos[0].width, infos[0].height) == (320, 180)
    assert infos[1:] == [None] * 15


@pytest.mark.parametrize(
    ("codec", "rate", "channels"),
    [("mp3", 48_000, 2), ("aac", 1, 2), ("aac", 48_000, 0), ("aac", 48_000, 9), ("opus", 48_000, 2)],
)
def test_sound_that_nobody_could_play_is_refused(codec: str, rate: float, channels: int) -> None:
    with pytest.raises(ValueError, match="no sound of ours"):
        of_sound(TrackSaid(track=Track.AAC, codec=codec, rate=rate, channels=channels))


def test_segments_are_asked_for_one_at_a_time_the_newest_first_and_again_behind_the_others() -> None:
    asked: list[int] = []
    refill = Refill()
    refill.lack("t", [5, 3], 0)
    assert asked == [], "nobody can be asked yet"
    refill.joined("t", asked.append)
    refill.turn(0)
    refill.lack("t", [1], 0)
    assert asked == [5]
    refill.answered("t", 5, True, 1)
    assert asked == [5, 3]
    refill.turn(ANSWER_NS + 2)
    assert asked == [5, 3, 1], "what is not answered waits behind the others"
    refill.turn(2 * ANSWER_NS + 4)
    assert asked == [5, 3, 1, 3]


def test_a_segment_without_a_good_answer_is_let_be_until_the_next_line() -> None:
    asked: list[int] = []
    refill = Refill()
    refill.joined("t", asked.append)
    refill.lack("t", [1], 0)
    for now_ns in range(20):
        refill.answered("t", 1, False, now_ns)
    assert asked == [1] * MOST_TRIES
    refill.hold("t")
    refill.joined("t", asked.append)
    refill.turn(30)
    assert len(asked) == MOST_TRIES, "the disk takes nothing"
    refill.go_on("t", 40)
    assert len(asked) == MOST_TRIES + 1

"""Where things lie in a picture: passed on once a second, at once when something lies elsewhere, and never by what can't be read."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from edge_api.anchors import EVERY_NS, MOST, WITHIN_NS, AnchorsTaker
from edge_api.books.effects import Effects, News
from edge_api.clock import Now
from schemas.sight import Anchor, Anchors, RotorPose

SECOND = 1_000_000_000
PLACE = Anchor(name="player:1", quad=((0.1, 0.1), (0.2, 0.1), (0.2, 0.3), (0.1, 0.3)))


def anchors(turns: float = 0.0, seen: tuple[Anchor, ...] = ()) -> bytes:
    rotor = RotorPose(middle=(0.4, 0.3), axes=(0.2, 0.1), turns=turns, turns_a_s=0.5, order=("0", "32"))
    return Anchors(utc_ns=str(7 * SECOND), slots=(PLACE,), seen=seen, rotor=rotor).model_dump_json().encode()


def at(mono_ns: int) -> Now:
    return Now(mono_ns=mono_ns, utc_ns=mono_ns)


def alarm(table: str, code: str, text: str, severity: str, _now: Now) -> Effects:
    return Effects(news=(News(table, code, {"text": text, "severity": severity}),))


def test_a_rotor_that_turns_is_told_once_a_second_a_table() -> None:
    taker = AnchorsTaker(alarm)
    told = [
        bool(taker.take("wheel-01", anchors(turns=step / 10), at(step * SECOND // 2))) for step in range(6)
    ]
    assert told == [True, False, True, False, True, False]
    assert taker.take("wheel-02", anchors(), at(1))


def test_what_lies_elsewhere_is_told_at_once_and_what_stays_never_again() -> None:
    taker = AnchorsTaker(alarm)
    assert taker.take("t", anchors(), at(0))
    assert not taker.take("t", anchors(), at(EVERY_NS * 9))
    assert taker.take("t", anchors(seen=(PLACE,)), at(EVERY_NS * 9 + 1))


def test_the_event_bears_the_frames_own_time_and_is_for_everybody() -> None:
    (effects,) = AnchorsTaker(alarm).take("t", anchors(), at(0))
    (news,) = effects.news
    assert (news.event, news.utc_ns, news.staff_only, news.player_no) == ("anchors", 7 * SECOND, False, None)


@pytest.mark.parametrize(
    "garbage", [b"", b"{}", b"[1]", b'{"utc_ns": "-1"}', anchors().replace(b"0.2", b"1e99")]
)
def test_garbage_is_a_bad_report(garbage: bytes) -> None:
    with pytest.raises(ValidationError):
        AnchorsTaker(alarm).take("t", garbage, at(0))


def test_a_board_that_floods_is_told_of_once_and_others_are_heard() -> None:
    taker = AnchorsTaker(alarm)
    said = (anchors(seen=(PLACE,)), anchors())
    told = [taker.take("t", said[number % 2], at(number)) for number in range(10 * MOST)]
    events = [effects.news[0].event for each in told for effects in each]
    assert events == ["anchors"] * MOST + ["anchors_flood"]
    assert taker.take("other", anchors(), at(1))
    assert taker.take("t", anchors(turns=0.5), at(WITHIN_NS))[0].news[0].event == "anchors"

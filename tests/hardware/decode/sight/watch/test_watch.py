"""What the camera notices by itself: each thing once, with its sentence, and nothing on a table where all is well. On drawn tables with hands and cards."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from hardware.decode.sight.reader import Frame, Read, Reason, Rotor, Seen
from hardware.decode.sight.tracking.rules import TableRules
from hardware.decode.sight.tracking.words import RoundTold
from hardware.decode.sight.watch.occasion import Occasion
from hardware.decode.sight.watch.watch import Watch
from hardware.decode.sight.watch.words import Noticed, Side, WatchSite
from hardware.sim.faces.table_scene import drawn, felt, paste
from schemas.sight import Notice, SightKind
from tests.hardware.decode.sight.drawn import deck
from tests.hardware.decode.sight.tracking.layouts import SLOTS, quad, read

LAYOUT = quad(200, 150, 880, 500)


@pytest.fixture(scope="module")
def empty() -> Frame:
    return np.asarray(felt(np.random.default_rng(3)), dtype=np.uint8)


class Eye:
    """A camera over a drawn table; eight pictures a second."""

    def __init__(
        self, empty: Frame, kind: SightKind = SightKind.CARDS, dealer: Side | None = Side.TOP
    ) -> None:
        site = WatchSite(LAYOUT, empty, dealer)
        self.watch: Watch = Watch(kind, SLOTS, (1280, 720), TableRules(), site, 20.0)
        self.at_ns = 0

    def told(self, phase: str, bets_open: bool = False, round_id: str | None = "r1") -> None:
        self.watch.told(RoundTold(self.at_ns, round_id, phase, bets_open))

    def glance(self, picture: Frame, times: int = 1, light: float = 1.0) -> list[Noticed]:
        found = []
        for _ in range(times):
            self.at_ns += 125_000_000
            noise = np.random.default_rng(self.at_ns).normal(0, 1.5, (180, 320, 3))
            small = cv2.resize(picture, (320, 180), interpolation=cv2.INTER_AREA) * light + noise
            found += self.watch.glance(self.at_ns, np.asarray(np.clip(small, 0, 255), dtype=np.uint8))
        return found

    def saw(self, *reads: Read, times: int = 1) -> list[Noticed]:
        return [one for _ in range(times) for one in self.watch.saw(self.at_ns, Seen(reads))]


def with_arm(empty: Frame, tip: tuple[int, int], start: tuple[int, int]) -> Frame:
    picture = empty.copy()
    cv2.line(picture, start, tip, (110, 140, 205), 70, cv2.LINE_AA)
    return picture


def what(found: list[Noticed]) -> list[Notice]:
    return [one.what for one in found]


def reached(eye: Eye, empty: Frame, start: tuple[int, int]) -> list[Noticed]:
    found = []
    for step in range(8):
        tip = (640 + 15 * step, 400)
        found += eye.glance(with_arm(empty, tip, start))
    return found


def test_a_hand_from_the_players_side_after_no_more_bets_is_told_once(empty: Frame) -> None:
    eye = Eye(empty)
    eye.told("dealing")
    eye.glance(empty, 4)
    assert what(reached(eye, empty, (700, 740))) == [Notice.HAND_OVER_LAYOUT]
    eye.glance(empty, 10)
    assert what(reached(eye, empty, (700, 740))) == [Notice.HAND_OVER_LAYOUT]


def test_the_dealers_own_arm_is_none_of_it(empty: Frame) -> None:
    eye = Eye(empty)
    eye.told("dealing")
    eye.glance(empty, 4)
    assert reached(eye, empty, (640, -20)) == []


def test_a_dealer_at_the_other_side_reaches_in_from_there_and_nobody_else(empty: Frame) -> None:
    from_above, from_below = (Eye(empty, dealer=Side.BOTTOM) for _ in range(2))
    for eye in (from_above, from_below):
        eye.told("dealing")
        eye.glance(empty, 4)
    assert what(reached(from_above, empty, (640, -20))) == [Notice.HAND_OVER_LAYOUT]
    assert reached(from_below, empty, (700, 740)) == []


def test_hands_are_nobodys_while_the_dealers_side_is_not_known(empty: Frame) -> None:
    eye = Eye(empty, dealer=None)
    eye.told("dealing")
    eye.glance(empty, 4)
    assert reached(eye, empty, (700, 740)) == []


def test_hands_may_be_there_while_bets_are_open(empty: Frame) -> None:
    eye = Eye(empty)
    eye.told("bets_open", True)
    eye.glance(empty, 4)
    assert reached(eye, empty, (700, 740)) == []


def test_cards_and_changing_light_are_no_hand(empty: Frame) -> None:
    eye, laid = Eye(empty), empty.copy()
    eye.told("dealing")
    eye.glance(empty, 4)
    for number in range(4):
        paste(laid, drawn(deck(), "KH"), quad(300 + 150 * number, 300, 100, 150))
        assert eye.glance(laid, 4) == []
    assert [one for step in range(8) for one in eye.glance(laid, 1, 1 - 0.04 * step)] == []


@pytest.mark.parametrize("level", (0, 128))
def test_a_covered_lens_is_told_once(empty: Frame, level: int) -> None:
    eye = Eye(empty)
    eye.glance(empty, 4)
    assert what(eye.glance(np.full_like(empty, level), 10)) == [Notice.CAMERA_COVERED]
    assert eye.glance(empty, 10) == []


def test_one_black_picture_is_no_covered_lens(empty: Frame) -> None:
    eye = Eye(empty)
    eye.glance(empty, 4)
    assert eye.glance(np.zeros_like(empty), 2) == []


def test_a_camera_that_was_pushed_is_told_once(empty: Frame) -> None:
    marked = _marked(empty)
    eye = Eye(marked)
    assert eye.glance(marked, 6) == []
    assert eye.glance(np.roll(marked, 1, axis=1), 8) == []
    assert what(eye.glance(np.roll(marked, 8, axis=1), 10)) == [Notice.CAMERA_MOVED]


def _marked(empty: Frame) -> Frame:
    """Print all over the cloth."""
    picture = empty.copy()
    rng = np.random.default_rng(5)
    for x, y in rng.integers((20, 20), (1200, 700), (120, 2)):
        cv2.putText(picture, "7", (int(x), int(y)), cv2.FONT_HERSHEY_TRIPLEX, 1.6, (200, 220, 225), 3)
    return picture


def test_marks_that_the_reader_misses_are_a_moved_camera_too(empty: Frame) -> None:
    eye = Eye(empty)
    eye.glance(empty, 4)
    eye.saw(read(0, "KC", Reason.MOVED_CAMERA), times=2)
    assert what(eye.glance(empty, 8)) == [Notice.CAMERA_MOVED]


def test_a_card_that_is_turned_up_while_bets_are_open_is_told_once(empty: Frame) -> None:
    eye = Eye(empty)
    eye.told("bets_open", True)
    eye.saw()
    assert eye.saw(read(1, "KC")) == []
    (told,) = eye.saw(read(1, "KC"), times=5)
    assert told.what is Notice.CARD_BEFORE_CLOSE and "player 2" in told.detail


def test_a_card_face_down_or_of_the_last_round_is_not_early(empty: Frame) -> None:
    eye = Eye(empty)
    eye.told("bets_open", True)
    assert eye.saw(read(1, "KC"), times=6) == []
    assert eye.saw(read(1, "KC"), read(0, None, Reason.BACK), times=6) == []


def test_dealing_that_stands_still_is_told_once_and_a_new_card_ends_it(empty: Frame) -> None:
    eye = Eye(empty)
    eye.told("bets_closed")
    found = eye.glance(empty, 8 * 19)
    assert found == []
    assert what(eye.glance(empty, 8 * 4)) == [Notice.SLOW_DEALING]
    eye.saw(read(0, "KC"))
    assert eye.glance(empty, 8 * 15) == []
    eye.told("result_pending")
    assert eye.glance(empty, 8 * 10) == []


ROTOR = Rotor((640, 360), (200, 150), 0.0, 0.0)


def rested(empty: Frame) -> Eye:
    eye = Eye(empty, SightKind.WHEEL)
    eye.told("spinning")
    for _ in range(4):
        look(eye, None)
    for _ in range(10):
        assert look(eye, 0.25) == []
        assert eye.glance(empty) == []
    return eye


def look(eye: Eye, turns: float | None) -> list[Noticed]:
    eye.at_ns += 125_000_000
    return eye.watch.saw(eye.at_ns, Seen((), (Reason.NO_BALL,), ROTOR) if turns is None else ball(turns))


def ball(turns: float, *reasons: Reason) -> Seen:
    where = quad(600, 300, 8, 8)
    return Seen((Read("17", 0.9, not reasons, reasons, where, on_rotor=turns),), rotor=ROTOR)


@pytest.mark.parametrize("then", (0.3, None))
def test_a_ball_that_leaves_its_pocket_before_the_result_is_told_once(
    empty: Frame, then: float | None
) -> None:
    eye = rested(empty)
    assert what([one for _ in range(6) for one in look(eye, then)]) == [Notice.BALL_TOUCHED]


def test_a_ball_that_leaves_its_pocket_for_the_rim_above_it_is_gone(empty: Frame) -> None:
    eye, lifted = rested(empty), ball(0.25, Reason.NOT_AT_REST)
    found = [one for _ in range(6) for one in eye.watch.saw(eye.at_ns, lifted)]
    assert what(found) == [Notice.BALL_TOUCHED] and "gone" in found[0].detail


@pytest.mark.parametrize("why", (Reason.COVERED, Reason.GLARE, Reason.BLUR, Reason.MOVED_CAMERA))
def test_a_ball_that_can_not_be_seen_is_not_gone(empty: Frame, why: Reason) -> None:
    eye = rested(empty)
    for reasons in ((why,), (Reason.NOT_A_BALL, why)):
        assert [one for _ in range(6) for one in eye.watch.saw(eye.at_ns, Seen((), reasons, ROTOR))] == []


def test_a_hand_over_the_rotor_is_told(empty: Frame) -> None:
    eye = rested(empty)
    (told,) = eye.glance(with_arm(empty, (640, 360), (640, 740)), 4)
    assert told.what is Notice.BALL_TOUCHED and "hand" in told.detail


def test_a_ball_that_is_taken_after_the_result_is_no_news(empty: Frame) -> None:
    eye = rested(empty)
    eye.told("result_confirmed")
    assert [one for _ in range(6) for one in look(eye, None)] == []


def test_an_occasion_is_told_once_until_it_was_gone() -> None:
    occasion = Occasion(rise=2, fall=3)
    shown = [1, 1, 1, 0, 1, 1, 0, 0, 0, 1, 1]
    assert [occasion.shows(bool(now)) for now in shown] == [
        bool(n) for n in (0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1)
    ]

"""What the watch is told of its place: the dealer's side as configured, marks, slots and empty table as calibrated; what lacks one of them is not watched for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from pydantic import ValidationError

from firmware_agent.config_file import ConfigError
from firmware_agent.finding import Warned
from firmware_agent.sight.check import calibration_said
from firmware_agent.sight.watching import unwatched, watch_site, watched
from firmware_agent.sight_config import SightConfig
from hardware.decode.sight.reader import Frame, Seen
from hardware.decode.sight.table import Table
from hardware.decode.sight.tracking.words import Slot
from hardware.decode.sight.watch.words import Side
from schemas.sight import Notice, SightKind

MARKS = np.array(((9, 9), (90, 9), (90, 60), (9, 60)), dtype=np.float32)
TABLE = Table(MARKS, (1000.0, 600.0), (100, 70), np.zeros((4, 48, 48), dtype=np.uint8))
EMPTY: Frame = np.zeros((70, 100, 3), dtype=np.uint8)


@dataclass
class FarLooker:
    """A reader of cards with what its calibration knows."""

    table: Table | None = TABLE
    empty: Frame | None = None
    calibration: str = "cal"
    model: str = ""
    slots: tuple[Slot, ...] = (Slot("player", 1, MARKS),)

    def look(self, frame: Frame) -> Seen:
        return Seen(())


SLOTLESS = FarLooker(empty=EMPTY, slots=())


def config(*watch: str, **more: str) -> SightConfig:
    given = {"source": "pictures", "address": "/pictures", "calibration": "/site.json", "watch": watch}
    return SightConfig.model_validate({**given, **more})


def test_hands_are_not_watched_for_while_nobody_has_said_where_the_dealer_stands() -> None:
    with pytest.raises(ValidationError, match="hand_over_layout needs dealer_side"):
        config("hand_over_layout", "camera_moved")
    assert config("camera_moved").dealer_side is None


@pytest.mark.parametrize("side", Side)
def test_the_side_that_was_configured_is_the_one_over_which_hands_may_come(side: Side) -> None:
    place = watch_site(config("hand_over_layout", dealer_side=side.name.lower()), FarLooker(empty=EMPTY))
    assert place.dealer is side and place.layout is MARKS and place.empty is EMPTY


@pytest.mark.parametrize("looker", [FarLooker(), FarLooker(table=None, empty=EMPTY)])
def test_by_a_calibration_without_marks_or_empty_table_all_but_hands_is_watched_for(
    looker: FarLooker,
) -> None:
    chosen = config("hand_over_layout", "camera_moved", dealer_side="left")
    assert watched(chosen, looker) == {Notice.CAMERA_MOVED}
    assert "hand_over_layout can't be noticed by this calibration; calibrate with four marks" in unwatched(
        chosen, looker
    )
    assert watch_site(config("camera_moved"), looker).layout is (None if looker.table is None else MARKS)


def test_a_calibration_that_is_not_made_yet_lacks_nothing() -> None:
    hands, looker = config("hand_over_layout", dealer_side="left"), FarLooker(table=None, calibration="")
    assert watched(hands, looker) == {Notice.HAND_OVER_LAYOUT} and unwatched(hands, looker) == ""
    assert watch_site(hands, looker).empty is None


@pytest.mark.parametrize("watch", [("slow_dealing",), ("card_before_close", "slow_dealing", "camera_moved")])
def test_cards_that_no_slot_is_known_for_are_not_watched_for(watch: tuple[str, ...]) -> None:
    named = [each for each in watch if each != "camera_moved"]
    assert watched(config(*watch), SLOTLESS) == {Notice(each) for each in watch if each not in named}
    assert f"watch: {' and '.join(named)} can't be noticed by this calibration" in unwatched(
        config(*watch), SLOTLESS
    )
    assert "calibrate with the places of the cards" in unwatched(config(*watch), SLOTLESS)
    assert unwatched(config(*watch), FarLooker(empty=EMPTY)) == ""
    assert watch_site(config(*watch), FarLooker(empty=EMPTY)).empty is EMPTY
    assert watch_site(config(*watch), FarLooker(calibration="", slots=())).dealer is None
    assert watch_site(config("camera_moved", "hand_over_layout", dealer_side="left"), SLOTLESS).empty is EMPTY


@pytest.mark.parametrize("mode", ["shadow", "on"])
def test_the_check_warns_of_a_calibration_of_cards_without_slots(mode: str) -> None:
    with pytest.raises(
        Warned, match=f"names no slot: .* mode is {mode}, .* on_abstain dealer; calibrate with the places"
    ):
        calibration_said(SightKind.CARDS, config(mode=mode), SLOTLESS)
    said = calibration_said(SightKind.CARDS, config(mode=mode), FarLooker())
    assert said == f"reads cards by calibration cal, 1 slots, mode {mode}"
    advises = calibration_said(SightKind.CARDS, config(mode=mode), FarLooker(calibration="", slots=()))
    assert advises.endswith("only advises")


ANYWHERE = {"camera_covered", "camera_moved"}
OF_CARDS = {"hand_over_layout", "card_before_close", "slow_dealing"}


@pytest.mark.parametrize(
    ("sees", "possible"),
    [
        (SightKind.CARDS, ANYWHERE | OF_CARDS),
        (SightKind.WHEEL, ANYWHERE | {"ball_touched"}),
        (SightKind.DICE, ANYWHERE),
        (SightKind.SEGMENTS, ANYWHERE),
    ],
)
@pytest.mark.parametrize("notice", Notice)
def test_the_check_refuses_what_no_camera_can_notice_there(
    sees: SightKind, possible: set[str], notice: Notice
) -> None:
    asked, looker = config(notice.value, dealer_side="left"), FarLooker(empty=EMPTY)
    if notice.value in possible:
        assert calibration_said(sees, asked, looker).startswith(f"reads {sees.value}")
        return
    with pytest.raises(
        ConfigError, match=f"watch: {notice.value} can't be noticed where .* {sees.value}; "
    ) as why:
        calibration_said(sees, asked, looker)
    assert set(str(why.value).partition("possible are ")[2].split(", ")) == possible

"""The watch as a configuration asks for it, on drawn tables that the real reader reads: each notice where it was wanted, none where it was not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from firmware_agent.config_file import load_config
from firmware_agent.sight.attention import Attention
from firmware_agent.sight.command import parts_of
from hardware.clock import SystemClock
from hardware.decode.sight.reader import Frame
from hardware.decode.sight.table import table_from
from hardware.decode.sight.tracking.words import RoundTold
from schemas.sight import Notice
from tests.firmware_agent.sight.test_whole import SCENE, calibrated, pictures, toml
from tests.hardware.decode.sight.drawn import table

EMPTY = table(seed=21).picture
WITH_HAND = table("KH", seed=21, hand=True).picture
MARKS = np.array(((60, 60), (1220, 60), (1220, 660), (60, 660)), dtype=np.float32)
STEP_NS = 83_000_000
ALL = ("camera_covered", "camera_moved", "card_before_close", "slow_dealing", "hand_over_layout")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A calibration of four cards with marks, empty table and the slot where the king lies."""
    made = tmp_path_factory.mktemp("watch")
    pictures(made)
    calibrated(made, EMPTY, table_from(EMPTY, MARKS, (1160.0, 600.0)))
    return made


class Watching:
    """A board's eyes, put together from its configuration; a picture every twelfth of a second, with a camera's noise."""

    def __init__(self, folder: Path, *wanted: str, dealer_side: str = "top") -> None:
        more = f'calibration = "{folder / "site.json"}"\ndealer_side = "{dealer_side}"\nslow_after_s = 3\nwatch = {list(wanted)}'
        config = load_config(toml(folder, more))
        assert config.sight is not None
        self.attention: Attention = parts_of(config, config.sight, None, SystemClock()).attention
        self.at_ns = 0

    def told(self, phase: str, bets_open: bool = False) -> None:
        self.attention.told(RoundTold(self.at_ns, "r-1", phase, bets_open))

    def sees(self, picture: Frame, times: int) -> list[Notice]:
        return [one for number in range(times) for one in self._moment(picture, number)]

    def _moment(self, picture: Frame, number: int) -> Iterator[Notice]:
        self.at_ns += STEP_NS
        noise = np.random.default_rng(self.at_ns).integers(-3, 4, picture.shape)
        noisy = np.clip(picture.astype(np.int16) + noise, 0, 255).astype(np.uint8)
        small = np.asarray(cv2.resize(noisy, (320, 180), interpolation=cv2.INTER_AREA), dtype=np.uint8)
        yield from (each.what for each in self.attention.moment(self.at_ns, small, lambda: noisy).noticed)


def reaching(step: int) -> Frame:
    """A drawn arm that comes in from above, 12 pixels further each time."""
    up = 144 - 12 * step
    hand, shown = np.abs(WITH_HAND.astype(np.int16) - SCENE.picture).max(axis=2) > 24, SCENE.picture.copy()
    rows = slice(0, len(shown) - up)
    shown[rows][hand[up:]] = WITH_HAND[up:][hand[up:]]
    return shown


def test_a_card_that_is_read_while_bets_are_open_is_noticed(folder: Path) -> None:
    eyes = Watching(folder, *ALL)
    eyes.told("bets_open", True)
    assert eyes.sees(EMPTY, 12) == []
    assert eyes.sees(SCENE.picture, 24) == [Notice.CARD_BEFORE_CLOSE]


def test_dealing_that_stands_still_is_noticed_and_a_card_that_is_read_is_not(folder: Path) -> None:
    still, dealt = Watching(folder, *ALL), Watching(folder, *ALL)
    for eyes, shown in ((still, EMPTY), (dealt, SCENE.picture)):
        eyes.told("bets_open", True)
        eyes.sees(EMPTY, 6)
        eyes.told("bets_closed")
        first = eyes.sees(EMPTY, 24) + eyes.sees(shown, 24)
        assert first == ([Notice.SLOW_DEALING] if eyes is still else [])


def test_what_is_not_wanted_is_not_noticed(folder: Path) -> None:
    for wanted in ((), ("camera_covered",)):
        eyes = Watching(folder, *wanted)
        eyes.told("bets_open", True)
        assert eyes.sees(EMPTY, 12) + eyes.sees(SCENE.picture, 24) == []
        covered = eyes.sees(np.full_like(EMPTY, 4), 24)
        assert covered == [Notice(each) for each in wanted]


@pytest.mark.parametrize(("dealer", "noticed"), [("bottom", [Notice.HAND_OVER_LAYOUT]), ("top", [])])
def test_a_drawn_hand_that_is_not_the_dealers_is_noticed_after_no_more_bets(
    folder: Path, dealer: str, noticed: list[Notice]
) -> None:
    """It comes over the picture's upper side."""
    eyes = Watching(folder, *ALL, dealer_side=dealer)
    eyes.told("bets_closed")
    assert eyes.sees(SCENE.picture, 12) == []
    assert [one for step in range(12) for one in eyes.sees(reaching(step), 1)] == noticed

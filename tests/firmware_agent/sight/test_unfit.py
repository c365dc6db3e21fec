"""A camera that is set otherwise than when its calibration was signed: nothing it reads is accepted, and it says why."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from firmware_agent.config_file import ConfigError, load_config
from firmware_agent.sight.setting import may_repeat, picture_said
from firmware_agent.sight.unfit import UnfitLooker, unfit
from hardware.decode.sight.reader import Frame, Read, Reason, Seen
from schemas.sight import SightKind
from schemas.sight_sheet import SightFigures, SightSheet
from tests.firmware_agent.sight.test_whole import toml

HASH = "c" * 64
SIGNED = "picamera2 1280 x 720, exposure_us 8000, gain 2"


@dataclass
class KingLooker:
    """Sees a king, surely."""

    calibration: str = HASH
    model: str = ""

    def look(self, frame: Frame) -> Seen:
        return Seen((Read("KH", 1.0, True, (), np.zeros((4, 2), np.float32)),))


def sheet(picture: str = SIGNED, calibration: str = HASH) -> SightSheet:
    return SightSheet(
        table="t", sees=SightKind.CARDS, calibration=calibration, model="", picture=picture, pictures=9,
        figures=SightFigures(), by="tess", at_utc_ns="1",
    )  # fmt: skip


def test_a_camera_set_as_the_sheet_says_or_without_a_sheet_fits() -> None:
    looker = KingLooker()
    assert unfit(sheet(), looker, SIGNED) == unfit(None, looker, SIGNED) == ""
    assert unfit(sheet(picture=""), looker, SIGNED) == "", "signed before sheets said it"
    assert unfit(sheet(calibration="d" * 64), looker, "v4l2 640 x 480") == "", "of another calibration"


@pytest.mark.parametrize(
    "now",
    ["picamera2 1280 x 720", SIGNED.replace("8000", "4000"), SIGNED.replace("1280 x 720", "1920 x 1080")],
)
def test_every_other_setting_than_the_sheet_s_is_told(now: str) -> None:
    assert unfit(sheet(), KingLooker(), now) == (
        f"the calibration was signed for {SIGNED}, the camera is set to {now}: calibrate anew"
    )


@pytest.mark.parametrize(
    ("more", "repeats"),
    [("", False), ("freeze_s = 0.0", True), ("freeze_s = 1.5", False)],
    ids=["left out", "may repeat", "may not"],
)
def test_an_own_camera_can_be_told_that_its_picture_may_repeat(
    tmp_path: Path, more: str, repeats: bool
) -> None:
    path = toml(tmp_path, more)
    path.write_text(path.read_text().replace('source = "pictures"', 'source = "v4l2"'))
    config = load_config(path)
    assert config.sight is not None and may_repeat(config, config.sight) is repeats
    path.write_text(path.read_text().replace('source = "v4l2"', "").replace("address", "# address"))
    if more:
        with pytest.raises(ConfigError, match="freeze_s: of a camera of its own"):
            load_config(path)


def test_what_is_read_by_such_a_calibration_is_advice_because_the_camera_is_another() -> None:
    seen = UnfitLooker(KingLooker()).look(np.zeros((90, 90, 3), np.uint8))
    assert seen.reasons == (Reason.MOVED_CAMERA,)
    (read,) = seen.reads
    assert (read.value, read.accepted, read.reasons) == ("KH", False, (Reason.MOVED_CAMERA,))


def test_what_the_camera_is_locked_to_stands_beside_its_kind_and_size(tmp_path: Path) -> None:
    config = load_config(toml(tmp_path, "exposure_us = 8000\ncolour_gains = [1.8, 1.4]"))
    assert config.sight is not None
    said = picture_said(config, config.sight)
    assert said == "pictures 1280 x 720, exposure_us 8000, colour_gains 1.8 1.4"


def test_settings_of_a_camera_that_is_not_there_are_refused(tmp_path: Path) -> None:
    path = toml(tmp_path, "gain = 2.0")
    path.write_text(path.read_text().replace('source = "pictures"', ""))
    with pytest.raises(ConfigError, match="gain: of a camera of its own"):
        load_config(path)

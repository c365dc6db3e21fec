"""A folder of pictures as a camera: in order, at a pace, again and again; what is no picture is passed over."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from hardware.camera.pictures_source import PicturesSource
from hardware.camera.source import CameraWish
from hardware.camera.whole_jpeg import torn_jpeg
from hardware.clock import SystemClock
from tests.hardware.camera.filming import Filming


def source(folder: Path) -> PicturesSource:
    return PicturesSource(CameraWish(address=str(folder), width=64, height=48, fps=50), SystemClock())


def speckled() -> bytes:
    """A JPEG with much in it."""
    noise = np.random.default_rng(1).integers(0, 256, (96, 128, 3), np.uint8)
    return bytes(cv2.imencode(".jpg", noise)[1])


def torn(whole: bytes) -> bytes:
    """Its second half is gone, and yet it ends as a picture does."""
    return whole[: len(whole) // 2] + b"\xff\xd9"


def test_a_jpeg_whose_inside_is_missing_is_torn_even_if_it_ends_like_one() -> None:
    whole = speckled()
    middle = len(whole) // 2
    assert torn_jpeg(torn(whole)) and torn_jpeg(whole[:middle] + whole[middle + 60 :])
    progressive = cv2.imencode(".jpg", np.zeros((60, 90, 3), np.uint8), [cv2.IMWRITE_JPEG_PROGRESSIVE, 1])[1]
    assert not any(map(torn_jpeg, (whole, whole + b"and more" * 99, whole + whole, bytes(progressive), b"")))


def test_pictures_come_in_order_and_again(tmp_path: Path) -> None:
    for name, grey in (("b.png", 200), ("a.jpg", 50)):
        cv2.imwrite(str(tmp_path / name), np.full((96, 128, 3), grey, np.uint8))
    (tmp_path / "c.jpg").write_bytes(b"no picture")
    (tmp_path / "d.png").write_bytes(b"")
    (tmp_path / "torn.jpg").write_bytes(torn(speckled()))
    (tmp_path / "readme.txt").write_text("neither")
    with Filming(source(tmp_path)) as filming:
        filming.wait_for(lambda: len(filming.pictures) >= 5)
    levels = [int(one.frame.to_ndarray()[:48].mean()) for one in filming.pictures[:4]]
    assert levels[0] == levels[2] < levels[1] == levels[3]
    assert (filming.pictures[0].frame.width, filming.pictures[0].frame.height) == (64, 48)
    assert all(after.at_ns - before.at_ns > 15e6 for before, after in pairwise(filming.pictures))
    assert filming.opened == 1


def test_a_folder_without_pictures_is_lost_with_a_sentence(tmp_path: Path) -> None:
    with Filming(source(tmp_path)) as filming:
        assert "holds no picture" in filming.until_lost()
    with Filming(source(tmp_path / "none")) as filming:
        assert "can't be read" in filming.until_lost()
    with pytest.raises(ValueError, match="need their folder"):
        PicturesSource(CameraWish(), SystemClock())

"""The folder of pictures: durable under their hash, and given out only as what they were."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from edge_api.stills.shelf import Shelf, is_picture
from edge_api.stills.wanted import S
from schemas.sight import MOST_STILL_BYTES
from tests.edge_api.stills.pictures import NAME, picture


@pytest.mark.parametrize(
    "bytes_", [b"", b"\x89PNG", picture()[:-1], picture()[1:], picture(0, MOST_STILL_BYTES)]
)
def test_what_is_no_whole_jpeg_of_a_fair_size_is_no_picture(bytes_: bytes) -> None:
    assert not is_picture(bytes_)
    assert is_picture(picture())


def test_a_pictures_bytes_and_then_its_name_are_on_the_disk_before_it_counts_as_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    to_disk = os.fsync

    def noted(descriptor: int) -> None:
        synced.append(os.fstat(descriptor).st_ino)
        to_disk(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    Shelf(tmp_path).keep(picture())
    file = tmp_path / NAME[1][:2] / f"{NAME[1]}.jpg"
    assert synced == [each.stat().st_ino for each in (file, file.parent, tmp_path)]


def test_a_picture_that_was_changed_on_disk_is_not_given_out(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.keep(picture())
    assert shelf.read(NAME[1]) == picture()
    file = tmp_path / NAME[1][:2] / f"{NAME[1]}.jpg"
    file.write_bytes(picture(1))
    assert shelf.read(NAME[1]) is None
    assert shelf.read("../../etc/passwd") is None


def test_the_desks_pictures_go_after_a_while(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.keep(picture(), is_desk=True)
    file = tmp_path / "desk" / f"{NAME[1]}.jpg"
    os.utime(file, (1, 1))
    assert shelf.read(NAME[1], is_desk=True) == picture()
    shelf.clear_desk(10 * S)
    assert shelf.read(NAME[1], is_desk=True) is None

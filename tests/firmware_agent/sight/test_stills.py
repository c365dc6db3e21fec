"""Pictures behind words: named by their hash, never half written, gone when they are too old or too many."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import cv2
import numpy as np

from firmware_agent.sight.clerk import MOST_WAITING, Clerk
from firmware_agent.sight.still_file import read_still
from firmware_agent.sight.stills import Keeping, Stills, jpeg
from hardware.clock import SystemClock
from schemas.sight import MOST_STILL_BYTES

CLOCK = SystemClock()


def noise(seed: int, height: int = 360, width: int = 640) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def stills(folder: Path, hours: float = 1, mib: int = 16) -> Stills:
    return Stills(folder, Keeping(hours, mib), CLOCK)


def test_a_still_is_named_by_what_is_in_it(tmp_path: Path) -> None:
    name = stills(tmp_path / "new" / "folder").keep(noise(1))
    assert name is not None
    data = read_still(tmp_path / "new" / "folder", name)
    assert data is not None and hashlib.sha256(data).hexdigest() == name
    back = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert back is not None and back.shape == (360, 640, 3)
    assert [path.suffix for path in (tmp_path / "new" / "folder").iterdir()] == [".jpg"]


def test_even_pure_noise_fits_into_a_still() -> None:
    assert len(jpeg(noise(2, 2160, 3840))) <= MOST_STILL_BYTES


def test_the_oldest_goes_first_and_the_old_goes_whatever_the_room(tmp_path: Path) -> None:
    kept = stills(tmp_path, hours=1, mib=1)
    names = [kept.keep(noise(seed, 480, 640)) for seed in range(8)]
    now_s = CLOCK.utc_ns() // 1_000_000_000
    for age, name in enumerate(reversed(names)):
        os.utime(tmp_path / f"{name}.jpg", (now_s - age * 1200, now_s - age * 1200))
    (tmp_path / "a.part").write_bytes(b"half")
    os.utime(tmp_path / "a.part", (0, 0))
    (tmp_path / "readme.txt").write_text("not ours")
    assert kept.tidy() >= 5
    left = {path.stem for path in tmp_path.glob("*.jpg")}
    assert names[-1] in left and names[0] not in left
    assert sum(path.stat().st_size for path in tmp_path.glob("*.jpg")) <= 1 << 20
    assert (tmp_path / "readme.txt").exists() and not (tmp_path / "a.part").exists()


def test_a_disk_that_refuses_costs_the_picture_only(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    kept = stills(tmp_path / "file")
    assert kept.keep(noise(3)) is None
    assert "can't be kept" in kept.said


def test_a_picture_that_can_not_be_removed_is_said_and_the_others_go(tmp_path: Path) -> None:
    kept = stills(tmp_path)
    name = kept.keep(noise(5))
    (tmp_path / "stuck.jpg").mkdir()
    for path in tmp_path.iterdir():
        os.utime(path, (0, 0))
    assert kept.tidy() == 1 and not (tmp_path / f"{name}.jpg").exists()
    assert kept.said.startswith("stills can't be tidied: ")
    (tmp_path / "stuck.jpg").rmdir()
    assert kept.tidy() == 0 and kept.said == ""


def test_a_picture_has_its_name_before_the_disk_has_it(tmp_path: Path) -> None:
    filed: list[str] = []
    clerk = Clerk(stills(tmp_path), filed.append)
    name = clerk.take(noise(6))
    assert name is not None and filed == [] and read_still(tmp_path, name) is None
    clerk.finish()
    assert filed == [name] and read_still(tmp_path, name) is not None


def test_no_picture_is_named_that_the_disk_refuses_or_is_too_slow_for(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    kept, filed = stills(tmp_path / "file"), list[str]()
    clerk = Clerk(kept, filed.append)
    clerk.take(noise(7))
    clerk.finish()
    assert clerk.take(noise(8)) is None and filed == []
    (tmp_path / "file").unlink()
    clerk.finish()
    small = noise(9, 8, 8)
    names = [clerk.take(small) for _ in range(MOST_WAITING + 1)]
    assert None not in names[:-1] and names[-1] is None and "too slow" in kept.said
    clerk.finish()
    assert kept.said == "" and clerk.take(small) is not None


def test_what_is_no_hash_or_was_changed_is_not_read(tmp_path: Path) -> None:
    name = stills(tmp_path).keep(noise(4))
    assert name is not None
    (tmp_path / f"{name}.jpg").write_bytes(b"changed")
    assert read_still(tmp_path, name) is None
    assert read_still(tmp_path, "../../etc/passwd") is None
    assert read_still(tmp_path, "0" * 64) is None

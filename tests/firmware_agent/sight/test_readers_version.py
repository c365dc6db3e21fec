"""Trust is of the code that earned it: any change of a reader is another version, also of wheels, which have no net."""

from __future__ import annotations

from pathlib import Path

from firmware_agent.rounds.fusion_standing import Standing
from firmware_agent.rounds.machine import SightMemory
from firmware_agent.rounds.settings import SightSettings
from firmware_agent.sight.readers_version import read_by, readers_version
from firmware_agent.sight.segments import SegmentsKind
from firmware_agent.sight.wheel import WheelKind
from hardware.sight_signals import CameraSaw
from schemas.sight import SightKind, SightMode


def code(folder: Path, text: str) -> str:
    folder.mkdir(exist_ok=True)
    (folder / "reader.py").write_text(text)
    readers_version.cache_clear()
    return readers_version(folder)


def test_a_changed_reader_is_another_version_and_the_same_one_is_not(tmp_path: Path) -> None:
    before, after = code(tmp_path / "a", "gate = 3\n"), code(tmp_path / "a", "gate = 4\n")
    assert before != after and before == code(tmp_path / "b", "gate = 3\n")


def test_every_kind_says_by_which_code_it_read_also_where_nothing_was_shipped() -> None:
    for kind in (WheelKind(), SegmentsKind()):
        assert read_by(kind.looker(None).model, readers_version()) == readers_version() != ""
    assert read_by("n" * 64, readers_version()).endswith(readers_version())
    assert len(read_by("n" * 64, readers_version())) <= 64


def test_a_wheels_trust_does_not_survive_another_reader() -> None:
    signed = ("c" * 64, "5" * 64)
    settings = SightSettings(sees=SightKind.WHEEL, wanted=SightMode.ON, needed=5, signed=signed)
    standing = Standing(settings, SightMemory(signed[0], read_by("", "v1"), 9, 0))
    word = CameraSaw(1, "camera", "wheel", 1, 1, "17", 5, calibration=signed[0], model=read_by("", "v2"))
    trusted = standing.mode
    standing.read_by(word)
    assert (trusted, standing.mode) == (SightMode.ON, SightMode.SHADOW) and standing.memory.compared == 0

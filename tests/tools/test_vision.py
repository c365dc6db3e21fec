"""The vision report counts as it says, and throws nothing away that another kind's change does not touch."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from hardware.decode.sight.reader import Corners, Read, Seen
from hardware.sim.scenes.scene import DrawnScene
from tests.tools.depends import depends, fingerprint
from tests.tools.private_photographs import dealt
from tests.tools.vision_page import Measured, page
from tests.tools.vision_shards import PROJECT, Counts, count

NOWHERE = np.zeros((4, 2), dtype=np.float32)
PICTURE = np.zeros((8, 8, 3), dtype=np.uint8)


def read(value: str, accepted: bool = True) -> Read:
    return Read(value=value, confidence=0.9, accepted=accepted, reasons=(), quad=NOWHERE, votes=())


def counted(
    truth: tuple[str, ...], reads: tuple[Read, ...], also: tuple[str, ...] = ()
) -> tuple[int, int, int, int]:
    counts = Counts()
    count(DrawnScene(PICTURE, truth, also), Seen(reads, ()), counts)
    return counts.right, counts.accepted, counts.wrong, counts.other


def test_a_right_value_that_was_not_accepted_is_right_alone() -> None:
    assert counted(("KC",), (read("KC", accepted=False),)) == (1, 0, 0, 0)


def test_a_value_accepted_beyond_the_truth_is_wrong() -> None:
    assert counted(("KC",), (read("KC"), read("QD"))) == (1, 1, 1, 0)


def test_a_value_accepted_twice_that_lies_once_is_wrong() -> None:
    assert counted(("KC",), (read("KC"), read("KC"))) == (1, 1, 1, 0)


def test_what_may_be_told_is_neither_right_nor_wrong() -> None:
    assert counted((), (read("KC"),), also=("KC",)) == (0, 0, 0, 1)


def square(x: float) -> Corners:
    return np.array(((x, 0), (x + 20, 0), (x + 20, 30), (x, 30)), dtype=np.float32)


def test_a_value_counts_only_where_it_lies() -> None:
    counts, places = Counts(), (("KC", square(0)), ("QD", square(100)))
    reads = replace(read("KC"), quad=square(101)), replace(read("QD", accepted=False), quad=square(102))
    wrong = count(DrawnScene(PICTURE, ("KC", "QD"), places=places), Seen(reads, ()), counts)
    assert (counts.right, counts.accepted, counts.wrong, wrong) == (1, 0, 1, ["KC at 111,15"])


def test_a_card_of_another_deck_that_is_accepted_has_its_own_column() -> None:
    counts, places = Counts(), (("KC", square(0)),)
    scene = DrawnScene(PICTURE, (), ("KC",), places, strange=True)
    assert not count(scene, Seen((replace(read("KC"), quad=square(2)),), ()), counts)
    assert (counts.strange, counts.other, counts.wrong) == (1, 0, 0)


def test_a_card_may_be_told_one_frame_before_its_first_clear_one_and_no_earlier() -> None:
    round_ = {"dir": "d", "frames": 4, "first_clear_frame": {"a": 2}, "cards": {"a": "10H"}}
    shown = [(one.truth, one.also) for one in dealt(round_)]
    assert shown == [((), ()), ((), ("TH",)), (("TH",), ()), (("TH",), ())]


def test_a_kind_depends_on_its_reader_its_scenes_and_its_net_alone() -> None:
    wheel = {path.as_posix() for path in depends("wheel", PROJECT)}
    assert {"hardware/decode/sight/wheel/wheel_reader.py", "hardware/sim/scenes/wheel_camera.py"} <= wheel
    assert not any("dice" in path or path.startswith("hardware/sight_nets") for path in wheel)
    assert Path("hardware/sight_nets/dice.npz") in depends("dice", PROJECT)


def test_another_kinds_change_leaves_a_fingerprint_as_it_is(tmp_path: Path) -> None:
    for kind in ("wheel", "dice"):
        for folder in ("firmware_agent/sight", "hardware/sim/scenes"):
            (tmp_path / folder).mkdir(parents=True, exist_ok=True)
            (tmp_path / folder / f"{kind}.py").write_text("import hardware.shared\n")
    (tmp_path / "hardware" / "shared.py").write_text("")
    first = fingerprint("wheel", tmp_path)
    (tmp_path / "hardware/sim/scenes/dice.py").write_text("SIDES = 6\n")
    assert fingerprint("wheel", tmp_path) == first
    (tmp_path / "hardware/shared.py").write_text("SIDES = 6\n")
    assert fingerprint("wheel", tmp_path) != first


def test_the_page_names_what_was_accepted_wrongly(tmp_path: Path) -> None:
    counts = Counts(scenes=1, things=1, wrong=1, ms=[2.0], faults=["wheel site 1 plain 0: 17"])
    told = page([Measured("wheel", "abc", tmp_path, {"plain": counts})], "make vision-report", [])
    assert "wheel site 1 plain 0: 17" in told and "| Wheel | 1 | 1 | 0.0 | 0.0 | **1** |" in told

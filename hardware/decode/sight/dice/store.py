"""The shipped face net and calibrations of dice on disk. Refuses what does not match its hash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.dice.bodies import Bodies
from hardware.decode.sight.dice.calibration import VERSION, DiceCalibration, DiceGates, DiceSelfTest
from hardware.decode.sight.dice.dice_reader import DiceReader
from hardware.decode.sight.dice.face_net import net_arrays, net_from
from hardware.decode.sight.dice.ground import Ground
from hardware.decode.sight.dice.lean import OUTPUTS, Flatness
from hardware.decode.sight.dice.throw import Nets, Sizes
from hardware.decode.sight.gates import Gate
from hardware.decode.sight.net_file import Arrays, hash_of
from hardware.decode.sight.reader import CalibrationError, Floats
from hardware.decode.sight.sheet_file import Sheet, load_sheet, save_sheet, shipped

NETS = Path(__file__).parents[3] / "sight_nets"
KIND = "dice"
LEAN = "lean_"
"""Before the names of the second net's arrays."""


def shipped_nets(folder: Path = NETS) -> tuple[Nets, str]:
    """The nets and their hash.

    Raises:
        ValueError: the file is not the one its data sheet speaks of.
    """
    _, arrays = shipped(folder / "dice.npz")
    return _nets(arrays), hash_of(arrays)


def dice_reader(folder: Path = NETS) -> DiceReader:
    """The dice reader with the shipped nets."""
    return DiceReader(*shipped_nets(folder))


def save_dice(site: DiceCalibration, path: Path) -> str:
    """Writes ``path`` (JSON) and its arrays beside it (.npz); the calibration's hash."""
    arrays: Arrays = {"flatness": site.flatness.plan, **_arrays(site.nets)}
    told: dict[str, Any] | None = None
    if site.ground is not None:
        arrays["ground"] = site.ground.coloured.astype(np.float16)
        told = {
            "size": list(site.ground.size), "most_off": site.ground.most_off,
            "least_alike": site.ground.least_alike,
        }  # fmt: skip
    sheet: Sheet = {
        "version": VERSION,
        "kind": KIND,
        "counts": list(site.counts),
        "sizes": asdict(site.sizes),
        "bright": site.bright,
        "gates": asdict(site.gates),
        "shipped_net": site.base,
        "self_test": asdict(site.self_test),
        "ground": told,
        "bodies": None if site.bodies is None else asdict(site.bodies),
    }
    return save_sheet(sheet, arrays, path)


def load_dice(path: Path) -> tuple[DiceCalibration, str]:
    """A calibration and its hash.

    Raises:
        CalibrationError: not a calibration of dice, damaged, or of another version.
        OSError: a file cannot be read.
    """
    sheet, arrays = load_sheet(path, KIND, VERSION)
    try:
        return _site(sheet, arrays), str(sheet["hash"])
    except (KeyError, TypeError, ValueError) as wrong:
        raise CalibrationError(f"{path}: not a calibration of dice: {wrong}") from wrong


def _site(sheet: Sheet, arrays: Arrays) -> DiceCalibration:
    gates, test, told = sheet["gates"], sheet["self_test"], sheet["ground"]
    return DiceCalibration(
        counts=tuple(int(count) for count in sheet["counts"]),
        sizes=Sizes(_pair(sheet["sizes"]["sides"]), _pair(sheet["sizes"]["pips"])),
        bright=sheet["bright"],
        nets=_nets(arrays),
        flatness=_flatness(arrays["flatness"].astype(np.float32)),
        gates=DiceGates(
            Gate(**gates["pips"]),
            Gate(**gates["face"]),
            float(gates["ratio"]),
            float(gates["usual"]),
            float(gates["sharpness"]),
            float(gates["lean"]),
        ),
        base=str(sheet["shipped_net"]),
        self_test=DiceSelfTest(**{**test, "unread": tuple(test["unread"])}),
        ground=None if told is None else _ground(told, arrays),
        bodies=None if sheet["bodies"] is None else Bodies(**sheet["bodies"]),
    )


def _arrays(nets: Nets) -> Arrays:
    lean = {f"{LEAN}{name}": part for name, part in net_arrays(nets.lean).items()}
    return {**net_arrays(nets.face), **lean}


def _nets(arrays: Mapping[str, NDArray[Any]]) -> Nets:
    """Raises ValueError when a part is missing or of the wrong shape."""
    lean = {name.removeprefix(LEAN): part for name, part in arrays.items() if name.startswith(LEAN)}
    return Nets(net_from(arrays), net_from(lean, OUTPUTS))


def _pair(told: Sequence[float]) -> tuple[float, float]:
    least, most = told
    return float(least), float(most)


def _flatness(plan: Floats) -> Flatness:
    if plan.shape != (3, OUTPUTS) or not np.isfinite(plan).all():
        raise ValueError("where flat dice look is no plan")
    return Flatness(plan)


def _ground(told: Sheet, arrays: Arrays) -> Ground:
    wide, high = told["size"]
    return Ground(
        arrays["ground"].astype(np.float32),
        (int(wide), int(high)),
        float(told["most_off"]),
        float(told["least_alike"]),
    )

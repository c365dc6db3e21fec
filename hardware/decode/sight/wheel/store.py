"""A wheel's calibration on disk, by ``sheet_file``: figures as JSON, the empty rotor beside it. Refuses what does not fit together."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from hardware.decode.sight.net_file import Arrays
from hardware.decode.sight.reader import CalibrationError
from hardware.decode.sight.sheet_file import Sheet, load_sheet, save_sheet
from hardware.decode.sight.wheel.atlas import CELL, Atlas
from hardware.decode.sight.wheel.ball_look import FIGURES
from hardware.decode.sight.wheel.calibration import (
    VERSION,
    BallLimits,
    Gate,
    WheelCalibration,
    WheelGates,
    WheelTest,
)
from hardware.decode.sight.wheel.floor import Shift
from hardware.decode.sight.wheel.pose import Pose
from hardware.decode.sight.wheel.rotor import STEPS
from hardware.decode.sight.wheel.unwrap import ROWS
from schemas.games.wheels import Wheel, wheel_order

KIND = "wheel"


def save_wheel(calibration: WheelCalibration, path: Path) -> str:
    """Writes ``path`` (JSON) and its arrays beside it (.npz); the calibration's hash."""
    atlas = calibration.atlas
    arrays: Arrays = {
        "texture": atlas.texture,
        "light": atlas.light,
        "noise_row": atlas.noise_row,
        "noise_still": atlas.noise_still,
        "usual": calibration.usual,
    }
    return save_sheet(_sheet(calibration), arrays, path)


def load_wheel(path: Path) -> tuple[WheelCalibration, str]:
    """A calibration and its hash.

    Raises:
        CalibrationError: not a calibration of a wheel, damaged, or of another version.
        OSError: a file cannot be read.
    """
    sheet, arrays = load_sheet(path, KIND, VERSION)
    try:
        return _calibration(sheet, arrays), str(sheet["hash"])
    except (KeyError, TypeError, ValueError) as wrong:
        raise CalibrationError(f"{path}: not a calibration of a wheel: {wrong}") from wrong


def _sheet(calibration: WheelCalibration) -> Sheet:
    return {
        "version": VERSION,
        "kind": KIND,
        "wheel": calibration.wheel.value,
        "picture": list(calibration.picture),
        "pose": asdict(calibration.pose),
        "shift": asdict(calibration.shift),
        "gates": asdict(calibration.gates),
        "self_test": asdict(calibration.self_test),
    }


def _calibration(sheet: Sheet, arrays: Arrays) -> WheelCalibration:
    wheel = Wheel(sheet["wheel"])
    pockets = len(wheel_order(wheel))
    if arrays["texture"].shape != (ROWS, pockets * CELL, 3) or arrays["light"].shape != (ROWS, STEPS, 3):
        raise ValueError("the rotor's picture has another size")
    if (arrays["light"] != arrays["light"][..., :1]).any():
        raise ValueError("the rotor's light has colours")
    atlas = Atlas(pockets, arrays["texture"], arrays["light"], arrays["noise_row"], arrays["noise_still"])
    width, height = sheet["picture"]
    return WheelCalibration(
        wheel,
        Pose(**sheet["pose"]),
        (int(width), int(height)),
        atlas,
        arrays["usual"],
        Shift(**sheet["shift"]),
        _gates(sheet["gates"]),
        WheelTest(**sheet["self_test"]),
    )


def _gates(told: Sheet) -> WheelGates:
    ball = BallLimits(
        tuple(map(float, told["ball"]["low"])),
        tuple(map(float, told["ball"]["high"])),
        *(float(told["ball"][name]) for name in ("softer", "tinted", "tinge")),
    )
    if len(ball.low) != FIGURES or len(ball.high) != FIGURES:
        raise ValueError("the ball's limits are of another kind")
    gates = {name: Gate(**told[name]) for name in ("difference", "neighbours")}
    return WheelGates(**{**told, **gates, "ball": ball})

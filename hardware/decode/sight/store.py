"""The shipped net for cards, and calibrations of cards on disk. Refuses what does not match its hash."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from hardware.decode.sight.calibration import VERSION, CardCalibration, SelfTest
from hardware.decode.sight.card_reader import CardReader
from hardware.decode.sight.gates import Gate, Gates
from hardware.decode.sight.index import Net
from hardware.decode.sight.layout_sheet import layout_arrays, layout_of, layout_sheet
from hardware.decode.sight.net_file import Arrays, hash_of, net_arrays, net_from
from hardware.decode.sight.reader import CalibrationError
from hardware.decode.sight.sheet_file import Sheet, load_sheet, save_sheet, shipped
from hardware.decode.sight.table import Table
from hardware.decode.sight.whole_card import MAP_HEIGHT, MAP_WIDTH, Deck, row

NETS = Path(__file__).parents[2] / "sight_nets"
KIND = "cards"


def shipped_net(folder: Path = NETS) -> tuple[Net, str]:
    """The net for card indices and its hash.

    Raises:
        ValueError: the file is not the one its data sheet speaks of.
    """
    _, arrays = shipped(folder / "index.npz")
    return net_from(arrays), hash_of(arrays)


def card_reader() -> CardReader:
    """The card reader with the shipped net."""
    return CardReader(*shipped_net(), shipped_layouts())


def shipped_layouts(folder: Path = NETS) -> Deck:
    """Where the pips of ace to ten lie on nearly every deck.

    Raises:
        ValueError: the file is not the one its data sheet speaks of.
    """
    sheet, arrays = shipped(folder / "layouts.npz")
    maps = arrays["maps"].astype(np.float32)
    return Deck(tuple(sheet["cards"]), np.stack([row(one) for one in maps]))


def save_cards(calibration: CardCalibration, path: Path) -> str:
    """Writes ``path`` (JSON) and its arrays beside it (.npz); the calibration's hash."""
    return save_sheet(_sheet(calibration), _arrays(calibration), path)


def load_cards(path: Path) -> tuple[CardCalibration, str]:
    """A calibration and its hash.

    Raises:
        CalibrationError: not a calibration of cards, damaged, or of another version.
        OSError: a file cannot be read.
    """
    sheet, arrays = load_sheet(path, KIND, VERSION)
    try:
        return _calibration(sheet, arrays), str(sheet["hash"])
    except (KeyError, TypeError, ValueError) as wrong:
        raise CalibrationError(f"{path}: not a calibration of cards: {wrong}") from wrong


def _arrays(calibration: CardCalibration) -> Arrays:
    arrays: Arrays = {f"net_{name}": part for name, part in net_arrays(calibration.net).items()}
    arrays["deck"] = calibration.deck.rows.astype(np.float16)
    if calibration.table is not None:
        arrays |= {"marks": calibration.table.marks, "patches": calibration.table.patches}
    if calibration.laid_out is not None:
        arrays |= layout_arrays(calibration.laid_out)
    return arrays


def _sheet(calibration: CardCalibration) -> Sheet:
    table = calibration.table
    return {
        "version": VERSION,
        "kind": KIND,
        "cards": list(calibration.deck.values),
        "boxes": [list(box) for box in calibration.boxes],
        "gates": asdict(calibration.gates),
        "shipped_net": calibration.base,
        "seed": calibration.seed,
        "self_test": asdict(calibration.self_test),
        "table": None if table is None else {"size_mm": list(table.size_mm), "picture": list(table.picture)},
        "diagonals_mm": None if calibration.diagonals_mm is None else list(calibration.diagonals_mm),
        "layout": None if calibration.laid_out is None else layout_sheet(calibration.laid_out),
    }


def _calibration(sheet: Sheet, arrays: Arrays) -> CardCalibration:
    gates, told = sheet["gates"], sheet["table"]
    deck = Deck(tuple(sheet["cards"]), arrays["deck"].astype(np.float32))
    if deck.rows.shape != (len(deck.values), MAP_WIDTH * MAP_HEIGHT * 3):
        raise ValueError("the deck's cards and its pictures differ in number")
    test = {**sheet["self_test"], "missing": tuple(sheet["self_test"]["missing"])}
    return CardCalibration(
        deck=deck,
        net=net_from({name.removeprefix("net_"): part for name, part in arrays.items()}),
        boxes=tuple((int(wide), int(high)) for wide, high in sheet["boxes"]),
        gates=Gates(Gate(**gates["whole"]), Gate(**gates["index"]), float(gates["sharpness"])),
        base=str(sheet["shipped_net"]),
        self_test=SelfTest(**test),
        table=None if told is None else _table(told, arrays),
        laid_out=None if sheet["layout"] is None else layout_of(sheet["layout"], arrays),
        diagonals_mm=_between(sheet.get("diagonals_mm")),
        seed=int(sheet["seed"]),
    )


def _between(told: list[float] | None) -> tuple[float, float] | None:
    return None if told is None else (float(told[0]), float(told[1]))


def _table(told: dict[str, Any], arrays: Arrays) -> Table:
    wide, high = told["size_mm"]
    return Table(arrays["marks"], (wide, high), (told["picture"][0], told["picture"][1]), arrays["patches"])

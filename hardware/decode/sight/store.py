"""The only file of this folder that touches a disk: the shipped net, and calibrations as JSON with their arrays beside it. Refuses what does not match its hash."""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from hardware.decode.sight.calibration import VERSION, CardCalibration, SelfTest
from hardware.decode.sight.card_reader import CardReader
from hardware.decode.sight.gates import Gate, Gates
from hardware.decode.sight.index import Net
from hardware.decode.sight.net_file import Arrays, hash_of, net_arrays, net_from
from hardware.decode.sight.reader import CalibrationError
from hardware.decode.sight.table import Table
from hardware.decode.sight.whole_card import MAP_HEIGHT, MAP_WIDTH, Deck, row

NETS = Path(__file__).parents[2] / "sight_nets"


def shipped_net(folder: Path = NETS) -> tuple[Net, str]:
    """The net for card indices and its hash.

    Raises:
        ValueError: the file is not the one its data sheet speaks of.
    """
    arrays = _arrays_of(folder / "index.npz")
    sheet = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    if hash_of(arrays) != sheet["sha256_of_arrays"]:
        raise ValueError(f"{folder}: index.npz does not match its data sheet index.json")
    return net_from(arrays), hash_of(arrays)


def card_reader() -> CardReader:
    """The card reader with the shipped net."""
    return CardReader(*shipped_net(), shipped_layouts())


def shipped_layouts(folder: Path = NETS) -> Deck:
    """Where the pips of ace to ten lie on nearly every deck.

    Raises:
        ValueError: the file is not the one its data sheet speaks of.
    """
    arrays = _arrays_of(folder / "layouts.npz")
    sheet = json.loads((folder / "layouts.json").read_text(encoding="utf-8"))
    if hash_of(arrays) != sheet["sha256_of_arrays"]:
        raise ValueError(f"{folder}: layouts.npz does not match its data sheet layouts.json")
    maps = arrays["maps"].astype(np.float32)
    return Deck(tuple(sheet["cards"]), np.stack([row(one) for one in maps]))


def save_cards(calibration: CardCalibration, path: Path) -> str:
    """Writes ``path`` (JSON) and its arrays beside it (.npz); the calibration's hash."""
    arrays = _arrays(calibration)
    sheet = _sheet(calibration, arrays)
    data = io.BytesIO()
    np.savez_compressed(data, **arrays)  # type: ignore[arg-type]
    path.with_suffix(".npz").write_bytes(data.getvalue())
    path.write_text(json.dumps(sheet, indent=1) + "\n", encoding="utf-8")
    return str(sheet["hash"])


def load_cards(path: Path) -> tuple[CardCalibration, str]:
    """A calibration and its hash.

    Raises:
        CalibrationError: not a calibration of cards, damaged, or of another version.
        OSError: a file cannot be read.
    """
    try:
        sheet = json.loads(path.read_text(encoding="utf-8"))
        arrays = _arrays_of(path.with_suffix(".npz"))
        if sheet["hash"] != _hash(sheet, arrays) or sheet["version"] != VERSION or sheet["kind"] != "cards":
            raise CalibrationError(f"{path}: changed since it was made, or of another version")
        return _calibration(sheet, arrays), str(sheet["hash"])
    except (KeyError, TypeError, ValueError, BadZipFile, UnicodeDecodeError) as wrong:
        raise CalibrationError(f"{path}: not a calibration of cards: {wrong}") from wrong


def calibration_hash(calibration: CardCalibration) -> str:
    """What names it in every result."""
    return str(_sheet(calibration, _arrays(calibration))["hash"])


def _arrays(calibration: CardCalibration) -> Arrays:
    arrays: Arrays = {f"net_{name}": part for name, part in net_arrays(calibration.net).items()}
    arrays["deck"] = calibration.deck.rows.astype(np.float16)
    if calibration.table is not None:
        arrays |= {"marks": calibration.table.marks, "patches": calibration.table.patches}
    return arrays


def _sheet(calibration: CardCalibration, arrays: Arrays) -> dict[str, Any]:
    table = calibration.table
    sheet: dict[str, Any] = {
        "version": VERSION,
        "kind": "cards",
        "cards": list(calibration.deck.values),
        "boxes": [list(box) for box in calibration.boxes],
        "gates": asdict(calibration.gates),
        "shipped_net": calibration.base,
        "seed": calibration.seed,
        "self_test": asdict(calibration.self_test),
        "table": None if table is None else {"size_mm": list(table.size_mm), "picture": list(table.picture)},
    }
    sheet = json.loads(json.dumps(sheet))
    return {**sheet, "hash": _hash(sheet, arrays)}


def _hash(sheet: dict[str, Any], arrays: Arrays) -> str:
    told = json.dumps({name: part for name, part in sheet.items() if name != "hash"}, sort_keys=True)
    return hash_of({**arrays, "sheet": np.frombuffer(told.encode(), dtype=np.uint8)})


def _calibration(sheet: dict[str, Any], arrays: Arrays) -> CardCalibration:
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
        seed=int(sheet["seed"]),
    )


def _table(told: dict[str, Any], arrays: Arrays) -> Table:
    wide, high = told["size_mm"]
    return Table(arrays["marks"], (wide, high), (told["picture"][0], told["picture"][1]), arrays["patches"])


def _arrays_of(path: Path) -> Arrays:
    with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as parts:
        return {name: parts[name] for name in parts.files}

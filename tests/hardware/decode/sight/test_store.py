"""A calibration comes back as it was written, or not at all."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hardware.decode.sight.calibration import VERSION, CardCalibration
from hardware.decode.sight.card_reader import CardReader
from hardware.decode.sight.net_file import hash_of, net_arrays, net_from
from hardware.decode.sight.reader import CalibrationError
from hardware.decode.sight.sheet_file import load_sheet, save_sheet
from hardware.decode.sight.store import KIND, NETS, load_cards, save_cards, shipped_net
from tests.hardware.decode.sight.drawn import table


def test_it_reads_the_same_after_a_journey(site: CardCalibration, reader: CardReader, tmp_path: Path) -> None:
    site = replace(site, diagonals_mm=(100.5, 115.5))
    told = save_cards(site, tmp_path / "site.json")
    back, known = load_cards(tmp_path / "site.json")
    assert told == known == save_cards(back, tmp_path / "again.json")
    assert back.diagonals_mm == (100.5, 115.5)
    picture = table("KH", "9S", seed=21).picture
    assert [read.value for read in reader.read(picture, back)] == [
        read.value for read in reader.read(picture, site)
    ]


def test_a_changed_gate_is_noticed(site: CardCalibration, tmp_path: Path) -> None:
    save_cards(site, tmp_path / "site.json")
    sheet = json.loads((tmp_path / "site.json").read_text())
    sheet["gates"]["whole"]["floor"] = 0.0
    (tmp_path / "site.json").write_text(json.dumps(sheet))
    with pytest.raises(CalibrationError, match="changed since"):
        load_cards(tmp_path / "site.json")


def test_one_made_before_corners_were_read_together_is_refused(site: CardCalibration, tmp_path: Path) -> None:
    """Its gates are those of other votes."""
    save_cards(site, tmp_path / "site.json")
    sheet, arrays = load_sheet(tmp_path / "site.json", KIND, VERSION)
    save_sheet({**sheet, "version": 2}, arrays, tmp_path / "site.json")
    with pytest.raises(CalibrationError, match="another version"):
        load_cards(tmp_path / "site.json")


@pytest.mark.parametrize("text", ("", "[]", "{}", '{"hash": 1}', "\x00"))
def test_another_file_is_refused(text: str, site: CardCalibration, tmp_path: Path) -> None:
    save_cards(site, tmp_path / "site.json")
    (tmp_path / "site.json").write_text(text)
    with pytest.raises(CalibrationError, match="not a calibration"):
        load_cards(tmp_path / "site.json")


def test_torn_arrays_are_refused(site: CardCalibration, tmp_path: Path) -> None:
    save_cards(site, tmp_path / "site.json")
    arrays = tmp_path / "site.npz"
    arrays.write_bytes(arrays.read_bytes()[:5000])
    with pytest.raises(CalibrationError, match="not a calibration"):
        load_cards(tmp_path / "site.json")


def test_the_shipped_net_is_the_one_of_its_sheet_and_small() -> None:
    net, told = shipped_net()
    assert hash_of(net_arrays(net)) == told
    assert sum(path.stat().st_size for path in NETS.iterdir()) < 3_000_000


def test_arrays_that_do_not_fit_are_no_net() -> None:
    arrays = net_arrays(shipped_net()[0])
    with pytest.raises(ValueError, match="mean wrong"):
        net_from({**arrays, "mean": np.zeros(3)})
    with pytest.raises(ValueError, match="out missing"):
        net_from({name: part for name, part in arrays.items() if name != "out"})

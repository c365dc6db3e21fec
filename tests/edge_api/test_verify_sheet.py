"""A sheet is proved by public keys alone, and nothing else passes for one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from edge_api.__main__ import main
from firmware_agent.sight.sheet import sealed_check, sealed_sheet
from firmware_agent.signing import BoardKey, board_key
from schemas.sight_sheet import SightCheck, SightSheet

SAMPLES = Path(__file__).parents[1] / "contract" / "v1"


@pytest.fixture
def key(tmp_path: Path) -> BoardKey:
    return board_key(tmp_path / "store", "baccarat-01")


def verdict(folder: Path, key: BoardKey, wire: bytes) -> int:
    paper, keys = folder / "paper.json", folder / "keys.txt"
    paper.write_bytes(wire)
    keys.write_text(f"{key.key_id} {key.public_key} board\n")
    return main(["verify-sheet", str(paper), "--keys", str(keys)])


def sheet(**changed: object) -> SightSheet:
    told = json.loads((SAMPLES / "sight-sheet.json").read_text())
    return SightSheet.consume(json.dumps(told | changed))


def test_sheet_and_check_are_proved_and_told_in_a_line(
    tmp_path: Path, key: BoardKey, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verdict(tmp_path, key, sealed_sheet(sheet(), key).wire) == 0
    check = SightCheck.consume((SAMPLES / "sight-check.json").read_bytes())
    assert verdict(tmp_path, key, sealed_check(check, key).wire) == 0
    told = capsys.readouterr().out
    assert "sheet of baccarat-01's camera" in told and "not passed: not read: 9H" in told


def test_a_changed_byte_another_key_another_table_and_no_paper_are_wrong(
    tmp_path: Path, key: BoardKey, capsys: pytest.CaptureFixture[str]
) -> None:
    wire = sealed_sheet(sheet(), key).wire
    stranger = board_key(tmp_path / "other", "baccarat-01")
    wrapper = json.loads(wire)
    changed = json.dumps(wrapper | {"p": wrapper["p"][:-4] + "AAAA"}).encode()
    assert verdict(tmp_path, stranger, wire) == 1
    assert verdict(tmp_path, key, changed) == 1
    assert verdict(tmp_path, key, sealed_sheet(sheet(table="roulette-01"), key).wire) == 1
    assert verdict(tmp_path, key, b"{}") == 1
    assert capsys.readouterr().err.count("WRONG") == 4


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert main(["verify-sheet", str(tmp_path / "none"), "--keys", str(tmp_path / "none")]) == 78

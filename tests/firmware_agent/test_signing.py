"""The board's key is made once, privately, and never replaced by the program."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from firmware_agent.config_file import ConfigError
from firmware_agent.signing import KEY_FILE, EdgeKeys, board_key
from tests.firmware_agent.desk import EdgeSigner


def test_the_first_start_makes_a_private_key_that_the_next_one_uses(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "store"
    first, again = board_key(folder, "roulette-01"), board_key(folder, "roulette-01")
    assert first.key_id == "roulette-01#1"
    assert first.public_key == again.public_key
    assert stat.S_IMODE((folder / KEY_FILE).stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == [KEY_FILE]
    assert EdgeKeys({first.key_id: first.public_key}).check(first.key_id, b"m", again.sign(b"m"))


def test_a_retired_key_raises_the_number(tmp_path: Path) -> None:
    first = board_key(tmp_path, "t")
    (tmp_path / KEY_FILE).rename(tmp_path / "key-1.pem")
    second = board_key(tmp_path, "t")
    assert (first.key_id, second.key_id) == ("t#1", "t#2")
    assert first.public_key != second.public_key


@pytest.mark.parametrize(
    "content", [b"", b"rubbish", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_a_damaged_key_stops_the_start_and_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / KEY_FILE
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(ConfigError, match="not an Ed25519 private key"):
        board_key(tmp_path, "t")
    assert path.read_bytes() == content


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    board_key(tmp_path, "t")
    (tmp_path / KEY_FILE).chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 600"):
        board_key(tmp_path, "t")


def test_a_folder_that_is_a_file_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match="folder"):
        board_key(tmp_path / "file", "t")


def test_only_the_edges_own_keys_count() -> None:
    signer, other = EdgeSigner(), EdgeSigner("edge-2#1")
    keys = EdgeKeys(signer.public)
    assert keys.check("edge-1#1", b"m", signer.sign(b"m"))
    assert not keys.check("edge-1#1", b"n", signer.sign(b"m"))
    assert not keys.check("edge-1#1", b"m", b"short")
    assert not keys.check("edge-2#1", b"m", other.sign(b"m"))


@pytest.mark.parametrize("text", ["", "AAAA", "!" * 43, "é" * 43])
def test_a_malformed_public_key_names_its_setting(text: str) -> None:
    with pytest.raises(ConfigError, match=r'edge\.public_keys\."edge-1#1"'):
        EdgeKeys({"edge-1#1": text})

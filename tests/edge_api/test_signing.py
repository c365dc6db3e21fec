"""The edge's key is made once, kept from others, and only registered keys are believed."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from edge_api.config import ConfigError
from edge_api.signing import KeyRing, load_or_make_signer
from schemas.envelope import BadEnvelope, unseal


def test_the_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    first = load_or_make_signer(path, "edge-1")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_or_make_signer(path, "edge-1").public_key == first.public_key
    assert [file.name for file in tmp_path.iterdir()] == ["key.pem"]


def test_programs_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    first = load_or_make_signer(path, "edge-1").public_key
    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(lambda _: load_or_make_signer(path, "edge-1").public_key, range(8)))
    assert found == {first}


def test_a_key_that_others_may_read_stops_the_start(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    load_or_make_signer(path, "edge-1")
    path.chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 600"):
        load_or_make_signer(path, "edge-1")


def test_a_file_that_is_no_key_stops_the_start(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.touch(0o600)
    with pytest.raises(ConfigError, match="not a private key"):
        load_or_make_signer(path, "edge-1")


def test_what_is_sealed_is_believed_until_the_key_is_removed(tmp_path: Path) -> None:
    signer = load_or_make_signer(tmp_path / "key.pem", "edge-1")
    ring, wire = KeyRing.of({signer.key_id: signer.public_key}), signer.seal(b"a fact")
    assert unseal(wire, ring.check).payload == b"a fact"
    ring.replace({})
    with pytest.raises(BadEnvelope, match="edge-1#1"):
        unseal(wire, ring.check)


def test_a_signature_by_another_key_is_not_believed(tmp_path: Path) -> None:
    one, other = (load_or_make_signer(tmp_path / f"{name}.pem", "edge-1") for name in "ab")
    ring = KeyRing.of({one.key_id: one.public_key})
    assert not ring.check("edge-1#1", b"message", other.sign(b"message"))
    assert not ring.check("edge-1#1", b"message", b"")


@pytest.mark.parametrize("text", ["", "AAAA", "!" * 43, "A" * 44])
def test_a_public_key_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        KeyRing.of({"edge-1#1": text})

"""The board's signing key, made here at the first start and never overwritten, and the edge's public keys. Refuses a key that others can read.

Ed25519 (RFC 8032). The key's number is one more than that of the newest retired key: to rotate, stop the agent, rename ``key.pem`` to
``key-1.pem`` (then ``key-2.pem``, ...), start it, and register the new key at the edge.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from firmware_agent.config_file import ConfigError
from firmware_agent.sync_folder import sync_folder
from schemas.base64url import to_bytes, to_text
from schemas.envelope import Check

KEY_FILE = "key.pem"
_RETIRED = re.compile(r"^key-([1-9][0-9]{0,8})\.pem$")


@dataclass(frozen=True, slots=True)
class BoardKey:
    """What the board signs with; ``public_key`` is the 32 raw bytes in unpadded base64url."""

    key_id: str
    public_key: str
    sign: Callable[[bytes], bytes]


def board_key(folder: Path, table: str) -> BoardKey:
    """The table's key from ``folder``, made when absent.

    Raises:
        ConfigError: the folder can't be written, or the key file is damaged or readable by others.
    """
    path = folder / KEY_FILE
    try:
        if not path.exists():
            _make(path)
        private = _load(path)
    except OSError as fault:
        raise ConfigError(
            f"{path}: {fault.strerror}: the agent's user must own the folder and be able to write to it"
        ) from fault
    return BoardKey(
        f"{table}#{_number(folder)}", to_text(private.public_key().public_bytes_raw()), private.sign
    )


def own_seals(folder: Path, table: str) -> Check:
    """Tells what this board itself has sealed, with its key or one that it has retired. Makes no key.

    Raises:
        ConfigError: a key file is damaged or readable by others.
    """
    files = {
        match.group(1): path for path in folder.glob("key-*.pem") if (match := _RETIRED.match(path.name))
    }
    if (folder / KEY_FILE).exists():
        files[str(_number(folder))] = folder / KEY_FILE
    keys = {f"{table}#{number}": _load(path).public_key() for number, path in files.items()}
    return lambda key_id, message, signature: _holds(keys.get(key_id), message, signature)


class EdgeKeys:
    """The edge's keys by id.

    Raises:
        ConfigError: a key is not 32 bytes in base64url.
    """

    def __init__(self, public_keys: Mapping[str, str]) -> None:
        self._keys = {key_id: _public(key_id, text) for key_id, text in public_keys.items()}

    def check(self, key_id: str, message: bytes, signature: bytes) -> bool:
        """Whether ``key_id`` is one of the edge's and signed ``message``."""
        return _holds(self._keys.get(key_id), message, signature)


def _holds(key: Ed25519PublicKey | None, message: bytes, signature: bytes) -> bool:
    if key is None:
        return False
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _make(path: Path) -> None:
    """Write a whole, private file first and link it into place: no crash leaves half a key, no race replaces one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    _write_private(fresh, _pem(Ed25519PrivateKey.generate()))
    try:
        path.hardlink_to(fresh)
    except FileExistsError:
        pass  # somebody else was first: theirs counts
    finally:
        fresh.unlink()
    sync_folder(path.parent)


def _write_private(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(descriptor)


def _load(path: Path) -> Ed25519PrivateKey:
    if path.stat().st_mode & 0o077:
        raise ConfigError(
            f"{path}: others may read this private key: chmod 600 {path}, and consider a new key"
        )
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError) as fault:
        raise ConfigError(f"{path}: {_DAMAGED}") from fault
    if not isinstance(key, Ed25519PrivateKey):
        raise ConfigError(f"{path}: {_DAMAGED}")
    return key


_DAMAGED = (
    "not an Ed25519 private key in PEM. Restore it, or rename it to key-1.pem (the next free number): "
    "the next start makes a new key, which must be registered at the edge"
)


def _pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _number(folder: Path) -> int:
    retired = (_RETIRED.match(path.name) for path in folder.iterdir())
    return 1 + max((int(found[1]) for found in retired if found), default=0)


def _public(key_id: str, text: str) -> Ed25519PublicKey:
    try:
        return Ed25519PublicKey.from_public_bytes(to_bytes(text))
    except ValueError as fault:
        raise ConfigError(
            f'edge.public_keys."{key_id}": not an Ed25519 public key (32 bytes in base64url): copy it from `edge-api admin key`'
        ) from fault

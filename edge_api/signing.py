"""Ed25519 keys: the edge's own, made once and never overwritten, and the public keys of those it believes. Refuses loose file permissions."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from edge_api.config_error import ConfigError
from schemas.base64url import to_bytes, to_text
from schemas.envelope import PAYLOAD_TYPE, seal

PUBLIC_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs as ``key_id``, such as ``edge-1#1``."""

    key_id: str
    _key: Ed25519PrivateKey

    def sign(self, message: bytes) -> bytes:
        """The Ed25519 signature (RFC 8032), 64 bytes."""
        return self._key.sign(message)

    def seal(self, payload: bytes, payload_type: str = PAYLOAD_TYPE) -> bytes:
        """The signed wrapper that goes on the wire."""
        return seal(payload, self.key_id, self.sign, payload_type)

    @property
    def public_key(self) -> str:
        """Base64url, unpadded, of the 32 bytes."""
        return to_text(self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def load_or_make_signer(path: Path, name: str) -> Signer:
    """The key kept at ``path`` (PEM, mode 0600), made when there is none. Key id is ``{name}#1``.

    Raises:
        ConfigError: the file is not an Ed25519 key, or others may read it.
    """
    if not path.exists():
        _make(path)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise ConfigError(
            f"{path}: others may read the signing key: run chmod 600 {path}, and replace the key if in doubt"
        )
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError) as wrong:
        raise ConfigError(f"{path}: not a private key in PEM: {wrong}") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise ConfigError(f"{path}: not an Ed25519 key: move it away and a new one is made at the next start")
    return Signer(f"{name}#1", key)


def _make(path: Path) -> None:
    """Write a whole new key or none: a link refuses to replace a key that appeared meanwhile."""
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        _publish(draft, path)
    finally:
        draft.unlink()


def _publish(draft: Path, path: Path) -> None:
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def public_key(text: str) -> Ed25519PublicKey:
    """Read a public key (base64url of 32 bytes).

    Raises:
        ValueError: says what is wrong with it.
    """
    raw = to_bytes(text)
    if len(raw) != PUBLIC_KEY_BYTES:
        raise ValueError(f"an Ed25519 public key has {PUBLIC_KEY_BYTES} bytes, this one {len(raw)}")
    return Ed25519PublicKey.from_public_bytes(raw)


@dataclass(slots=True)
class KeyRing:
    """Public keys by key id. A key that is not here is not believed; removing one takes effect with the next message."""

    _keys: dict[str, Ed25519PublicKey] = field(default_factory=dict)

    @classmethod
    def of(cls, keys: Mapping[str, str]) -> KeyRing:
        """From key id -> base64url. Raises ValueError for a key that is none."""
        return cls({key_id: public_key(text) for key_id, text in keys.items()})

    def replace(self, keys: Mapping[str, str]) -> None:
        """From now on exactly these count."""
        self._keys = {key_id: public_key(text) for key_id, text in keys.items()}

    def check(self, key_id: str, message: bytes, signature: bytes) -> bool:
        """Whether the key is known and the signature holds (``schemas.envelope.Check``)."""
        key = self._keys.get(key_id)
        if key is None:
            return False
        try:
            key.verify(signature, message)
        except InvalidSignature:
            return False
        return True

"""A throw-away certificate authority for tests. Refuses nothing; its keys last as long as the folder."""

from __future__ import annotations

import datetime
import ipaddress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = datetime.timedelta(days=1)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _write_key(key: ec.EllipticCurvePrivateKey, path: Path) -> None:
    pem = serialization.Encoding.PEM
    path.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))


@dataclass
class Authority:
    """Issues P-256 certificates into ``folder``: ca.pem, NAME.pem and NAME.key."""

    folder: Path
    common: str = "Test studio"

    def __post_init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        basic = x509.BasicConstraints(ca=True, path_length=0)
        made = self._builder(self.common, self._key).add_extension(basic, critical=True)
        self.ca.write_bytes(made.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))

    @property
    def ca(self) -> Path:
        return self.folder / "ca.pem"

    def issue(self, common: str) -> tuple[Path, Path]:
        """Certificate and key of ``common``, good for 127.0.0.1."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate, secret = self.folder / f"{common}.pem", self.folder / f"{common}.key"
        here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        made = self._builder(common, key).add_extension(here, critical=False).sign(self._key, hashes.SHA256())
        certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
        _write_key(key, secret)
        return certificate, secret

    def _builder(self, common: str, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        now = datetime.datetime.now(datetime.UTC)
        builder = x509.CertificateBuilder(
            _name(self.common), _name(common), key.public_key(), x509.random_serial_number()
        )
        return builder.not_valid_before(now - DAY).not_valid_after(now + DAY)

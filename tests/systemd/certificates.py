"""A throw-away certificate authority for tests. Its certificates pass strict checks (RFC 5280), as newer clients make."""

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
        usage = x509.KeyUsage(
            False, False, False, False, False, True, True, False, False
        )  # signs certificates and CRLs
        builder = self._builder(self.common, self._key).add_extension(usage, critical=True)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        self.ca.write_bytes(self._signed(builder))

    @property
    def ca(self) -> Path:
        return self.folder / "ca.pem"

    def issue(self, common: str) -> tuple[Path, Path]:
        """Certificate and key of ``common``, good for 127.0.0.1."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate, secret = self.folder / f"{common}.pem", self.folder / f"{common}.key"
        here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        certificate.write_bytes(self._signed(self._builder(common, key).add_extension(here, critical=False)))
        _write_key(key, secret)
        return certificate, secret

    def _builder(self, common: str, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        now = datetime.datetime.now(datetime.UTC)
        builder = x509.CertificateBuilder(
            _name(self.common), _name(common), key.public_key(), x509.random_serial_number()
        )
        builder = builder.not_valid_before(now - DAY).not_valid_after(now + DAY)
        own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        return builder.add_extension(own, critical=False).add_extension(issuer, critical=False)

    def _signed(self, builder: x509.CertificateBuilder) -> bytes:
        return builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

"""Bytes as text in messages and configurations: base64url without padding (RFC 4648, section 5). Refuses every other alphabet."""

from __future__ import annotations

import base64


def to_text(data: bytes) -> str:
    """The text of ``data``."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def to_bytes(text: str) -> bytes:
    """The bytes of ``text``.

    Raises:
        ValueError: it is not base64url.
    """
    if "+" in text or "/" in text or "=" in text:
        raise ValueError("not base64url without padding: it holds '+', '/' or '='")
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)

"""Names of parts, segments and init segments that nobody can guess: who has read a playlist, for which he needed a ticket, knows those in it and no others.

So they need no ticket of their own, are the same for every viewer, and any cache between may keep them. Pure.
"""

from __future__ import annotations

import hashlib
import hmac
import re

_NAME = re.compile(r"[0-9a-f]+-p?[0-9]+\.(?:m4s|mp4)")
_SEALED = re.compile(r"([0-9a-f]{24})-([0-9a-f]+-p?[0-9]+\.(?:m4s|mp4))")
_TAG_LETTERS = 24


class SealedNames:
    """Of one track of one table. ``key``: made anew at each start."""

    def __init__(self, key: bytes, scope: str) -> None:
        self._key, self._scope = key, scope.encode()

    def sealed(self, name: str) -> str:
        """The name as it is shown."""
        return f"{self._tag(name)}-{name}"

    def sealed_in(self, playlist: str) -> str:
        """A playlist with each name in it sealed."""
        return _NAME.sub(lambda found: self.sealed(found.group()), playlist)

    def opened(self, shown: str) -> str | None:
        """The name behind one that is shown; None for one that was made up."""
        parts = _SEALED.fullmatch(shown)
        if parts is None or not hmac.compare_digest(parts[1], self._tag(parts[2])):
            return None
        return parts[2]

    def _tag(self, name: str) -> str:
        message = self._scope + b"/" + name.encode()
        return hmac.new(self._key, message, hashlib.sha256).hexdigest()[:_TAG_LETTERS]

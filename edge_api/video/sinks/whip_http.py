"""The HTTP side of WHIP (RFC 9725, 4.2): POST the offer, get the answer and the session's address, DELETE that in the end. Blocks; follows no redirect."""

from __future__ import annotations

import contextlib
import http.client
from urllib.parse import SplitResult, urlsplit

MOST_ANSWER = 256 * 1024


class WhipRefused(OSError):
    """The server does not take the stream."""


class Endpoint:
    """One server. A password in the address becomes the bearer token."""

    def __init__(self, url: str, limit_s: float) -> None:
        self._parts = urlsplit(url)
        self._limit_s = limit_s

    def post(self, offer: str) -> tuple[str, str]:
        """The answer, and where the session is, as the server says it (may be relative, or empty).

        Raises:
            OSError: no server, or it refused.
        """
        status, body, place = self._ask(self._parts, "POST", offer.encode())
        if status != http.client.CREATED:
            raise WhipRefused(f"the server answered {status} {http.client.responses.get(status, '')}".strip())
        return body.decode(errors="replace"), place

    def delete(self, session: str) -> None:
        """End the session; a server that is gone has ended it."""
        parts = urlsplit(session)
        with contextlib.suppress(OSError):
            if parts.netloc == self._parts.netloc or parts.hostname == self._parts.hostname:
                self._ask(parts, "DELETE", b"")

    def _ask(self, parts: SplitResult, method: str, body: bytes) -> tuple[int, bytes, str]:
        secure = parts.scheme == "https"
        made = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = made(parts.hostname or "", parts.port, timeout=self._limit_s)
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request(method, path, body, self._headers())
            answer = connection.getresponse()
            return answer.status, answer.read(MOST_ANSWER), answer.headers.get("Location", "")
        except http.client.HTTPException as error:
            raise WhipRefused(f"no HTTP server answers there: {type(error).__name__}") from None
        finally:
            connection.close()

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/sdp", "Accept": "application/sdp"}
        if self._parts.password:
            headers["Authorization"] = f"Bearer {self._parts.password}"
        return headers

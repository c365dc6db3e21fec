"""Where browsers find the video process: on a public address, or on its own port of the host by which they reach the front. Pure.

Refuses a host that is none: what a request says of it goes into headers and addresses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from edge_api.config_video import Video

HOST = re.compile(r"^(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9.-]{1,253})(:[0-9]{1,5})?\Z")
SECURE = frozenset({"https", "wss"})


@dataclass(frozen=True, slots=True)
class VideoOrigin:
    """The video process as a browser sees it, for HTTP and for WebSockets; no slash at the end."""

    http: str
    ws: str

    def address(self, table: str, rest: str, ticket: str, socket: bool = False) -> str:
        """The address of something of a table, with the ticket that lets its bearer in; ``rest`` may hold a query."""
        joint = "&" if "?" in rest else "?"
        return f"{self.ws if socket else self.http}/video/v1/tables/{table}/{rest}{joint}ticket={ticket}"


def video_origin(video: Video, scheme: str, host: str) -> VideoOrigin | None:
    """``scheme`` and ``host`` as the request to the front has them; None when that host can't be one."""
    if video.public_url:
        parts = urlsplit(video.public_url)
        return _origin(parts.scheme, parts.netloc, parts.path)
    found = HOST.match(host)
    return _origin(scheme, f"{found[1]}:{video.port}") if found else None


def _origin(scheme: str, place: str, path: str = "") -> VideoOrigin:
    secure = scheme in SECURE
    return VideoOrigin(
        f"{'https' if secure else 'http'}://{place}{path}", f"{'wss' if secure else 'ws'}://{place}{path}"
    )

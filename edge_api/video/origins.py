"""From which pages browsers may call the video process: the front's own, and those that may call the front."""

from __future__ import annotations

from urllib.parse import urlsplit

from edge_api.config import EdgeConfig

LOCAL = ("127.0.0.1", "localhost")


def origins(config: EdgeConfig) -> list[str]:
    """The front's port and the usual ones, on the hosts that it is known by; ``http.allowed_origins`` names every other."""
    public = urlsplit(config.video.public_url).hostname if config.video is not None else None
    hosts = [*LOCAL, config.http.host, *([public] if public else [])]
    shown = [f"[{host}]" if ":" in host else host for host in dict.fromkeys(hosts)]
    own = [
        f"{scheme}://{host}{port}"
        for scheme in ("http", "https")
        for host in shown
        for port in ("", f":{config.http.port}")
    ]
    return list(dict.fromkeys([*config.http.allowed_origins, *own]))


def any_host(config: EdgeConfig) -> str:
    """The front's port on whatever host, as a pattern: browsers reach it by names that no configuration lists.

    Whoever asks needs a ticket in the address, which only pages of the front have; nothing here goes by cookies.
    """
    return rf"https?://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+):{config.http.port}"

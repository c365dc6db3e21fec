"""Where a stream is published, and what of that address may be shown: never a stream key, a password or a query. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from edge_api.config_video import fault_of_address
from edge_api.video.frames import Track

HIDDEN = "…"


class Kind(StrEnum):
    """The protocol that a server takes the stream in."""

    RTMP = "rtmp"
    RTSP = "rtsp"
    SRT = "srt"
    WHIP = "whip"
    RTP = "rtp"


@dataclass(frozen=True, slots=True)
class Target:
    """``track``: the picture that is published, MAIN or LOBBY. The sound goes with it where there is one that the protocol carries.

    RTP is bare: to an SFU on the same machine or network that waits for it (Janus), the picture alone. A password in a WHIP address
    (``https://any:TOKEN@host/...``) is sent as bearer token.
    """

    kind: Kind
    url: str
    track: Track = Track.MAIN

    def __post_init__(self) -> None:
        """Raises ValueError: the address is not one of this protocol."""
        fault = fault_of_address(self.kind, self.url)
        if fault:
            raise ValueError(fault)

    @property
    def sound(self) -> Track:
        """What the protocol carries: Opus for WebRTC, AAC for the rest."""
        return Track.OPUS if self.kind is Kind.WHIP else Track.AAC

    @property
    def shown(self) -> str:
        """The address for people: without user, password, query and the last part of the path, which is often a key."""
        parts = urlsplit(self.url)
        folder, slash, name = parts.path.rpartition("/")
        host = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname
        path = folder + slash + (HIDDEN if name else "")
        return f"{parts.scheme}://{host}{path}" + (f"?{HIDDEN}" if parts.query else "")

    def without_address(self, words: str) -> str:
        """Words of a library that may quote the address: with the address as it may be shown."""
        return words.replace(self.url, self.shown)

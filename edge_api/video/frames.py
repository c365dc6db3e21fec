"""What runs through the video process: coded frames and audio packets, exactly as the board made them."""

from __future__ import annotations

from schemas.video.record import KEPT, Record, Track

__all__ = ["AUDIO", "KEPT", "VIDEO", "Record", "Track"]

VIDEO = frozenset({Track.MAIN, Track.LOBBY})
AUDIO = frozenset({Track.AAC, Track.OPUS})

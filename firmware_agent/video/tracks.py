"""Which tracks a board sends: the main picture, a small one for lobbies, sound as AAC and Opus."""

from __future__ import annotations

from firmware_agent.camera_config import LOBBY_FPS, CameraConfig
from firmware_agent.video.encoder import Encoding
from schemas.video.record import Track
from schemas.video.uplink import TrackSaid

SOUND_RATE = 48_000
SOUND_CHANNELS = 2


def main_encoding(config: CameraConfig) -> Encoding:
    return Encoding(config.width, config.height, config.fps, config.bitrate_kbit)


def lobby_encoding(config: CameraConfig) -> Encoding:
    width, height = config.lobby_size
    return Encoding(width, height, min(config.fps, LOBBY_FPS), config.lobby_kbit)


def tracks_said(config: CameraConfig, coded: tuple[int, int] | None = None) -> tuple[TrackSaid, ...]:
    """For the hello. A camera that encodes itself (``coded``: its width and height) gives one picture track, of its own size."""
    width, height = coded or (config.width, config.height)
    said = [TrackSaid(track=Track.MAIN, codec="h264", width=width, height=height, rate=config.fps)]
    if config.lobby and coded is None:
        small = lobby_encoding(config)
        said.append(_small(small))
    if config.audio:
        said.append(TrackSaid(track=Track.AAC, codec="aac", rate=SOUND_RATE, channels=SOUND_CHANNELS))
        said.append(TrackSaid(track=Track.OPUS, codec="opus", rate=SOUND_RATE, channels=SOUND_CHANNELS))
    return tuple(said)


def _small(lobby: Encoding) -> TrackSaid:
    return TrackSaid(track=Track.LOBBY, codec="h264", width=lobby.width, height=lobby.height, rate=lobby.fps)

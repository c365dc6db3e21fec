"""The section ``[camera]``: what the board sees with, where the picture goes and how long it is kept. Refuses sizes and addresses that can't be right."""

from __future__ import annotations

from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from firmware_agent.camera_settings import CameraSettings
from firmware_agent.config_part import FilePath, Openable
from hardware.camera.address import shown

FREEZE_S = 1.5
MAY_REPEAT = frozenset({"rendered", "file"})
LOBBY_WIDTH, LOBBY_FPS = 640, 15
LEAST_PI_KBIT = 1000

Pixels = Annotated[int, Field(ge=16, le=4096)]


class CameraConfig(CameraSettings):
    """The table's camera (docs/camera.md). Without this section the board has none."""

    source: str = Field(
        min_length=1,
        description="What gives the pictures: picamera2, v4l2, stream (RTSP or another URL), file (played in real time, again and again), "
        "or a kind of another package, such as rendered.",
    )
    address: Openable = Field(
        default="",
        description="What the source opens: device (/dev/video0), URL, file, or the socket of a rendered table's scene; left out, the usual one.",
    )
    width: Pixels = Field(default=1280, description="Width of the picture in pixels; even.")
    height: Pixels = Field(default=720, description="Height of the picture in pixels; even.")
    fps: Annotated[float, Field(ge=10, le=60)] = Field(
        default=30.0,
        description="Pictures a second; with fewer than 10 a camera that has stalled could not be told from one that is slow.",
    )
    bitrate_kbit: Annotated[int, Field(ge=100, le=40_000)] = Field(
        default=2500,
        description="Bit rate of the main track in kbit/s; at least 1000 with picamera2, whose hardware encoder hangs below.",
    )
    lobby: bool = Field(
        default=True,
        description="A second, small track for lobbies: 640 pixels wide, at most 15 pictures a second.",
    )
    lobby_kbit: Annotated[int, Field(ge=50, le=5000)] = Field(
        default=400, description="Bit rate of the lobby track in kbit/s."
    )
    edge: str = Field(
        description="Where the edge's video process listens: ws://host:port, or wss:// with TLS."
    )
    ca: FilePath | None = Field(
        default=None,
        description="PEM file of the authority that signed the certificate of a wss:// edge; left out, the system's.",
    )
    folder: FilePath = Field(
        description="Folder of the recording; this table's alone, on an SSD if it can be: about 27 GB a day at 2500 kbit/s."
    )
    keep_h: Annotated[float, Field(gt=0, le=720)] = Field(
        default=24.0, description="How many hours of recording are kept; the oldest goes first."
    )
    reserve_mib: Annotated[int, Field(ge=0, le=1_000_000)] = Field(
        default=256,
        description="The recording leaves this many MiB of its disk free: older parts go early, then recording stops.",
    )
    burn_time: bool = Field(
        default=False,
        description="Draw the capture time into the picture (rendered tables only; for measuring, not for players).",
    )
    audio: str = Field(
        default="",
        description="Sound: empty for none, alsa:NAME for a capture device (alsa:hw:1), else a file that is played again and again.",
    )
    latency_ms: Annotated[float, Field(ge=-100, le=1000)] = Field(
        default=0.0,
        description="How much later than the exposure the camera's own stamp is, as `firmware-agent calibrate-sync` measured it.",
    )
    freeze_s: Annotated[float, Field(ge=0, le=600)] | None = Field(
        default=None,
        description="The very same picture for this long is called frozen; 0: never. Left out, 1.5 for cameras (their noise never repeats) and 0 for "
        "the sources rendered, which may be still, and file, which repeats itself.",
    )
    required: bool = Field(
        default=False,
        description="No round opens while the picture is lost, frozen, or older than 2 s. The camera counts, not the way to the edge: what was "
        "filmed meanwhile is recorded, and fetched later.",
    )
    led: str | None = Field(
        default=None,
        description="Pin of the LED that `firmware-agent calibrate-sync` flashes in the picture, such as GPIO16.",
    )
    led_region: Annotated[tuple[int, int, int, int], Field(strict=False)] | None = Field(
        default=None, description="Where the LED is in the picture: [x, y, width, height] in pixels."
    )

    @property
    def frozen_after_s(self) -> float:
        """``freeze_s`` or what stands for it; 0: never."""
        if self.freeze_s is not None:
            return self.freeze_s
        return 0.0 if self.source in MAY_REPEAT else FREEZE_S

    @property
    def lobby_size(self) -> tuple[int, int]:
        """Of the lobby track: as wide as said, of the main track's shape, even."""
        return LOBBY_WIDTH, max(2, round(LOBBY_WIDTH * self.height / self.width / 2) * 2)

    @field_validator("edge")
    @classmethod
    def _is_an_address(cls, edge: str) -> str:
        parts = urlsplit(edge)
        if parts.scheme not in ("ws", "wss") or not parts.hostname or parts.path not in ("", "/"):
            raise ValueError(f"{shown(edge)!r} is not ws://host:port (or wss://), without a path")
        if parts.username is not None or parts.query or parts.fragment:
            raise ValueError(
                f"{shown(edge)!r}: the board proves itself by its key: no user, password or query"
            )
        return edge.rstrip("/")

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.width % 2 or self.height % 2:
            raise ValueError("width and height must be even: colour has half the resolution")
        if self.lobby and self.width < LOBBY_WIDTH:
            raise ValueError(
                f"a lobby track of {LOBBY_WIDTH} pixels is wider than the picture: set lobby = false"
            )
        if self.source == "picamera2" and self.bitrate_kbit < LEAST_PI_KBIT:
            raise ValueError(f"bitrate_kbit: the Pi's hardware encoder hangs below {LEAST_PI_KBIT}: raise it")
        if self.ca is not None and not self.edge.startswith("wss:"):
            raise ValueError("ca is for wss:// only: change edge, or remove ca")
        return self._with_led()

    def _with_led(self) -> Self:
        if (self.led is None) != (self.led_region is None):
            raise ValueError("led and led_region belong together: give both, or none")
        if self.led_region is not None:
            x, y, wide, high = self.led_region
            if min(x, y) < 0 or min(wide, high) < 2 or x + wide > self.width or y + high > self.height:
                raise ValueError(
                    f"led_region {list(self.led_region)} does not lie in a picture of {self.width}x{self.height}"
                )
        return self

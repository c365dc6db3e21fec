"""What a camera can be locked to, as keys of its section: part of ``[camera]``, and of ``[sight]`` for a camera of its own."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from firmware_agent.config_part import Part
from hardware.camera.settings import Settings


class CameraSettings(Part):
    """Left out: the camera's own automatic. What a kind of camera can't be locked to is refused."""

    exposure_us: Annotated[int, Field(ge=50, le=16_000)] | None = Field(
        default=None,
        description="Exposure in microseconds, locked (picamera2, v4l2). All of exposure_us, gain, focus and white balance should be locked before a "
        "calibration is signed: other ones than its sheet says make it invalid.",
    )
    gain: Annotated[float, Field(ge=0, le=65_535)] | None = Field(
        default=None, description="Gain, locked: times (picamera2) or the driver's own number (v4l2)."
    )
    focus: Annotated[float, Field(ge=0, le=65_535)] | None = Field(
        default=None, description="Focus, locked: dioptres (picamera2) or the driver's own number (v4l2)."
    )
    colour_gains: Annotated[tuple[float, float], Field(strict=False)] | None = Field(
        default=None, description="White balance, locked: the gains of red and blue (picamera2)."
    )
    white_k: Annotated[int, Field(ge=1000, le=20_000)] | None = Field(
        default=None, description="White balance, locked: colour temperature in kelvin (v4l2)."
    )

    @property
    def settings(self) -> Settings:
        """As a camera takes them."""
        return Settings(self.exposure_us, self.gain, self.focus, self.colour_gains, self.white_k)

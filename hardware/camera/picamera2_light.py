"""Exposure, gain, focus and white balance of a picamera2 camera: the controls that lock them, and whether the camera keeps to them. Opens no camera.

Names and units are libcamera's: ExposureTime in us, AnalogueGain in times, LensPosition in dioptres, ColourGains of red and blue.
"""

from __future__ import annotations

from typing import Any

from hardware.camera.settings import COLOUR_GAINS, EXPOSURE, FOCUS, GAIN, Settings
from hardware.driver import DeviceLost

LONGEST_EXPOSURE_US = 16_000
"""Longer ones smear a running ball, and blur when a thing was seen."""
SHORT, MANUAL, BY_HAND = 1, 1, 0
"""libcamera's AeExposureModeEnum.Short, ExposureTimeModeEnum.Manual (so the gain's), and AfModeEnum.Manual."""
LOCKABLE = frozenset({EXPOSURE, GAIN, FOCUS, COLOUR_GAINS})
TOLD = {EXPOSURE: "ExposureTime", GAIN: "AnalogueGain", FOCUS: "LensPosition", COLOUR_GAINS: "ColourGains"}
SETTLED, OFF_BY = 60, 0.1
"""Frames until what was set must be so, and by what part a sensor's own steps may be off."""


def locking(settings: Settings, known: Any) -> dict[str, Any]:
    """The controls. ``known``: those that the camera has.

    Raises:
        DeviceLost: it lacks one, such as the lens of a camera of fixed focus.
    """
    if lacks := [name for name in settings.names if TOLD[name] not in known]:
        raise DeviceLost(f"this camera can't be locked to {', '.join(lacks)}: leave it out")
    controls: dict[str, Any] = {TOLD[name]: getattr(settings, name) for name in settings.names}
    if EXPOSURE in settings.names and GAIN in settings.names:
        controls["AeEnable"] = False
    elif EXPOSURE in settings.names:
        controls |= by_hand("ExposureTimeMode", known)
    elif GAIN in settings.names:
        controls |= by_hand("AnalogueGainMode", known)
    if FOCUS in settings.names:
        controls["AfMode"] = BY_HAND
    if COLOUR_GAINS in settings.names:
        controls["AwbEnable"] = False
    return controls


def by_hand(mode: str, known: Any) -> dict[str, Any]:
    """Newer libraries want to be told which of exposure and gain is set while the other stays automatic."""
    return {mode: MANUAL} if mode in known else {}


class Light:
    """One camera's run, fed the metadata of each request. ``exposure_us``: of the last one."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._frames = 0
        self._capped = settings.exposure_us is not None
        self.exposure_us = 0

    def take(self, camera: Any, facts: dict[str, Any]) -> None:
        """What the automatic exposure may not exceed is fixed for good, and the gain left to make up for it.

        Raises:
            DeviceLost: the camera is not as it was locked.
        """
        self._frames += 1
        self.exposure_us = int(facts.get("ExposureTime", self.exposure_us))
        if self.exposure_us > LONGEST_EXPOSURE_US and not self._capped:
            self._capped = True
            camera.set_controls(
                {**by_hand("ExposureTimeMode", camera.camera_controls), "ExposureTime": LONGEST_EXPOSURE_US}
            )
        if self._frames == SETTLED:
            self._hold_against(facts)

    def _hold_against(self, facts: dict[str, Any]) -> None:
        for name in self._settings.names:
            wished, told = getattr(self._settings, name), facts.get(TOLD[name])
            if told is not None and not _near(wished, told):
                raise DeviceLost(f"the camera does not keep {name}: it says {told} where {wished} was set")


def _near(wished: Any, told: Any) -> bool:
    pairs = zip(wished, told, strict=True) if isinstance(wished, tuple) else ((wished, told),)
    return all(abs(one - float(other)) <= max(OFF_BY * abs(one), 0.05) for one, other in pairs)

"""What a camera is locked to: exposure, gain, focus, white balance. What is not said is left to the camera's own automatic. Applies nothing itself."""

from __future__ import annotations

from dataclasses import dataclass

EXPOSURE, GAIN, FOCUS, COLOUR_GAINS, WHITE_K = "exposure_us", "gain", "focus", "colour_gains", "white_k"


@dataclass(frozen=True, slots=True)
class Settings:
    """``gain`` and ``focus`` in the camera's own units (picamera2: times, dioptres); ``colour_gains``: of red and blue; ``white_k``: kelvin."""

    exposure_us: int | None = None
    gain: float | None = None
    focus: float | None = None
    colour_gains: tuple[float, float] | None = None
    white_k: int | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """What is locked."""
        every = (EXPOSURE, GAIN, FOCUS, COLOUR_GAINS, WHITE_K)
        return tuple(name for name in every if getattr(self, name) is not None)

    def said(self) -> str:
        """As it stands on a calibration's sheet; "" where nothing is locked."""
        return ", ".join(f"{name} {_number(getattr(self, name))}" for name in self.names)


UNLOCKED = Settings()


def refuse(settings: Settings, known: frozenset[str], source: str) -> None:
    """Raises ValueError: a kind of camera was asked for what it can't lock."""
    if unknown := [name for name in settings.names if name not in known]:
        raise ValueError(f"a camera by {source} can't be locked to {', '.join(unknown)}: leave it out")


def _number(value: float | tuple[float, float]) -> str:
    return " ".join(f"{each:g}" for each in (value if isinstance(value, tuple) else (value,)))

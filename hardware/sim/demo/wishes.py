"""What the environment asks of a demo: how long, where, with what trouble. Refuses words that it does not understand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MOST_SECONDS = 1e6


@dataclass(frozen=True, slots=True)
class Wishes:
    """``seconds`` None: until Ctrl-C; ``folder`` None: a temporary one."""

    seconds: float | None
    folder: Path | None
    keep: bool
    faults: bool
    seed: int
    video: bool = True
    sabotage: bool = False


def wishes(environ: Mapping[str, str]) -> Wishes:
    """Read DEMO_SECONDS, STUDIO_DEMO_DIR, DEMO_KEEP, DEMO_FAULTS, DEMO_SEED, DEMO_VIDEO and SABOTAGE; empty counts as not set.

    Raises:
        ValueError: names the variable and what it may be.
    """
    folder = environ.get("STUDIO_DEMO_DIR")
    return Wishes(
        seconds=_seconds(environ.get("DEMO_SECONDS", "")),
        folder=Path(folder) if folder else None,
        keep=_switch(environ, "DEMO_KEEP"),
        faults=_switch(environ, "DEMO_FAULTS"),
        seed=_seed(environ.get("DEMO_SEED", "")),
        video=_switch(environ, "DEMO_VIDEO", usual=True),
        sabotage=_sabotage(environ),
    )


def _sabotage(environ: Mapping[str, str]) -> bool:
    match environ.get("SABOTAGE", ""):
        case "":
            return False
        case "camera":
            if environ.get("DEMO_VIDEO") == "0":
                raise ValueError("SABOTAGE=camera with DEMO_VIDEO=0: there is no camera to lie")
            return True
        case text:
            raise ValueError(f"SABOTAGE must be camera, not {text!r}")


def _seconds(text: str) -> float | None:
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < MOST_SECONDS:
        raise ValueError(f"DEMO_SECONDS must be a positive number of seconds, such as 60, not {text!r}")
    return seconds


def _switch(environ: Mapping[str, str], name: str, usual: bool = False) -> bool:
    match environ.get(name, ""):
        case "1":
            return True
        case "0":
            return False
        case "":
            return usual
        case text:
            raise ValueError(f"{name} must be 1 or 0, not {text!r}")


def _seed(text: str) -> int:
    try:
        return int(text or "1")
    except ValueError:
        raise ValueError(f"DEMO_SEED must be a whole number, not {text!r}") from None

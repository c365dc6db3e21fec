"""Where a clip's files are: in its own folder, or downloaded, with the round's name before each. Refuses a folder that has no manifest, and one with several clips."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from edge_api.config_error import ConfigError
from edge_api.video.clips.manifest import CLIP, COPY, COPY_SAID, CUES, ENDS, MANIFEST

NAMES = (CLIP, MANIFEST, CUES, ENDS, COPY, COPY_SAID)


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A folder in which every file of the clip has ``prefix`` before its name; ``/`` is as with a path."""

    folder: Path
    prefix: str

    def __truediv__(self, name: str) -> Path:
        return self.folder / f"{self.prefix}{name}"


ClipFiles = Path | Downloaded


def find_clip(asked: Path) -> ClipFiles:
    """The clip in that folder, or the one that the file belongs to.

    Raises:
        ConfigError: there is no manifest, or it can't be told which clip is meant.
    """
    if not asked.is_dir():
        return _beside(asked)
    if (asked / MANIFEST).is_file():
        return asked
    found = sorted(asked.glob(f"*-{MANIFEST}"))
    if len(found) > 1:
        names = ", ".join(file.name for file in found)
        raise ConfigError(f"{asked}: several clips are in it ({names}): name the file of one")
    if not found:
        raise ConfigError(
            f"{asked}: no clip can be proved: there is neither {MANIFEST} nor a ROUND-{MANIFEST} in it"
        )
    return Downloaded(asked, found[0].name.removesuffix(MANIFEST))


def _beside(file: Path) -> ClipFiles:
    """Raises ConfigError."""
    if not file.exists():
        raise ConfigError(f"{file}: there is no such file or folder")
    if file.name in NAMES:
        return find_clip(file.parent)
    name = next((name for name in NAMES if file.name.endswith(f"-{name}")), None)
    if name is None:
        raise ConfigError(f"{file}: it is no file of a clip: give its folder, or its {CLIP}")
    clip = Downloaded(file.parent, file.name.removesuffix(name))
    if not (clip / MANIFEST).is_file():
        raise ConfigError(f"{file}: no clip can be proved: there is no {(clip / MANIFEST).name} beside it")
    return clip

"""The part of a disk that the video leaves free: the books may be on the same one, and must never find it full."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Free = Callable[[Path], int]
"""Bytes that are free where a folder lies."""


def free_bytes(folder: Path) -> int:
    """As the system says it."""
    return shutil.disk_usage(folder).free


@dataclass(frozen=True, slots=True)
class Reserve:
    """``size``: bytes that stay free."""

    size: int = 0
    free: Free = free_bytes

    def need(self, folder: Path, more: int = 0) -> None:
        """Room for so many bytes more in that folder. Raises OSError: there is none."""
        if self.free(folder) - more < self.size:
            raise OSError(errno.ENOSPC, f"less than {self.size >> 20} MiB would be left free")

    def is_near(self, folder: Path) -> bool:
        """Less than twice as much is free."""
        return self.free(folder) < 2 * self.size

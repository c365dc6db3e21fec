"""What a shipped unit says in [Service], read as systemd reads it: a setting may come more than once."""

from __future__ import annotations

from tests.arch.source import ROOT


def settings(unit: str) -> dict[str, list[str]]:
    """Every setting of [Service] with all its values, in order."""
    found: dict[str, list[str]] = {}
    section = ""
    for line in (ROOT / "systemd" / unit).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line
        elif section == "[Service]" and "=" in line and not line.startswith("#"):
            key, value = line.split("=", 1)
            found.setdefault(key, []).append(value)
    return found

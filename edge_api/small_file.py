"""Reading a configuration or rule set from a file. Refuses what is no small text file, or no TOML, with the file and the reason."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from edge_api.config_error import ConfigError

MOST_BYTES = 1 << 20
"""No configuration and no rule set is as long as this."""


def read_text(file: Path) -> str:
    """The whole text of a file of at most MOST_BYTES. Raises ConfigError when it can't be read, is longer, or no UTF-8."""
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
        text = content.decode("utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise ConfigError(f"{file}: can't be read: {wrong}") from None
    if len(content) > MOST_BYTES:
        raise ConfigError(f"{file}: it is longer than {MOST_BYTES} bytes: this is no configuration")
    return text


def parse_toml(text: str, where: str) -> dict[str, Any]:
    """The tables of a TOML text. Raises ConfigError with the place of what is wrong."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ConfigError(f"{where}: not TOML that can be read: its lists are nested too deeply") from None
    except ValueError as wrong:
        raise ConfigError(f"{where}: not TOML: {wrong}") from None

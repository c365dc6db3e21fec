"""Why a configuration, or a file that it names, can't be used. The program ends with exit code 78."""

from __future__ import annotations

EX_CONFIG = 78
"""sysexits.h: something was found in an unconfigured or misconfigured state."""


class ConfigError(Exception):
    """The configuration can't be used: names the file, the place and what to do. The program ends with exit code 78."""

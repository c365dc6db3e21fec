"""Reads the limits of fair wheels that are shipped with the package. Reads only."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from edge_api.stats.wheel.limits import Limits, read_limits


@lru_cache(maxsize=1)
def shipped_limits() -> Limits:
    """``edge_api/stats/wheel/critical.json``, read once."""
    return read_limits(files("edge_api.stats.wheel").joinpath("critical.json").read_text(encoding="utf-8"))

"""Kinds of things that other packages may add to by entry points: name = kind, object = what makes one. They can't replace a built-in kind.

A kind's code is imported when it is first wanted. Refuses unknown kinds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import EntryPoints, entry_points
from typing import Any


@dataclass(frozen=True, slots=True)
class Kinds:
    """``what`` they are, in words; ``group`` of the entry points; ``built_in``: kind -> "module:Class"."""

    what: str
    group: str
    built_in: Mapping[str, str]

    def names(self, installed: EntryPoints | None = None) -> list[str]:
        """All kinds, sorted; ``installed`` stands for the environment's own entry points."""
        return sorted({*self.built_in, *(point.name for point in self._points(installed))})

    def load(self, kind: str, installed: EntryPoints | None = None) -> Any:
        """What makes things of this kind.

        Raises:
            ValueError: no such kind; lists those there are.
        """
        if kind in self.built_in:
            return _object(self.built_in[kind])
        for point in self._points(installed):
            if point.name == kind:
                return _object(point.value)
        there = ", ".join(self.names(installed))
        raise ValueError(f"{self.what} kind {kind!r} is unknown; there are {there}")

    def _points(self, installed: EntryPoints | None) -> EntryPoints:
        return entry_points(group=self.group) if installed is None else installed.select(group=self.group)


def _object(target: str) -> Any:
    module, _, name = target.partition(":")
    return getattr(import_module(module), name)

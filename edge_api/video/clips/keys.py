"""Whose word counts for what: an edge's key signs manifests and copies, a board's key segments, and neither stands in for the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from edge_api.signing import KeyRing

EDGE, BOARD = "edge", "board"


@dataclass(frozen=True, slots=True)
class ClipKeys:
    """Public keys by key id. Raises ValueError for a key that is none, and for one that is to be both an edge's and a board's."""

    edges: KeyRing
    boards: KeyRing

    @classmethod
    def of(cls, edges: Mapping[str, str], boards: Mapping[str, str]) -> ClipKeys:
        """From key id -> base64url."""
        for key_id in sorted(edges.keys() & boards.keys()):
            raise ValueError(f"{key_id} is said to be an edge's key and a board's")
        if set(edges.values()) & set(boards.values()):
            raise ValueError("the same key is said to be an edge's and a board's")
        return cls(KeyRing.of(edges), KeyRing.of(boards))

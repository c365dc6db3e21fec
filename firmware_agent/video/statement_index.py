"""Where each statement stands in the lists of the recording. A list is read once, and then only what has been added to it. Judges no signature."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from schemas.envelope import BadEnvelope
from schemas.video.segment import opened

MOST_LISTS = 8


@dataclass(slots=True)
class _List:
    """``size``: bytes that have been read; ``places``: number -> where, how long."""

    size: int = 0
    places: dict[int, tuple[int, int]] = field(default_factory=dict)


class StatementIndex:
    """For one thread. Remembers the last few lists."""

    def __init__(self) -> None:
        self._lists: OrderedDict[Path, _List] = OrderedDict()

    def find(self, path: Path, number: int) -> bytes | None:
        """The statement of that number as it stands in the list ``path``; those behind a line that is none are not found. Raises OSError."""
        known = self._lists.setdefault(path, _List())
        self._lists.move_to_end(path)
        if len(self._lists) > MOST_LISTS:
            self._lists.popitem(last=False)
        with path.open("rb") as file:
            if file.seek(0, 2) < known.size:
                known.size, known.places = 0, {}
            file.seek(known.size)
            _take(known, file.read())
            if number not in known.places:
                return None
            at, length = known.places[number]
            file.seek(at)
            return file.read(length)


def _take(known: _List, added: bytes) -> None:
    """Note the whole lines."""
    for wire in added.split(b"\n")[:-1]:
        try:
            statement, _, _ = opened(wire, lambda *_: True)
        except (BadEnvelope, ValidationError):
            return
        known.places[int(statement.number)] = known.size, len(wire)
        known.size += len(wire) + 1

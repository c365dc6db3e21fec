"""One thing that may happen: told once when it has shown for some glances, and again only after it was gone for some."""

from __future__ import annotations


class Occasion:
    """``rise`` glances in a row make it, ``fall`` in a row end it."""

    def __init__(self, rise: int, fall: int) -> None:
        self._rise, self._fall = rise, fall
        self._shown = self._gone = 0
        self._told = False

    def shows(self, now: bool) -> bool:
        """Whether this is the moment to tell."""
        self._shown = self._shown + 1 if now else 0
        self._gone = 0 if now else self._gone + 1
        if self._gone >= self._fall:
            self._told = False
        if self._shown < self._rise or self._told:
            return False
        self._told = True
        return True

    def forget(self) -> None:
        """What comes next is another occasion."""
        self._shown = self._gone = 0
        self._told = False

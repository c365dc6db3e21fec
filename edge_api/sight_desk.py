"""Answers of boards to technicians, kept in the front for the page that waits for each: a few, and not for long. Nothing here is evidence."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from edge_api.books.messages import Notice

EVENT = "sight"
MOST_ANSWERS = 128
MOST_ASKED = 512


@dataclass(slots=True)
class SightDesk:
    """By the question's id. Used by one event loop."""

    _answers: OrderedDict[str, tuple[str, dict[str, Any]]] = field(default_factory=OrderedDict)
    _asked: OrderedDict[str, asyncio.Event] = field(default_factory=OrderedDict)

    def asked(self, ask_id: str) -> None:
        """A question is under way from here; answers to others' are passed over."""
        self._asked[ask_id] = asyncio.Event()
        while len(self._asked) > MOST_ASKED:
            self._answers.pop(self._asked.popitem(last=False)[0], None)

    def take(self, notice: Notice) -> None:
        """The answer has come."""
        ask_id = str(notice.body["ask"])
        waiting = self._asked.get(ask_id)
        if waiting is None or notice.table_id is None:
            return
        self._answers[ask_id] = notice.table_id, notice.body["answer"]
        while len(self._answers) > MOST_ANSWERS:
            self._answers.popitem(last=False)
        waiting.set()

    def names(self, table: str, sha256: str) -> bool:
        """Whether an answer of that table, of the last few, names this picture: then it is here, or on its way."""
        return any(of == table and sha256 in said["stills"] for of, said in self._answers.values())

    def knows(self, ask_id: str) -> bool:
        """Whether this front has asked that."""
        return ask_id in self._asked

    async def answer(self, table: str, ask_id: str, patience_s: float) -> dict[str, Any] | None:
        """The answer, waited for so long; None: not yet, or not any more, or of another table."""
        waiting = self._asked.get(ask_id)
        if waiting is None:
            return None
        try:
            async with asyncio.timeout(patience_s):
                await waiting.wait()
        except TimeoutError:
            return None
        found = self._answers.get(ask_id)
        return found[1] if found is not None and found[0] == table else None

"""A bounded queue between what a table sends and one who takes it at a pace of his own. It never waits for him: who is slow goes on at a key frame."""

from __future__ import annotations

import asyncio
from asyncio import Future
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

DEPTH = 150
MOST_BYTES = 8 * 1024 * 1024

T = TypeVar("T")


class FeedClosed(Exception):
    """Nothing more will come."""


@dataclass(frozen=True, slots=True)
class Weight:
    """What a queue must know of an item. ``anchor``: the picture that it belongs to; None: it needs nothing before it (audio)."""

    size: int
    is_key: bool
    anchor: int | None


class Feed(Generic[T]):
    """``put`` never blocks; ``next`` waits. Each picture begins with a key frame; a full queue is emptied, and each goes on at its next one.

    ``anchors``: the pictures in this feed. While one of them waits for its key frame, what has no anchor (audio) is skipped as well.
    A key frame that finds half of the queue waiting replaces what waits: who is late is then back at the live edge.
    """

    def __init__(
        self,
        anchors: Iterable[int],
        depth: int = DEPTH,
        most_bytes: int = MOST_BYTES,
        on_close: Callable[[Feed[T]], None] = lambda _: None,
    ) -> None:
        self._anchors = frozenset(anchors)
        self._depth, self._most_bytes, self._on_close = depth, most_bytes, on_close
        self._items: deque[tuple[T, int]] = deque()
        self._bytes = 0
        self._lost = set(self._anchors)
        self._waiting: Future[None] | None = None
        self.dropped = 0
        self.closed = False

    def __len__(self) -> int:
        """How many wait to be taken."""
        return len(self._items)

    def put(self, item: T, weight: Weight) -> None:
        """Queue it, or drop it and what waits."""
        if self.closed:
            return
        if weight.is_key and weight.anchor is not None:
            self._at_key(weight.anchor)
        if self._is_unusable(weight):
            self.dropped += 1
        elif len(self._items) >= self._depth or self._bytes + weight.size > self._most_bytes:
            self._give_up(item, weight)
        else:
            self._append(item, weight.size)

    async def next(self) -> T:
        """The next one.

        Raises:
            FeedClosed: there will be none.
        """
        while not self._items:
            if self.closed:
                raise FeedClosed
            self._waiting = asyncio.get_running_loop().create_future()
            try:
                await self._waiting
            finally:
                self._waiting = None
        return self._pop()

    def take(self) -> T | None:
        """The next one if there is one."""
        return self._pop() if self._items else None

    def close(self) -> None:
        """End it: who waits is told, what waits is let go."""
        if not self.closed:
            self.closed = True
            self._clear()
            self._wake()
            self._on_close(self)

    def _pop(self) -> T:
        item, size = self._items.popleft()
        self._bytes -= size
        return item

    def _is_unusable(self, weight: Weight) -> bool:
        return bool(self._lost) if weight.anchor is None else weight.anchor in self._lost

    def _at_key(self, anchor: int) -> None:
        if len(self._items) >= self._depth // 2:
            self._drop_waiting()
        self._lost.discard(anchor)

    def _give_up(self, item: T, weight: Weight) -> None:
        self._drop_waiting()
        if weight.is_key and weight.anchor is not None and weight.size <= self._most_bytes:
            self._lost.discard(weight.anchor)
            self._append(item, weight.size)
        else:
            self.dropped += 1

    def _drop_waiting(self) -> None:
        self.dropped += len(self._items)
        self._clear()
        self._lost.update(self._anchors)

    def _clear(self) -> None:
        self._items.clear()
        self._bytes = 0

    def _append(self, item: T, size: int) -> None:
        self._items.append((item, size))
        self._bytes += size
        self._wake()

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

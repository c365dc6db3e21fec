"""Work that goes on beside the requests, without which this process is of no use: where it fails, the event loop's handler is told, which logs it and
ends the process. The front then starts another one."""

from __future__ import annotations

import asyncio
from asyncio import AbstractEventLoop, Task
from collections.abc import Callable, Coroutine
from typing import Any

VITAL = "vital"
"""In the context that the handler gets: the name of what has failed."""


def vital(work: Coroutine[Any, Any, None], name: str) -> Task[None]:
    """Begin it. Cancel it in the end."""
    task = asyncio.create_task(work, name=name)
    task.add_done_callback(_ended)
    return task


def failed(loop: AbstractEventLoop, name: str, why: BaseException) -> None:
    """On the event loop: what goes by that name has failed."""
    loop.call_exception_handler({"message": f"{name} has failed", "exception": why, VITAL: name})


def end_when_it_fails(loop: AbstractEventLoop, end: Callable[[], None]) -> None:
    """``end`` is called when something vital fails; everything is logged as it would be without."""

    def handle(loop: AbstractEventLoop, context: dict[str, Any]) -> None:
        loop.default_exception_handler(context)
        if VITAL in context:
            end()

    loop.set_exception_handler(handle)


def _ended(task: Task[None]) -> None:
    if not task.cancelled() and (why := task.exception()) is not None:
        failed(task.get_loop(), task.get_name(), why)

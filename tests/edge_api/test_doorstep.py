"""A connection that does not ask, or never finishes asking, is let go; the time is turned by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from edge_api.doorstep import IDLE_S, MOST_HEAD, PATIENCE_S, Doorstep

GET = b"GET / HTTP/1.1\r\nHost: x\r\n"


class Line(asyncio.Transport):
    """The kernel's side: remembers whether it was cut."""

    cut = False

    def abort(self) -> None:
        self.cut = True

    def close(self) -> None:
        self.cut = True

    def write(self, data: Any) -> None:
        """Nobody reads."""

    def pause_reading(self) -> None:
        """The test goes on by itself."""

    def resume_reading(self) -> None:
        """The test goes on by itself."""

    def is_closing(self) -> bool:
        return self.cut


class HandSetLoop(asyncio.SelectorEventLoop):
    """Its clock goes on only when told."""

    now = 0.0

    def time(self) -> float:
        return self.now

    def turn(self, seconds: float) -> None:
        self.now += seconds
        self.call_soon(self.stop)
        self.run_forever()


async def answer(scope: Any, receive: Any, send: Callable[[Any], Any]) -> None:
    """Answers ``/soon`` at once; any other request stays under way."""
    if scope["path"] != "/soon":
        await asyncio.Event().wait()
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def met() -> Any:
    loop, line = HandSetLoop(), Line()
    config = uvicorn.Config(answer, lifespan="off", http=Doorstep, log_config=None)
    config.load()
    doorstep = Doorstep(config, ServerState(), {}, _loop=loop)
    doorstep.connection_made(line)
    yield loop, line, doorstep
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.turn(0)
    doorstep.connection_lost(ConnectionResetError())
    loop.close()


@pytest.mark.parametrize("said", [b"", GET, GET + b"Content-Length: 5\r\n\r\n12"])
def test_who_does_not_finish_a_request_is_let_go(met: Any, said: bytes) -> None:
    loop, line, doorstep = met
    if said:
        doorstep.data_received(said)
    loop.turn(PATIENCE_S - 1)
    assert not line.cut
    loop.turn(1)
    assert line.cut


def test_who_waits_for_an_answer_may_wait(met: Any) -> None:
    loop, line, doorstep = met
    doorstep.data_received(GET + b"\r\n")
    loop.turn(10 * PATIENCE_S)
    assert not line.cut


def test_an_answered_line_is_hung_up_by_the_proxy_first(met: Any) -> None:
    loop, line, doorstep = met
    doorstep.data_received(GET.replace(b"/ ", b"/soon ", 1) + b"\r\n")
    loop.turn(0)
    loop.turn(60)
    assert not line.cut
    loop.turn(IDLE_S)
    assert line.cut


def test_a_body_is_not_counted_as_head(met: Any) -> None:
    _, line, doorstep = met
    doorstep.data_received(GET + b"Content-Length: 1000000\r\n\r\n")
    for _ in range(10):
        doorstep.data_received(b"x" * MOST_HEAD)
    assert not line.cut

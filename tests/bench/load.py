"""The load generator: a lean process of its own that bets over the public API and prints what it was answered as one JSON line.

``python -m tests.bench.load JOB.json``. Three shapes: ``closed`` (each socket sends its next frame when the last is answered), ``open``
(single bets at a fixed rate, latency counted from the moment each was due) and ``rest`` (keep-alive connections, one bet a request).
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, field
from itertools import count
from pathlib import Path

import uvloop
from websockets.asyncio.client import ClientConnection, connect

from tests.bench.figures import percentile

ACCEPTED, REFUSED = '"status":"accepted"', '"error":'
TICK_S = 0.001


@dataclass(frozen=True, slots=True)
class Job:
    """``rate`` is bets a second, of the ``open`` shape only; ``tokens`` are shared out over the sockets."""

    shape: str
    port: int
    table: str
    round_id: str
    tokens: list[str]
    sockets: int
    bets_a_frame: int
    seconds: float
    rate: float = 0.0

    @property
    def path(self) -> str:
        return f"/api/v1/tables/{self.table}"


@dataclass(slots=True)
class Tally:
    """What was answered. ``seconds`` from the first bet sent to the last answer; ``latencies_ms`` one per frame."""

    accepted: int = 0
    refused: int = 0
    first_refusal: str = ""
    began: float = 0.0
    ended: float = 0.0
    latencies_ms: list[float] = field(default_factory=list)

    def take(self, text: str, sent: float) -> None:
        """One answer frame."""
        self.ended = time.monotonic()
        self.latencies_ms.append((self.ended - sent) * 1e3)
        self.accepted += text.count(ACCEPTED)
        if REFUSED in text:
            self.refused += text.count(REFUSED)
            self.first_refusal = self.first_refusal or text[:300]

    def result(self) -> dict[str, float | int | str]:
        """For the bench that asked."""
        return {
            "accepted": self.accepted,
            "refused": self.refused,
            "first_refusal": self.first_refusal,
            "seconds": self.ended - self.began,
            "p50_ms": percentile(self.latencies_ms, 50),
            "p99_ms": percentile(self.latencies_ms, 99),
            "cpu_s": time.process_time(),
        }


def bet_ids() -> Iterator[str]:
    """Time-ordered uuids (RFC 9562, version 7 with a counter), as docs recommend to clients."""
    stamp = f"{time.time_ns() // 1_000_000:012x}"
    for number in count():
        digits = f"{number:018x}"
        yield f"{stamp[:8]}-{stamp[8:]}-7{digits[:3]}-8{digits[3:6]}-{digits[6:]}"


def placements(job: Job) -> Iterator[str]:
    """Placements of one straight-up bet, the number going round the wheel."""
    for number, bet_id in enumerate(bet_ids()):
        bets = f'[{{"type":"straight","sel":["{number % 37}"],"stake":100}}]'
        yield f'"bet_id":"{bet_id}","round_id":"{job.round_id}","bets":{bets}'


async def open_sockets(job: Job, stack: AsyncExitStack) -> list[ClientConnection]:
    """Sockets after their hello; each has had its snapshot."""
    sockets = []
    for number in range(job.sockets):
        url = f"ws://127.0.0.1:{job.port}{job.path}/socket"
        socket = await stack.enter_async_context(
            connect(url, compression=None, max_queue=4096, ping_interval=None)
        )
        await socket.send(json.dumps({"op": "hello", "token": job.tokens[number % len(job.tokens)]}))
        await socket.recv(decode=True)
        sockets.append(socket)
    return sockets


async def closed_loop(job: Job) -> Tally:
    """As fast as the answers come."""
    tally, bets = Tally(), placements(job)
    async with AsyncExitStack() as stack:
        sockets = await open_sockets(job, stack)
        tally.began = time.monotonic()
        await asyncio.gather(*(_bet_on(socket, job, bets, tally) for socket in sockets))
    return tally


async def _bet_on(socket: ClientConnection, job: Job, bets: Iterator[str], tally: Tally) -> None:
    while time.monotonic() < tally.began + job.seconds:
        frame = ",".join(f"{{{next(bets)}}}" for _ in range(job.bets_a_frame))
        sent = time.monotonic()
        await socket.send(f'{{"op":"bets","placements":[{frame}]}}')
        tally.take(await _answer(socket), sent)


async def _answer(socket: ClientConnection) -> str:
    while True:
        text = await socket.recv(decode=True)
        if '"re":' in text[:8]:
            return text


async def open_loop(job: Job) -> Tally:
    """At the job's rate, whatever the answers do."""
    tally, due_at = Tally(), dict[str, float]()
    async with AsyncExitStack() as stack:
        sockets = await open_sockets(job, stack)
        listeners = [asyncio.create_task(_listen(socket, due_at, tally)) for socket in sockets]
        tally.began = time.monotonic()
        await _send_at_rate(job, sockets, due_at, tally.began)
        give_up = time.monotonic() + 10
        while due_at and time.monotonic() < give_up:
            await asyncio.sleep(0.01)
        for listener in listeners:
            listener.cancel()
    return tally


async def _send_at_rate(
    job: Job, sockets: list[ClientConnection], due_at: dict[str, float], began: float
) -> None:
    bets, total, sent = placements(job), int(job.rate * job.seconds), 0
    while sent < total:
        while sent < total and (due := began + sent / job.rate) <= time.monotonic():
            bet = next(bets)
            due_at[bet[10:46]] = due
            await sockets[sent % len(sockets)].send(f'{{"op":"bet",{bet}}}')
            sent += 1
        await asyncio.sleep(TICK_S)


async def _listen(socket: ClientConnection, due_at: dict[str, float], tally: Tally) -> None:
    while True:
        text = await _answer(socket)
        at = text.index('"bet_id":"') + 10
        tally.take(text, due_at.pop(text[at : at + 36]))


async def rest(job: Job) -> Tally:
    """Keep-alive connections, each with one request on its way."""
    tally, bets = Tally(), placements(job)
    tally.began = time.monotonic()
    await asyncio.gather(
        *(_post_bets(job, job.tokens[n % len(job.tokens)], bets, tally) for n in range(job.sockets))
    )
    return tally


async def _post_bets(job: Job, token: str, bets: Iterator[str], tally: Tally) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", job.port)
    head = f"POST {job.path}/bets HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
    while time.monotonic() < tally.began + job.seconds:
        body, sent = f"{{{next(bets)}}}", time.monotonic()
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
        tally.take(await _response(reader), sent)
    writer.close()


async def _response(reader: asyncio.StreamReader) -> str:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    at = head.index(b"content-length:") + 15
    return (await reader.readexactly(int(head[at : head.index(b"\r", at)]))).decode()


SHAPES: dict[str, Callable[[Job], Awaitable[Tally]]] = {
    "closed": closed_loop,
    "open": open_loop,
    "rest": rest,
}


async def _run(job: Job) -> Tally:
    return await SHAPES[job.shape](job)


def write_job(job: Job, path: Path) -> Path:
    """For the command line; tokens do not belong there."""
    path.write_text(json.dumps(asdict(job)), encoding="utf-8")
    return path


def main(job_file: str) -> None:
    """Do one job."""
    job = Job(**json.loads(Path(job_file).read_text(encoding="utf-8")))
    print(json.dumps(uvloop.run(_run(job)).result()))


if __name__ == "__main__":
    main(sys.argv[1])

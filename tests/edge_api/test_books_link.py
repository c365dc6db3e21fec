"""Front and books: requests find their replies, either end's death is the other's, and one writer holds the books."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_api.admin import AddUser
from edge_api.books.ipc import MOST_UNREAD, Frames, PeerGone, Port, frames
from edge_api.books.messages import CancelBet, Done, FloorAction, Notice, Refused, SessionUse, SignIn
from edge_api.books_link import BooksDied, BooksLink
from tests.edge_api.reference import TABLE, wait_until
from tests.edge_api.with_books import OpenBooks, administer, bet


@given(st.lists(st.integers(0, 50), max_size=5), st.integers(1, 40))
def test_frames_survive_any_cut(sizes: list[int], cut: int) -> None:
    sent = [[CancelBet(n, n, "b" * n) for n in range(size)] for size in sizes]
    data, cutter, got = b"".join(frames(part) for part in sent), Frames(), list[bytes]()
    for at in range(0, len(data), cut):
        got += cutter.feed(data[at : at + cut])
    assert got == [frames(part)[4:] for part in sent if part]


def test_many_large_messages_go_in_several_frames() -> None:
    many = [Notice(None, n, "x" * 5_000, {}) for n in range(20_000)]
    assert len(Frames().feed(frames(many))) == 40


def test_few_huge_messages_go_in_frames_that_the_other_end_takes() -> None:
    many = [Notice(None, n, "x" * 60_000, {}) for n in range(400)]
    bodies = Frames().feed(frames(many))
    decoded = [notice for body in bodies for notice in msgspec.msgpack.decode(body, type=list[Notice])]
    assert decoded == many


def test_a_frame_of_a_stranger_ends_the_line() -> None:
    with pytest.raises(PeerGone, match="not ours"):
        Frames().feed(b"GET / HTTP/1.1\r\n")


def test_a_front_that_never_reads_is_given_up() -> None:
    near, far = socket.socketpair()
    port, notice = Port(near), Notice(None, 1, "x" * 1_000_000, {})
    with far, near, pytest.raises(PeerGone, match="does not read"):
        for _ in range(MOST_UNREAD // 1_000_000 + 2):
            port.send([notice])


def test_a_link_that_is_full_refuses_at_once(write_config: Callable[..., Path]) -> None:
    books = OpenBooks(write_config())
    with books.up():
        player = books.player("anna", 10**6)
        books.link._most_pending = 5

        async def many() -> list[Done | Refused]:
            return await asyncio.gather(*(books.link.request(bet(player, "none")) for _ in range(50)))

        answers = books.call(many())
        codes = [answer.code for answer in answers if isinstance(answer, Refused)]
        assert (codes.count("no_such_round"), codes.count("overloaded")) == (5, 45)
        assert books.link.pending == 0


def test_replies_and_notices_come_back(write_config: Callable[..., Path]) -> None:
    with OpenBooks(write_config()).up() as books:
        assert [table["table"] for table in books.ready[0].tables] == [TABLE]
        done = books.ask(FloorAction(0, "dealer", "ana", "", TABLE, None, {"dealer": "Bo"}))
        assert isinstance(done, Done)
        wait_until(lambda: books.notices, 15, "a notice")
        first = books.notices[0]
        assert (first.table_id, first.seq, first.event, first.body["dealer"]) == (TABLE, 1, "table", "Bo")


def test_an_order_without_a_broker_is_reported(write_config: Callable[..., Path]) -> None:
    with OpenBooks(write_config()).up() as books:
        assert isinstance(books.ask(FloorAction(0, "pause", "ana", "break", TABLE)), Done)
        text = books.await_row("SELECT text FROM alerts WHERE code = 'command_failed'")
        assert "no connection to the broker" in text


def test_sign_ins_are_counted_locked_and_audited(write_config: Callable[..., Path]) -> None:
    config = write_config()
    assert administer(config, AddUser("ana", "pit_boss", "argon")).ok
    with OpenBooks(config).up() as books:
        good = SignIn(0, "ana", True, "s1", "127.0.0.1")
        assert isinstance(books.ask(good), Done)
        assert isinstance(books.ask(SessionUse(0, "s1", True)), Done)
        assert books.rows("SELECT * FROM sessions") == []
        codes = [books.ask(SignIn(0, "ana", False, "", "127.0.0.1")) for _ in range(4)]
        assert [a.code for a in codes if isinstance(a, Refused)] == [
            "wrong_password",
            "wrong_password",
            "locked",
            "locked",
        ]
        assert isinstance(books.ask(SignIn(0, "ana", True, "s2", "127.0.0.1")), Refused)
        assert books.one("SELECT COUNT(*) FROM audit WHERE actor = 'ana'") == 6


def test_the_death_of_the_books_is_known_and_nothing_hangs(write_config: Callable[..., Path]) -> None:
    books = OpenBooks(write_config())
    with books.up():
        player = books.player("anna", 10**6)
        assert books.link.pid is not None
        os.kill(books.link.pid, signal.SIGSTOP)
        waiting = asyncio.run_coroutine_threadsafe(books.link.request(bet(player, "none")), books.loop)
        books.kill()
        with pytest.raises(BooksDied):
            waiting.result(5)
        with pytest.raises(BooksDied):
            books.ask(bet(player, "none"))
        assert not books.link.ready
        assert books.call(books.link.wait_death(1.0))


def test_the_books_end_when_they_are_told(write_config: Callable[..., Path]) -> None:
    with OpenBooks(write_config()).up() as books:
        assert books.link.pid is not None
        os.kill(books.link.pid, signal.SIGTERM)
        wait_until(lambda: books.link.died, 15, "the end of the books")
        assert not books.config.store.admin_socket.exists()


FRONT = """
import asyncio, sys
from edge_api.books_link import BooksLink
async def main():
    link = BooksLink(sys.argv[1])
    await link.start(lambda ready: None, lambda notice: None)
    print(link.pid, flush=True)
    await asyncio.sleep(60)
asyncio.run(main())
"""


def test_the_books_end_when_the_front_dies(write_config: Callable[..., Path]) -> None:
    config = write_config()
    with subprocess.Popen([sys.executable, "-c", FRONT, str(config)], stdout=subprocess.PIPE) as front:
        assert front.stdout is not None
        pid = int(front.stdout.readline())
        front.kill()
    wait_until(lambda: not alive(pid), 15, "the end of the books")
    with OpenBooks(config).up() as books:
        assert books.ready


def alive(pid: int) -> bool:
    """A zombie that nobody reaps is not alive."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_books_have_one_writer(write_config: Callable[..., Path]) -> None:
    books = OpenBooks(write_config())
    with books.up():
        second = BooksLink(str(books.config_file))

        async def start() -> None:
            await second.start(lambda _: None, lambda _: None)

        with pytest.raises(BooksDied):
            books.call(start())
        assert second.exit_code == 78
        assert books.link.ready


def test_a_start_is_quick(write_config: Callable[..., Path]) -> None:
    config = write_config()
    began = time.monotonic()
    with OpenBooks(config).up():
        assert time.monotonic() - began < 5

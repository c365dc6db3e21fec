"""What the network hands over is bounded, stamped and rung for."""

from __future__ import annotations

import select

from hypothesis import given
from hypothesis import strategies as st

from edge_api.books.effects import Effects
from edge_api.books.mailbox import Mailbox, all_until
from edge_api.books.received import ReceivedFact
from edge_api.clock import Now, SystemClock
from edge_api.ingest import Ingest
from edge_api.mqtt_message import MOST_BYTES, Down, Message, Up
from edge_api.signing import KeyRing, Signer
from schemas.envelope import seal
from tests.edge_api.reference import SITE, TABLE, Board


def rings(box: Mailbox) -> bool:
    return bool(select.select([box], [], [], 0)[0])


def test_it_rings_while_something_waits() -> None:
    box = Mailbox(SystemClock())
    assert not rings(box)
    for payload in (b"1", b"2", b"3"):
        box.put(Message("t", payload))
    assert [d.report for d in box.take(2)] == [Message("t", b"1"), Message("t", b"2")]
    assert rings(box)
    assert len(box.take(2)) == 1
    assert not rings(box)
    box.put(Up())
    assert rings(box)
    box.close()


def test_what_was_taken_is_all_until_it_was_taken_unless_more_may_wait() -> None:
    clock = SystemClock()
    box = Mailbox(clock)
    for payload in (b"1", b"2", b"3"):
        box.put(Message("t", payload))
    began_ns = clock.monotonic_ns()
    first, rest = box.take(2), box.take(2)
    assert all_until(began_ns, first, 2) == first[-1].received.mono_ns <= rest[0].received.mono_ns
    assert all_until(began_ns, rest, 2) == began_ns
    box.close()


def test_when_full_messages_go_and_the_state_of_the_line_stays() -> None:
    box = Mailbox(SystemClock(), most_waiting=2)
    for report in (Up(), Message("t", b"1"), Message("t", b"2"), Down()):
        box.put(report)
    assert [d.report for d in box.take(9)] == [Up(), Message("t", b"1"), Down()]
    assert box.dropped == 1
    box.close()


def test_what_is_too_large_costs_no_more_than_the_limit() -> None:
    box = Mailbox(SystemClock())
    box.put(Message("t", b"x" * 1_000_000))
    [delivery] = box.take(1)
    assert isinstance(delivery.report, Message)
    assert len(delivery.report.payload) == MOST_BYTES + 1
    box.close()


class Alarms:
    """Books that only remember what they were asked."""

    def __init__(self) -> None:
        self.codes: list[str] = []

    def apply_fact(self, received: ReceivedFact) -> Effects:
        self.codes.append("applied")
        return Effects()

    def alarm(self, table_id: str | None, code: str, text: str, severity: str, now: Now) -> Effects:
        assert len(text) <= 300
        self.codes.append(code)
        return Effects()

    def alarm_over(self, table_id: str, code: str, by: str, now: Now) -> Effects:
        return Effects()

    def held_there(self, table_id: str, round_id: str) -> Effects:
        return Effects()

    def freeze(self, table_id: str, why: str, now: Now) -> Effects:
        self.codes.append("frozen")
        return Effects()


KNOWN = Board()


def ingest(books: Alarms) -> Ingest:
    signer = Signer("edge-1#1", KNOWN.key)
    return Ingest(SITE, frozenset({TABLE}), signer, books, KeyRing.of({KNOWN.key_id: KNOWN.public_key}))


@given(st.binary(max_size=500))
def test_no_bytes_of_a_stranger_are_applied(wire: bytes) -> None:
    books = Alarms()
    ingest(books).take(TABLE, wire, Now(0, 0))
    assert books.codes == ["malformed"]


@given(
    st.one_of(
        st.binary(max_size=300),
        st.dictionaries(st.text(max_size=9), st.integers()).map(lambda d: repr(d).encode()),
    )
)
def test_nonsense_with_a_right_signature_is_not_applied(payload: bytes) -> None:
    books = Alarms()
    ingest(books).take(TABLE, seal(payload, KNOWN.key_id, KNOWN.key.sign), Now(0, 0))
    assert books.codes == ["malformed"]

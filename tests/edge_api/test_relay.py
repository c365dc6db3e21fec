"""The cloud gets every event of the edge's stream once and in order, whatever happens to its broker, and only its own receipts count."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge_api.books.store import open_writer
from edge_api.clock import Now
from edge_api.edge_stream import EdgeStream
from edge_api.mqtt_message import Message
from edge_api.relay import Relay
from edge_api.signing import KeyRing, load_or_make_signer
from schemas.commands import RECEIPT_TYPE
from schemas.edge_events import AlarmRaised, AuditCheckpoint
from schemas.envelope import GENESIS, Event, event_hash, seal, unseal
from schemas.stream import Receipt, Verdict
from schemas.topics import EdgeTopics
from tests.edge_api.reference import EDGE, SITE, Board, WiredBoard, WiredCloud, text_of, wait_until
from tests.edge_api.with_books import OpenBooks, bet, register
from tests.fixtures.broker import PrivateBroker

S = 10**9


class Cloudless:
    """A stream and a relay over a real database, with the cloud in the test's own hands."""

    def __init__(self, folder: Path) -> None:
        self.conn = open_writer(folder / "books.db")
        self.key = Ed25519PrivateKey.generate()
        self.sent: list[Message] = []
        self.signer = load_or_make_signer(folder / "key.pem", EDGE)
        self.begin(1_000 * S)

    def begin(self, utc_ns: int) -> None:
        """As a process start does."""
        self.stream = EdgeStream(self.conn, self.signer, SITE, EDGE, "boot")
        self.stream.open(Now(0, utc_ns))
        keys = KeyRing.of({"cloud#1": text_of(self.key)})
        self.relay = Relay(self.conn, self.stream, keys, EdgeTopics(SITE, EDGE), self.publish)
        self.relay.open()

    def publish(self, message: Message) -> bool:
        self.sent.append(message)
        return True

    def append(self, count: int) -> None:
        events = [AlarmRaised(code="test", detail=str(n)) for n in range(count)]
        self.stream.append(events, Now(1, 1_001 * S))

    def positions(self) -> list[tuple[int, int]]:
        """What was published since the last call."""
        events = [Event.consume(unseal(message.payload, lambda *_: True).payload) for message in self.sent]
        self.sent.clear()
        return [event.position for event in events]

    def receipt(
        self, epoch: int, upto: int, chain_hash: str | None = None, key: Ed25519PrivateKey | None = None
    ) -> str | None:
        held = chain_hash or self.stream.hash_at(epoch, upto) or GENESIS
        receipt = Receipt(
            stream=f"floor/v1/{SITE}/edge/{EDGE}/ev", epoch=str(epoch), upto=str(upto), chain_hash=held
        )
        wire = seal(receipt.model_dump_json().encode(), "cloud#1", (key or self.key).sign, RECEIPT_TYPE)
        return self.relay.take(wire, Now(2, 1_002 * S))


@pytest.fixture
def cloudless(tmp_path: Path) -> Iterator[Cloudless]:
    made = Cloudless(tmp_path)
    yield made
    made.conn.close()


def test_the_stream_is_numbered_chained_and_signed(cloudless: Cloudless) -> None:
    cloudless.append(3)
    head = GENESIS
    check = KeyRing.of({"edge-1#1": cloudless.signer.public_key}).check
    for seq, wire in enumerate(cloudless.stream.wires(1000, range(1, 4)), start=1):
        payload = unseal(wire, check).payload
        event = Event.consume(payload)
        assert (event.position, event.prevhash, event.id) == ((1000, seq), head, f"edge-1:1000:{seq}")
        head = event_hash(payload)
    assert cloudless.stream.head.chain_hash == head


def test_a_restart_goes_on_where_the_stream_ended(cloudless: Cloudless) -> None:
    cloudless.append(2)
    cloudless.begin(5_000 * S)
    cloudless.append(1)
    assert cloudless.stream.head.epoch == 1000
    assert cloudless.stream.head.seq == 3


def test_a_window_at_a_time_is_sent(cloudless: Cloudless) -> None:
    cloudless.append(100)
    cloudless.relay.pump(Now(0, 0))
    assert cloudless.positions() == []
    cloudless.relay.up(Now(0, 0))
    cloudless.relay.pump(Now(0, 0))
    assert cloudless.positions() == [(1000, seq) for seq in range(1, 65)]
    assert cloudless.receipt(1000, 50) is None
    cloudless.relay.pump(Now(3, 0))
    assert cloudless.positions() == [(1000, seq) for seq in range(65, 101)]
    assert cloudless.relay.backlog == 50


def test_without_progress_it_starts_again_behind_the_receipt(cloudless: Cloudless) -> None:
    cloudless.append(5)
    cloudless.relay.up(Now(0, 0))
    cloudless.relay.pump(Now(0, 0))
    cloudless.receipt(1000, 2)
    cloudless.positions()
    assert cloudless.relay.deadline_ns() == 2 + 2 * S
    cloudless.relay.pump(Now(2 + 2 * S, 0))
    assert cloudless.positions() == [(1000, 3), (1000, 4), (1000, 5)]


def test_a_receipt_is_remembered_over_a_restart(cloudless: Cloudless) -> None:
    cloudless.append(5)
    cloudless.relay.up(Now(0, 0))
    cloudless.relay.pump(Now(0, 0))
    cloudless.receipt(1000, 4)
    cloudless.relay.save(Now(3, 0), is_writing=True)
    cloudless.positions()
    cloudless.begin(2_000 * S)
    cloudless.relay.up(Now(4, 0))
    cloudless.relay.pump(Now(4, 0))
    assert cloudless.positions() == [(1000, 5)]


def test_only_the_clouds_own_receipts_count(cloudless: Cloudless) -> None:
    cloudless.append(5)
    problem = cloudless.receipt(1000, 5, key=Ed25519PrivateKey.generate())
    assert problem is not None and "cloud#1" in problem
    assert cloudless.relay.backlog == 5
    assert cloudless.relay.take(b"nonsense", Now(0, 0)) is not None


def test_books_from_a_backup_begin_a_new_epoch_and_say_again_what_the_cloud_lacks(
    cloudless: Cloudless,
) -> None:
    cloudless.append(5)
    cloudless.relay.up(Now(0, 0))
    cloudless.relay.pump(Now(0, 0))
    cloudless.receipt(1000, 3)
    problem = cloudless.receipt(1000, 9, chain_hash="ab" * 32)
    assert problem is not None and "do not" in problem
    assert cloudless.stream.head.epoch == 1002
    cloudless.sent.clear()
    cloudless.relay.pump(Now(3, 0))
    events = [Event.consume(unseal(message.payload, lambda *_: True).payload) for message in cloudless.sent]
    assert [(event.position, event.reissue) for event in events] == [
        ((1002, 1), "1000:4"),
        ((1002, 2), "1000:5"),
    ]
    assert [event.data["detail"] for event in events] == ["3", "4"]


def test_a_stream_that_was_never_receipted_goes_above_a_newer_epoch(cloudless: Cloudless) -> None:
    cloudless.append(2)
    assert cloudless.receipt(7_000_000_000, 5, chain_hash="ab" * 32) is not None
    assert cloudless.stream.head == cloudless.stream.head.__class__(
        7_000_000_001, 2, cloudless.stream.head.chain_hash
    )


def test_an_edge_that_another_has_replaced_relays_no_more(cloudless: Cloudless) -> None:
    cloudless.append(2)
    cloudless.relay.up(Now(0, 0))
    cloudless.relay.pump(Now(0, 0))
    cloudless.receipt(1000, 2)
    cloudless.positions()
    problem = cloudless.receipt(2000, 1, chain_hash="ab" * 32)
    assert problem is not None and "another edge" in problem
    cloudless.append(2)
    cloudless.relay.pump(Now(3, 0))
    assert cloudless.positions() == []
    assert cloudless.receipt(2000, 1, chain_hash="ab" * 32) is None


def test_the_newest_checkpoint_is_retained(cloudless: Cloudless) -> None:
    cloudless.stream.append([AuditCheckpoint(audit_seq="1", audit_hash="ab" * 32)], Now(0, 0))
    cloudless.begin(0)
    cloudless.relay.up(Now(0, 0))
    cloudless.relay.pump(Now(0, 0))
    cloudless.relay.pump(Now(1, 0))
    retained = [message for message in cloudless.sent if message.retain]
    assert [message.topic for message in retained] == [f"floor/v1/{SITE}/edge/{EDGE}/checkpoint"]
    assert retained[0].payload == cloudless.stream.checkpoint


@pytest.mark.broker
def test_every_event_reaches_the_cloud_once_although_its_broker_dies(
    make_broker: Callable[..., PrivateBroker], write_config: Callable[..., Path]
) -> None:
    studio, far = make_broker(), make_broker()
    key, board = Ed25519PrivateKey.generate(), Board()
    relay = (
        f'[relay]\nhost = "127.0.0.1"\nport = {far.port}\ncloud_keys = {{ "cloud#1" = "{text_of(key)}" }}\n'
    )
    config = write_config(studio.port, extra=relay, rounds="silence_s = 60")
    register(config, board)
    wired, cloud = WiredBoard(studio.port, board), WiredCloud(far.port, key)
    with ExitStack() as stack:
        books = stack.enter_context(OpenBooks(config).up())
        stack.enter_context(wired.connected())
        stack.enter_context(cloud.connected())
        anna = books.player("anna", 10**6)
        for number in range(12):
            board.say(board.opened())
            wired.await_receipt(len(board.wires))
            books.ask(bet(anna, board.round_id))
            board.say(board.closed())
            board.say(board.outcome("17" if number % 2 else "0"))
            wired.await_receipt(len(board.wires))
            if number in (3, 7):
                far.kill()
            if number in (5, 9):
                far.start()
        last: tuple[int, int] = books.rows(
            "SELECT epoch, seq FROM edge_log ORDER BY epoch DESC, seq DESC LIMIT 1"
        )[0]
        wait_until(
            lambda: bool(cloud.events) and cloud.events[-1].position == last, 20, f"{last} at the cloud"
        )
        wait_until(lambda: cloud.checkpoints and cloud.statuses, 15, "checkpoint and birth")
        stored = books.rows("SELECT wire FROM edge_log ORDER BY epoch, seq")
    assert [event.position[1] for event in cloud.events] == list(range(1, last[1] + 1))
    assert [event.data for event in cloud.events] == [
        Event.consume(unseal(row[0], lambda *_: True).payload).data for row in stored
    ]
    facts = [event.data["fact_id"] for event in cloud.events if event.type == "floor.edge.fact.v1"]
    assert facts == [f"{board.table}:{board.epoch}:{seq}" for seq in range(1, len(board.wires) + 1)]
    assert cloud.statuses[0]["state"] == "online"
    assert Verdict.FORK not in cloud.verdicts

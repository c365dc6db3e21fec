"""A thief with the board's password at the broker, and then even with its key: copies, changes, gaps, old epochs, a second history."""

from __future__ import annotations

import base64
import json
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from random import Random
from typing import Any

import pytest

from firmware_agent.signing import board_key
from hardware.sim.demo.children import run_to_end
from hardware.sim.demo.floor_plan import EDGE, SITE
from hardware.sim.demo.stores import read_only
from schemas.commands import RECEIPT_TYPE
from schemas.envelope import seal
from schemas.stream import Receipt
from schemas.topics import TableTopics
from tests.fixtures.client import PlainClient
from tests.scenarios.floor_plan import WHEEL
from tests.scenarios.one_round import Lonely, lonely
from tests.scenarios.proof import prove
from tests.scenarios.studio import await_

pytestmark = [pytest.mark.broker, pytest.mark.slow, pytest.mark.xdist_group("forged messages")]

RED = {"type": "red", "stake": 100}
TOPICS = TableTopics(SITE, WHEEL.id)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lonely]:
    with lonely(tmp_path_factory.mktemp("forged"), WHEEL) as table:
        play(table)
        yield table


@pytest.fixture
def thief(table: Lonely) -> Iterator[PlainClient]:
    """Connected beside the board, with the board's rights."""
    settings = {"username": WHEEL.id, "password": table.studio.passwords[WHEEL.id]}
    with PlainClient(table.studio.ports.broker, "thief", settings) as thief:
        yield thief


def play(table: Lonely) -> None:
    """One more round with a bet, to its end: the game goes on."""
    round_id = table.bet(RED)
    assert table.ending(round_id)[0] == "outcome"
    await_(lambda: table.last_bet()["status"] == "settled", f"the settlement of {round_id}")


def accepted(table: Lonely) -> list[tuple[bytes, str, bytes]]:
    """Payload, key id and signature of every fact that the edge holds, in order."""
    with closing(read_only(table.studio.folder.books)) as db:
        return list(db.execute("SELECT payload, key_id, signature FROM inbox ORDER BY epoch, seq"))


def wire(payload: bytes, key_id: str, signature: bytes) -> bytes:
    """The wrapper as the board made it."""
    return json.dumps({"p": text(payload), "k": key_id, "s": text(signature)}).encode()


def text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def changed(payload: bytes, **fields: Any) -> bytes:
    return json.dumps(json.loads(payload) | fields).encode()


def signed(table: Lonely, payload: bytes) -> bytes:
    """With the board's own key, which the thief has copied."""
    key = board_key(table.studio.folder.outbox(WHEEL), WHEEL.id)
    return seal(payload, key.key_id, key.sign)


def await_alarm(table: Lonely, code: str) -> None:
    await_(
        lambda: code in [alarm["code"] for alarm in table.studio.edge_events("edge.alarm")],
        f"the alarm {code}; came: {[alarm['code'] for alarm in table.studio.edge_events('edge.alarm')]}",
    )


def test_old_messages_again_and_in_any_order_change_nothing(table: Lonely, thief: PlainClient) -> None:
    old = accepted(table)
    Random(1).shuffle(old)
    for row in old * 2:
        assert thief.publish(TOPICS.events, wire(*row)) == 0
    play(table)
    facts = table.studio.record.fact_ids()
    assert set(facts.values()) == {1}


def test_a_changed_message_with_its_old_signature_is_not_believed(table: Lonely, thief: PlainClient) -> None:
    payload, key_id, signature = accepted(table)[-1]
    seq = int(json.loads(payload)["seq"])
    forged = changed(payload, seq=str(seq + 1), id=f"{WHEEL.id}:{json.loads(payload)['epoch']}:{seq + 1}")
    thief.publish(TOPICS.events, wire(forged, key_id, signature))
    await_alarm(table, "bad_signature")
    thief.publish(TOPICS.events, wire(forged, f"{WHEEL.id}#9", signature))
    for garbage in (
        b"",
        b"{}",
        b"null",
        b"\xff\xfe",
        b"[" * 50_000,
        b"x" * 300_000,
        wire(b"", key_id, signature),
    ):
        thief.publish(TOPICS.events, garbage)
    play(table)


def test_a_message_ahead_of_its_turn_waits_for_those_before_it(table: Lonely, thief: PlainClient) -> None:
    event = json.loads(accepted(table)[-1][0])
    epoch, seq = event["epoch"], int(event["seq"]) + 40
    ahead = changed(json.dumps(event).encode(), seq=str(seq), id=f"{WHEEL.id}:{epoch}:{seq}")
    thief.publish(TOPICS.events, signed(table, ahead))
    play(table)
    assert ahead not in [payload for payload, _, _ in accepted(table)]


def test_a_message_of_an_older_epoch_is_refused_and_alarmed(table: Lonely, thief: PlainClient) -> None:
    event = json.loads(accepted(table)[-1][0])
    old = str(int(event["epoch"]) - 1)
    copied = changed(
        json.dumps(event).encode(), epoch=old, seq="1", id=f"{WHEEL.id}:{old}:1", prevhash="0" * 64
    )
    thief.publish(TOPICS.events, signed(table, copied))
    await_alarm(table, "stale_epoch")
    play(table)


def test_a_board_believes_no_receipt_that_the_edge_did_not_sign(table: Lonely) -> None:
    key = board_key(table.studio.folder.outbox(WHEEL), WHEEL.id)
    event = json.loads(accepted(table)[-1][0])
    forged = Receipt(
        stream=TOPICS.events, epoch=event["epoch"], upto="999999", chain_hash="0" * 64, rewind=False
    )
    settings = {"username": EDGE, "password": table.studio.passwords[EDGE]}
    with PlainClient(table.studio.ports.broker, "thief of the edge", settings) as thief:
        for key_id in (f"{EDGE}#1", f"{EDGE}#2", key.key_id):
            sealed = seal(forged.model_dump_json().encode(), key_id, key.sign, RECEIPT_TYPE)
            assert thief.publish(TOPICS.receipt, sealed) == 0
    play(table)
    assert all(
        fact.data.get("rolled_back_from") is None for fact in table.studio.facts(WHEEL, "table.started")
    )


def test_nothing_of_that_has_reached_the_books(table: Lonely) -> None:
    """The boards go on afterwards: their agents are started again for the last scenario."""
    assert prove(table.studio, table.notes).rounds_settled >= 6
    table.studio.start_edge()
    table.studio.start_device(WHEEL)
    table.studio.start_agent(WHEEL)


def test_a_second_history_freezes_the_table_until_a_human_has_looked(
    table: Lonely, thief: PlainClient
) -> None:
    round_id = table.bet(RED)
    event = json.loads(accepted(table)[-1][0])
    for ahead in range(1, 40):  # the board goes on speaking: one of these meets its next number
        seq = int(event["seq"]) + ahead
        other = changed(
            json.dumps(event).encode(),
            seq=str(seq),
            id=f"{WHEEL.id}:{event['epoch']}:{seq}",
            prevhash="f" * 64,
        )
        thief.publish(TOPICS.events, signed(table, other))
    await_(lambda: _frozen(table) is not None, "the freeze")
    assert table.guest.bet(WHEEL.id, round_id, RED).error in ("bets_closed", "too_late", "table_not_open")
    answer = table.pit_boss.post(f"/floor/rounds/{round_id}/void", json={"reason": "two histories"})
    ended = table.last_bet()
    if answer.is_success:
        table.refunded(round_id)
    else:
        assert ended["status"] in ("settled", "voided"), (answer.text, ended)
    table.studio.part(WHEEL.id).end()
    table.studio.part("edge").end()
    for name in ("verify", "replay"):
        command = [sys.executable, "-m", "edge_api", name, "--config", str(table.studio.folder.edge_config)]
        done = run_to_end(command)
        assert done.returncode == 0, done.stdout + done.stderr


def _frozen(table: Lonely) -> str | None:
    with closing(read_only(table.studio.folder.books)) as db:
        try:
            row = db.execute("SELECT frozen FROM streams WHERE table_id = ?", (WHEEL.id,)).fetchone()
        except sqlite3.OperationalError:
            return None
    return None if row is None else row[0]

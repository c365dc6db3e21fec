"""The outbox numbers, chains, signs and keeps: across reopening, reuse of places, new epochs, full disks and damage."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_agent.config_file import ConfigError
from firmware_agent.outbox import Outbox, OutboxFailed
from firmware_agent.outbox_file import FILE, RING, connect
from firmware_agent.signing import EdgeKeys
from schemas.envelope import GENESIS, Event, event_hash, unseal
from tests.firmware_agent import desk


def sent(box: Outbox, folder: Path, first: int = 1) -> list[Event]:
    """Everything from ``first`` as the edge would read it: signatures and the chain are checked."""
    keys = EdgeKeys({f"{desk.TABLE}#1": desk.key(folder).public_key})
    events, before = [], None
    for wire in box.wires(first, box.head.seq):
        opened = unseal(wire, keys.check)
        event = Event.consume(opened.payload)
        assert before is None or event.prevhash == before
        before = event_hash(opened.payload)
        events.append(event)
    assert not events or before == box.head.chain_hash
    return events


def test_facts_are_numbered_chained_and_signed(tmp_path: Path) -> None:
    box = desk.outbox(tmp_path)
    heads = box.append(desk.calls(1, 3), "m1")
    events = sent(box, tmp_path)
    assert [head.seq for head in heads] == [1, 2, 3]
    assert [event.position for event in events] == [(box.head.epoch, seq) for seq in (1, 2, 3)]
    assert events[0].prevhash == GENESIS
    assert events[0].id == f"{desk.TABLE}:{box.head.epoch}:1"
    assert events[0].source == f"urn:studio-floor:{desk.SITE}:t:{desk.TABLE}"
    assert events[0].type == "floor.supervisor.called.v1"
    assert events[0].clkerrus == 400
    assert "reissue" not in events[0].model_dump(exclude_none=True)


def test_the_first_epoch_is_the_time_of_the_first_start(tmp_path: Path) -> None:
    box = desk.outbox(tmp_path)
    assert desk.START_S <= box.head.epoch <= desk.START_S + 60


def test_time_in_the_envelope_is_the_time_of_sensing(tmp_path: Path) -> None:
    clock = desk.BenchClock(10_000_000_000, desk.START_S * 10**9 - 10_000_000_000, step_ns=0)
    line = desk.writer(clock)
    assert line.utc_text(clock.mono_ns - 2_500_000_000).endswith("57.500000Z")


def test_a_reopened_outbox_goes_on_where_it_was(tmp_path: Path) -> None:
    box = desk.outbox(tmp_path)
    box.append(desk.calls(1, 5), "m1")
    head, wires = box.head, box.wires(1, 5)
    box.close()
    again = desk.outbox(tmp_path)
    assert (again.head, again.memory, again.wires(1, 5)) == (head, "m1", wires)
    again.append(desk.calls(6, 2), "m2")
    assert [event.position[1] for event in sent(again, tmp_path)] == [1, 2, 3, 4, 5, 6, 7]


def test_memory_changes_without_a_fact(tmp_path: Path) -> None:
    box = desk.outbox(tmp_path)
    box.append(desk.calls(1, 1), "m1")
    assert box.append([], "m2") == []
    box.close()
    assert desk.outbox(tmp_path).memory == "m2"


def test_receipted_places_are_used_again_and_the_file_stays_small(tmp_path: Path) -> None:
    box = desk.outbox(tmp_path)
    for number in range(4 * RING):
        box.append(desk.calls(number, 1), "m")
        box.receipt(box.head.seq)
    assert len(box.wires(1, box.head.seq)) == RING
    assert box.hash_at(box.head.seq - RING) is None
    box.close()
    assert (tmp_path / FILE).stat().st_size < 4 * RING * 1024
    again = desk.outbox(tmp_path)
    assert again.head.seq == 4 * RING
    assert again.receipted >= 4 * RING - 1
    assert len(sent(again, tmp_path, again.head.seq - RING + 1)) == RING


def test_unreceipted_facts_are_never_written_over(tmp_path: Path) -> None:
    box = desk.outbox(tmp_path)
    box.append(desk.calls(0, 10), "m")
    box.receipt(4)
    for number in range(10, 10 + 2 * RING):
        box.append(desk.calls(number, 1), "m")
    assert [event.position[1] for event in sent(box, tmp_path, 5)] == list(range(5, 11 + 2 * RING))
    assert box.backlog == 10 + 2 * RING - 4


def test_a_new_epoch_issues_unreceipted_facts_again(tmp_path: Path) -> None:
    box = desk.outbox(tmp_path)
    box.append(desk.calls(1, 5), "m")
    old = box.head.epoch
    box.receipt(2)
    epoch = box.new_epoch(old + 7, f"{old}:9")
    events = sent(box, tmp_path)
    assert epoch == max(old + 7, epoch)
    assert [(event.position, event.reissue, event.data["reason"]) for event in events] == [
        ((epoch, 1), f"{old}:3", "call 3"),
        ((epoch, 2), f"{old}:4", "call 4"),
        ((epoch, 3), f"{old}:5", "call 5"),
    ]
    box.close()
    again = desk.outbox(tmp_path)
    assert (again.head, again.memory, again.rolled_back_from) == (box.head, "m", f"{old}:9")


def test_a_fact_issued_twice_again_keeps_its_first_position(tmp_path: Path) -> None:
    box = desk.outbox(tmp_path)
    box.append(desk.calls(1, 1), "m")
    first = box.head.epoch
    box.new_epoch(first + 1, "x:1")
    box.new_epoch(first + 2, "x:2")
    assert [event.reissue for event in sent(box, tmp_path)] == [f"{first}:1"]


def test_a_new_epoch_without_facts_keeps_the_memory(tmp_path: Path) -> None:
    box = desk.outbox(tmp_path)
    box.append(desk.calls(1, 3), "m3")
    box.receipt(3)
    epoch = box.new_epoch(0, "x:9")
    box.close()
    again = desk.outbox(tmp_path)
    assert (again.head.epoch, again.head.seq, again.head.chain_hash, again.memory) == (
        epoch,
        0,
        GENESIS,
        "m3",
    )


def test_the_start_that_tells_of_the_roll_back_ends_it(tmp_path: Path) -> None:
    box = desk.outbox(tmp_path)
    box.new_epoch(0, "7:9")
    box.append(desk.calls(1, 1), "m")
    box.close()
    again = desk.outbox(tmp_path)
    assert again.rolled_back_from == "7:9"
    again.append([desk.started()], "m")
    again.close()
    assert desk.outbox(tmp_path).rolled_back_from is None


def test_a_full_disk_drops_nothing_and_says_so(tmp_path: Path) -> None:
    def small(path: Path) -> sqlite3.Connection:
        connection = connect(path)
        connection.execute(f"PRAGMA max_page_count = {RING + 40}").fetchall()
        return connection

    box = desk.outbox(tmp_path, open_file=small)
    taken = 0
    with pytest.raises(OutboxFailed, match="full"):
        for taken in range(2 * RING):
            box.append(desk.calls(taken, 1), f"m{taken}")
    assert box.head.seq == taken
    with pytest.raises(OutboxFailed):
        box.append(desk.calls(taken, 2), "m")
    box.close()
    again = desk.outbox(tmp_path)
    assert (again.head, again.memory) == (box.head, f"m{taken - 1}")
    again.append(desk.calls(taken, 1), "m")
    assert [event.data["reason"] for event in sent(again, tmp_path)] == [
        f"call {n}" for n in range(taken + 1)
    ]


@pytest.mark.parametrize("where", ["head", "middle"])
def test_a_damaged_file_is_kept_aside_and_a_new_epoch_begins(tmp_path: Path, where: str) -> None:
    box = desk.outbox(tmp_path)
    box.append(desk.calls(1, 60), "m")
    old = box.head.epoch
    box.close()
    path = tmp_path / FILE
    data = bytearray(path.read_bytes())
    at = 0 if where == "head" else len(data) // 2
    data[at : at + 600] = b"\xa5" * 600
    path.write_bytes(data)
    again = desk.outbox(tmp_path, desk.BenchClock(wall_ns=(desk.START_S + 500) * 10**9))
    assert again.damaged is not None
    assert again.damaged.read_bytes() == bytes(data)
    assert (again.head.seq, again.memory) == (0, None)
    assert again.head.epoch > old


def test_a_chain_that_was_edited_counts_as_damage(tmp_path: Path) -> None:
    box = desk.outbox(tmp_path)
    box.append(desk.calls(1, 5), "m")
    box.close()
    file = connect(tmp_path / FILE)
    file.execute("DELETE FROM fact WHERE seq = 3")
    file.close()
    assert desk.outbox(tmp_path).damaged is not None


def test_two_agents_can_not_share_a_folder(tmp_path: Path) -> None:
    box = desk.outbox(tmp_path)
    with pytest.raises(ConfigError, match="another agent"):
        desk.outbox(tmp_path)
    box.close()


def test_another_tables_folder_is_refused(tmp_path: Path) -> None:
    file = connect(tmp_path / FILE)
    file.execute("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
    file.execute("INSERT INTO meta VALUES ('table', 'demo/baccarat-01')")
    file.close()
    with pytest.raises(ConfigError, match="baccarat-01"):
        desk.outbox(tmp_path)


def test_a_command_is_seen_once_even_after_a_restart(tmp_path: Path) -> None:
    box = desk.outbox(tmp_path)
    assert box.first_sight("a")
    assert not box.first_sight("a")
    box.close()
    again = desk.outbox(tmp_path)
    assert not again.first_sight("a")
    assert again.first_sight("b")


@settings(max_examples=40, deadline=None)
@given(
    steps=st.lists(
        st.one_of(st.integers(1, 4), st.just("receipt"), st.just("reopen"), st.just("epoch")), max_size=25
    )
)
def test_no_history_loses_or_changes_an_unreceipted_fact(
    tmp_path_factory: pytest.TempPathFactory, steps: list[int | str]
) -> None:
    folder = tmp_path_factory.mktemp("box")
    box = desk.outbox(folder)
    waiting: list[str] = []
    number = 0
    for step in steps:
        if isinstance(step, int):
            box.append(desk.calls(number, step), f"m{number}")
            waiting += [f"call {n}" for n in range(number, number + step)]
            number += step
        elif step == "receipt" and box.backlog:
            box.receipt(box.receipted + (box.backlog + 1) // 2)
            waiting = waiting[max(0, len(waiting) - box.backlog) :]
        elif step == "reopen":
            box.close()
            box = desk.outbox(folder)
        elif step == "epoch":
            box.new_epoch(0, "1:1")
        unreceipted = [event.data["reason"] for event in sent(box, folder, box.receipted + 1)]
        assert unreceipted[len(unreceipted) - len(waiting) :] == waiting
    box.close()

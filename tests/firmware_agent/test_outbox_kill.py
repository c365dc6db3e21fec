"""A writer killed at random moments: what it had committed is there, whole, chained, and agrees with its memory."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from schemas.envelope import Event, event_hash, unseal
from tests.firmware_agent import desk

ROOT = Path(__file__).parents[2]
KILLS = 20

WRITER = """
import sys
from pathlib import Path
from tests.firmware_agent import desk

box = desk.outbox(Path(sys.argv[1]))
number = box.head.seq
print("ready", flush=True)
while True:
    count = 1 + number % 3
    box.append(desk.calls(number + 1, count), f"m{number + count}")
    number += count
    box.receipt(number - 5)
    print(number, flush=True)
"""


@pytest.mark.slow
def test_twenty_kills_of_the_writer_lose_and_tear_nothing(tmp_path: Path) -> None:
    chance = random.Random(7)
    acknowledged = 0
    for _ in range(KILLS):
        acknowledged = max(acknowledged, kill_a_writer(tmp_path, chance.uniform(0, 0.05)))
        assert check(tmp_path) >= acknowledged
    assert acknowledged > KILLS


def kill_a_writer(folder: Path, after_s: float) -> int:
    """The last number that it said was committed."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        time.sleep(after_s)
        writer.send_signal(signal.SIGKILL)
        said = [line for line in writer.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    return int(said[-1]) if said else 0


def check(folder: Path) -> int:
    """Head of a sound outbox; every kept fact verified."""
    box = desk.outbox(folder)
    assert box.damaged is None
    before = None
    first = max(1, box.head.seq - 500)
    for seq, wire in enumerate(box.wires(first, box.head.seq), first):
        payload = unseal(wire, desk.board_check(folder)).payload
        event = Event.consume(payload)
        assert event.position == (box.head.epoch, seq)
        assert event.data["reason"] == f"call {seq}"
        assert before is None or event.prevhash == before
        before = event_hash(payload)
    assert box.memory == (f"m{box.head.seq}" if box.head.seq else None)
    head = box.head.seq
    box.close()
    return head

"""The recording: a chain of signed segments that survives crashes, full disks and other people's hands, and tells when it did not."""

from __future__ import annotations

import itertools
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from firmware_agent.config_file import ConfigError
from firmware_agent.video import ring_file
from firmware_agent.video.cutter import Closed
from firmware_agent.video.ring import WHOLE, Keeping, Ring
from firmware_agent.video.statement_index import StatementIndex
from schemas.envelope import GENESIS
from schemas.video.segment import SegmentStatement, digest_of, opened
from tests.firmware_agent import desk

UTC_NS = 1_800_000_000_000_000_000
SECOND_NS = 1_000_000_000
ROOT = Path(__file__).parents[3]


def ring(folder: Path, keep_h: float = 1.0, reserve_mib: int = 0, table: str = desk.TABLE) -> Ring:
    return Ring(folder / "video", table, desk.key(folder / "store"), Keeping(keep_h, reserve_mib), UTC_NS)


def segment(number: int, content: bytes = b"frames", at_s: int = 0) -> Closed:
    start_ns = UTC_NS + at_s * SECOND_NS
    return Closed(number, start_ns, start_ns + 2 * SECOND_NS, 60, content + b"%d" % number)


def store(box: Ring, count: int) -> list[SegmentStatement]:
    """The next so many, as the edge reads them; checks that they are linked."""
    told: list[SegmentStatement] = []
    for place in range(count):
        wire = box.store(segment(box.next_number, at_s=2 * place))
        told.append(SegmentStatement.consume(ring_wire_payload(wire)))
    return told


def ring_wire_payload(wire: str) -> bytes:
    statement, _, _ = opened(wire.encode(), lambda *_: True)
    return statement.model_dump_json().encode()


def chain(folder: Path) -> list[tuple[SegmentStatement, str]]:
    """All statements on the disk, signatures checked."""
    check = desk.board_check(folder / "store")
    return [
        (stated.statement, stated.hash)
        for group in ring_file.folders(folder / "video")
        for stated in ring_file.statements(group, check)
    ]


def assert_linked(statements: list[tuple[SegmentStatement, str]]) -> None:
    for (before, hashed), (after, _) in itertools.pairwise(statements):
        assert after.prev == hashed
        assert int(after.number) == int(before.number) + 1


@contextmanager
def full_disk() -> Iterator[None]:
    """No file may grow: what a full disk looks like to a program."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_segments_are_numbered_from_the_time_and_each_names_the_one_before(tmp_path: Path) -> None:
    box = ring(tmp_path)
    first, second, third = store(box, 3)
    assert int(first.number) == UTC_NS // 1_000_000 + 1
    assert first.prev == GENESIS
    assert [int(third.number), int(second.number)] == [int(first.number) + 2, int(first.number) + 1]
    assert_linked(chain(tmp_path))
    assert (box.disk, box.ring_s) == ("ok", 6)


def test_a_kept_segment_is_read_back_byte_for_byte(tmp_path: Path) -> None:
    box = ring(tmp_path)
    [stated, _] = store(box, 2)
    found = box.read(int(stated.number))
    assert found is not None
    wrapper, content = found
    statement, key_id, _ = opened(wrapper.encode(), desk.board_check(tmp_path / "store"))
    assert (statement, key_id) == (stated, f"{desk.TABLE}#1")
    assert digest_of(content) == stated.digest and len(content) == stated.size
    assert box.read(int(stated.number) + 9) is None


def test_the_chain_goes_on_after_a_start(tmp_path: Path) -> None:
    before = store(ring(tmp_path), 3)
    after = store(ring(tmp_path), 2)
    assert int(after[0].number) == int(before[-1].number) + 1
    assert_linked(chain(tmp_path))
    assert len(chain(tmp_path)) == 5


def test_what_a_crash_tore_is_taken_away_and_the_chain_goes_on(tmp_path: Path) -> None:
    before = store(ring(tmp_path), 2)
    last = int(before[-1].number)
    group = ring_file.folder_of(tmp_path / "video", last)
    (group / f"{last + 1}{ring_file.SEGMENT}").write_bytes(b"whole, but nobody stated it")
    (group / f"{last + 2}{ring_file.PART}").write_bytes(b"half")
    with (group / ring_file.STATEMENTS).open("ab") as file:
        file.write(b'{"p":"half a li')
    [after] = store(ring(tmp_path), 1)
    assert int(after.number) == last + 1
    assert_linked(chain(tmp_path))
    assert ring_file.numbers(group) == [last - 1, last, last + 1]
    assert not list(group.glob(f"*{ring_file.PART}"))


def test_a_changed_segment_is_told_by_its_digest(tmp_path: Path) -> None:
    box = ring(tmp_path)
    [stated] = store(box, 1)
    path = ring_file.segment_path(tmp_path / "video", int(stated.number))
    path.write_bytes(path.read_bytes()[:-1] + b"X")
    found = box.read(int(stated.number))
    assert found is not None and digest_of(found[1]) != stated.digest


def test_a_forged_statement_begins_a_new_chain_and_nothing_is_deleted(tmp_path: Path) -> None:
    store(ring(tmp_path), 3)
    [group] = ring_file.folders(tmp_path / "video")
    path = group / ring_file.STATEMENTS
    lines = path.read_bytes().splitlines()
    lines[1] = lines[1].replace(b'"s":"', b'"s":"A')
    path.write_bytes(b"\n".join(lines) + b"\n")
    with pytest.raises(ring_file.Foreign, match="line 2"):
        chain(tmp_path)
    [after] = store(ring(tmp_path), 1)
    assert after.prev == GENESIS
    assert len(ring_file.numbers(group)) == 3
    assert path.read_bytes().splitlines() == lines


def test_another_tables_recording_is_refused(tmp_path: Path) -> None:
    store(ring(tmp_path), 1)
    with pytest.raises(ConfigError, match=r"holds the recording of roulette-01: give each table its own"):
        ring(tmp_path, table="roulette-09")


def test_a_full_disk_stops_the_recording_and_not_the_statements(tmp_path: Path) -> None:
    box = ring(tmp_path)
    before = store(box, 1)
    with full_disk():
        lost = store(box, 2)
        assert box.disk == "full"
        assert "recording stands still" in box.said
    after = store(box, 1)
    assert (box.disk, box.said) == ("ok", "")
    assert [int(s.number) for s in lost + after] == [int(before[0].number) + n for n in (1, 2, 3)]
    assert_linked(chain(tmp_path))
    assert len(chain(tmp_path)) == 4
    assert [box.read(int(s.number)) is None for s in before + lost + after] == [False, True, True, False]


def test_a_full_disk_is_told_before_the_next_segment_and_costs_none_if_it_has_room_again(
    tmp_path: Path,
) -> None:
    box = ring(tmp_path)
    before = store(box, 1)
    box.look()
    assert box.disk == "ok"
    with full_disk():
        box.look()
        assert (box.disk, (tmp_path / "video" / WHOLE).exists()) == ("full", True)
    after = store(box, 1)
    assert (box.disk, box.said) == ("ok", "")
    assert [box.read(int(s.number)) is None for s in before + after] == [False, False]
    assert sorted(path.name for path in (tmp_path / "video").iterdir() if path.is_file()) == [WHOLE]


def test_others_that_fill_the_disk_are_seen_before_the_next_segment(tmp_path: Path) -> None:
    store(ring(tmp_path), 1)
    free_mib = shutil.disk_usage(tmp_path).free // 1024**2
    tight = ring(tmp_path, reserve_mib=free_mib + 1000)
    tight.look()
    assert tight.disk == "full"


def test_a_list_of_statements_is_read_once_however_many_are_asked_for(tmp_path: Path) -> None:
    box = ring(tmp_path)
    told = store(box, 40)
    numbers = [int(statement.number) for statement in told]
    index, paths = StatementIndex(), {ring_file.folder_of(tmp_path / "video", number) for number in numbers}
    for path in (path / ring_file.STATEMENTS for path in paths):
        began_ns = time.thread_time_ns()
        index.find(path, 0)
        first_ns = time.thread_time_ns() - began_ns
    for number in reversed(numbers):
        wire = index.find(ring_file.folder_of(tmp_path / "video", number) / ring_file.STATEMENTS, number)
        assert wire is not None and int(opened(wire, lambda *_: True)[0].number) == number
    began_ns = time.thread_time_ns()
    for _ in range(10):
        index.find(path, numbers[-1])
    assert (time.thread_time_ns() - began_ns) / 10 < first_ns / 4
    [late] = store(box, 1)
    assert box.read(int(late.number)) is not None


def test_a_start_after_a_full_disk_never_gives_a_number_twice(tmp_path: Path) -> None:
    box = ring(tmp_path)
    store(box, 1)
    with full_disk():
        lost = store(box, 2)
    [after] = store(ring(tmp_path), 1)
    assert int(after.number) > int(lost[-1].number)
    assert after.prev == GENESIS


def test_a_folder_that_can_not_be_made_costs_the_recording_only(tmp_path: Path) -> None:
    (tmp_path / "video").write_text("a file where the folder should be")
    box = ring(tmp_path)
    [first] = store(box, 1)
    assert box.disk == "failed"
    (tmp_path / "video").unlink()
    [second] = store(box, 1)
    assert box.disk == "ok"
    assert int(second.number) == int(first.number) + 1


def test_what_is_too_old_goes_first(tmp_path: Path) -> None:
    box = ring(tmp_path, keep_h=10 / 3600)
    store(box, 12)
    kept = [number for group in ring_file.folders(tmp_path / "video") for number in ring_file.numbers(group)]
    assert kept == list(range(box.last_number - 5, box.last_number + 1))
    assert box.ring_s == 12


def test_a_clock_far_ahead_does_not_empty_the_disk(tmp_path: Path) -> None:
    box = ring(tmp_path)
    store(box, 30)
    box.store(segment(box.next_number, at_s=10**9))
    [group] = ring_file.folders(tmp_path / "video")
    assert len(ring_file.numbers(group)) == 21


def test_the_oldest_makes_room_when_the_reserve_is_reached(
    tmp_path: Path,
) -> None:
    free_mib = shutil.disk_usage(tmp_path).free // 1024**2
    box = ring(tmp_path)
    store(box, 3)
    tight = ring(tmp_path, reserve_mib=free_mib + 1000)
    store(tight, 1)
    assert tight.disk == "full"
    assert "not by this recording" in tight.said
    [group] = ring_file.folders(tmp_path / "video")
    assert ring_file.numbers(group) == []


def test_a_folder_of_a_thousand_goes_when_it_is_empty(tmp_path: Path) -> None:
    box = ring(tmp_path, keep_h=10 / 3600)
    number = (box.next_number // 1000 + 1) * 1000 - 3
    for place in range(20):
        box.store(segment(number + place, at_s=2 * place))
    assert [group.name for group in ring_file.folders(tmp_path / "video")] == [
        f"{(number + 19) // 1000:016d}"
    ]


WRITER = """
import sys
from pathlib import Path
from tests.firmware_agent.video.test_ring import ring, store
box = ring(Path(sys.argv[1]))
print("ready", flush=True)
while True:
    store(box, 1)
    print(box.last_number, flush=True)
"""


def test_a_process_that_is_killed_while_it_writes_leaves_a_whole_chain(tmp_path: Path) -> None:
    ring(tmp_path)  # makes the key
    told = 0
    for _ in range(3):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            lines = [writer.stdout.readline() for _ in range(20)]
            writer.kill()
        told = int(lines[-1])
    box = ring(tmp_path)
    assert box.last_number >= told
    assert_linked(chain(tmp_path))
    for statement, _ in chain(tmp_path):
        found = box.read(int(statement.number))
        assert found is not None and digest_of(found[1]) == statement.digest


def test_the_marker_is_there_only_while_nothing_is_owed(tmp_path: Path) -> None:
    box = ring(tmp_path)
    store(box, 1)
    marker = tmp_path / "video" / WHOLE
    with full_disk():
        store(box, 1)
        assert not marker.exists()
    store(box, 1)
    assert marker.exists()

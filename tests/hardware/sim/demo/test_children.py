"""The demo's processes end with it: asked, killed, or orphaned by SIGKILL; its folder goes with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hardware.sim.demo.children import PROJECT, Children
from hardware.sim.demo.folder import MARK, DemoFolder

SLEEPER = [sys.executable, "-c", "import time; print('WARNING: sleepy', flush=True); time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(60)",
]
PARENT = """
import sys, time
from pathlib import Path
from hardware.sim.demo.children import Children
from hardware.sim.demo.folder import DemoFolder
folder = DemoFolder(Path(sys.argv[1]))
sweeper = folder.sweep_after_us()
child = Children(folder.sub("logs")).start("sleeper", [sys.executable, "-c", "import time; time.sleep(60)"])
print(child.process.pid, sweeper.process.pid, flush=True)
time.sleep(60)
"""


def soon(true: Callable[[], bool], limit_s: float = 10.0) -> bool:
    give_up = time.monotonic() + limit_s
    while time.monotonic() < give_up:
        if true():
            return True
        time.sleep(0.02)
    return true()


def alive(pid: int) -> bool:
    """Running, not merely waiting to be reaped."""
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_children_end_when_asked_and_their_warnings_are_kept(tmp_path: Path) -> None:
    children = Children(tmp_path)
    child = children.start("sleeper", SLEEPER)
    assert soon(lambda: "sleepy" in child.log.read_text(encoding="utf-8"))
    assert children.dead() == []
    children.end_all()
    assert not child.running
    assert children.dead() == []
    assert children.troubles() == {"sleeper": ["WARNING: sleepy"]}


def test_what_came_back_is_no_trouble(tmp_path: Path) -> None:
    children = Children(tmp_path)
    good = (
        "INFO firmware_agent.video.uplink: video uplink: connected",
        "INFO firmware_agent.sight.parent: the camera's word can be had",
        "INFO edge_api.video.alarms: table baccarat-01: no_board is over",
    )
    bad = (
        "WARNING firmware_agent.video.uplink: video uplink: refused",
        "WARNING edge_api.video.alarms: table baccarat-01: no_board: nothing heard",
        "ERROR edge_api.books: the disk is over",
    )
    child = children.start("desk", [sys.executable, "-c", f"print(*{[*good, *bad]}, sep=chr(10))"])
    assert child.ended(10.0) == 0
    assert children.troubles() == {"desk": list(bad)}


def test_a_child_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    child = Children(tmp_path).start("stubborn", STUBBORN)
    assert soon(lambda: "up" in child.log.read_text(encoding="utf-8"))
    assert child.end(limit_s=0.2) == -signal.SIGKILL


def test_a_child_that_dies_unasked_is_noticed(tmp_path: Path) -> None:
    children = Children(tmp_path)
    child = children.start("short", [sys.executable, "-c", "raise SystemExit(3)"])
    assert soon(lambda: not child.running)
    assert [dead.name for dead in children.dead()] == ["short"]


def test_a_child_that_failed_says_why_without_its_log(tmp_path: Path) -> None:
    children = Children(tmp_path)
    lines = "print(*range(30), sep=chr(10)); raise SystemExit('the lens is capped')"
    child = children.start("lens", [sys.executable, "-u", "-c", lines])
    assert child.ended(10.0) == 1
    first, *said = str(child.failed("not calibrated")).splitlines()
    assert first == "not calibrated; lens said:"
    assert said == [f"    {number}" for number in range(19, 30)] + ["    the lens is capped"]


def test_a_child_that_still_runs_when_its_time_is_over_has_no_exit_code(tmp_path: Path) -> None:
    children = Children(tmp_path)
    child = children.start("sleeper", SLEEPER)
    assert child.ended(0.01) is None
    children.end_all()


@pytest.mark.skipif(sys.platform != "linux", reason="leashes are Linux's")
def test_nothing_outlives_a_killed_demo_and_its_folder_goes(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(folder)], stdout=subprocess.PIPE, text=True, cwd=PROJECT
    ) as parent:
        assert parent.stdout is not None
        child, sweeper = map(int, parent.stdout.readline().split())
        assert alive(child)
        assert alive(sweeper)
        os.kill(parent.pid, signal.SIGKILL)
    assert soon(lambda: not alive(child))
    assert soon(lambda: not folder.exists())
    assert soon(lambda: not alive(sweeper))


def test_a_folder_with_other_peoples_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ValueError, match="holds other files"):
        DemoFolder(tmp_path)
    assert (tmp_path / "thesis.txt").exists()


def test_an_old_demos_folder_is_taken_over(tmp_path: Path) -> None:
    (tmp_path / MARK).write_text(f"{2**30}\n", encoding="utf-8")
    (tmp_path / "old").write_text("1", encoding="utf-8")
    DemoFolder(tmp_path)
    assert not (tmp_path / "old").exists()


def test_a_running_demos_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / MARK).write_text(f"{os.getppid()}\n", encoding="utf-8")
    (tmp_path / "books").touch()
    with pytest.raises(ValueError, match="demo that runs"):
        DemoFolder(tmp_path)
    assert (tmp_path / "books").exists()


def test_a_folder_that_can_not_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for wrong in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/demo")):
        with pytest.raises(ValueError, match=r"STUDIO_DEMO_DIR: .*name an empty folder"):
            DemoFolder(wrong)

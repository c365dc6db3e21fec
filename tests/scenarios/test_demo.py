"""The whole demo as a subprocess: two tables from device bytes to settled bets in twenty seconds, and nothing left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hardware.sim.demo.children import PROJECT

SECONDS, LYING_SECONDS = 20, 30
LIMIT_S = 240
SOAKED = "STUDIO_KILLS" in os.environ
FILMED = "1" if SOAKED else "0"
"""Whether the demo that is killed has its cameras: in `make soak`. That each process of a camera ends with a killed agent or edge, their own tests show."""


def processes_naming(text: str) -> list[str]:
    """Command lines of running processes that name ``text``, but for this one."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and int(entry.name) != os.getpid():
            try:
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            if text in line:
                found.append(line)
    return found


def demo_of(folder: Path, **wishes: str) -> list[str]:
    """What a whole demo said, whose own verdict must be clean."""
    done = subprocess.run(
        [sys.executable, "-m", "hardware.sim.demo"],
        env={**os.environ, "STUDIO_DEMO_DIR": str(folder), **wishes},
        cwd=PROJECT, capture_output=True, text=True, timeout=LIMIT_S, check=False,
    )  # fmt: skip
    said = done.stdout.splitlines()
    assert done.returncode == 0, "\n".join([*said[-60:], done.stderr])
    return said


@pytest.mark.slow
@pytest.mark.broker
@pytest.mark.timeout(LIMIT_S + 30)
def test_twenty_seconds_of_studio_lose_double_and_invent_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    said = demo_of(folder, DEMO_SECONDS=str(SECONDS))
    figures = json.loads(said[-1])
    assert figures["rounds_settled"] >= 4
    assert figures["bets_accepted"] > 20
    assert figures["bets_refused"] > 0
    assert figures["facts_sent"] > 40
    assert figures["video_frames"] > 200
    assert figures["clips"] >= 1
    nothing = ("late_bets_accepted", "facts_lost", "facts_duplicated", "ledger_imbalance_minor")
    assert {name: figures[name] for name in nothing} == dict.fromkeys(nothing, 0)
    assert (figures["audit_chain"], figures["verify"]) == ("ok", "ok")
    for game in ("roulette", "baccarat"):
        [pace] = [float(line.split()[1]) for line in said if line.startswith(f"{game}: ")]
        assert pace >= 6
        assert any(f"{game}-01-" in line and "SETTLED" in line for line in said)
    assert not folder.exists()
    assert processes_naming(str(folder)) == []


@pytest.mark.slow
@pytest.mark.broker
@pytest.mark.timeout(LIMIT_S + 30)
@pytest.mark.skipif(
    not SOAKED, reason="in `make soak`: tests/scenarios/test_disputes_die.py has a lying camera, too"
)
def test_cameras_that_lie_are_disputed_and_nothing_is_paid_on_their_word(tmp_path: Path) -> None:
    said = demo_of(tmp_path / "demo", DEMO_SECONDS=str(LYING_SECONDS), SABOTAGE="camera")
    assert json.loads(said[-1])["camera_disputed"] >= 1
    [told] = [line for line in said if line.startswith("the cameras lied in ")]
    assert told.endswith(", 0 paid")


@pytest.mark.slow
@pytest.mark.broker
@pytest.mark.timeout(LIMIT_S + 30)
@pytest.mark.parametrize(("number", "video"), [(signal.SIGINT, "0"), (signal.SIGKILL, FILMED)])
def test_a_demo_that_is_ended_leaves_no_process_and_no_file(
    tmp_path: Path, number: signal.Signals, video: str
) -> None:
    """Asked to end, without cameras: how those end then is seen above."""
    folder = tmp_path / "demo"
    env = {**os.environ, "STUDIO_DEMO_DIR": str(folder), "DEMO_VIDEO": video}
    env.pop("DEMO_SECONDS", None)
    with subprocess.Popen(
        [sys.executable, "-m", "hardware.sim.demo"], env=env, cwd=PROJECT, stdout=subprocess.PIPE, text=True
    ) as demo:
        assert demo.stdout is not None
        assert any("Ctrl-C ends everything" in line for line in demo.stdout)
        assert len(processes_naming(str(folder))) >= 7
        demo.send_signal(number)
        demo.stdout.read()
        assert demo.wait(30) == (-signal.SIGKILL if number is signal.SIGKILL else 0)
    give_up = time.monotonic() + 30
    while time.monotonic() < give_up and (folder.exists() or processes_naming(str(folder))):
        time.sleep(0.1)
    assert processes_naming(str(folder)) == []
    assert not folder.exists()

"""The shipped units: hardened as far as we claim, supervised as the programs expect, and understood by systemd."""

from __future__ import annotations

import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import pytest

from tests.arch.source import ROOT
from tests.systemd.unit_file import settings

UNITS = ["firmware-agent.service", "edge-api.service"]
GATE = "20"  # tenths: an exposure of 2.0
ANALYZE = shutil.which("systemd-analyze")

needs_systemd = pytest.mark.skipif(
    not ANALYZE, reason="systemd-analyze is not installed: exposure not measured"
)


def analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [ANALYZE or "systemd-analyze", "--no-pager", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@needs_systemd
@pytest.mark.parametrize("unit", UNITS)
def test_exposure_is_below_the_gate(unit: str) -> None:
    measured = analyze("security", "--offline=true", f"--threshold={GATE}", str(ROOT / "systemd" / unit))
    assert measured.returncode == 0, measured.stdout + measured.stderr


@needs_systemd
def test_a_bare_unit_would_not_pass_the_gate(tmp_path: Path) -> None:
    bare = tmp_path / "bare.service"
    bare.write_text("[Service]\nExecStart=/bin/true\n", encoding="utf-8")
    assert analyze("security", "--offline=true", f"--threshold={GATE}", str(bare)).returncode != 0


@needs_systemd
@pytest.mark.parametrize("unit", UNITS)
def test_systemd_knows_every_setting(unit: str, tmp_path: Path) -> None:
    text = (ROOT / "systemd" / unit).read_text(encoding="utf-8")
    command = settings(unit)["ExecStart"][0]
    copy = tmp_path / unit
    copy.write_text(text.replace(command, "/bin/true"), encoding="utf-8")
    complaints = analyze("verify", "--man=no", str(copy)).stderr
    assert [line for line in complaints.splitlines() if unit in line] == []


@pytest.mark.parametrize("unit", UNITS)
def test_supervision_is_what_the_programs_expect(unit: str) -> None:
    service = settings(unit)
    assert service["Type"] == ["notify"]
    assert service["WatchdogSec"] == ["10"]
    assert service["Restart"] == ["always"]
    assert service["RestartPreventExitStatus"] == ["78"]


def test_the_agent_reaches_serial_lines_gpio_cameras_and_microphones_and_no_other_device() -> None:
    agent = settings("firmware-agent.service")
    assert agent["DevicePolicy"] == ["closed"]
    assert {value.split()[0] for value in agent["DeviceAllow"]} == {
        "char-ttyUSB",
        "char-ttyACM",
        "char-ttyAMA",
        "char-ttyS",
        "char-gpiochip",
        "char-video4linux",
        "char-media",
        "char-dma_heap",
        "char-alsa",
    }
    assert agent["SupplementaryGroups"] == ["dialout gpio video audio studio-floor"]


@pytest.mark.parametrize("unit", UNITS)
def test_a_leak_of_the_video_process_stops_neither_the_table_nor_the_bets(unit: str) -> None:
    assert settings(unit)["OOMPolicy"] == ["continue"]


@pytest.mark.parametrize("unit", UNITS)
def test_the_picture_s_processes_may_step_back_behind_all_others(unit: str) -> None:
    lines = settings(unit)["SystemCallFilter"]
    assert lines.index("nice setpriority") > lines.index("~@privileged @resources")


def test_webrtc_may_ask_for_addresses_and_make_its_callbacks_at_the_edge_and_nothing_may_on_a_board() -> None:
    edge, agent = settings("edge-api.service"), settings("firmware-agent.service")
    families = "AF_INET AF_INET6 AF_UNIX"
    assert edge["RestrictAddressFamilies"] == [f"{families} AF_NETLINK"]
    assert "MemoryDenyWriteExecute" not in edge
    assert agent["RestrictAddressFamilies"] == [families]
    assert agent["MemoryDenyWriteExecute"] == ["yes"]


def test_the_agent_works_where_lgpio_may_write_its_fifo() -> None:
    agent = settings("firmware-agent.service")
    assert agent["WorkingDirectory"] == ["%t/" + agent["RuntimeDirectory"][0]]


def test_every_group_of_a_unit_is_made_at_install() -> None:
    made = {
        line.split()[1]
        for line in (ROOT / "systemd" / "sysusers-studio-floor.conf").read_text(encoding="utf-8").splitlines()
        if line.startswith("g ")
    }
    wanted = {
        group for unit in UNITS for value in settings(unit)["SupplementaryGroups"] for group in value.split()
    }
    assert wanted == made


def test_the_journal_snippet_keeps_logs_in_memory() -> None:
    parser = RawConfigParser()
    parser.read(ROOT / "systemd" / "journald-volatile.conf", encoding="utf-8")
    assert parser["Journal"]["Storage"] == "volatile"

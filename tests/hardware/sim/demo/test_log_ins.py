"""The demo's log-ins: all pages and people, in a file for its owner only."""

from __future__ import annotations

from pathlib import Path

from hardware.sim.demo.floor_plan import STAFF
from hardware.sim.demo.folder import DemoFolder
from hardware.sim.demo.log_ins import LogIns

PASSWORDS = {name: f"secret-of-{name}" for name in STAFF}
LOG_INS = LogIns("http://127.0.0.1:1", PASSWORDS, {"craps-01": "abc"})


def test_every_page_and_everybody_who_may_sign_in_is_named() -> None:
    assert "http://127.0.0.1:1/floor" in LOG_INS.text
    assert all(name in LOG_INS.text and PASSWORDS[name] in LOG_INS.text for name in STAFF)
    assert "http://127.0.0.1:1/play/craps-01#token=abc" in LOG_INS.text


def test_they_are_kept_in_the_demo_s_folder_for_its_owner_only(tmp_path: Path) -> None:
    path = DemoFolder(tmp_path / "demo").log_ins
    path.write_text("of an earlier run")
    LOG_INS.keep(path)
    assert path.parent == tmp_path / "demo" and path.stat().st_mode & 0o777 == 0o600
    assert path.read_text() == LOG_INS.text + "\n"

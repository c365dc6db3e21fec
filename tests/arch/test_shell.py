"""The scripts that prepare a machine parse, and shellcheck has nothing to say about them."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from tests.arch.source import ROOT

SCRIPTS = [".ci/setup", ".ci/run"]
SHELLCHECK = shutil.which("shellcheck")


@pytest.mark.parametrize("script", SCRIPTS)
def test_it_parses_and_may_be_executed(script: str) -> None:
    path = ROOT / script
    assert path.stat().st_mode & 0o111
    shell = "bash" if "bash" in path.read_text(encoding="utf-8").splitlines()[0] else "sh"
    subprocess.run([shell, "-n", str(path)], check=True)


@pytest.mark.skipif(not SHELLCHECK, reason="shellcheck is not installed: scripts not checked")
@pytest.mark.parametrize("script", SCRIPTS)
def test_shellcheck_is_silent(script: str) -> None:
    checked = subprocess.run(
        [SHELLCHECK or "shellcheck", str(ROOT / script)], capture_output=True, text=True, check=False
    )
    assert checked.stdout == ""


def test_continuous_integration_runs_the_whole_suite() -> None:
    assert (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()[-1] == "exec make test"

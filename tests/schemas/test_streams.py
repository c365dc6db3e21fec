"""Commands whose standard streams are closed do their work all the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SAYS = "import os, sys; from schemas.streams import open_closed_streams; open_closed_streams(); "


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("edge_api", "config-page"), 0),
        (("edge_api", "rules", "list"), 0),
        (("firmware_agent", "see", "dice", "none.jpg"), 1),
    ],
)
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_command_is_obeyed_whatever_stream_is_closed(
    command: tuple[str, ...], code: int, closed: str
) -> None:
    ran = _shell(f'exec "{sys.executable}" -m {" ".join(command)} {closed}')
    assert ran.returncode == code
    assert "Traceback" not in ran.stderr


def test_no_file_takes_the_number_of_a_closed_stream(tmp_path: Path) -> None:
    then = f"print(open({str(tmp_path / 'books')!r}, 'w').fileno() > 2, file=open({str(tmp_path / 'said')!r}, 'w'))"
    ran = _shell(f'"{sys.executable}" -c "{SAYS}{then}" <&- >&- 2>&-')
    assert ran.returncode == 0
    assert (tmp_path / "said").read_text().strip() == "True"


def _shell(line: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", "-c", line], capture_output=True, text=True, timeout=60, check=False)

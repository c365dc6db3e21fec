"""Commands whose standard streams are closed do their work all the same."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

OPENS = "import subprocess, sys; from {package}.streams import open_closed_streams; open_closed_streams(); "
CHILD = "import sys; books = open(sys.argv[1], 'w'); print(books.fileno() > 2 and sys.stdout is not None, file=open(sys.argv[2], 'w'))"


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


@pytest.mark.parametrize("package", ["edge_api", "firmware_agent"])
def test_no_file_takes_the_number_of_a_closed_stream_in_a_child_either(package: str, tmp_path: Path) -> None:
    program = tmp_path / "starts.py"
    files = [str(tmp_path / "books"), str(tmp_path / "said")]
    program.write_text(
        OPENS.format(package=package)
        + f"subprocess.run([sys.executable, '-c', {CHILD!r}, *{files!r}], check=True)"
    )
    ran = _shell(f'"{sys.executable}" "{program}" <&- >&- 2>&-')
    assert ran.returncode == 0
    assert Path(files[1]).read_text().strip() == "True"


@pytest.mark.parametrize("command", ["edge_api serve", "firmware_agent key"])
def test_a_wrong_configuration_is_78_wherever_it_is_told(command: str) -> None:
    assert (
        _shell(f'exec "{sys.executable}" -m {command} --config "$(printf \'\\377\')" 2>&-').returncode == 78
    )


def _shell(line: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    return subprocess.run(
        ["sh", "-c", line], capture_output=True, text=True, timeout=60, check=False, env=env
    )

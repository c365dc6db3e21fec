"""The rules of conduct hold for the project, and each of them fails on a planted counter-example."""

from __future__ import annotations

import pytest

from tests.arch import conduct
from tests.arch.source import ROOT, Source, project_files


def planted(text: str, path: str = "edge_api/ingest.py") -> list[Source]:
    return [Source(path, text)]


def test_only_the_clock_modules_read_clocks(sources: list[Source]) -> None:
    assert conduct.clocks(sources) == []


def test_no_sql_file_reads_a_clock() -> None:
    files = [(path.name, path.read_text(encoding="utf-8")) for path in project_files(".sql")]
    assert [complaint for file in files for complaint in conduct.sql_clocks(*file)] == []


def test_every_module_says_what_it_is(sources: list[Source]) -> None:
    assert conduct.docstrings(sources) == []


def test_nothing_happens_at_import(sources: list[Source]) -> None:
    assert conduct.nothing_at_import(sources) == []


def test_no_file_grows_past_the_stop() -> None:
    files = [
        (p.relative_to(ROOT).as_posix(), p.read_text(encoding="utf-8"))
        for p in project_files(".py", ".js", ".css")
    ]
    assert [complaint for file in files for complaint in conduct.too_long(*file)] == []


@pytest.mark.parametrize(
    "text",
    [
        "import time\nstart = lambda: time.time()",
        "import time as t\ndef now(): return t.monotonic_ns()",
        "from time import perf_counter",
        "from datetime import datetime as dt\ndef now(): return dt.now()",
        "import datetime\ndef now(): return datetime.datetime.utcnow()",
        "import datetime\nnow = datetime.date.today",
        "QUERY = \"INSERT INTO bet VALUES (datetime('now'))\"",
    ],
)
def test_a_clock_read_is_found(text: str) -> None:
    assert len(conduct.clocks(planted(text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "import time\ndef nap(): time.sleep(1)",
        "from datetime import datetime\ndef parse(s): return datetime.fromisoformat(s)",
        "import asyncio\ndef now(): return asyncio.get_running_loop().time()",
        "STATE = 'now open'",
    ],
)
def test_time_without_a_clock_passes(text: str) -> None:
    assert conduct.clocks(planted(text)) == []


def test_the_clock_module_may_read_clocks() -> None:
    assert conduct.clocks(planted("import time\ndef now(): return time.time_ns()", "edge_api/clock.py")) == []


def test_a_clock_read_in_sql_is_found() -> None:
    assert conduct.sql_clocks("0001.sql", "CREATE TABLE t (\n  at TEXT DEFAULT CURRENT_TIMESTAMP\n)") == [
        "0001.sql:2: the database must not read a clock"
    ]


def test_a_missing_docstring_is_found() -> None:
    assert len(conduct.docstrings(planted("import json"))) == 1
    assert conduct.docstrings(planted("")) == []


@pytest.mark.parametrize(
    "text",
    [
        "print('hello')",
        "import threading\nWORKER = threading.Thread()",
        "from fastapi import FastAPI\napp = FastAPI()",
        "from prometheus_client import Counter\nBETS = Counter('bets', 'accepted')",
        "import os\nHOME = os.getenv('HOME')",
        "CONFIG = open('x').read()",
        "def load(): ...\nTABLES = load()",
        "for i in range(3): pass",
        "with open('x') as f: pass",
        "class Board:\n    port = connect()",
        "if True:\n    start()",
        "if __name__ == '__main__':\n    main()",
        "seen = 0\ndef count():\n    global seen\n    seen += 1",
    ],
)
def test_an_act_at_import_is_found(text: str) -> None:
    assert conduct.nothing_at_import(planted(text)) != []


@pytest.mark.parametrize(
    "text",
    [
        "import logging, re\nlog = logging.getLogger(__name__)\nNAME = re.compile('[a-z]+')",
        "from fractions import Fraction\nHALF = Fraction(1, 2)\nRED = frozenset(range(1, 37, 2))",
        "from types import MappingProxyType\nROWS = MappingProxyType({'a': tuple(sorted([1]))})",
        "from fastapi import APIRouter\nrouter = APIRouter()\n@router.get('/x')\ndef x(): return open('x')",
        "from dataclasses import dataclass, field\n@dataclass(frozen=True)\nclass A:\n    b: list[int] = field(default_factory=list)",
        "from typing import NewType, TypeVar\nT = TypeVar('T')\nMinor = NewType('Minor', int)",
        "late = lambda: open('x')",
    ],
)
def test_a_definition_at_import_passes(text: str) -> None:
    assert conduct.nothing_at_import(planted(text)) == []


def test_main_may_act_when_it_is_the_program() -> None:
    assert (
        conduct.nothing_at_import(planted("if __name__ == '__main__':\n    main()", "edge_api/__main__.py"))
        == []
    )


def test_a_pure_file_may_compute_its_tables() -> None:
    assert conduct.nothing_at_import(planted("def f(): return 1\nN = f()", "schemas/games/wheels.py")) == []
    assert conduct.nothing_at_import(planted("N = open('x')", "schemas/games/wheels.py")) != []


def test_a_file_past_the_stop_is_found() -> None:
    assert conduct.too_long("edge_api/x.py", "x = 1\n" * 300) == []
    assert conduct.too_long("edge_api/x.py", "x = 1\n" * 301) == [
        "edge_api/x.py: 301 lines; 300 is the stop: one file, one noun"
    ]
    assert conduct.too_long("edge_api/x.py", '"""Generated from the field."""\n' + "x = 1\n" * 301) == []

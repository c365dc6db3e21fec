"""Commands that answer lines: from a file, or from standard input, each answered before the next is asked for."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TextIO

from edge_api.config_error import ConfigError


def add_file(parser: argparse.ArgumentParser) -> None:
    """``[FILE]``."""
    parser.add_argument("file", nargs="?", type=Path, help="file of lines; left out, standard input")


def answer(file: Path | None, answers: Callable[[Iterable[str]], Iterator[str]]) -> int:
    """Print what ``answers`` makes of each line; 0. Raises ConfigError when the file can't be read."""
    with contextlib.ExitStack() as stack:
        if file is None:
            sys.stdin.reconfigure(encoding="utf-8", errors="replace", newline="\n")  # type: ignore[union-attr]
            sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # who writes a line may wait for its answer
            lines: TextIO = sys.stdin
        else:
            try:
                lines = stack.enter_context(file.open(encoding="utf-8", errors="replace", newline="\n"))
            except OSError as wrong:
                raise ConfigError(f"{file}: can't be read: {wrong}") from None
        for line in answers(lines):
            sys.stdout.write(line + "\n")
        sys.stdout.flush()
    return 0

"""`edge-api verify-sheet`: prove a technician's sheet, or a check of a shift, with public keys only. Needs no edge, no books and no configuration; changes nothing."""

from __future__ import annotations

import argparse
from pathlib import Path

from edge_api.config_error import ConfigError
from edge_api.say import say
from edge_api.signing import KeyRing
from edge_api.small_file import read_text
from edge_api.verify_clip_command import keys_of
from schemas.envelope import BadEnvelope, unseal
from schemas.sight_sheet import CHECK_TYPE, SHEET_TYPE, SightCheck, SightSheet
from schemas.times import rfc3339

PROVED, WRONG = 0, 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """A paper, and the keys to believe."""
    parser.add_argument("file", type=Path, help="the sheet or the check, byte for byte as it was downloaded")
    parser.add_argument(
        "--keys", type=Path, required=True,
        help="file of public keys, one 'KEY-ID KEY board' a line, as `edge-api admin boards list` prints them",
    )  # fmt: skip


def run(chosen: argparse.Namespace) -> int:
    """PROVED or WRONG. Raises ConfigError when a file can't be read."""
    boards = keys_of(chosen.keys).boards
    try:
        sealed = read_text(chosen.file).encode()
    except (OSError, ValueError) as wrong:
        raise ConfigError(f"{chosen.file}: {wrong}") from None
    try:
        say(proved(sealed, boards))
    except ValueError as wrong:
        say(f"WRONG  {wrong}", is_error=True)
        return WRONG
    return PROVED


def proved(sealed: bytes, boards: KeyRing) -> str:
    """What the paper says, in one line. Raises ValueError: no board of these sealed it, or not for that table."""
    try:
        opened, paper = _sheet(sealed, boards)
    except BadEnvelope as no_sheet:
        try:
            opened, paper = _check(sealed, boards)
        except BadEnvelope:
            raise no_sheet from None
    if opened.partition("#")[0] != paper.table:
        raise ValueError(f"{opened} sealed it for {paper.table}")
    return f"proved  {_words(paper)} by {paper.by}, {rfc3339(int(paper.at_utc_ns))}, sealed by {opened}"


def _sheet(sealed: bytes, boards: KeyRing) -> tuple[str, SightSheet | SightCheck]:
    opened = unseal(sealed, boards.check, SHEET_TYPE)
    return opened.key_id, SightSheet.consume(opened.payload)


def _check(sealed: bytes, boards: KeyRing) -> tuple[str, SightSheet | SightCheck]:
    opened = unseal(sealed, boards.check, CHECK_TYPE)
    return opened.key_id, SightCheck.consume(opened.payload)


def _words(paper: SightSheet | SightCheck) -> str:
    if isinstance(paper, SightSheet):
        return f"sheet of {paper.table}'s camera, calibration {paper.calibration}"
    said = "passed" if paper.passed else f"not passed: {paper.said}"
    return f"check of {paper.table}'s camera, {said},"

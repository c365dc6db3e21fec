"""`edge-api verify-clip`: prove a round's clip with public keys only. Needs no edge, no books and no configuration; changes nothing."""

from __future__ import annotations

import argparse
from pathlib import Path

from edge_api.config_error import ConfigError
from edge_api.say import say
from edge_api.signing import KeyRing
from edge_api.small_file import read_text
from edge_api.video.clips.check import Finding, check_bets, read_manifest
from edge_api.video.clips.promise import BetsOpened
from schemas.envelope import Check


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """A clip, and the keys to believe."""
    parser.add_argument(
        "clip", type=Path, help="the clip's folder, or its clip.mp4 with the other files beside it"
    )
    parser.add_argument(
        "--keys", type=Path, required=True,
        help="file of public keys, one 'KEY-ID KEY' a line: the edge's (`edge-api admin key`) and the board's (`edge-api admin boards list`)",
    )  # fmt: skip
    parser.add_argument(
        "--bets", type=Path, help="prove these bets too: the answer of GET /api/v1/rounds/ROUND/clip/bets"
    )


def run(chosen: argparse.Namespace) -> int:
    """0 when everything holds, else 1. Raises ConfigError when the keys or the bets can't be read."""
    from edge_api.video.clips.check_frames import check_clip  # loads FFmpeg's libraries

    folder = chosen.clip if chosen.clip.is_dir() else chosen.clip.parent
    check = keys_of(chosen.keys).check
    findings = check_clip(folder, check)
    if chosen.bets is not None:
        findings += _bets(folder, check, chosen.bets)
    for finding in findings:
        say(f"{'holds' if finding.holds else 'WRONG'}  {finding.text}", is_error=not finding.holds)
    wrong = sum(not finding.holds for finding in findings)
    say(f"{wrong} things are wrong" if wrong else "the clip is what board and edge signed")
    return 1 if wrong else 0


def _bets(folder: Path, check: Check, file: Path) -> list[Finding]:
    """Raises ConfigError."""
    try:
        opened = BetsOpened.consume(read_text(file))
    except ValueError as wrong:
        raise ConfigError(f"{file}: not an answer of .../clip/bets: {wrong}") from None
    said, _ = read_manifest(folder, check)
    return [] if said is None else list(check_bets(said, opened))


def keys_of(file: Path) -> KeyRing:
    """Key ids and keys: the first two words of each line; what follows, and lines that begin with #, are for people.

    Raises:
        ConfigError: the file can't be read, or a line is no key.
    """
    lines = (line.split() for line in read_text(file).splitlines())
    words = [line for line in lines if line and not line[0].startswith("#")]
    try:
        return KeyRing.of({line[0]: line[1] for line in words})
    except (ValueError, IndexError) as wrong:
        raise ConfigError(f"{file}: not 'KEY-ID KEY' a line: {wrong}") from None

"""`edge-api verify-clip`: prove a round's clip with public keys only. Needs no edge, no books and no configuration; changes nothing."""

from __future__ import annotations

import argparse
from pathlib import Path

from edge_api.config_error import ConfigError
from edge_api.say import say
from edge_api.small_file import read_text
from edge_api.video.clips.check import check_bets, read_manifest
from edge_api.video.clips.clip_files import ClipFiles, find_clip
from edge_api.video.clips.finding import Finding, verdict
from edge_api.video.clips.keys import BOARD, EDGE, ClipKeys
from edge_api.video.clips.promise import BetsOpened

PROVED, WRONG, INCOMPLETE = 0, 1, 3
"""Exit codes. INCOMPLETE: all that is there is proved, but some of the time has no picture, as the clip owns up to."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """A clip, and the keys to believe."""
    parser.add_argument(
        "clip",
        type=Path,
        help="the clip's folder, or its clip.mp4 with the other files beside it; as downloaded, with the round's name before theirs, too",
    )
    parser.add_argument(
        "--keys", type=Path, required=True,
        help="file of public keys, one 'KEY-ID KEY edge' or 'KEY-ID KEY board' a line, as `edge-api admin key` and `edge-api admin boards list` print them",
    )  # fmt: skip
    parser.add_argument(
        "--bets", type=Path, help="prove these bets too: the answer of GET /api/v1/rounds/ROUND/clip/bets"
    )


def run(chosen: argparse.Namespace) -> int:
    """PROVED, WRONG or INCOMPLETE. Raises ConfigError when there is no manifest, or the keys or the bets can't be read."""
    from edge_api.video.clips.check_frames import check_clip  # loads FFmpeg's libraries

    keys, folder = keys_of(chosen.keys), find_clip(chosen.clip)
    findings = check_clip(folder, keys)
    if chosen.bets is not None:
        findings += _bets(folder, keys, chosen.bets)
    for finding in findings:
        word = "gap  " if finding.is_gap else "holds" if finding.holds else "WRONG"
        say(f"{word}  {finding.text}", is_error=not finding.holds)
    say(verdict(findings))
    if not all(finding.holds for finding in findings):
        return WRONG
    return INCOMPLETE if any(finding.is_gap for finding in findings) else PROVED


def _bets(folder: ClipFiles, keys: ClipKeys, file: Path) -> list[Finding]:
    """Raises ConfigError."""
    try:
        opened = BetsOpened.consume(read_text(file))
    except ValueError as wrong:
        raise ConfigError(f"{file}: not an answer of .../clip/bets: {wrong}") from None
    said, _ = read_manifest(folder, keys)
    return [] if said is None else list(check_bets(said, opened))


def keys_of(file: Path) -> ClipKeys:
    """Key ids, keys, and whose they are: the first three words of each line; what follows, and lines that begin with #, are for people.

    Raises:
        ConfigError: the file can't be read, or a line is no key.
    """
    found: dict[str, dict[str, str]] = {EDGE: {}, BOARD: {}}
    try:
        for line in read_text(file).splitlines():
            if line.strip() and not line.startswith("#"):
                key_id, key, whose = line.split()[:3]
                found[whose.rstrip(",")][key_id] = key
        return ClipKeys.of(found[EDGE], found[BOARD])
    except (ValueError, KeyError) as wrong:
        raise ConfigError(
            f"{file}: not 'KEY-ID KEY {EDGE}' or 'KEY-ID KEY {BOARD}' a line: {wrong}"
        ) from None

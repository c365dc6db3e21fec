"""The words of ``firmware-agent see`` and ``calibrate``. Runs nothing, so that every other command starts without OpenCV."""

from __future__ import annotations

import argparse
from pathlib import Path

SEEN = ("cards", "wheel", "dice", "segments")
"""What can be read from a picture (schemas.sight.SightKind, without its weight)."""


def add_sight_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`see` and `calibrate`, each with the kind of thing to look at."""
    what = "read pictures: one JSON line each, with what was seen and why the rest was not accepted"
    see = commands.add_parser("see", help=what, description=what)
    see.add_argument("kind", choices=SEEN)
    see.add_argument(
        "--calibration", type=Path, metavar="FILE", help="without it reads are advice, none accepted"
    )
    see.add_argument("pictures", type=Path, nargs="+", metavar="PICTURE")
    what = "learn a site from labelled pictures; the self-test as one JSON line, exit 1 if it took one for another"
    calibrate = commands.add_parser("calibrate", help=what, description=what)
    calibrate.add_argument("kind", choices=SEEN)
    calibrate.add_argument("--labels", type=Path, required=True, metavar="FILE", help="JSON; docs/sight.md")
    calibrate.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="JSON, with its .npz beside it"
    )
    marks = "the table's four marks in the first picture, clockwise from the top left; then a moved camera is noticed"
    calibrate.add_argument("--marks", type=_point, nargs=4, metavar="X,Y", help=marks)
    calibrate.add_argument(
        "--table-mm", type=_point, default=(1000.0, 600.0), metavar="W,H", help="from mark to mark"
    )
    calibrate.add_argument(
        "--wheel",
        default="european",
        help="wheel: european (if none is named), french or american; segments: the wheel's rule set",
    )
    calibrate.add_argument(
        "--sign-for",
        type=Path,
        metavar="CONFIG",
        help="the board's file: sign it with the board's key, by --by",
    )
    calibrate.add_argument("--by", metavar="NAME", help="who answers for it")
    named = "each has one entry in the labels, whose file is the end of its path, or else its name"
    calibrate.add_argument("pictures", type=Path, nargs="+", metavar="PICTURE", help=named)


def _point(text: str) -> tuple[float, float]:
    first, second = (float(part) for part in text.split(","))
    return first, second

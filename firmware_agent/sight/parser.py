"""The words of ``firmware-agent see`` and ``calibrate``. Runs nothing, so that every other command starts without OpenCV."""

from __future__ import annotations

import argparse
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

SEEN = ("cards", "wheel", "dice", "segments")
"""What can be read from a picture (schemas.sight.SightKind, without its weight)."""

SEE_ENDS = (
    "exit: 0 every picture was looked at, whatever was accepted of it; 1 a picture can't be opened or is none, or the calibration can't"
    " be used (standard error says which, and what to do); 2 other words than these"
)
CALIBRATE_ENDS = (
    "exit: 0 written; 1 nothing was written: the self-test took one thing for another, or labels, pictures or places can't be used"
    " (standard error says which, and what to do), or it was written and standard output ended before that could be told;"
    " 2 other words than these; 78 the board's file can't be used"
)


@dataclass(frozen=True, slots=True)
class _Kind:
    """How one kind is learned. ``needs``: which pictures; ``labels``: an entry of the labels' file; ``words``: an example's own options."""

    what: str
    needs: str
    labels: str
    page: str
    marks: bool = False
    wheel: str = ""
    words: str = ""


KINDS: Mapping[str, _Kind] = MappingProxyType(
    {
        "cards": _Kind(
            "learn a deck of playing cards",
            "each card of the deck once, in any number of pictures, whole and not touching",
            '{"cards": [{"file": "01.jpg", "cards": [{"label": "10D", "quad": [[X,Y], [X,Y], [X,Y], [X,Y]]}]}]}',
            "docs/sight.md",
            marks=True,
            words=" --marks 90,60 1190,60 1190,660 90,660 --table-mm 1200,650",
        ),
        "wheel": _Kind(
            "learn a roulette wheel",
            "the empty wheel, turned between the pictures; some with the ball in a pocket",
            '{"wheel": [{"file": "01.jpg", "result": null}, {"file": "02.jpg", "result": "17"}]}',
            "docs/sight-wheel.md",
            wheel="european (if none is named), french or american",
            words=" --wheel european",
        ),
        "dice": _Kind(
            "learn the dice of a table",
            "throws from where the camera will stay; thirty are good, two the least",
            '{"dice": [{"file": "01.jpg", "faces": [1, 3, 6]}]}',
            "docs/sight-dice.md",
        ),
        "segments": _Kind(
            "learn a money wheel",
            "the wheel at rest at different stops, four at least",
            '{"segments": [{"file": "01.jpg", "segment": "10"}], "order": ["40", "1", "2", ...]}',
            "docs/sight-segments.md",
            marks=True,
            wheel="the wheel's rule set, such as dream_catcher; needed where the labels tell no order",
            words=" --wheel dream_catcher",
        ),
    }
)


def add_sight_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`see` and `calibrate`, each with the kind of thing to look at."""
    what = "read pictures: one JSON line each, with what was seen and why the rest was not accepted"
    see = commands.add_parser("see", help=what, description=what, epilog=SEE_ENDS)
    see.add_argument("kind", choices=SEEN)
    see.add_argument(
        "--calibration", type=Path, metavar="FILE", help="without it reads are advice, none accepted"
    )
    see.add_argument(
        "pictures", type=Path, nargs="+", metavar="PICTURE", help="after -- where a name begins with a dash"
    )
    what = "learn a site from labelled pictures; the self-test as one JSON line, exit 1 if it took one for another"
    calibrate = commands.add_parser("calibrate", help=what, description=what, epilog=CALIBRATE_ENDS)
    kinds = calibrate.add_subparsers(dest="kind", required=True, metavar="KIND")
    for name, kind in KINDS.items():
        _add_kind(kinds, name, kind)


def _add_kind(kinds: argparse._SubParsersAction[argparse.ArgumentParser], name: str, kind: _Kind) -> None:
    """Options that mean nothing to a kind are not there: they would be passed over unread."""
    command = f"firmware-agent calibrate {name} --labels labels.json --out site.json{kind.words}"
    parser = kinds.add_parser(
        name,
        help=kind.what,
        description=f"{kind.what}: {kind.needs}; the self-test as one JSON line",
        epilog=f"example:\n  {command} -- pictures/*.jpg\n\nlabels.json ({kind.page}):\n  {kind.labels}\n\n{CALIBRATE_ENDS}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(marks=None, table_mm=(1000.0, 600.0), wheel="european")
    parser.add_argument(
        "--labels", type=Path, required=True, metavar="FILE", help="JSON: what each picture shows, as below"
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="JSON, with its .npz beside it"
    )
    if kind.marks:
        _add_marks(parser)
    if kind.wheel:
        parser.add_argument("--wheel", metavar="NAME", help=kind.wheel)
    _add_signature(parser)
    named = "each given once; each has one entry in the labels, whose file is the end of its path by whole names, or else its name"
    parser.add_argument("pictures", type=Path, nargs="+", metavar="PICTURE", help=named)


def _add_marks(parser: argparse.ArgumentParser) -> None:
    marks = "the table's four marks in the first picture, in pixels, clockwise from the top left; then a moved camera is noticed"
    parser.add_argument("--marks", type=_pixels, nargs=4, metavar="X,Y", help=marks)
    parser.add_argument(
        "--table-mm",
        type=_millimetres,
        metavar="W,H",
        help="width and height of what the marks enclose, in millimetres (1000,600)",
    )


def _add_signature(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--sign-for",
        type=Path,
        metavar="CONFIG",
        help="the board's TOML file: sign it with the board's key, by --by",
    )
    parser.add_argument("--by", metavar="NAME", help="who answers for it")


def _pixels(text: str) -> tuple[float, float]:
    pair = _pair(text)
    if pair is None:
        raise argparse.ArgumentTypeError(
            f"{text!r}: each mark is two numbers of pixels with a comma between them, X,Y, such as 90,60"
        )
    return pair


def _millimetres(text: str) -> tuple[float, float]:
    pair = _pair(text)
    if pair is None or min(pair) <= 0:
        raise argparse.ArgumentTypeError(
            f"{text!r}: width and height of what the marks enclose, in millimetres, with a comma between them, W,H, such as 1000,600"
        )
    return pair


def _pair(text: str) -> tuple[float, float] | None:
    """Two finite numbers."""
    try:
        first, second = (float(part) for part in text.split(","))
    except ValueError:
        return None
    return (first, second) if math.isfinite(first) and math.isfinite(second) else None

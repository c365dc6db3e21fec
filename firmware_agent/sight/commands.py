"""Runs ``firmware-agent see`` and ``calibrate``. What can't be used is one line that says which file and what to do, and exit 1."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any, TextIO
from unicodedata import category

import cv2

from firmware_agent.config import AgentConfig
from firmware_agent.config_file import ConfigError, load_config
from firmware_agent.sight.calibration_file import wrong_file
from firmware_agent.sight.doubts import calibrated_saying, doubted_after
from firmware_agent.sight.given_files import NO_TEXT, refuse_pictures, refuse_place
from firmware_agent.sight.looker import CalibrateWish, Kind, Looker, kind_of
from firmware_agent.sight.pictures import picture
from firmware_agent.sight.see_command import see
from firmware_agent.sight.sign_command import refuse_other, sign
from hardware.clock import SystemClock
from hardware.decode.sight.reader import CalibrationError
from schemas.sight import SightKind

MOST_NAMED = 20
"""Pictures that can't be read, named on standard error; the line of each says it too."""
WHAT_TO_NAME = "name whole picture files, such as JPEG or PNG"
NOT_WRITTEN = "{}: nothing was written: its self-test took one thing for another: put the labels right, or take sharper or larger pictures\n"
SELDOM = 0.5
"""Part of its self-test's looks, below which a technician is told."""


def obey(chosen: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """The exit code."""
    cv2.setNumThreads(1)
    try:
        return _see(chosen, out, err) if chosen.command == "see" else _calibrate(chosen, out, err)
    except BrokenPipeError:
        raise
    except (CalibrationError, OSError) as wrong:
        err.write(f"{_sentence(wrong)}\n")
        return 1


def _see(chosen: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """0 once every picture was looked at, whatever was accepted; 1 where one can't be read: it is named when the others have been looked at."""
    sees, path = SightKind(chosen.kind), chosen.calibration
    if path is not None and (wrong := wrong_file(path, sees)) is not None:
        raise CalibrationError(wrong)
    unread = see(_looker(sees, path), chosen.pictures, out, SystemClock())
    for path, wrong in unread[:MOST_NAMED]:
        err.write(f"{_one_line(f'{path}: {wrong}')}\n")
    if unread:
        err.write(f"{len(unread)} of {len(chosen.pictures)} pictures can't be read: {WHAT_TO_NAME}\n")
    return 1 if unread else 0


def _looker(sees: SightKind, path: Path | None) -> Looker:
    try:
        return kind_of(sees).looker(path)
    except CalibrationError as wrong:
        raise CalibrationError(f"{wrong}: put back the one that was made, or calibrate anew") from wrong


def _calibrate(chosen: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Signed only when the self-test has passed."""
    sees, wish, config = SightKind(chosen.kind), _wish(chosen), _board(chosen)
    if config is not None:
        refuse_other(config, sees, wish.out)
    refuse_pictures(wish.pictures)
    refuse_place(wish)
    if not _calibrated(kind_of(sees), wish, out, err):
        err.write(NOT_WRITTEN.format(wish.out))
        return 1
    err.write(left_out(wish.out) + seldom(wish.out) + doubted_after(sees, wish))
    if config is not None:
        out.write(json.dumps({"sheet": sign(config, wish, chosen.by, SystemClock())}) + "\n")
    return 0


def _calibrated(kind: Kind, wish: CalibrateWish, out: TextIO, err: TextIO) -> bool:
    """As ``Kind.calibrate``; a picture that can't be read is told before what the labels say of it."""
    try:
        return calibrated_saying(kind, wish, out, err.write)
    except CalibrationError:
        for path in wish.pictures:
            if isinstance(wrong := picture(path), str):
                raise CalibrationError(f"{path}: {wrong}") from None
        raise


def seldom(made: Path) -> str:
    """One line about a calibration that will hardly ever answer; "" for one that will, and for wheels, whose looks are counted."""
    accepted = _self_test(made).get("accepted", 1.0)
    if not isinstance(accepted, float) or accepted >= SELDOM:
        return ""
    return (
        f"{made}: by its self-test only {100 * accepted:.0f} % of hard looks will be accepted: look whether the labels name everything that lies there, "
        "or take sharper or larger pictures; cards that differ in their corners only, and dice on a floor of their own colour, are seldom told for sure\n"
    )


def _self_test(made: Path) -> dict[str, Any]:
    return dict(json.loads(made.read_text(encoding="utf-8"))["self_test"])


def left_out(made: Path) -> str:
    """One line about the cards that no picture showed; "" when there are none."""
    missing = _self_test(made).get("missing", [])
    cards = f"{len(missing)} cards are" if len(missing) > 1 else "1 card is"
    told = f"{cards} not enrolled and will be unknown_card: {' '.join(missing)} (T is ten)\n"
    return told if missing else ""


def _board(chosen: argparse.Namespace) -> AgentConfig | None:
    if (chosen.sign_for is None) != (chosen.by is None):
        raise ConfigError("--sign-for and --by go together: which board's table, and who answers for it")
    return None if chosen.sign_for is None else load_config(chosen.sign_for, "--sign-for")


def _sentence(wrong: CalibrationError | OSError) -> str:
    """One line, with the file's name before what the system says of it."""
    if isinstance(wrong, OSError) and wrong.filename is not None:
        return _one_line(f"{wrong.filename}: {wrong.strerror}")
    return _one_line(str(wrong))


def _one_line(said: str) -> str:
    """Names of files, and what stands in labels, may have line ends in them, or signs that a terminal obeys."""
    line = " ".join(said.splitlines())
    return "".join(ascii(sign)[1:-1] if category(sign) in NO_TEXT else sign for sign in line)


def _wish(chosen: argparse.Namespace) -> CalibrateWish:
    return CalibrateWish(
        labels=chosen.labels,
        out=chosen.out,
        pictures=tuple(chosen.pictures),
        marks=None if chosen.marks is None else tuple(chosen.marks),
        table_mm=chosen.table_mm,
        wheel=chosen.wheel,
    )

"""`firmware-agent`: run a table, check its board, decode and replay captures. Ends with 78 when the configuration is wrong."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from io import BufferedIOBase
from pathlib import Path
from threading import Event
from typing import cast

from firmware_agent.config_file import ConfigError, load_config
from firmware_agent.sight.parser import add_sight_commands
from firmware_agent.streams import open_closed_streams

log = logging.getLogger("firmware_agent")

EX_CONFIG = 78
KINDS = "cammegh-ss2, angel-eye-2ex, card-line, dice-line, segment-line, or one that another package adds"
"""As ``hardware.catalog`` knows them, without its weight."""


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    open_closed_streams()
    chosen = _parser().parse_args(words)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    try:
        return _obey(chosen)
    except ConfigError as wrong:
        print(wrong, file=sys.stderr)
        return EX_CONFIG
    except BrokenPipeError:
        sys.stderr.close()
        return 1


def _obey(chosen: argparse.Namespace) -> int:
    match chosen.command:
        case "run":
            return _run(chosen.config)
        case "check":
            return _check(chosen.config)
        case "key":
            return _key(chosen.config)
        case "decode":
            return _decode(chosen.kind)
        case "video":
            return _video(chosen.config, chosen.fd, chosen.tap_fd)
        case "sight":
            return _look(chosen.config, chosen.fd, chosen.tap_fd)
        case "calibrate-sync":
            return _calibrate(chosen.config, chosen.device, chosen.flashes)
        case "replay":
            return _replay(chosen.config, chosen.capture, chosen.on_hold)
        case "see" | "calibrate":
            return _sight(chosen)
    print(version("studio-floor"))
    return 0


def _run(path: Path) -> int:
    """Play until told to stop; the crash of any thread is the program's own."""
    from firmware_agent.board import Board  # paho, gpiozero and serial: only for those who play

    config, told_to_stop = load_config(path), Event()
    while not told_to_stop.is_set():
        try:
            board = Board(config, os.environ, version("studio-floor"), path)
            _obey_signals(board.stop, told_to_stop)
            if not board.run():
                return 0
        except ConfigError:
            raise
        except Exception:
            log.exception("the agent ends; the next start holds a round that was running")
            return 1
    return 0


def _obey_signals(stop: Callable[[], None], told_to_stop: Event) -> None:
    def obey(_number: int, _frame: object) -> None:
        told_to_stop.set()
        stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, obey)


def _video(path: Path, line_fd: int | None, tap_fd: int | None) -> int:
    from firmware_agent.video.command import run_video  # codecs: only for the process that sends a picture

    return run_video(path, line_fd, tap_fd)


def _look(path: Path, line_fd: int | None, tap_fd: int | None) -> int:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from firmware_agent.sight.command import run_sight  # OpenCV: only for the process that looks

    return run_sight(path, line_fd, tap_fd)


def _calibrate(path: Path, device: str | None, flashes: int) -> int:
    from firmware_agent.video.calibrate import calibrate
    from firmware_agent.video.flashes import Pace
    from firmware_agent.video.sync_estimate import NotCalibrated
    from hardware.clock import SystemClock

    try:
        for line in calibrate(load_config(path), device, os.environ, SystemClock(), pace=Pace(flashes)):
            print(line, flush=True)
    except NotCalibrated as why:
        print(f"not calibrated: {why}", file=sys.stderr)
        return 1
    return 0


def _check(path: Path) -> int:
    from firmware_agent.checks import check_all
    from hardware.clock import SystemClock

    good = True
    config = load_config(path)
    print(f"ok   config: {path}")
    for finding in check_all(config, os.environ, SystemClock()):
        print(finding, flush=True)
        good = good and finding.good
    return 0 if good else 1


def _key(path: Path) -> int:
    from firmware_agent.signing import board_key

    config = load_config(path)
    key = board_key(config.store.folder, config.table.id)
    print(f"{key.key_id} {key.public_key}")
    return 0


def _decode(kind: str) -> int:
    from firmware_agent.decode_command import decode

    try:
        decode(kind, cast(BufferedIOBase, sys.stdin.buffer), sys.stdout, sys.stderr)
    except ValueError as wrong:
        raise ConfigError(f"--kind: {wrong}") from wrong
    return 0


def _sight(chosen: argparse.Namespace) -> int:
    os.environ.setdefault(
        "OPENBLAS_NUM_THREADS", "1"
    )  # read when numpy is first imported; a table has other work for its cores
    from firmware_agent.sight.commands import obey  # OpenCV: only for those who look at pictures

    return obey(chosen, sys.stdout, sys.stderr)


def _replay(config: Path, capture: Path, on_hold: str) -> int:
    from firmware_agent.capture import CaptureError
    from firmware_agent.replay import OnHold, replay

    try:
        with capture.open(encoding="utf-8") as lines:
            replay(load_config(config), lines, sys.stdout, OnHold(on_hold))
    except BrokenPipeError:
        raise
    except (CaptureError, OSError, UnicodeDecodeError) as wrong:
        print(f"{capture}: {wrong}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="firmware-agent", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, what in (
        ("run", "play the table until SIGTERM"),
        ("video", "send and record the picture of [camera] until SIGTERM; `run` starts this by itself"),
        ("sight", "look at the picture as [sight] says until SIGTERM; `run` starts this by itself"),
        ("check", "try config, key, store, clock, devices, console, brokers and camera; exit 1 if one fails"),
        (
            "calibrate-sync",
            "flash the LED of [camera]; print how late camera and sensors are, as lines for the configuration",
        ),
        ("key", "print the key id and public key of this board, making the key when there is none"),
        ("replay", "feed a capture of device bytes to the real decoders and machine; facts as JSON lines"),
    ):
        command = commands.add_parser(name, help=what, description=what)
        command.add_argument(
            "--config", type=Path, required=True, metavar="FILE", help="the agent's TOML file"
        )
        if name in ("video", "sight"):
            command.add_argument("--fd", type=int, help="socket of the agent that started it")
            command.add_argument("--tap-fd", type=int, help="memory through which the picture is shared")
        if name == "calibrate-sync":
            command.add_argument("--device", help="a device, or console, whose sensor is on the LED's line")
            command.add_argument("--flashes", type=int, default=30, help="how many (30)")
        if name == "replay":
            command.add_argument("capture", type=Path, help='JSON lines {"at_ns", "device", "hex"}')
            command.add_argument(
                "--on-hold",
                choices=("void", "keep"),
                default="void",
                help="void a held round when the next game begins (there is no pit boss in a capture), or keep it held",
            )
    what = "bytes on standard input to signals as JSON lines"
    decode = commands.add_parser("decode", help=what, description=what)
    decode.add_argument("--kind", required=True, help=f"which device spoke: {KINDS}")
    add_sight_commands(commands)
    commands.add_parser("version", help="print the version")
    return parser


if __name__ == "__main__":
    sys.exit(main())

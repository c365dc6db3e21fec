"""``python -m hardware.sim.reader --reads cards|dice|segments --link PATH [--control SOCK] [--scene SOCK] [--speed FACTOR] [--seed N]``: one line reader.

``[--game GAME] [--decks N] [--wheel NAME] [--checked]`` say what its table plays, and whether its lines carry number and checksum.
"""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from random import Random

from hardware.sim.agenda import Agenda
from hardware.sim.camera.feed import put_on_stage
from hardware.sim.device import live_until_signal
from hardware.sim.pty_line import PtyLine
from hardware.sim.reader.cards import USUAL_DECKS, CardReader
from hardware.sim.reader.pace import Pace
from hardware.sim.reader.reader import SimulatedReader
from hardware.sim.reader.throws import DICE, WHEELS, DiceReader, WheelReader
from schemas.phases import Game

GAMES = {"cards": list(USUAL_DECKS), "dice": list(DICE), "segments": [Game.MONEY_WHEEL]}


def main() -> None:
    """Run until SIGINT or SIGTERM."""
    parser = _parser()
    options = parser.parse_args()
    games = GAMES[options.reads]
    game = Game(options.game) if options.game else games[0]
    if game not in games:
        parser.error(
            f"--game {game.value} is not read by --reads {options.reads}: {', '.join(g.value for g in games)} are"
        )

    def build(agenda: Agenda, line: PtyLine) -> SimulatedReader:
        reader = _reader(agenda, line, game, options)
        put_on_stage(reader, options.scene, "reader", agenda)
        return reader

    asyncio.run(live_until_signal(build, options.link, options.control))


def _reader(agenda: Agenda, line: PtyLine, game: Game, options: argparse.Namespace) -> SimulatedReader:
    rng, pace, checked = Random(options.seed), Pace().faster(options.speed), options.checked
    match options.reads:
        case "cards":
            return CardReader(agenda, line, rng, pace, game, options.decks, checked)
        case "dice":
            return DiceReader(agenda, line, rng, pace, game, checked)
        case _:
            return WheelReader(agenda, line, rng, pace, options.wheel, checked)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hardware.sim.reader", description="A simulated line reader on a pseudo-terminal."
    )
    parser.add_argument("--reads", choices=GAMES, required=True, help="what it reads")
    parser.add_argument(
        "--link", type=Path, required=True, help="stable name of the line: a symbolic link is made here"
    )
    parser.add_argument("--control", type=Path, help="unix socket for the dealer's hand and for faults")
    parser.add_argument("--scene", type=Path, help="unix socket of a rendered camera that shows this device")
    parser.add_argument("--speed", type=float, default=1.0, help="how many times as fast as a calm dealer")
    parser.add_argument("--seed", type=int, default=None, help="the same seed gives the same readings")
    parser.add_argument("--game", choices=[g.value for games in GAMES.values() for g in games])
    parser.add_argument("--decks", type=int, help="packs of 52 in the shoe; left out, what the game takes")
    parser.add_argument("--wheel", choices=WHEELS, default="dream_catcher", help="which money wheel")
    parser.add_argument("--checked", action="store_true", help="lines with a number and a checksum")
    return parser


if __name__ == "__main__":
    main()

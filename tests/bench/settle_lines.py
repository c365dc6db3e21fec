"""`edge-api settle FILE` end to end, start of the program included, against a program that only parses the lines and writes answers."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from schemas.cards import DECK
from schemas.games.wheels import NUMBERS, SINGLE_ZERO
from tests.bench.figures import Aim, Figure, median, spread
from tests.bench.processes import PROJECT, BenchFailed

LINES, REPETITIONS, SEED = 200_000, 3, 1
AT_LEAST = 50_000

Line = dict[str, Any]


def bench_settle_lines(folder: Path) -> list[Figure]:
    """Lines of roulette, of baccarat with a new shoe each, and of all games whose bets are settled by one result."""
    kinds = {"roulette": [_roulette], "baccarat": [_baccarat], "six_games": SIX_GAMES}
    return [_figure(name, folder, games) for name, games in kinds.items()]


def _figure(name: str, folder: Path, games: Sequence[Callable[[random.Random], Line]]) -> Figure:
    chance = random.Random(SEED)
    file = folder / f"{name}.jsonl"
    with file.open("w", encoding="utf-8") as lines:
        for number in range(LINES):
            line = {"id": str(number), **chance.choice(games)(chance)}
            lines.write(json.dumps(line, separators=(",", ":")) + "\n")
    pairs = [
        (_rate(file, "edge_api", "settle"), _rate(file, "tests.bench.raw_lines")) for _ in range(REPETITIONS)
    ]
    ours, raw = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    title = f"edge-api settle, {LINES:,} lines of {name.replace('_', ' ')}"
    aim = (Aim.AT_LEAST, AT_LEAST)
    return Figure(
        f"settle_lines_{name}", title, median(ours), "lines/s", median(raw), aim, spread(ours, "lines/s")
    )


def _rate(file: Path, *program: str) -> float:
    """Lines a second from the start of ``python -m program file`` to its end."""
    answers = file.with_suffix(".out")
    began = time.perf_counter()
    with answers.open("w") as out:
        code = subprocess.run([sys.executable, "-m", *program, str(file)], stdout=out, cwd=PROJECT).returncode
    took = time.perf_counter() - began
    _check(answers, code)
    return LINES / took


def _check(answers: Path, code: int) -> None:
    """Every line has an answer, and none is a refusal."""
    text = answers.read_text(encoding="utf-8")
    answered, settled = text.count("\n"), text.count('"status": "settled"')
    if code or answered != LINES or settled != LINES:
        raise BenchFailed(
            f"{answers.name}: exit {code}, {answered} of {LINES} lines answered, {settled} settled"
        )


def _roulette(chance: random.Random) -> Line:
    column = chance.randrange(12) * 3
    bets: list[Line] = [
        {"type": "straight", "sel": [chance.choice(SINGLE_ZERO)]},
        {"type": "split", "sel": [NUMBERS[column], NUMBERS[column + 1]]},
        {"type": "street", "sel": list(NUMBERS[column : column + 3])},
        {"type": "dozen", "sel": chance.randint(1, 3)},
        {"type": chance.choice(["red", "black", "odd", "even", "low", "high"])},
    ]
    return _line(
        "roulette", {"wheel": "european"}, {"pocket": chance.choice(SINGLE_ZERO)}, chance.choice(bets), chance
    )


def _baccarat(chance: random.Random) -> Line:
    bet = {"type": chance.choice(["player", "banker", "tie", "player_pair", "banker_pair"])}
    return _line("baccarat", {"decks": 8}, {"shoe": chance.sample(DECK, 6)}, bet, chance)


def _dragon_tiger(chance: random.Random) -> Line:
    dragon, tiger = chance.sample(DECK, 2)
    bet = {"type": chance.choice(["dragon", "tiger", "tie"])}
    return _line("dragon_tiger", {}, {"dragon": dragon, "tiger": tiger}, bet, chance)


def _sic_bo(chance: random.Random) -> Line:
    bets: list[Line] = [
        {"type": "small"}, {"type": "big"}, {"type": "any_triple"}, {"type": "total", "sel": chance.randint(4, 17)},
        {"type": "single", "sel": chance.randint(1, 6)},
    ]  # fmt: skip
    dice = {"dice": [chance.randint(1, 6) for _ in range(3)]}
    return _line("sic_bo", {"paytable": "macau"}, dice, chance.choice(bets), chance)


def _money_wheel(chance: random.Random) -> Line:
    numbers = ["1", "2", "5", "10", "20", "40"]
    bet = {"type": "segment", "sel": chance.choice(numbers)}
    return _line("money_wheel", {}, {"stops": [chance.choice(numbers)]}, bet, chance)


def _craps(chance: random.Random) -> Line:
    roll = [chance.randint(1, 6), chance.randint(1, 6)]
    bet = {"type": chance.choice(["field", "any_seven", "any_craps", "eleven"])}
    return _line("craps", {}, {"point": None, "rolls": [roll]}, bet, chance)


def _line(game: str, rules: Line, outcome: Line, bet: Line, chance: random.Random) -> Line:
    stake = chance.randrange(100, 100_000, 100)
    return {"game": game, "rules": rules, "outcome": outcome, "bet": bet, "stake": stake}


SIX_GAMES = (_roulette, _baccarat, _dragon_tiger, _sic_bo, _money_wheel, _craps)

"""Long sessions without a break: each bet's return is what `edge-api settle` says of all results from its round on."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from edge_api.books.messages import Refused
from edge_api.settle.command import settle_lines
from schemas.games.roulette_rules import SecondZero
from tests.edge_api.books.long_tables import (
    DICE,
    PRISON,
    Shooter,
    accepted,
    craps,
    held,
    land,
    long_studio,
    prison,
    proved,
)
from tests.edge_api.books.studio import Studio
from tests.edge_api.books.test_carried_at_random import CRAPS_BETS, WHEEL_BETS

ROUNDS, PLAYERS = 80, 4
ODDS = {"pass_odds", "dont_pass_odds"}
LINES = [(kind, None) for kind in ("pass", "dont_pass", *sorted(ODDS))] * 6
"""More of these, so that odds find what they stand behind."""
POCKETS = ["0", "0", "0", "1", "2", "20", "36"]


@dataclass
class Bet:
    bet_id: str
    line: int
    kind: str
    sel: Any
    stake: int
    first: int


def due(game: str, rules: dict[str, Any], outcome: dict[str, Any], bet: Bet) -> dict[str, Any]:
    asked = {
        "game": game, "rules": rules, "outcome": outcome, "bet": {"type": bet.kind, "sel": bet.sel}, "stake": bet.stake,
    }  # fmt: skip
    [answer] = settle_lines([json.dumps(asked)])
    return dict(json.loads(answer))


def place(studio: Studio, chance: random.Random, round_id: str, kinds: list[Any], number: int) -> list[Bet]:
    """Some placements of some players; odds are refused to who has no line bet, or too small a one."""
    placed = []
    for player in chance.sample(range(1, PLAYERS + 1), chance.randint(0, PLAYERS)):
        bets = [(*chance.choice(kinds), chance.randint(1, 999)) for _ in range(chance.randint(1, 4))]
        answer = studio.bet(player, round_id, *bets)
        if isinstance(answer, Refused):
            assert any(kind in ODDS for kind, _, _ in bets), answer
            continue
        bet_id = accepted(answer)
        placed += [
            Bet(bet_id, line, kind, sel, stake, number)
            for line, (kind, sel, stake) in enumerate(bets, start=1)
        ]
    return placed


def compare(
    studio: Studio, table_id: str, bets: list[Bet], answers: list[dict[str, Any]], ids: list[str]
) -> int:
    """Every line returned what was due, in the round that decided it; returns how many stayed open."""
    kept = {
        row[:2]: row[2:]
        for row in studio.conn.execute(
            "SELECT p.bet_id, b.line, b.returned, r.round_id FROM bets b JOIN placements p USING (placement_no)"
            " LEFT JOIN transactions t ON t.tx_no = b.ended_tx LEFT JOIN rounds r ON r.round_no = t.round_no"
        )
    }
    for bet, answer in zip(bets, answers, strict=True):
        returned, ended = kept[bet.bet_id, bet.line]
        assert returned == (answer["returned"] if answer["status"] == "settled" else None), (bet, answer)
        assert ended is None or ids.index(ended) >= bet.first
    still = [bet for bet, answer in zip(bets, answers, strict=True) if answer["status"] == "open"]
    assert held(studio, table_id) == sum(bet.stake for bet in still)
    return len(still)


def takes(kind: str, point: str | None) -> bool:
    waiting = ("come", "dont_come", "pass_odds", "dont_pass_odds") if point is None else ("pass", "dont_pass")
    return kind not in waiting


@pytest.mark.parametrize("seed", range(3))
def test_a_long_session_of_craps(folder: Path, seed: int) -> None:
    chance, rules = random.Random(seed), {"field_12": 3}
    with proved(long_studio(folder, craps(field_12=3), prison())) as studio:
        for number in range(PLAYERS):
            studio.player(f"p-{number}", 10**8)
        shooter, bets, rolls, ids, points = (
            Shooter(studio),
            list[Bet](),
            list[tuple[int, int]](),
            list[str](),
            [],
        )
        for number in range(ROUNDS):
            points.append(shooter.carried)
            ids.append(shooter.open())
            kinds = [kind for kind in [*CRAPS_BETS, *LINES] if takes(kind[0], shooter.carried)]
            bets += place(studio, chance, ids[-1], kinds, number)
            if chance.random() < 0.05:
                studio.close(ids[-1])
                studio.restart()
            rolls.append((chance.randint(1, 6), chance.randint(1, 6)))
            assert shooter.roll(ids[-1], rolls[-1]) == "settled"
        assert {bet.kind for bet in bets} >= ODDS
        answers = []
        for bet in bets:
            point = points[bet.first]
            outcome = {"point": None if point is None else int(point), "rolls": rolls[bet.first :]}
            answers.append(due("craps", rules, outcome, bet))
        assert compare(studio, DICE, bets, answers, ids) < len(bets) / 4


@pytest.mark.parametrize("second", SecondZero)
def test_a_long_session_at_a_wheel_with_a_prison(folder: Path, second: SecondZero) -> None:
    chance, rules = random.Random(11), {"zero_rule": "en_prison", "prison_second_zero": second.value}
    with proved(long_studio(folder, prison(second))) as studio:
        for number in range(PLAYERS):
            studio.player(f"p-{number}", 10**8)
        bets, pockets, ids = list[Bet](), list[str](), list[str]()
        for number in range(ROUNDS):
            ids.append(studio.open(table_id=PRISON))
            bets += place(studio, chance, ids[-1], WHEEL_BETS, number)
            pockets.append(chance.choice(POCKETS))
            assert land(studio, ids[-1], pockets[-1]) == "settled"
        answers = [due("roulette", rules, {"pockets": pockets[bet.first :]}, bet) for bet in bets]
        compare(studio, PRISON, bets, answers, ids)

"""What a dealer is told: trouble before everything, then the window, then the board's own words, and the edge's where the board has none."""

from __future__ import annotations

from typing import Any

import pytest

from edge_api.dealer_guide import Guide, Tone, closes_at, guide, in_words
from edge_api.floor import blank_table
from schemas.phases import Game, Phase, TableStatus

ROUND = "blackjack-01-1-1"


def table(**changed: Any) -> dict[str, Any]:
    """A staff snapshot of a table whose round is dealt."""
    live = {"game": "blackjack", "phase": "dealing", "round_id": ROUND, "board": {"online": True}}
    return {**blank_table(), **live, **changed}


def says(guidance: str, hold: str | None = None, about: str = ROUND) -> dict[str, Any]:
    return {"guidance": guidance, "phase": "dealing", "hold": hold, "about": about}


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("next card: dragon 1", Guide(Tone.GO, "Card for dragon", "card 1", "dragon")),
        ("next card: seat-3 2", Guide(Tone.GO, "Card for seat 3", "card 2", "seat-3")),
        ("next card: seat-3 4, hand 2", Guide(Tone.GO, "Card for seat 3, hand 2", "card 4", "seat-3/2")),
        ("wait for seat 3, hand 1", Guide(Tone.STOP, "Wait", "seat 3 decides", "seat-3")),
        ("wait for seat 3, hand 2", Guide(Tone.STOP, "Wait", "seat 3, hand 2 decides", "seat-3/2")),
        ("wait until the edge says which seats play", Guide(Tone.STOP, "Wait", "until the edge says which seats play")),
        ("insurance: wait", Guide(Tone.STOP, "Wait", "insurance")),
        ("wait", Guide(Tone.STOP, "Wait")),
        ("throw the dice", Guide(Tone.GO, "Throw the dice")),
        ("spin again, bets stay", Guide(Tone.GO, "Spin again, bets stay")),
        ("compare with the layout and confirm", Guide(Tone.GO, "Compare with the layout and confirm")),
    ],
)  # fmt: skip
def test_what_the_board_says_stands_in_large_letters(said: str, shown: Guide) -> None:
    assert in_words(said) == shown
    assert guide(table(guidance=says(said))) == shown


def test_what_the_board_said_of_another_round_counts_for_nothing() -> None:
    told = guide(table(guidance=says("next card: dealer 3", about="blackjack-01-1-0")))
    assert told == Guide(Tone.STOP, "Dealing")


@pytest.mark.parametrize(("game", "text"), [(Game.CRAPS, "Rolling"), (Game.MONEY_WHEEL, "Spinning")])
def test_dice_roll_where_a_wheel_spins(game: Game, text: str) -> None:
    assert guide(table(game=game.value, phase="spinning")) == Guide(Tone.STOP, text)


@pytest.mark.parametrize(
    ("game", "due", "text"),
    [
        (Game.BACCARAT, "player 3", "Card for player"),
        (Game.SIC_BO, "dice 1", "Throw the dice"),
        (Game.CRAPS, "dice 4", "Throw the dice"),
        (Game.MONEY_WHEEL, "wheel 2", "Spin the wheel"),
    ],
)
def test_where_a_board_says_nothing_the_edge_knows_what_is_due(game: Game, due: str, text: str) -> None:
    for silent in (None, says("")):
        told = guide(table(game=game.value, next=due, guidance=silent))
        assert (told.tone, told.text) == (Tone.GO, text)


def test_while_bets_are_open_nothing_is_dealt_whatever_is_due() -> None:
    for phase in ("bets_open", "bets_closing_soon"):
        open_ = table(phase=phase, closes_at="2026-11-22T19:20:45.000000Z", next="seat-1 1")
        assert guide(open_).tone is Tone.STOP
        assert closes_at(open_) == "2026-11-22T19:20:45.000000Z"


def test_a_hold_of_the_table_says_what_the_board_minds() -> None:
    said = says("KH came, but no card was due", hold="extra_card")
    held = table(phase="held", hold={"cause": "extra_card", "by": "table"}, guidance=said)
    assert guide(held) == Guide(Tone.WRONG, "Stop: extra card", "KH came, but no card was due")


def test_a_hold_of_the_edge_says_what_its_newest_alert_says() -> None:
    texts = ("round 2 is held by the edge: wrong_seats: seats differ", "an older one")
    alerts = [
        {"alert_no": 9 - n, "code": "held_edge", "text": text, "severity": "alarm", "at": "now"}
        for n, text in enumerate(texts)
    ]
    held = {
        "phase": "held",
        "hold": {"cause": "wrong_seats", "by": "edge"},
        "guidance": says("next card: seat-1 1"),
    }
    assert guide(table(**held, alerts=alerts)) == Guide(Tone.WRONG, "Stop: wrong seats", texts[0])
    assert guide(table(**held)).detail == "call the supervisor"


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("status", [*(status.value for status in TableStatus), "frozen"])
def test_every_state_of_every_game_has_something_to_say(phase: Phase, status: str) -> None:
    for game in Game:
        for board in ({"online": True}, {"online": False}, {}):
            told = guide(table(game=game.value, phase=phase.value, status=status, board=board))
            assert told.text
            assert (told.tone is Tone.WRONG) == (status == "frozen" or board.get("online") is False)


def test_a_question_ends_the_countdown_that_shows() -> None:
    asked = table(question={"kind": "turn", "seat": 1, "hand": 1, "closes_at": "2026-11-22T19:20:50.000000Z"})
    assert closes_at(asked) == "2026-11-22T19:20:50.000000Z"
    assert closes_at(table()) is None

"""Decisions of players: whose they are, what they cost, and that the same one acts once."""

from __future__ import annotations

import shutil
import uuid

import pytest

from edge_api.books.messages import Done
from edge_api.clock import rfc3339
from edge_api.replay import replay
from edge_api.verify import verify
from schemas.games.blackjack_rules import BlackjackRules
from tests.edge_api.books.felt import (
    DECISION_NS,
    EIGHTS,
    ELEVEN,
    FELT,
    RICH,
    WAY_NS,
    Felt,
    ends,
    felt_studio,
    one_seat,
    refused,
    seated,
)
from tests.edge_api.books.studio import MS, Studio, quick_folder


def test_a_hand_is_asked_with_what_it_may_do_and_until_when(blackjack: Studio) -> None:
    table, _ = one_seat(blackjack, ELEVEN)
    [told] = blackjack.told("turn")
    assert (told["seat"], told["hand"], told["on_time_out"]) == (3, 1, "stand")
    assert told["actions"] == ["hit", "stand", "double"]
    assert told["decision_ms"] == (DECISION_NS - WAY_NS) // MS
    assert told["closes_at"] == rfc3339(blackjack.now.utc_ns + DECISION_NS - WAY_NS)
    assert ends(table) == blackjack.now.mono_ns + DECISION_NS - WAY_NS


def test_a_hit_moves_no_money_and_the_hand_is_asked_again(blackjack: Studio) -> None:
    table, player = one_seat(blackjack, f"{ELEVEN} 2S 5H TD")
    transactions = blackjack.conn.execute("SELECT COUNT(*) FROM transactions").fetchone()
    answer = table.decide(player, 3, "hit")
    assert isinstance(answer, Done)
    assert (answer.body["action"], answer.body["staked"], answer.body["balance"]) == ("hit", 0, 999_500)
    table.tick()
    assert blackjack.conn.execute("SELECT COUNT(*) FROM transactions").fetchone() == transactions
    assert table.go_on() is not None
    table.play(player, 3, "stand")
    assert table.outcome() == "settled"
    assert blackjack.balance(player) == 999_500  # 13 loses to a dealer of 21


def test_a_double_stakes_the_main_bet_once_more_and_wins_twice(blackjack: Studio) -> None:
    table, player = one_seat(blackjack, f"{ELEVEN} TS TD")
    assert table.play(player, 3, "double") is None
    assert blackjack.balance(player) == 999_000
    assert table.outcome() == "settled"
    assert table.lines(player) == [
        ("main", '{"seat":3}', 500, 1000),
        ("double", '{"hand":1,"seat":3}', 500, 1000),
    ]
    assert blackjack.balance(player) == RICH + 1000


def test_a_double_of_several_main_bets_is_as_much_as_all_of_them(blackjack: Studio) -> None:
    player = blackjack.player()
    table = Felt(blackjack, f"{ELEVEN} TS TD".split())
    table.bet(player, ("main", {"seat": 3}, 300))
    table.bet(player, ("main", {"seat": 3}, 201))
    table.close()
    table.tick()
    table.go_on()
    table.play(player, 3, "double")
    assert table.lines(player)[-1][:3] == ("double", '{"hand":1,"seat":3}', 501)
    table.outcome()
    assert blackjack.balance(player) == RICH + 1002


def test_a_split_stakes_the_new_hand_and_each_hand_is_asked(blackjack: Studio) -> None:
    table, player = one_seat(blackjack, f"{EIGHTS} 2S 3S 9S")
    turn = table.play(player, 3, "split")
    assert turn is not None and (turn.seat, turn.hand) == (3, 1)
    turn = table.play(player, 3, "stand")
    assert turn is not None and turn.hand == 2
    assert table.play(player, 3, "stand", 2) is None
    assert table.outcome() == "settled"
    assert table.lines(player) == [
        ("main", '{"seat":3}', 500, 1000),
        ("split", '{"hand":2,"seat":3}', 500, 1000),
    ]


def test_hands_of_several_splits_have_their_own_stakes_and_doubles() -> None:
    folder = quick_folder()
    blackjack = felt_studio(folder, BlackjackRules(das=True, max_hands=4))
    table, player = one_seat(blackjack, f"{EIGHTS} 8H 2S TS 8C 3S TD 2D 5H 9C")
    table.play(player, 3, "split")
    turn = table.play(player, 3, "split")
    assert turn is not None and turn.hand == 1
    table.play(player, 3, "double")
    while table.deal.turn is not None:
        turn = table.deal.turn
        table.play(player, turn.seat, "stand", turn.hand)
    table.outcome()
    assert [line[:3] for line in table.lines(player)] == [
        ("main", '{"seat":3}', 500),
        ("split", '{"hand":2,"seat":3}', 500),
        ("split", '{"hand":3,"seat":3}', 500),
        ("double", '{"hand":1,"seat":3}', 500),
    ]
    assert verify(blackjack.conn, {"edge-1#1": blackjack.signer.public_key}) == []
    assert replay(blackjack.conn).differences == []
    blackjack.crash()
    shutil.rmtree(folder)


def test_surrender_gives_half_back() -> None:
    folder = quick_folder()
    blackjack = felt_studio(folder, BlackjackRules.parse({"surrender": "late"}))
    table, player = one_seat(blackjack, ELEVEN)
    assert table.play(player, 3, "surrender") is None
    assert table.outcome() == "settled"
    assert blackjack.balance(player) == RICH - 250
    assert verify(blackjack.conn, {"edge-1#1": blackjack.signer.public_key}) == []
    blackjack.crash()
    shutil.rmtree(folder)


def test_what_a_doubled_hand_costs_may_exceed_the_limits_of_opening_bets(blackjack: Studio) -> None:
    table, player = one_seat(blackjack, f"{ELEVEN} TS TD", stake=100_000)
    assert isinstance(table.decide(player, 3, "double"), Done)
    table.tick()
    table.go_on()
    table.outcome()


@pytest.mark.parametrize(
    ("seat", "hand", "action", "code"),
    [
        (3, 1, "split", "wrong_phase"), (3, 1, "surrender", "wrong_phase"), (3, 1, "even_money", "wrong_phase"), (3, 1, "play", "wrong_phase"),
        (3, 2, "stand", "wrong_phase"), (4, 1, "stand", "not_your_seat"), (3, 1, "jump", "wrong_phase"), (3, 1, None, "wrong_phase"),
    ],
)  # fmt: skip
def test_what_the_hand_is_not_asked_is_refused(
    blackjack: Studio, seat: int, hand: int, action: str | None, code: str
) -> None:
    table, player = one_seat(blackjack, ELEVEN)
    assert refused(table.decide(player, seat, action, hand)) == code
    assert blackjack.balance(player) == 999_500
    assert table.pending == []


def test_nobody_decides_for_another_player(blackjack: Studio) -> None:
    table, player = one_seat(blackjack, ELEVEN)
    other = blackjack.player("p-2")
    assert refused(table.decide(other, 3, "stand")) == "not_your_seat"
    assert isinstance(table.decide(player, 3, "stand"), Done)


def test_a_bettor_behind_does_not_decide(blackjack: Studio) -> None:
    one, two = blackjack.player(), blackjack.player("p-2")
    table = Felt(blackjack, ELEVEN.split())
    table.bet(one, ("main", {"seat": 3}, 500))
    table.bet(two, ("bet_behind", {"seat": 3}, 500))
    table.close()
    table.tick()
    table.go_on()
    assert refused(table.decide(two, 3, "stand")) == "not_your_seat"


def test_a_seat_is_not_asked_before_its_turn(blackjack: Studio) -> None:
    one, two = blackjack.player(), blackjack.player("p-2")
    table = seated(blackjack, "TS 6S 9H 8D 5D 7C", (one, 1, 500), (two, 2, 500))
    assert "is not asked now" in str(table.decide(two, 2, "stand"))
    assert table.play(one, 1, "stand") is not None
    assert isinstance(table.decide(two, 2, "stand"), Done)


def test_without_the_money_a_double_is_refused_and_another_decision_may_follow(blackjack: Studio) -> None:
    table, player = one_seat(blackjack, ELEVEN, money=900)
    assert refused(table.decide(player, 3, "double")) == "insufficient_funds"
    assert isinstance(table.decide(player, 3, "hit"), Done)


def test_a_blocked_player_plays_his_hand_but_stakes_no_more(blackjack: Studio) -> None:
    table, player = one_seat(blackjack, ELEVEN)
    blackjack.act("block_player", player_no=player)
    assert refused(table.decide(player, 3, "double")) == "player_blocked"
    assert isinstance(table.decide(player, 3, "hit"), Done)


def test_what_was_decided_in_view_of_other_cards_is_refused(blackjack: Studio) -> None:
    """Two quick clicks: the second must not draw another card."""
    table, player = one_seat(blackjack, f"{ELEVEN} 2S")
    assert isinstance(table.decide(player, 3, "hit", cards=2), Done)
    table.tick()
    table.go_on()
    assert "has 3 cards now" in str(table.decide(player, 3, "hit", cards=2))
    assert isinstance(table.decide(player, 3, "hit", cards=3), Done)


def test_a_decision_in_an_unknown_round_or_at_another_table_is_refused(blackjack: Studio) -> None:
    table, player = one_seat(blackjack, ELEVEN)
    request = table.request(player, 3, "stand")
    table.round_id = f"{FELT}-7-99"
    assert refused(table.decide(player, 3, "stand")) == "no_such_round"
    table.round_id = request.round_id


def test_the_same_decision_again_gets_the_first_answer_and_acts_once(blackjack: Studio) -> None:
    table, player = one_seat(blackjack, f"{ELEVEN} TS TD")
    request = table.request(player, 3, "double")
    first, second = table.turn(request, request)
    assert isinstance(first, Done) and isinstance(second, Done)
    assert first.body == second.body
    [third] = table.turn(request)
    assert isinstance(third, Done) and third.body == first.body
    table.tick()
    table.go_on()
    table.outcome()
    [fourth] = table.turn(request)
    assert isinstance(fourth, Done) and fourth.body == first.body
    assert blackjack.balance(player) == RICH + 1000


def test_other_content_under_the_same_id_is_refused(blackjack: Studio) -> None:
    table, player = one_seat(blackjack, ELEVEN)
    decision_id = str(uuid.uuid4())
    assert isinstance(table.decide(player, 3, "stand", decision_id=decision_id), Done)
    assert refused(table.decide(player, 3, "hit", decision_id=decision_id)) == "bet_id_reused"
    assert refused(table.bet(player, ("main", {"seat": 1}, 500), bet_id=decision_id)) == "bet_id_reused"


def test_a_second_decision_for_the_same_turn_is_refused(blackjack: Studio) -> None:
    table, player = one_seat(blackjack, ELEVEN)
    one, two = table.turn(table.request(player, 3, "double"), table.request(player, 3, "stand"))
    assert isinstance(one, Done)
    assert "has decided" in str(two)
    assert "has decided" in str(table.decide(player, 3, "stand"))
    assert blackjack.balance(player) == 999_000

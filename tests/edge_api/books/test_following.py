"""Bets behind a seat that doubles and splits: they go along as they chose, with their own money, or stay as they are."""

from __future__ import annotations

import pytest

from edge_api.books.messages import Done
from tests.edge_api.books.felt import Felt, crashed
from tests.edge_api.books.studio import Studio

ELEVEN = "6S 9H 5D 7C TS TD"  # 21 after a double, against 26
EIGHTS = "8S 9H 8D 7C 2S 3S 9S"  # 10 and 11, against 25
RICH = 1_000_000


def follows(double: bool, split: bool, stake: int = 200) -> tuple[str, dict[str, object], int]:
    return ("bet_behind", {"seat": 3, "follow_double": double, "follow_split": split}, stake)


def behind(
    studio: Studio, cards: str, *bets: tuple[str, dict[str, object], int], money: int = RICH
) -> tuple[Felt, int, int]:
    """Seat 3 is asked; its player, and one who bets behind it."""
    owner, other = studio.player("owner"), studio.player("behind", money=money)
    table = Felt(studio, cards.split())
    assert isinstance(table.bet(owner, ("main", {"seat": 3}, 500)), Done)
    for bet in bets:
        assert isinstance(table.bet(other, bet), Done)
    table.close()
    table.tick()
    table.go_on()
    return table, owner, other


def stakes(table: Felt, player: int) -> list[tuple[str, str, int]]:
    return [line[:3] for line in table.lines(player)]


def test_a_bet_behind_that_follows_is_doubled_with_the_seat(blackjack: Studio) -> None:
    table, owner, other = behind(blackjack, ELEVEN, follows(True, True))
    table.play(owner, 3, "double")
    assert stakes(table, other)[1:] == [("double", '{"hand":1,"seat":3}', 200)]
    assert blackjack.balance(other) == RICH - 400
    [told] = blackjack.told("follow")
    assert (told["covered"], told["staked"], told["balance"]) == (True, 200, RICH - 400)
    assert table.outcome() == "settled"
    assert (blackjack.balance(owner), blackjack.balance(other)) == (RICH + 1000, RICH + 400)


def test_a_declined_double_stays_single_and_shares_the_doubled_hand(blackjack: Studio) -> None:
    table, owner, other = behind(blackjack, ELEVEN, follows(False, True))
    table.play(owner, 3, "double")
    assert len(stakes(table, other)) == 1
    assert blackjack.told("follow") == []
    table.outcome()
    assert blackjack.balance(other) == RICH + 200


def test_without_the_money_the_bet_stays_as_it_is_and_its_player_hears_so(blackjack: Studio) -> None:
    table, owner, other = behind(blackjack, ELEVEN, follows(True, True), money=399)
    table.play(owner, 3, "double")
    assert blackjack.balance(other) == 199
    [told] = blackjack.told("follow")
    assert (told["covered"], told["staked"]) == (False, 0)
    table.outcome()
    assert blackjack.balance(other) == 199 + 400


def test_money_that_suffices_for_one_of_two_bets_covers_the_first(blackjack: Studio) -> None:
    table, owner, other = behind(
        blackjack, ELEVEN, follows(True, True, 200), follows(True, True, 150), money=600
    )
    table.play(owner, 3, "double")
    assert stakes(table, other)[2:] == [("double", '{"hand":1,"seat":3}', 200)]


def test_a_blocked_player_follows_no_more(blackjack: Studio) -> None:
    table, owner, other = behind(blackjack, ELEVEN, follows(True, True))
    blackjack.act("block_player", player_no=other)
    table.play(owner, 3, "double")
    assert len(stakes(table, other)) == 1


def test_a_split_is_followed_by_a_stake_on_the_new_hand(blackjack: Studio) -> None:
    table, owner, other = behind(blackjack, EIGHTS, follows(True, True))
    table.play(owner, 3, "split")
    assert stakes(table, other)[1:] == [("split", '{"hand":2,"seat":3}', 200)]
    table.play(owner, 3, "stand")
    table.play(owner, 3, "stand", 2)
    assert table.outcome() == "settled"
    assert blackjack.balance(other) == RICH + 400


def test_a_declined_split_leaves_the_stake_on_the_first_hand(blackjack: Studio) -> None:
    table, owner, other = behind(blackjack, EIGHTS, follows(True, False))
    table.play(owner, 3, "split")
    assert len(stakes(table, other)) == 1
    table.play(owner, 3, "stand")
    table.play(owner, 3, "stand", 2)
    table.outcome()
    assert blackjack.balance(other) == RICH + 200


@pytest.mark.parametrize("split", [True, False])
def test_a_double_of_the_second_hand_is_followed_only_by_who_is_on_it(
    split: bool, rich_rules: Studio
) -> None:
    table, owner, other = behind(rich_rules, "8S 9H 8D 7C 2S 3S TD TS", follows(True, split))
    table.play(owner, 3, "split")
    table.play(owner, 3, "stand")
    table.play(owner, 3, "double", 2)
    wanted = [("split", '{"hand":2,"seat":3}', 200), ("double", '{"hand":2,"seat":3}', 200)] if split else []
    assert stakes(table, other)[1:] == wanted
    assert table.outcome() == "settled"


def test_two_bets_of_one_player_follow_each_for_itself(rich_rules: Studio) -> None:
    table, owner, other = behind(
        rich_rules, "8S 9H 8D 7C 2S 3S TD TS", follows(True, False, 100), follows(False, True, 300), follows(True, True, 700)
    )  # fmt: skip
    table.play(owner, 3, "split")
    table.play(owner, 3, "stand")
    table.play(owner, 3, "double", 2)
    assert stakes(table, other)[3:] == [
        ("split", '{"hand":2,"seat":3}', 300), ("split", '{"hand":2,"seat":3}', 700), ("double", '{"hand":2,"seat":3}', 700),
    ]  # fmt: skip
    assert table.outcome() == "settled"


def test_a_bet_that_could_not_follow_a_split_does_not_double_the_new_hand(rich_rules: Studio) -> None:
    table, owner, other = behind(rich_rules, "8S 9H 8D 7C 2S 3S TD TS", follows(True, True), money=300)
    table.play(owner, 3, "split")
    rich_rules.transfer("behind", "deposit", 10_000)
    table.play(owner, 3, "stand")
    table.play(owner, 3, "double", 2)
    assert len(stakes(table, other)) == 1
    table.outcome()


def test_several_bettors_follow_in_the_order_of_their_bets(blackjack: Studio) -> None:
    owner, others = blackjack.player("owner"), [blackjack.player(f"b-{n}") for n in range(3)]
    table = Felt(blackjack, ELEVEN.split())
    table.bet(owner, ("main", {"seat": 3}, 500))
    for number, other in enumerate(others, start=1):
        table.bet(other, follows(True, True, 100 * number))
    table.close()
    table.tick()
    table.go_on()
    table.play(owner, 3, "double")
    assert [body["staked"] for body in blackjack.told("follow")] == [100, 200, 300]
    assert table.outcome() == "settled"


def test_a_seat_of_another_player_is_not_followed(blackjack: Studio) -> None:
    one, two = blackjack.player("one"), blackjack.player("two")
    table = Felt(blackjack, ["6S", "5S", "9H", "5D", "6D", "7C", "TS", "2S", "TD"])
    table.bet(one, ("main", {"seat": 3}, 500))
    table.bet(two, ("main", {"seat": 5}, 500), ("bet_behind", {"seat": 3}, 200))
    table.bet(one, ("bet_behind", {"seat": 5}, 100))
    table.close()
    table.tick()
    table.go_on()
    table.play(one, 3, "double")
    table.play(two, 5, "hit")
    assert stakes(table, two)[2:] == [("double", '{"hand":1,"seat":3}', 200)]
    assert len(stakes(table, one)) == 3


def test_a_void_returns_what_followed(blackjack: Studio) -> None:
    table, owner, other = behind(blackjack, ELEVEN, follows(True, True))
    table.play(owner, 3, "double")
    blackjack.act("void", round_id=table.round_id)
    assert (blackjack.balance(owner), blackjack.balance(other)) == (RICH, RICH)


def test_what_followed_counts_after_a_crash_right_behind_its_commit(blackjack: Studio) -> None:
    table, owner, other = behind(blackjack, ELEVEN, follows(True, True))
    table.decide(owner, 3, "double")
    table.tick()
    with crashed(blackjack):
        blackjack.wait(60 * 10**9)
    assert blackjack.balance(other) == RICH - 400
    table.go_on()
    assert table.outcome() == "settled"


def test_a_decision_that_was_lost_is_followed_by_nobody(blackjack: Studio) -> None:
    table, owner, other = behind(blackjack, ELEVEN, follows(True, True))
    table.deaf = True
    table.decide(owner, 3, "double")
    table.tick()
    table.time_out()
    assert blackjack.balance(other) == RICH - 200

"""Seats of a blackjack table: who takes one, who bets beside and behind, and how the board hears which are dealt."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from edge_api.books.effects import BoardOrder
from edge_api.books.intake import Intake
from edge_api.books.messages import Done
from edge_api.commands import Answered, Commands
from edge_api.config_parts import Clock
from edge_api.ingest import Ingest
from edge_api.liveness import Liveness
from schemas.causes import CloseCause, HoldCause
from schemas.commands import CommandName
from schemas.facts import RoundClosed, RoundHeld, RoundReleased, SeatsTaken, SupervisorCalled
from tests.edge_api.books.felt import FELT, Felt, crashed, refused, seated
from tests.edge_api.books.studio import MS, S, Studio, placement

MAIN = ("main", {"seat": 3}, 500)
BEHIND = ("bet_behind", {"seat": 3}, 200)
PAIRS = ("perfect_pairs", {"seat": 3}, 100)
HAND = "TS 9H 8D 7C"  # seat 3 has 18 against 9 and 7 below


def orders(blackjack: Studio) -> list[tuple[int, ...]]:
    return [order.seats for order in blackjack.orders if order.name is CommandName.SEATS]


def test_the_first_main_bet_takes_the_seat_and_another_player_is_told_to_bet_behind(
    blackjack: Studio,
) -> None:
    one, two, table = blackjack.player(), blackjack.player("p-2"), Felt(blackjack)
    assert isinstance(table.bet(one, MAIN), Done)
    answer = table.bet(two, MAIN)
    assert refused(answer) == "seat_taken"
    assert "bet behind" in str(answer)
    assert isinstance(table.bet(one, MAIN), Done)
    assert isinstance(table.bet(two, BEHIND), Done)
    assert blackjack.balance(two) == 1_000_000 - 200


@pytest.mark.parametrize(
    ("first", "bet", "code"),
    [
        (None, PAIRS, "not_your_seat"), (None, BEHIND, "not_your_seat"), (MAIN, PAIRS, "seat_taken"), (MAIN, ("21+3", {"seat": 3}, 100), "seat_taken"),
        (None, ("insurance", {"seat": 3}, 100), "bets_closed"), (None, ("double", {"seat": 3, "hand": 1}, 100), "wrong_phase"),
        (None, ("split", {"seat": 3, "hand": 2}, 100), "wrong_phase"), (None, ("main", None, 100), "bad_selection"),
        (None, ("main", {"seat": 8}, 100), "bad_selection"), (None, ("bet_behind", {"seat": 3, "follow": True}, 100), "bad_selection"),
    ],
)  # fmt: skip
def test_a_bet_where_the_player_may_not_bet_is_refused(
    blackjack: Studio, first: tuple[str, object, int] | None, bet: tuple[str, object, int], code: str
) -> None:
    one, two, table = blackjack.player(), blackjack.player("p-2"), Felt(blackjack)
    if first is not None:
        table.bet(one, first)
    assert refused(table.bet(two, bet)) == code
    assert blackjack.balance(two) == 1_000_000


def test_a_main_bet_and_its_side_bets_may_come_in_one_placement_in_any_order(blackjack: Studio) -> None:
    player, table = blackjack.player(), Felt(blackjack)
    assert isinstance(table.bet(player, PAIRS, MAIN, ("21+3", {"seat": 3}, 100)), Done)


def test_nobody_bets_behind_himself(blackjack: Studio) -> None:
    player, table = blackjack.player(), Felt(blackjack)
    table.bet(player, MAIN)
    assert refused(table.bet(player, BEHIND)) == "bad_selection"


def test_a_main_bet_that_others_bet_behind_stays(blackjack: Studio) -> None:
    one, two, table, bet_id, behind = (
        blackjack.player(),
        blackjack.player("p-2"),
        Felt(blackjack),
        str(uuid.uuid4()),
        str(uuid.uuid4()),
    )
    table.bet(one, MAIN, bet_id=bet_id)
    table.bet(two, BEHIND, bet_id=behind)
    answer = blackjack.cancel(one, bet_id)
    assert refused(answer) == "seat_taken"
    assert "others bet behind" in str(answer)
    assert isinstance(blackjack.cancel(two, behind), Done)
    assert isinstance(blackjack.cancel(one, bet_id), Done)
    assert isinstance(table.bet(two, MAIN), Done)


def test_part_of_a_main_bet_may_go_while_some_of_it_stays(blackjack: Studio) -> None:
    one, two, table, first = blackjack.player(), blackjack.player("p-2"), Felt(blackjack), str(uuid.uuid4())
    table.bet(one, MAIN, bet_id=first)
    table.bet(one, MAIN)
    table.bet(two, BEHIND)
    assert isinstance(blackjack.cancel(one, first), Done)


def test_a_main_bet_with_side_bets_elsewhere_goes_after_them(blackjack: Studio) -> None:
    player, table, main, side = blackjack.player(), Felt(blackjack), str(uuid.uuid4()), str(uuid.uuid4())
    table.bet(player, MAIN, bet_id=main)
    table.bet(player, PAIRS, bet_id=side)
    assert "side bets" in str(blackjack.cancel(player, main))
    assert isinstance(blackjack.cancel(player, side), Done)
    assert isinstance(blackjack.cancel(player, main), Done)


def test_a_seat_whose_main_bet_missed_the_window_is_free_and_its_followers_are_late_too(
    blackjack: Studio,
) -> None:
    one, two, table = blackjack.player(), blackjack.player("p-2"), Felt(blackjack)
    blackjack.until(blackjack.deadline(table.round_id) - 1 * MS)
    assert refused(table.bet(one, MAIN, took_ns=1 * MS)) == "too_late"
    assert table.seating.seats == {}
    assert refused(table.bet(two, BEHIND)) == "bets_closed"
    table.tick()
    table.tick()
    assert table.phase == "cancelled"


def test_the_board_is_told_the_seats_in_the_transaction_after_the_close(blackjack: Studio) -> None:
    one, two, table = blackjack.player(), blackjack.player("p-2"), Felt(blackjack)
    table.bet(one, MAIN, ("main", {"seat": 7}, 100))
    table.bet(two, ("main", {"seat": 1}, 100))
    table.deaf = True
    table.close()
    assert orders(blackjack) == []
    assert blackjack.books.next_deadline() == blackjack.now.mono_ns
    table.tick(0)
    assert orders(blackjack) == [(1, 3, 7)]


def test_the_seats_are_told_again_until_the_board_says_so(blackjack: Studio) -> None:
    player, table = blackjack.player(), Felt(blackjack, HAND.split())
    table.bet(player, MAIN)
    table.deaf = True
    table.close()
    table.tick()
    for told in range(2, 5):
        table.tick(499 * MS)
        assert len(orders(blackjack)) == told - 1
        table.tick(1 * MS)
        assert len(orders(blackjack)) == told
    table.deaf = False
    table.tick(500 * MS)
    assert table.deal.seats == (3,)
    table.tick(5 * S)
    assert len(orders(blackjack)) == 5


def test_a_deaf_board_raises_an_alert(blackjack: Studio) -> None:
    player, table = blackjack.player(), Felt(blackjack)
    table.bet(player, MAIN)
    table.deaf = True
    table.close()
    for _ in range(12):
        table.tick(500 * MS)
    assert blackjack.alerts().count("board_deaf") == 1


def test_a_bet_that_turns_out_late_with_the_close_has_no_seat(blackjack: Studio) -> None:
    """The bet and the close share a transaction; its commit returns after the deadline."""
    one, two, table = blackjack.player(), blackjack.player("p-2"), Felt(blackjack)
    table.bet(two, ("main", {"seat": 1}, 100))
    blackjack.until(blackjack.deadline(table.round_id) - 1 * MS)
    table.deaf = True
    assert refused(table.bet(one, MAIN, took_ns=2 * MS)) == "too_late"
    assert orders(blackjack) == [] or orders(blackjack) == [(1,)]
    table.tick()
    assert orders(blackjack)[-1] == (1,)


def test_without_a_seat_the_board_voids_the_round(blackjack: Studio) -> None:
    table = Felt(blackjack)
    table.close()
    table.tick()
    assert orders(blackjack) == [()]
    assert (table.phase, blackjack.round(table.round_id)["void_cause"]) == ("cancelled", "no_seats")


def test_seats_are_not_told_while_the_round_is_held_and_are_when_it_goes_on(blackjack: Studio) -> None:
    player, table = blackjack.player(), Felt(blackjack, HAND.split())
    table.bet(player, MAIN)
    table.close()
    table.say(RoundHeld(round_id=table.round_id, cause=HoldCause.SHOE_ERROR, detail="a jam"))
    table.tick()
    assert orders(blackjack) == []
    assert blackjack.books.next_deadline() is None
    table.say(RoundReleased(round_id=table.round_id, by="maria"))
    table.tick()
    table.tick()
    assert orders(blackjack) == [(3,)]


def test_after_a_restart_the_seats_are_told_again(blackjack: Studio) -> None:
    player, table = blackjack.player(), Felt(blackjack, HAND.split())
    table.bet(player, MAIN)
    table.deaf = True
    table.close()
    with crashed(blackjack):
        pass
    table.deaf = False
    table.tick()
    assert orders(blackjack) == [(3,)]
    assert table.go_on() is not None


def test_a_round_that_a_restart_made_void_is_ended_at_its_board_too(blackjack: Studio) -> None:
    """It would wait for its seats for ever, and the floor would see nothing to end."""
    player, table = blackjack.player(), Felt(blackjack, HAND.split())
    table.bet(player, MAIN)
    with crashed(blackjack):
        pass
    assert (table.phase, blackjack.balance(player)) == ("cancelled", 1_000_000)
    table.close()
    table.tick()
    told = [(order.name, order.round_id) for order in blackjack.orders]
    assert (CommandName.VOID, table.round_id) in told
    assert orders(blackjack) == []


def test_a_board_that_did_not_hear_that_its_round_is_void_is_told_when_it_calls_for_help(
    blackjack: Studio,
) -> None:
    player, table = blackjack.player(), Felt(blackjack, HAND.split())
    table.bet(player, MAIN)
    with crashed(blackjack):
        pass
    table.close()
    blackjack.orders.clear()
    table.say(SupervisorCalled(reason="nothing has been read for a long time", round_id=table.round_id))
    assert [order.name for order in blackjack.orders] == [CommandName.VOID]


def test_a_supervisor_who_is_called_to_a_round_that_goes_on_voids_nothing(blackjack: Studio) -> None:
    player, table = blackjack.player(), Felt(blackjack, HAND.split())
    table.bet(player, MAIN)
    table.say(SupervisorCalled(reason="the key was pressed", round_id=table.round_id))
    assert blackjack.orders == []


def test_a_seat_whose_bet_was_never_seen_to_be_in_time_is_not_dealt_after_a_crash(blackjack: Studio) -> None:
    """Bet and close share a commit, and the process dies before it could note when that returned."""
    player, table = blackjack.player(), Felt(blackjack)
    closed = RoundClosed(round_id=table.round_id, cause=CloseCause.TIMER, evidence=False)
    with blackjack.turn():
        blackjack.books.place([placement(player, table.round_id, [MAIN])], blackjack.now)
        blackjack.keep(blackjack.books.apply_fact(blackjack.boards[FELT].assert_(closed, blackjack.now)))
    with crashed(blackjack):
        blackjack.until(blackjack.now.mono_ns + 60 * S)
    assert blackjack.balance(player) == 1_000_000
    table.tick()
    assert orders(blackjack) == [()]
    assert table.phase == "cancelled"


def test_a_bet_that_a_crash_left_unproven_but_whose_window_lasts_still_counts(blackjack: Studio) -> None:
    player, table = blackjack.player(), Felt(blackjack, HAND.split())
    closed = RoundClosed(round_id=table.round_id, cause=CloseCause.TIMER, evidence=False)
    with blackjack.turn():
        blackjack.books.place([placement(player, table.round_id, [MAIN])], blackjack.now)
        blackjack.keep(blackjack.books.apply_fact(blackjack.boards[FELT].assert_(closed, blackjack.now)))
    with crashed(blackjack):
        pass
    table.tick()
    assert orders(blackjack) == [(3,)]
    assert blackjack.balance(player) == 999_500


def test_a_table_that_deals_other_seats_is_held(blackjack: Studio) -> None:
    player, table = blackjack.player(), Felt(blackjack)
    table.bet(player, MAIN)
    table.close()
    assert table.say(SeatsTaken(round_id=table.round_id, seats=(3, 4))) == "move"
    assert table.held_cause == "edge:wrong_seats"


def test_seats_while_bets_are_open_hold_the_round(blackjack: Studio) -> None:
    player, table = blackjack.player(), Felt(blackjack)
    table.bet(player, MAIN)
    assert table.say(SeatsTaken(round_id=table.round_id, seats=(3,))) == "ignored:wrong_move"
    assert table.held_cause == "edge:wrong_move"


def test_seats_of_a_game_without_seats_hold_its_round(folder: Path) -> None:
    wheels = Studio(folder)
    round_id = wheels.open()
    wheels.close(round_id)
    assert wheels.fact(SeatsTaken(round_id=round_id, seats=(3,))) == "ignored:wrong_move"
    wheels.conn.close()


def test_evidence_that_takes_back_a_dealt_seats_main_bet_holds_the_round(blackjack: Studio) -> None:
    one, two, table = blackjack.player(), blackjack.player("p-2"), Felt(blackjack, HAND.split())
    table.bet(one, ("main", {"seat": 1}, 100))
    blackjack.wait(300 * MS)
    table.bet(two, MAIN)
    blackjack.wait(100 * MS)
    table.close()
    table.tick()
    assert table.deal.seats == (1, 3)
    assert blackjack.close(table.round_id, CloseCause.CARD_SEEN, ago_ns=200 * MS) == "noted"
    assert blackjack.balance(two) == 1_000_000
    assert table.held_cause == "edge:wrong_seats"
    blackjack.act("void", round_id=table.round_id)
    assert blackjack.balance(one) == 1_000_000


def test_players_hear_which_seats_are_taken_but_not_by_whom(blackjack: Studio) -> None:
    one, two = blackjack.player(), blackjack.player("p-2")
    table, bet_id = Felt(blackjack, HAND.split()), str(uuid.uuid4())
    table.bet(one, MAIN)
    table.bet(two, ("main", {"seat": 1}, 100), bet_id=bet_id)
    blackjack.cancel(two, bet_id)
    table.close()
    table.tick()
    told = blackjack.told("seats")
    assert [body["seats"] for body in told] == [[3], [1, 3], [3], [3]]
    assert [body["dealt"] for body in told] == [False, False, False, True]
    assert told[-1] == {"round_id": table.round_id, "seats": [3], "dealt": True, "next": "seat-3 1"}


def test_a_round_of_one_seat_settles(blackjack: Studio) -> None:
    one, two = blackjack.player(), blackjack.player("p-2")
    table = Felt(blackjack, ["TS", "9H", "8D", "7C", "5S"])  # 18 against 16, which draws to 21
    table.bet(one, MAIN, PAIRS)
    table.bet(two, BEHIND)
    table.close()
    table.tick()
    table.go_on()
    table.play(one, 3, "stand")
    assert table.outcome() == "settled"
    assert (blackjack.balance(one), blackjack.balance(two)) == (999_400, 999_800)


def test_the_floor_shows_whose_card_is_next(blackjack: Studio) -> None:
    player = blackjack.player()
    seated(blackjack, HAND, (player, 3, 500))
    assert [body["next"] for body in blackjack.told("card")] == ["dealer 1", "seat-3 2", "dealer 2", None]
    assert blackjack.told("betsclosed")[0]["next"] is None
    [snapshot] = blackjack.books.snapshots()
    assert (snapshot["next"], snapshot["seats"], snapshot["question"]) == (None, [3], None)
    assert snapshot["table"] == FELT


@pytest.mark.parametrize("name", [CommandName.SEATS, CommandName.DECIDE, CommandName.PAUSE])
def test_only_orders_of_people_are_told_and_missed(blackjack: Studio, name: CommandName) -> None:
    """The edge repeats its own until the board's fact comes: that one of them was not obeyed says nothing."""
    ingest = Ingest("demo", frozenset({FELT}), blackjack.signer, blackjack.books)
    commands = Commands("demo", blackjack.signer, ingest.keys, lambda _: True)
    intake = Intake(ingest, Liveness(Clock(), 5 * S), commands)
    order = BoardOrder(FELT, name, "r-1", "edge-1", "")
    with blackjack.turn():
        told = intake.answered(Answered(order, False, "wrong_phase", "known"), blackjack.now)
    assert bool(told) == (name is CommandName.PAUSE)
    assert ("command_failed" in blackjack.alerts()) == (name is CommandName.PAUSE)

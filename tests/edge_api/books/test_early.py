"""Early choices: what a hand shall do when it is asked. The last one counts, and none outlives its cards."""

from __future__ import annotations

import shutil
import uuid

import pytest

from edge_api.betting.early import MOST_CHOICES, derived_id
from edge_api.books.messages import Done
from edge_api.verify import verify
from schemas.causes import HoldCause
from schemas.facts import RoundHeld, RoundReleased
from schemas.games.blackjack_rules import BlackjackRules
from tests.edge_api.books.felt import DECISION_NS, FELT, Felt, crashed, felt_studio, refused, seated
from tests.edge_api.books.studio import Studio, quick_folder

TWO_SEATS = "TS 6S 9H 8D 5D 7C"  # seat 1 has 18, seat 2 has 11, against 9 and 7 below
RICH = 1_000_000


def two_seats(studio: Studio, more: str = "", money: int = RICH) -> tuple[Felt, int, int]:
    """Seat 1 is asked, seat 2 waits."""
    one, two = studio.player("one"), studio.player("two", money=money)
    return seated(studio, f"{TWO_SEATS} {more}", (one, 1, 500), (two, 2, 500)), one, two


def states(studio: Studio) -> list[str]:
    return [row[0] for row in studio.conn.execute("SELECT state FROM early_decisions ORDER BY early_no")]


def test_an_early_choice_is_decided_when_the_hand_is_asked(blackjack: Studio) -> None:
    table, one, two = two_seats(blackjack, "TD TS")
    early_id = str(uuid.uuid4())
    answer = table.decide(two, 2, "double", early=True, decision_id=early_id)
    assert isinstance(answer, Done)
    assert (answer.body["early"], answer.body["staked"], answer.body["action"]) == (True, 0, "double")
    assert blackjack.balance(two) == RICH - 500
    table.play(one, 1, "stand")
    assert blackjack.balance(two) == RICH - 1000
    table.tick()
    table.go_on()
    assert table.outcome() == "settled"
    assert blackjack.balance(two) == RICH + 1000
    [told] = blackjack.told("early")
    assert (told["state"], told["decision_id"]) == ("done", str(derived_id(early_id)))
    assert states(blackjack) == ["done"]


def test_the_last_choice_counts_and_null_withdraws_it(blackjack: Studio) -> None:
    table, one, two = two_seats(blackjack)
    for action in ("hit", "stand", "double"):
        table.decide(two, 2, action, early=True)
    assert table.seating.early[2, 1].action.value == "double"
    answer = table.decide(two, 2, None, early=True)
    assert isinstance(answer, Done)
    assert answer.body["action"] is None
    assert states(blackjack) == ["replaced", "replaced", "replaced", "withdrawn"]
    table.play(one, 1, "stand")
    assert table.pending == []
    assert isinstance(table.decide(two, 2, "hit"), Done)


def test_the_dealers_side_sees_what_each_hand_wants_and_players_do_not(blackjack: Studio) -> None:
    table, one, two = two_seats(blackjack)
    table.decide(two, 2, "hit", early=True)
    [wish] = [news for news in blackjack.news if news.event == "wish"]
    assert wish.staff_only
    assert wish.body == {"round_id": table.round_id, "seat": 2, "hand": 1, "action": "hit"}
    [snapshot] = blackjack.books.snapshots()
    assert snapshot["wishes"] == {"2/1": "hit"}
    table.play(one, 1, "stand")
    assert blackjack.told("wish")[-1]["action"] is None


def test_a_player_may_choose_for_his_second_hand(blackjack: Studio) -> None:
    player = blackjack.player()
    table = seated(blackjack, "8S 9H 8D 7C 2S 3S 9S", (player, 3, 500))
    table.play(player, 3, "split")
    assert refused(table.decide(player, 3, "stand", 2, early=True)) == "wrong_phase"  # it has one card yet
    table.play(player, 3, "stand")
    assert refused(table.decide(player, 3, "stand", 2, early=True)) == "wrong_phase"  # it is asked now


@pytest.mark.parametrize(
    ("seat", "action", "code"),
    [(2, "split", "wrong_phase"), (2, "even_money", "wrong_phase"), (2, "play", "wrong_phase"), (1, "hit", "not_your_seat"), (2, "jump", "wrong_phase")],
)  # fmt: skip
def test_what_a_hand_can_not_do_is_not_chosen_early(
    blackjack: Studio, seat: int, action: str, code: str
) -> None:
    table, _, two = two_seats(blackjack)
    assert refused(table.decide(two, seat, action, early=True)) == code
    assert states(blackjack) == []


def test_the_hand_that_is_asked_is_not_chosen_for(blackjack: Studio) -> None:
    table, one, _ = two_seats(blackjack)
    assert "is asked now" in str(table.decide(one, 1, "stand", early=True))


def test_nothing_is_chosen_before_two_cards_lie_or_in_view_of_others(blackjack: Studio) -> None:
    player = blackjack.player()
    table = Felt(blackjack, TWO_SEATS.split())
    table.bet(player, ("main", {"seat": 3}, 500))
    assert refused(table.decide(player, 3, "stand", early=True)) == "wrong_phase"
    table.close()
    table.tick()
    assert "no hand 1 of two cards yet" in str(table.decide(player, 3, "stand", early=True))
    other, _one, two = two_seats(blackjack)
    assert "has 2 cards now" in str(other.decide(two, 2, "hit", early=True, cards=3))
    assert isinstance(other.decide(two, 2, "hit", early=True, cards=2), Done)
    blackjack.act("void", round_id=table.round_id)


def test_the_same_choice_again_gets_the_same_answer_also_after_it_was_done(blackjack: Studio) -> None:
    table, one, two = two_seats(blackjack)
    request = table.request(two, 2, "stand", early=True)
    [first] = table.turn(request)
    assert isinstance(first, Done)
    table.play(one, 1, "stand")
    [again] = table.turn(request)
    assert isinstance(again, Done)
    assert again.body == first.body
    assert states(blackjack) == ["done"]
    assert (
        refused(table.decide(two, 2, "hit", early=True, decision_id=request.decision_id)) == "bet_id_reused"
    )
    assert refused(table.decide(two, 2, "stand", decision_id=request.decision_id)) == "bet_id_reused"


def test_without_the_money_the_player_hears_so_and_still_has_his_time(blackjack: Studio) -> None:
    table, one, two = two_seats(blackjack, money=700)
    table.decide(two, 2, "double", early=True)
    table.play(one, 1, "stand")
    [told] = blackjack.told("early")
    assert (told["state"], told["error"]) == ("refused", "insufficient_funds")
    assert states(blackjack) == ["refused"]
    assert isinstance(table.decide(two, 2, "hit"), Done)


def test_a_choice_for_a_hand_that_has_changed_is_dropped(blackjack: Studio) -> None:
    """Chosen while the card of a hit is still to come."""
    player = blackjack.player()
    table = seated(blackjack, "6S 9H 5D 7C 2S", (player, 3, 500))
    table.decide(player, 3, "hit")
    table.tick()
    assert isinstance(table.decide(player, 3, "stand", early=True), Done)
    table.go_on()
    [told] = blackjack.told("early")
    assert (told["state"], told["error"]) == ("refused", "wrong_phase")
    assert "has changed" in told["message"]
    assert isinstance(table.decide(player, 3, "stand"), Done)


def test_choices_outlive_a_restart(blackjack: Studio) -> None:
    table, _one, two = two_seats(blackjack, "TD TS")
    table.decide(two, 2, "double", early=True)
    with crashed(blackjack):
        pass
    table.time_out()
    table.go_on()
    table.tick()
    table.go_on()
    assert table.outcome() == "settled"
    assert blackjack.balance(two) == RICH + 1000


def test_a_choice_that_becomes_durable_too_late_costs_nothing_and_is_not_played(blackjack: Studio) -> None:
    """The transaction that asks the hand returns only after the question has ended."""
    table, one, two = two_seats(blackjack)
    table.decide(two, 2, "double", early=True)
    table.decide(one, 1, "stand")
    table.tick()
    assert table.deal.turn is not None
    asked = blackjack.boards[FELT].assert_(table.turn_fact(table.deal.turn), blackjack.now)
    with blackjack.turn(took_ns=DECISION_NS):
        blackjack.keep(blackjack.books.apply_fact(asked))
    assert blackjack.balance(two) == RICH - 500
    assert blackjack.told("late")[-1]["returned"] == 500
    table.tick()
    assert table.deal.turn.seat == 2


def test_nobody_chooses_while_the_round_is_held_and_choices_wait_for_the_turn_after_it(
    blackjack: Studio,
) -> None:
    table, one, two = two_seats(blackjack)
    table.decide(two, 2, "stand", early=True)
    table.say(RoundHeld(round_id=table.round_id, cause=HoldCause.EXTRA_CARD, detail="two cards"))
    assert "is held" in str(table.decide(two, 2, "hit", early=True))
    table.say(RoundReleased(round_id=table.round_id, by="maria"))
    table.asked = None
    table.go_on()
    table.play(one, 1, "stand")
    table.tick()
    assert table.deal.turn is None


def test_changing_ones_mind_has_an_end(blackjack: Studio) -> None:
    table, _, two = two_seats(blackjack)
    requests = [
        table.request(two, 2, action, early=True) for action in ["hit", "stand"] * (MOST_CHOICES // 2)
    ]
    assert all(isinstance(answer, Done) for answer in table.turn(*requests))
    assert "too often" in str(table.decide(two, 2, "hit", early=True))
    assert table.seating.early[2, 1].action.value == "stand"


@pytest.mark.parametrize("action", ["surrender", "stand"])
def test_early_surrender_takes_a_choice_of_surrender_and_leaves_any_other_for_the_turn(action: str) -> None:
    folder = quick_folder()
    studio = felt_studio(folder, BlackjackRules.parse({"surrender": "early"}))
    one, two = studio.player("one"), studio.player("two")
    table = seated(studio, "TS 6S TH 8D 5D 7C", (one, 1, 500), (two, 2, 500))
    assert isinstance(table.decide(two, 2, action, early=True), Done)
    table.play(one, 1, "play")
    table.tick()
    table.go_on()
    if action == "stand":
        assert table.seating.question is not None and table.seating.question.seat == 2
        table.play(two, 2, "play")
    table.play(one, 1, "stand")
    table.tick()
    table.go_on()
    assert table.outcome() == "settled"
    assert studio.balance(two) == RICH - (250 if action == "surrender" else 500)
    assert verify(studio.conn, {"edge-1#1": studio.signer.public_key}) == []
    studio.crash()
    shutil.rmtree(folder)

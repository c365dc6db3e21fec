"""A shoe that fails in every way that it can, on a real line: the right result or a hold, never a wrong settlement."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.scenarios.floor_plan import SHOE
from tests.scenarios.one_round import Lonely, lonely
from tests.scenarios.proof import prove
from tests.scenarios.studio import await_

pytestmark = [pytest.mark.broker, pytest.mark.slow, pytest.mark.xdist_group("shoe faults")]

PLAYER = {"type": "player", "stake": 100}


def natural(number: int) -> tuple[str, ...]:
    """Player 8 or 9, Banker 5: no third card, the Player wins. Another number gives other cards: a shoe holds eight of each."""
    suit, high = "CDHS"[number % 4], "98"[number // 4 % 2]
    return f"{high}{suit}", f"2{suit}", f"{'KQJT'[number // 8 % 4]}{suit}", f"3{suit}"


HELD_FOR = {
    "wrong_seat": ("wrong_card",),
    "extra_card": ("extra_card",),
    "occupied_slot": ("wrong_card", "sources_disagree"),
    "wrong_result": ("sources_disagree",),
    "no_result": ("result_not_confirmed",),
    "bad_checksum": ("missed_events", "wrong_card"),
    "lost_event": ("missed_events", "wrong_card"),
}


@pytest.fixture(scope="module")
def shoe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lonely]:
    with lonely(tmp_path_factory.mktemp("shoe"), SHOE) as shoe:
        yield shoe


def bet_on_player(shoe: Lonely) -> str:
    """The Player is staked on and will win with a natural nine."""
    shoe.order(do="clear")
    round_id = shoe.bet(PLAYER)
    for card in natural(len(shoe.guest.acknowledged)):
        shoe.order(do="next", card=card)
    return round_id


def deal(shoe: Lonely, round_id: str) -> None:
    shoe.await_closed(round_id)
    await_(
        lambda: not shoe.studio.order(SHOE, do="state")["dealing"], "the shoe's last words on the coup before"
    )
    shoe.order(do="deal")


def clear_up(shoe: Lonely, round_id: str) -> None:
    """The round is voided, the stake comes back; the shoe starts afresh, for cards that were decided and not dealt."""
    shoe.order(do="clear")
    shoe.void_and_refund(round_id)
    fresh_shoe(shoe)


def fresh_shoe(shoe: Lonely) -> None:
    shoe.studio.end_device(SHOE)
    shoe.studio.start_device(SHOE)


@pytest.mark.parametrize("fault", [None, "repeated_frame", "one_sending_lost"])
def test_a_coup_that_is_certain_all_the_same_is_paid(shoe: Lonely, fault: str | None) -> None:
    round_id = bet_on_player(shoe)
    if fault is not None:
        shoe.order(do="fault", fault=fault)
    deal(shoe, round_id)
    how, data = shoe.ending(round_id)
    assert (how, data.get("outcome", {}).get("winner")) == ("outcome", "player"), data
    shoe.settled(round_id, 200)
    dealt = [fact.data["card"] for fact in shoe.facts(round_id, "round.card")]
    assert dealt == list(natural(len(shoe.guest.acknowledged)))


@pytest.mark.parametrize("fault", sorted(HELD_FOR))
def test_a_coup_that_is_in_doubt_is_held_and_its_stakes_go_back(shoe: Lonely, fault: str) -> None:
    round_id = bet_on_player(shoe)
    shoe.order(do="fault", fault=fault)
    deal(shoe, round_id)
    assert shoe.held(round_id) in HELD_FOR[fault]
    clear_up(shoe, round_id)


def test_a_card_before_the_close_holds_the_round_and_ends_the_betting_at_once(shoe: Lonely) -> None:
    round_id = bet_on_player(shoe)
    shoe.order(do="draw")
    assert shoe.held(round_id) == "card_before_close"
    closed = shoe.await_closed(round_id)
    assert (closed.data["cause"], closed.data["evidence"]) == ("card_seen", True)
    assert shoe.guest.bet(SHOE.id, round_id, PLAYER).error in ("bets_closed", "too_late")
    clear_up(shoe, round_id)


def test_an_error_of_the_shoe_holds_the_round_and_no_other_opens_before_it_is_cleared(shoe: Lonely) -> None:
    round_id = bet_on_player(shoe)
    shoe.await_closed(round_id)
    shoe.order(do="error", code=1)
    assert shoe.held(round_id) == "shoe_error"
    shoe.void_and_refund(round_id)
    assert shoe.guest.table(SHOE.id)["phase"] not in ("bets_open", "bets_closing_soon")
    shoe.order(do="clear_error", code=1)
    assert shoe.guest.await_open(SHOE.id) != round_id
    fresh_shoe(shoe)


def test_a_forced_quit_holds_the_round(shoe: Lonely) -> None:
    round_id = bet_on_player(shoe)
    shoe.await_closed(round_id)
    shoe.order(do="forced_quit")
    assert shoe.held(round_id) == "shoe_forced_quit"
    clear_up(shoe, round_id)


def test_a_card_that_leaves_the_locked_shoe_holds_the_round(shoe: Lonely) -> None:
    round_id = bet_on_player(shoe)
    shoe.await_closed(round_id)
    shoe.order(do="stray", card="2C")
    assert shoe.held(round_id) == "wrong_card"
    clear_up(shoe, round_id)


@pytest.mark.parametrize("noise", ["garbled", "lost_bytes", "cut_short", "glued", "lost"])
@pytest.mark.parametrize("times", [1, 4])
def test_a_noisy_line_gives_the_right_coup_or_none(shoe: Lonely, noise: str, times: int) -> None:
    round_id = bet_on_player(shoe)
    shoe.await_closed(round_id)
    shoe.order(do="noise", noise=noise, times=times)
    shoe.order(do="deal")
    how, data = shoe.ending(round_id)
    if how == "outcome":
        assert data["outcome"]["winner"] == "player"
        shoe.settled(round_id, 200)
    else:
        assert (how, times) == ("held", 4), data
        clear_up(shoe, round_id)


def test_a_line_that_is_pulled_in_mid_deal_holds_the_round(shoe: Lonely) -> None:
    round_id = bet_on_player(shoe)
    deal(shoe, round_id)
    shoe.studio.await_fact(SHOE, "round.card", round_id=round_id)
    shoe.order(do="unplug", for_s=0.4)
    assert shoe.held(round_id) == "device_lost_mid_round"
    shoe.studio.await_fact(SHOE, "device.changed", round_id=round_id, condition="up")
    clear_up(shoe, round_id)


def test_a_card_that_the_shoe_can_not_hold_stops_the_game(shoe: Lonely) -> None:
    fresh_shoe(shoe)
    round_id = shoe.bet(PLAYER)
    shoe.order(do="fault", fault="foreign_card")
    for _ in range(3):
        deal(shoe, round_id)
        how, data = shoe.ending(round_id)
        if how == "held":
            break
        round_id = shoe.bet(PLAYER)
    assert (how, data["cause"]) == ("held", "foreign_card"), data
    shoe.order(do="clear")
    shoe.void_and_refund(round_id)


def test_after_all_that_the_books_are_right_to_the_last_bet(shoe: Lonely) -> None:
    assert prove(shoe.studio, shoe.notes).rounds_settled > 3

"""The life of a round at the edge: opened, closed, shown, paid; or held, voided, and never both paid and voided."""

from __future__ import annotations

import dataclasses

import pytest

from edge_api.books.house import House
from edge_api.books.messages import Done, Refused
from edge_api.rounds.refund import void
from schemas.causes import CloseCause, HoldCause, RespinCause, Seat, Step, VoidCause
from schemas.commands import CommandName
from schemas.edge_events import AuditCheckpoint, EdgeEvent, FactRelayed, RoundRefunded, RoundSettled
from schemas.facts import (
    CardDealt,
    RoundHeld,
    RoundOpened,
    RoundOutcome,
    RoundReleased,
    RoundRespun,
    RoundStep,
    RoundVoided,
    TablePaused,
    TableResumed,
    TableStarted,
)
from schemas.games.baccarat import BaccaratOutcome
from schemas.games.roulette_rules import RouletteRules, ZeroRule
from schemas.phases import Game
from tests.edge_api.books.studio import MS, SHOE, WHEEL, Studio, roulette

RED = ("red", None, 500)
PLAYER_HAND, BANKER_HAND = ["6H", "4H", "JH"], ["7D", "3H", "6D"]
DEAL = [
    (Seat.PLAYER, 1, "6H"), (Seat.BANKER, 1, "7D"), (Seat.PLAYER, 2, "4H"), (Seat.BANKER, 2, "3H"),
    (Seat.PLAYER, 3, "JH"), (Seat.BANKER, 3, "6D"),
]  # fmt: skip


def phase(studio: Studio, round_id: str) -> str:
    return str(studio.round(round_id)["phase"])


def deal(studio: Studio, round_id: str, cards: list[tuple[Seat, int, str]]) -> list[str]:
    return [
        studio.fact(CardDealt(round_id=round_id, seat=seat, index=index, card=card), SHOE)
        for seat, index, card in cards
    ]


def coup(round_id: str, player: list[str], banker: list[str]) -> RoundOutcome:
    outcome = BaccaratOutcome.from_cards(player, banker)
    return RoundOutcome(round_id=round_id, game=Game.BACCARAT, outcome=outcome, sources=("shoe",))


def events(studio: Studio, kind: type[EdgeEvent]) -> list[EdgeEvent]:
    return [event for event in studio.events if isinstance(event, kind)]


def held_bet(studio: Studio, table_id: str = WHEEL) -> tuple[int, str]:
    """A player with one bet in a closed round."""
    player, round_id = studio.player(), studio.open(table_id=table_id)
    bet = RED if table_id == WHEEL else ("banker", None, 500)
    assert isinstance(studio.bet(player, round_id, bet), Done)
    studio.close(round_id)
    return player, round_id


def test_a_roulette_round_is_paid_by_its_outcome(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    studio.bet(player, round_id, RED, ("straight", ["17"], 100))
    studio.bet(studio.player("p-2"), round_id, ("black", None, 300))
    studio.close(round_id)
    studio.fact(RoundStep(round_id=round_id, step=Step.BALL_IN_RIM))
    assert phase(studio, round_id) == "spinning"
    assert studio.spin(round_id, "17") == "settled"
    assert studio.balance(player) == 1_000_000 - 600 + 3_600
    [settled] = events(studio, RoundSettled)
    assert isinstance(settled, RoundSettled)
    assert (settled.placements, settled.staked_minor, settled.returned_minor) == (2, 900, 3_600 + 600)
    assert studio.told("gameresult")[0]["result"] == "17"
    assert studio.told("winners") == [
        {"round_id": round_id, "winners": 2, "returned": 4_200, "currency": "EUR"}
    ]
    assert len(events(studio, AuditCheckpoint)) == 1


def test_a_baccarat_round_is_paid_by_the_cards_that_were_dealt(studio: Studio) -> None:
    player, round_id = held_bet(studio, SHOE)
    assert set(deal(studio, round_id, DEAL)) == {"card"}
    assert phase(studio, round_id) == "dealing"
    assert studio.fact(coup(round_id, PLAYER_HAND, BANKER_HAND), SHOE) == "settled"
    assert studio.balance(player) == 999_500 + 975  # 6 against 0 with 5 % commission


def test_an_outcome_of_other_cards_holds_the_round(studio: Studio) -> None:
    player, round_id = held_bet(studio, SHOE)
    deal(studio, round_id, DEAL)
    other = coup(round_id, ["6H", "4H", "QH"], BANKER_HAND)
    assert studio.fact(other, SHOE) == "ignored:wrong_outcome"
    assert (phase(studio, round_id), studio.balance(player)) == ("held", 999_500)


def test_cards_survive_a_restart_of_the_edge(studio: Studio) -> None:
    player, round_id = held_bet(studio, SHOE)
    deal(studio, round_id, DEAL[:3])
    studio.restart()
    deal(studio, round_id, DEAL[3:])
    assert studio.fact(coup(round_id, PLAYER_HAND, BANKER_HAND), SHOE) == "settled"
    assert studio.balance(player) == 1_000_475


def test_a_card_before_close_closes_and_holds_the_round(studio: Studio) -> None:
    round_id = studio.open(table_id=SHOE)
    deal(studio, round_id, DEAL[:1])
    row = studio.round(round_id)
    assert (row["phase"], row["close_cause"], row["held_cause"]) == (
        "held",
        "card_seen",
        "edge:card_before_close",
    )


@pytest.mark.parametrize("card", [(Seat.BANKER, 1, "7D"), (Seat.PLAYER, 2, "7D")])
def test_a_card_in_the_wrong_place_holds_the_round(studio: Studio, card: tuple[Seat, int, str]) -> None:
    _, round_id = held_bet(studio, SHOE)
    assert deal(studio, round_id, [card]) == ["ignored:wrong_card"]
    assert phase(studio, round_id) == "held"


def test_a_seventh_card_holds_the_round(studio: Studio) -> None:
    _, round_id = held_bet(studio, SHOE)
    deal(studio, round_id, DEAL)
    assert deal(studio, round_id, [(Seat.BANKER, 3, "2C")]) == ["ignored:wrong_card"]


def test_a_pocket_that_the_wheel_lacks_holds_the_round(studio: Studio) -> None:
    player, round_id = held_bet(studio)
    assert studio.spin(round_id, "00") == "ignored:wrong_outcome"
    assert (phase(studio, round_id), studio.balance(player)) == ("held", 999_500)


def test_a_pocket_that_the_wheel_lacks_holds_a_round_without_bets_too(studio: Studio) -> None:
    round_id = studio.open()
    studio.close(round_id)
    assert studio.spin(round_id, "00") == "ignored:wrong_outcome"
    assert phase(studio, round_id) == "held"


def test_an_outcome_while_bets_are_open_closes_and_holds(studio: Studio) -> None:
    round_id = studio.open()
    studio.wait(100 * MS)
    assert studio.spin(round_id, "17") == "ignored:outcome_before_close"
    assert phase(studio, round_id) == "held"


def test_an_outcome_for_a_held_round_never_settles_by_itself(studio: Studio) -> None:
    player, round_id = held_bet(studio)
    studio.fact(RoundHeld(round_id=round_id, cause=HoldCause.SOURCES_DISAGREE, detail="17 and 18"))
    assert studio.spin(round_id, "17") == "ignored:held"
    assert (phase(studio, round_id), studio.balance(player)) == ("held", 999_500)


def test_a_round_that_the_table_held_and_released_goes_on(studio: Studio) -> None:
    player, round_id = held_bet(studio)
    studio.fact(RoundStep(round_id=round_id, step=Step.NUMBER_SEEN))
    studio.fact(RoundHeld(round_id=round_id, cause=HoldCause.SOURCES_DISAGREE, detail="17 and 18"))
    assert studio.fact(RoundReleased(round_id=round_id, by="maria")) == "released"
    assert phase(studio, round_id) == "result_pending"
    assert studio.spin(round_id, "18") == "settled"
    assert studio.balance(player) == 1_000_500


def test_a_hold_while_bets_are_open_closes_the_window(studio: Studio) -> None:
    round_id = studio.open()
    studio.fact(RoundHeld(round_id=round_id, cause=HoldCause.DEVICE_FAULT, detail="sensor"))
    row = studio.round(round_id)
    assert (row["phase"], row["held_cause"], row["close_cause"]) == ("held", "table:device_fault", "hold")


def test_the_table_can_not_release_what_the_edge_holds(studio: Studio) -> None:
    _, round_id = held_bet(studio)
    studio.act("hold", round_id=round_id)
    assert studio.fact(RoundReleased(round_id=round_id, by="dealer")) == "ignored:held_by_edge"
    assert phase(studio, round_id) == "held"


def test_a_human_releases_what_the_edge_holds_and_the_waiting_outcome_is_paid(studio: Studio) -> None:
    player, round_id = held_bet(studio)
    studio.act("hold", round_id=round_id)
    assert studio.spin(round_id, "18") == "ignored:held"
    assert isinstance(studio.act("release", WHEEL, round_id), Done)
    assert (phase(studio, round_id), studio.balance(player)) == ("settled", 1_000_500)


def test_releasing_a_hold_of_the_table_is_an_order_to_the_table(studio: Studio) -> None:
    _, round_id = held_bet(studio)
    studio.fact(RoundHeld(round_id=round_id, cause=HoldCause.RESULT_MISSING, detail=""))
    assert isinstance(studio.act("release", WHEEL), Done)
    assert [(order.name, order.round_id) for order in studio.orders] == [(CommandName.RELEASE, round_id)]
    assert phase(studio, round_id) == "held"


def test_a_void_round_returns_every_stake_once(studio: Studio) -> None:
    player, round_id = held_bet(studio)
    voided = RoundVoided(round_id=round_id, cause=VoidCause.BALL_LOST, by="rule")
    assert studio.fact(voided) == "voided"
    assert studio.fact(voided) == "noted"
    assert studio.balance(player) == 1_000_000
    assert studio.spin(round_id, "18") == "ignored:round_over"
    assert len(events(studio, RoundRefunded)) == 1


def test_the_pit_boss_voids_although_the_board_is_silent(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    studio.bet(player, round_id, RED)
    answer = studio.act("void", round_id=round_id)
    assert isinstance(answer, Done) and answer.body["returned"] == 500
    assert studio.balance(player) == 1_000_000
    assert [order.name for order in studio.orders] == [CommandName.VOID]
    again = studio.act("void", round_id=round_id)
    assert isinstance(again, Refused) and again.code == "wrong_phase"
    assert studio.fact(RoundVoided(round_id=round_id, cause=VoidCause.PIT_BOSS, by="maria")) == "noted"


def test_a_board_that_holds_a_round_that_was_voided_in_its_absence_is_told_to_void_it(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    studio.bet(player, round_id, RED)
    studio.act("void", round_id=round_id)
    held = RoundHeld(round_id=round_id, cause=HoldCause.AGENT_DIED_MID_ROUND, detail="it was off")
    assert studio.fact(held) == "ignored:round_over"
    assert [(order.name, order.round_id) for order in studio.orders] == [(CommandName.VOID, round_id)] * 2
    assert studio.balance(player) == 1_000_000


def test_a_paid_round_is_not_voided(studio: Studio) -> None:
    player, round_id = held_bet(studio)
    studio.spin(round_id, "18")
    assert (
        studio.fact(RoundVoided(round_id=round_id, cause=VoidCause.DEALER, by="d"))
        == "ignored:void_after_settlement"
    )
    assert studio.spin(round_id, "17") == "ignored:round_over"
    assert isinstance(studio.act("void", round_id=round_id), Refused)
    assert studio.balance(player) == 1_000_500


def test_a_respin_keeps_the_bets(studio: Studio) -> None:
    player, round_id = held_bet(studio)
    assert studio.fact(RoundRespun(round_id=round_id, cause=RespinCause.TOO_FEW_LAPS)) == "respun"
    assert phase(studio, round_id) == "spinning"
    assert isinstance(studio.bet(player, round_id, RED), Refused)
    studio.spin(round_id, "18")
    assert studio.balance(player) == 1_000_500


def test_a_round_opened_over_a_running_one_holds_the_older(studio: Studio) -> None:
    player, first = studio.player(), studio.open()
    studio.bet(player, first, RED)
    second = studio.open()
    assert (phase(studio, first), phase(studio, second)) == ("held", "bets_open")
    assert studio.round(first)["held_cause"] == "edge:superseded"
    assert isinstance(studio.act("void", round_id=first), Done)
    assert studio.balance(player) == 1_000_000


def test_a_round_id_opens_once(studio: Studio) -> None:
    _, round_id = held_bet(studio)
    opened = RoundOpened(round_id=round_id, game=Game.ROULETTE, betting_ms=15_000, closes_ns="99999999999999")
    assert studio.fact(opened) == "ignored:round_exists"
    assert phase(studio, round_id) == "held"


@pytest.mark.parametrize(
    ("round_id", "game", "why"),
    [("roulette-01-7-50", Game.BACCARAT, "wrong_game"), ("baccarat-01-7-50", Game.ROULETTE, "foreign_round")],
)
def test_a_round_that_is_not_this_tables_is_not_opened(
    studio: Studio, round_id: str, game: Game, why: str
) -> None:
    opened = RoundOpened(round_id=round_id, game=game, betting_ms=15_000, closes_ns="99999999999999")
    assert studio.fact(opened) == f"ignored:{why}"
    assert studio.round(round_id) is None


def test_facts_of_an_unknown_round_are_kept_and_alerted(studio: Studio) -> None:
    assert studio.spin("roulette-01-7-77", "5") == "ignored:no_such_round"
    assert studio.alerts() == ["no_such_round"]
    assert studio.conn.execute("SELECT effect FROM inbox").fetchall() == [("ignored:no_such_round",)]
    assert len(events(studio, FactRelayed)) == 1


def test_a_fact_that_can_not_be_read_is_kept_and_holds_the_running_round(studio: Studio) -> None:
    _, round_id = held_bet(studio)
    assert studio.fact(roulette(round_id, "17"), data={"round_id": 5}) == "ignored:invalid_data"
    assert phase(studio, round_id) == "held"


def test_a_fact_of_an_unknown_kind_holds_the_running_round(studio: Studio) -> None:
    _, round_id = held_bet(studio)
    assert studio.fact(roulette(round_id, "17"), type="floor.round.corrected.v1") == "ignored:unknown_kind"
    assert phase(studio, round_id) == "held"


def test_a_fact_that_names_another_source_holds_the_running_round(studio: Studio) -> None:
    player, round_id = held_bet(studio)
    assert (
        studio.fact(roulette(round_id, "18"), source="urn:studio-floor:demo:t:roulette-02")
        == "ignored:wrong_source"
    )
    assert (phase(studio, round_id), studio.balance(player)) == ("held", 999_500)


def test_a_fact_about_another_round_than_its_subject_holds_the_running_round(studio: Studio) -> None:
    _, round_id = held_bet(studio)
    assert studio.fact(roulette(round_id, "18"), subject=f"round/{WHEEL}-7-99") == "ignored:wrong_subject"
    assert phase(studio, round_id) == "held"


def test_every_hold_is_alerted_however_quickly_they_follow(studio: Studio) -> None:
    first, second, third = studio.open(), studio.open(), studio.open()
    held = [text for (text,) in studio.conn.execute("SELECT text FROM alerts WHERE code = 'held_edge'")]
    assert [round_id in text for round_id, text in zip((first, second), held, strict=True)] == [True, True]
    assert phase(studio, third) == "bets_open"


def test_a_pause_lets_the_running_round_finish(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    studio.fact(TablePaused(by="maria"))
    assert isinstance(studio.bet(player, round_id, RED), Done)
    studio.close(round_id)
    assert studio.spin(round_id, "18") == "settled"
    studio.fact(TableResumed(by="maria"))
    assert studio.told("table")[-1]["status"] == "open"


def test_a_board_that_restarts_in_mid_round_finds_its_window_closed(studio: Studio) -> None:
    round_id = studio.open()
    started = TableStarted(game=Game.ROULETTE, firmware="1", config_hash="x", mid_round=round_id)
    studio.fact(started)
    assert studio.round(round_id)["close_cause"] == "board_restarted"
    assert phase(studio, round_id) == "bets_closed"


def test_a_board_that_forgot_its_round_leaves_it_held(studio: Studio) -> None:
    round_id = studio.open()
    studio.fact(TableStarted(game=Game.ROULETTE, firmware="1", config_hash="x"))
    assert studio.round(round_id)["held_cause"] == "edge:board_lost_round"


def test_closing_bets_from_the_floor_page_acts_at_once(studio: Studio) -> None:
    round_id = studio.open()
    assert isinstance(studio.act("close_bets", WHEEL), Done)
    assert studio.round(round_id)["close_cause"] == CloseCause.COMMAND.value
    assert isinstance(studio.act("close_bets", WHEEL), Refused)


def test_actions_are_audited_with_who_and_why(studio: Studio) -> None:
    studio.act("dealer", WHEEL, dealer="D. 12")
    row = studio.conn.execute("SELECT kind, actor, table_id FROM audit WHERE kind = 'action'").fetchone()
    assert row == ("action", "maria", WHEEL)
    assert studio.round(studio.open())["dealer"] == "D. 12"


@pytest.mark.parametrize(
    ("action", "table_id", "round_id", "why"),
    [
        ("dance", WHEEL, None, "wrong_phase"),
        ("void", None, "roulette-01-7-99", "no_such_round"),
        ("pause", "no-such", None, "no_such_table"),
        ("release", WHEEL, "roulette-01-7-99", "wrong_phase"),
        ("unfreeze", WHEEL, None, "wrong_phase"),
        ("ack_alert", None, None, "wrong_phase"),
        ("block_player", None, None, "no_such_player"),
    ],
)
def test_an_action_that_makes_no_sense_is_refused(
    studio: Studio, action: str, table_id: str | None, round_id: str | None, why: str
) -> None:
    answer = studio.act(action, table_id, round_id)
    assert isinstance(answer, Refused) and answer.code == why


def test_an_alert_is_acknowledged_once(studio: Studio) -> None:
    with studio.turn():
        for _ in range(3):
            studio.keep(studio.books.alarm(WHEEL, "clock", "the clock is off", "warning", studio.now))
    assert studio.alerts() == ["clock"]
    assert isinstance(studio.act("ack_alert", alert_no=1), Done)
    assert isinstance(studio.act("ack_alert", alert_no=1), Refused)


def test_a_crash_with_an_open_window_refunds_the_round(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    studio.bet(player, round_id, RED)
    studio.restart()
    assert (phase(studio, round_id), studio.balance(player)) == ("cancelled", 1_000_000)
    assert studio.round(round_id)["void_cause"] == "edge_restarted"


def test_a_crash_after_the_close_lets_the_round_settle(studio: Studio) -> None:
    player, round_id = held_bet(studio)
    studio.restart()
    assert studio.spin(round_id, "18") == "settled"
    assert studio.balance(player) == 1_000_500


def test_a_crash_inside_a_transaction_leaves_nothing_of_it(studio: Studio) -> None:
    player, round_id = held_bet(studio)
    received = studio.boards[WHEEL].assert_(roulette(round_id, "18"), studio.now)
    studio.conn.execute("BEGIN IMMEDIATE")
    assert studio.books.apply_fact(received).inbox == "settled"
    studio.restart()
    assert (phase(studio, round_id), studio.balance(player)) == ("bets_closed", 999_500)
    with studio.turn():
        assert studio.keep(studio.books.apply_fact(received)).inbox == "settled"
    assert studio.balance(player) == 1_000_500


def test_without_refunds_a_crash_holds_the_round(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    studio.bet(player, round_id, RED)
    studio.settings = dataclasses.replace(studio.settings, void_interrupted=False)
    studio.restart()
    assert studio.round(round_id)["held_cause"] == "edge:edge_restarted"
    assert isinstance(studio.act("release", WHEEL, round_id), Done)
    assert phase(studio, round_id) == "bets_closed"
    assert isinstance(studio.act("void", round_id=round_id), Done)
    assert studio.balance(player) == 1_000_000


@pytest.mark.parametrize(("late_by_ns", "new_boot", "kept"), [(-1, False, 2), (0, False, 1), (-1, True, 1)])
def test_after_a_crash_only_bets_that_were_surely_in_time_are_kept(
    studio: Studio, late_by_ns: int, new_boot: bool, kept: int
) -> None:
    """The second bet's commit was never noted: the process died right after it."""
    player, round_id = studio.player(), studio.open()
    studio.settings = dataclasses.replace(studio.settings, void_interrupted=False)
    studio.bet(player, round_id, RED)
    studio.bet(player, round_id, RED)
    studio.until(studio.deadline(round_id) + late_by_ns)
    studio.boot = "another-boot" if new_boot else studio.boot
    studio.restart()
    assert (studio.round(round_id)["placements"], studio.balance(player)) == (kept, 1_000_000 - 500 * kept)
    studio.act("release", WHEEL, round_id)
    assert studio.spin(round_id, "18") == "settled"
    assert studio.balance(player) == 1_000_000 + 500 * kept


def test_a_void_does_nothing_to_a_round_that_is_over(studio: Studio) -> None:
    player, round_id = held_bet(studio)
    studio.spin(round_id, "18")
    house = House.open(studio.conn, studio.settings, studio.boot)
    over = house.rounds.find(round_id)
    assert over is not None
    assert not void(house, over, "pit_boss", "maria", "", studio.now)
    assert studio.balance(player) == 1_000_500


def test_a_round_is_settled_by_the_rules_it_was_opened_under(studio: Studio) -> None:
    player, round_id = held_bet(studio)
    partage = dataclasses.replace(
        studio.settings.tables[WHEEL], rules=RouletteRules(zero_rule=ZeroRule.LA_PARTAGE)
    )
    studio.settings = dataclasses.replace(studio.settings, tables={**studio.settings.tables, WHEEL: partage})
    studio.restart()
    studio.spin(round_id, "0")
    assert studio.balance(player) == 999_500
    second = studio.open()
    studio.bet(player, second, RED)
    studio.close(second)
    studio.spin(second, "0")
    assert studio.balance(player) == 999_250


def test_evidence_after_a_reboot_of_the_machine_holds_the_round(studio: Studio) -> None:
    _, round_id = held_bet(studio)
    studio.boot = "another-boot"
    studio.restart()
    studio.close(round_id, CloseCause.BALL_IN_RIM)
    assert studio.round(round_id)["held_cause"] == "edge:evidence_after_reboot"


def test_what_a_fact_made_known_bears_the_boards_time_and_what_the_edge_did_bears_none(
    studio: Studio,
) -> None:
    player = studio.player()
    round_id = studio.open()
    studio.bet(player, round_id, RED)
    studio.close(round_id)
    told = len(studio.news)
    studio.fact(roulette(round_id, "17"), ago_ns=40 * MS)
    happened = {news.event: (news.utc_ns, news.fact) for news in studio.news[told:]}
    assert set(happened.values()) == {(studio.now.utc_ns - 40 * MS, "round.outcome")}
    assert {"gameresult", "winners", "player"} <= happened.keys()
    studio.transfer("p-1", "deposit", 100)
    assert (studio.news[-1].event, studio.news[-1].utc_ns) == ("player", None)

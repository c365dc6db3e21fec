"""Multiplier rounds at the edge: promised at the opening, drawn once after the close, paid as drawn, revealed at the end, whatever happens between."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_api import queries
from edge_api.books.messages import Done, Notice
from edge_api.floor import Floor
from edge_api.rounds.seeds import enter_draw, random_seed
from schemas.causes import CloseCause, HoldCause, RespinCause, VoidCause
from schemas.edge_events import MultipliersDrawn, RoundSettled, SeedCommitted, SeedRevealed
from schemas.facts import RoundClosed, RoundHeld, RoundOutcome, RoundReleased, RoundRespun, RoundVoided
from schemas.games.draw_stream import commitment
from schemas.games.roulette import RouletteOutcome
from schemas.phases import Game
from tests.edge_api.books.lightning import (
    chain,
    drawn,
    everything_said,
    kept,
    lottery,
    row_of,
    studio_in,
    tables,
)
from tests.edge_api.books.studio import MS, WHEEL, S, Studio, placement, roulette
from tests.edge_api.books.test_rounds import events, phase

SECOND = "roulette-02"
ALL = [("straight", [str(pocket)], 100) for pocket in range(37)]


@pytest.fixture
def studio(folder: Path) -> Iterator[Studio]:
    with studio_in(folder) as made:
        yield made


def test_the_opening_tells_the_promise_and_nothing_of_the_seed(studio: Studio) -> None:
    round_id = studio.open()
    (seed,) = studio.seeds
    (told,) = studio.told("betsopen")
    assert told["commitment"] == commitment(seed) == kept(studio, round_id).commitment
    assert [event.commitment for event in events(studio, SeedCommitted)] == [told["commitment"]]  # type: ignore[attr-defined]
    assert row_of(studio, "committed", round_id) == row_of(studio, "opened", round_id)
    assert seed.hex() not in everything_said(studio)


def test_nothing_is_drawn_while_bets_are_open(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    for step in (5 * S, 5 * S, 4 * S, 900 * MS):
        studio.wait(step)
        studio.bet(player, round_id, ("straight", ["17"], 100))
        assert kept(studio, round_id).salt is None
        assert studio.told("multipliers") == []
    assert studio.told("betsclosingsoon") != []
    assert studio.books.snapshots()[0]["draw"]["multipliers"] is None


def test_the_close_draws_from_the_seed_and_a_chain_that_lists_every_bet(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    studio.bet(player, round_id, ("straight", ["17"], 100))
    studio.close(round_id)
    draw = kept(studio, round_id)
    assert draw.lucky == lottery().draw(studio.seeds[0], round_id, draw.salt or "")
    lottery().check(draw.lucky or {})
    (row,) = [row for row in chain(studio) if row[1] == "draw"]
    assert row[2:] == (round_id, {"multipliers": draw.lucky}, draw.salt)
    assert row_of(studio, "committed", round_id) < row_of(studio, "closed", round_id) < row[0]
    assert [event.salt for event in events(studio, MultipliersDrawn)] == [draw.salt]  # type: ignore[attr-defined]
    names = [news.event for news in studio.news]
    assert names.index("betsclosed") < names.index("multipliers")
    assert studio.told("multipliers") == [
        {"round_id": round_id, "multipliers": draw.lucky, "salt": draw.salt}
    ]


def test_a_bet_of_the_same_moment_as_the_close_is_listed_before_the_draw(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    studio.until(studio.deadline(round_id) - 1)
    with studio.turn(took_ns=0) as answers:
        request = placement(player, round_id, [("straight", ["17"], 100)])
        answers[1] = studio.books.place([request], studio.now)[0]
        closed = RoundClosed(round_id=round_id, cause=CloseCause.DEALER, evidence=False)
        studio.keep(studio.books.apply_fact(studio.boards[WHEEL].assert_(closed, studio.now)))
    assert isinstance(answers[1], Done)
    (draw_row,) = [row[0] for row in chain(studio) if row[1] == "draw"]
    bets = [number for number, kind, _, body, _ in chain(studio) if kind == "commit" and "bets" in str(body)]
    assert bets
    assert max(bets) < draw_row


def test_the_deadline_draws_as_a_board_does(studio: Studio) -> None:
    round_id = studio.open()
    studio.until(studio.deadline(round_id))
    with studio.turn():
        pass
    assert kept(studio, round_id).lucky == drawn(studio, round_id)
    assert [body["cause"] for body in studio.told("betsclosed")] == ["timer"]


def test_a_lucky_number_pays_what_was_drawn_and_the_seed_is_told_with_the_result(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    studio.bet(player, round_id, *ALL)
    studio.close(round_id)
    pocket, times = next(iter(drawn(studio, round_id).items()))
    assert studio.seeds[0].hex() not in everything_said(studio)
    assert studio.spin(round_id, pocket) == "settled"
    assert studio.balance(player) == 1_000_000 - 3700 + 100 * times
    (result,) = studio.told("gameresult")
    assert result["outcome"] == {"pocket": pocket, "multipliers": drawn(studio, round_id)}
    assert result["result"] == pocket
    (told,) = studio.told("seed")
    assert told["seed"] == studio.seeds[0].hex()
    names = [news.event for news in studio.news]
    assert names.index("gameresult") < names.index("seed")
    (revealed,) = events(studio, SeedRevealed)
    assert isinstance(revealed, SeedRevealed)
    assert commitment(bytes.fromhex(revealed.seed)) == revealed.commitment
    assert lottery().draw(bytes.fromhex(revealed.seed), round_id, revealed.salt or "") == drawn(
        studio, round_id
    )
    (settled,) = events(studio, RoundSettled)
    assert isinstance(settled, RoundSettled)
    assert settled.outcome["multipliers"] == drawn(studio, round_id)


def test_a_number_that_is_not_lucky_pays_the_plain_price(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    studio.bet(player, round_id, *ALL)
    studio.close(round_id)
    pocket = next(str(number) for number in range(37) if str(number) not in drawn(studio, round_id))
    studio.spin(round_id, pocket)
    assert studio.balance(player) == 1_000_000 - 3700 + 3000


def test_close_and_result_that_arrive_together_are_drawn_between(studio: Studio) -> None:
    """As after an outage of the broker: many facts in one transaction."""
    player, round_id = studio.player(), studio.open()
    studio.bet(player, round_id, *ALL)
    studio.wait(1 * S)
    with studio.turn():
        for fact in (
            RoundClosed(round_id=round_id, cause=CloseCause.DEALER, evidence=False),
            roulette(round_id, "17"),
        ):
            effects = studio.keep(studio.books.apply_fact(studio.boards[WHEEL].assert_(fact, studio.now)))
    assert effects.inbox == "settled"
    assert studio.balance(player) == 1_000_000 - 3700 + 100 * drawn(studio, round_id).get("17", 30)


def test_a_table_that_asserts_multipliers_is_not_believed(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    studio.bet(player, round_id, ("straight", ["17"], 100))
    studio.close(round_id)
    outcome = RouletteOutcome(pocket="17").with_multipliers(drawn(studio, round_id))
    fact = RoundOutcome(round_id=round_id, game=Game.ROULETTE, outcome=outcome, sources=("wheel",))
    assert studio.fact(fact) == "ignored:wrong_outcome"
    assert phase(studio, round_id) == "held"
    assert studio.balance(player) == 1_000_000 - 100


def test_a_respin_keeps_the_draw(studio: Studio) -> None:
    round_id = studio.open()
    studio.close(round_id)
    before = drawn(studio, round_id)
    studio.fact(RoundRespun(round_id=round_id, cause=RespinCause.TOO_FEW_LAPS))
    studio.spin(round_id, "17")
    assert drawn(studio, round_id) == before
    assert len(studio.told("multipliers")) == 1


def test_a_round_that_is_held_and_released_is_drawn_once(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    studio.bet(player, round_id, *ALL)
    held = RoundHeld(round_id=round_id, cause=HoldCause.DEVICE_LOST_MID_ROUND, detail="the wheel is silent")
    studio.fact(held)
    before = drawn(studio, round_id)
    assert studio.fact(RoundReleased(round_id=round_id, by="maria")) == "released"
    assert studio.spin(round_id, "17") == "settled"
    assert drawn(studio, round_id) == before
    assert len(studio.told("multipliers")) == len(studio.told("seed")) == len(studio.seeds) == 1


def test_a_result_that_waited_for_a_release_is_paid_as_drawn(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    studio.bet(player, round_id, *ALL)
    studio.close(round_id)
    studio.act("hold", round_id=round_id)
    studio.spin(round_id, "17")
    assert isinstance(studio.act("release", WHEEL, round_id), Done)
    assert studio.balance(player) == 1_000_000 - 3700 + 100 * drawn(studio, round_id).get("17", 30)


def test_a_round_that_is_void_with_bets_open_is_never_drawn_and_its_seed_is_told(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    studio.bet(player, round_id, ("straight", ["17"], 100))
    studio.fact(RoundVoided(round_id=round_id, cause=VoidCause.BALL_LOST, by="rule"))
    assert kept(studio, round_id).lucky is None
    assert studio.told("multipliers") == []
    assert studio.told("seed") == [
        {
            "round_id": round_id, "seed": studio.seeds[0].hex(), "commitment": commitment(studio.seeds[0]), "salt": None,
        }
    ]  # fmt: skip
    assert studio.balance(player) == 1_000_000


def test_a_round_that_is_void_after_its_draw_gives_stakes_back_and_tells_its_seed(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    studio.bet(player, round_id, ("straight", ["17"], 100))
    studio.close(round_id)
    before = drawn(studio, round_id)
    assert isinstance(studio.act("void", round_id=round_id), Done)
    assert studio.balance(player) == 1_000_000
    assert drawn(studio, round_id) == before
    assert [body["seed"] for body in studio.told("seed")] == [studio.seeds[0].hex()]


def test_a_round_that_opened_without_a_window_is_promised_drawn_and_settled(studio: Studio) -> None:
    round_id = studio.open(clkerrus=900_000)
    (closed,) = studio.told("betsclosed")
    assert closed["commitment"] == commitment(studio.seeds[0])
    assert len(drawn(studio, round_id)) >= 1
    assert studio.spin(round_id, "17") == "settled"


def test_a_round_that_the_next_one_overtakes_is_drawn_and_waits(studio: Studio) -> None:
    first = studio.open()
    second = studio.open()
    assert phase(studio, first) == "held"
    assert len(drawn(studio, first)) >= 1
    assert kept(studio, second).lucky is None


def test_two_tables_that_close_in_one_transaction_have_draws_of_their_own(folder: Path) -> None:
    with studio_in(folder, second=SECOND) as studio:
        one, two = studio.open(), studio.open(table_id=SECOND)
        studio.until(max(studio.deadline(one), studio.deadline(two)))
        with studio.turn():
            pass
        draws = [row for row in chain(studio) if row[1] == "draw"]
        assert [row[2] for row in draws] == [one, two]
        assert [row[4] for row in draws] == [kept(studio, one).salt, kept(studio, two).salt]
        assert kept(studio, one).salt != kept(studio, two).salt
        assert studio.seeds[0] != studio.seeds[1]


def test_tables_without_a_law_have_no_seeds(folder: Path) -> None:
    plain = Studio(folder)
    round_id = plain.open()
    plain.close(round_id)
    plain.spin(round_id, "17")
    assert plain.seeds == []
    assert "commitment" not in plain.told("betsopen")[0]
    assert plain.told("seed") == plain.told("multipliers") == []
    assert plain.books.snapshots()[0]["draw"] is None
    plain.conn.close()


# --- the edge dies ------------------------------------------------------------------------------------------------------


def test_a_crash_after_the_close_draws_nothing_again(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    studio.bet(player, round_id, *ALL)
    studio.close(round_id)
    before = kept(studio, round_id)
    studio.restart()
    assert kept(studio, round_id) == before
    assert studio.books.snapshots()[0]["draw"]["multipliers"] == before.lucky
    assert studio.spin(round_id, "17") == "settled"
    assert studio.balance(player) == 1_000_000 - 3700 + 100 * drawn(studio, round_id).get("17", 30)
    assert len(studio.seeds) == 1
    assert len([row for row in chain(studio) if row[1] == "draw"]) == 1


def test_a_crash_before_the_draw_was_durable_leaves_nothing_of_it(studio: Studio) -> None:
    player, round_id = studio.player(), studio.open()
    studio.bet(player, round_id, ("straight", ["17"], 100))
    board = studio.boards[WHEEL]
    heard = board.seq, board.head
    studio.conn.execute("BEGIN IMMEDIATE")
    closed = RoundClosed(round_id=round_id, cause=CloseCause.DEALER, evidence=False)
    studio.books.apply_fact(board.assert_(closed, studio.now))
    assert kept(studio, round_id).salt is not None
    studio.restart()
    board.seq, board.head = heard
    assert phase(studio, round_id) == "cancelled"
    assert kept(studio, round_id).lucky is None
    assert kept(studio, round_id).revealed
    assert studio.balance(player) == 1_000_000


def test_a_crash_with_bets_open_that_holds_the_round_draws_it_once(folder: Path) -> None:
    with studio_in(folder, void_interrupted=False) as studio:
        player, round_id = studio.player(), studio.open()
        studio.bet(player, round_id, *ALL)
        studio.restart()
        assert phase(studio, round_id) == "held"
        before = drawn(studio, round_id)
        assert row_of(studio, "committed", round_id) < row_of(studio, "closed", round_id)
        studio.restart()
        assert drawn(studio, round_id) == before
        assert isinstance(studio.act("release", WHEEL, round_id), Done)
        assert studio.spin(round_id, "17") == "settled"
        assert len(studio.seeds) == 1


def test_a_crash_after_the_result_reveals_once(studio: Studio) -> None:
    round_id = studio.open()
    studio.close(round_id)
    studio.spin(round_id, "17")
    studio.restart()
    assert kept(studio, round_id).revealed
    assert row_of(studio, "revealed", round_id) > 0


def test_a_draw_can_not_be_written_twice(studio: Studio) -> None:
    round_id = studio.open()
    studio.close(round_id)
    with pytest.raises(AssertionError, match="drawn before"):
        enter_draw(studio.conn, round_id, "0" * 64, {"17": 500})


def test_a_round_whose_draw_is_lost_is_held_and_not_paid(folder: Path) -> None:
    studio = Studio(folder, tables=tables())
    player, round_id = studio.player(), studio.open()
    studio.bet(player, round_id, ("straight", ["17"], 100))
    studio.close(round_id)
    studio.conn.execute("DELETE FROM seeds")
    assert studio.spin(round_id, "17") == "ignored:wrong_outcome"
    assert phase(studio, round_id) == "held"
    assert studio.balance(player) == 1_000_000 - 100
    studio.conn.close()


def test_seeds_come_from_the_operating_system_and_differ() -> None:
    assert len({random_seed() for _ in range(100)}) == 100
    assert {len(random_seed()) for _ in range(10)} == {32}


def test_the_floor_shows_promise_draw_and_seed_as_they_come(studio: Studio) -> None:
    floor = Floor()
    floor.load(studio.books.snapshots())
    numbers = iter(range(1, 1000))
    heard = 0

    def shown() -> dict[str, object]:
        nonlocal heard
        for news in studio.news[heard:]:
            if news.table_id == WHEEL:
                floor.apply(Notice(WHEEL, next(numbers), news.event, news.body))
        heard = len(studio.news)
        draw: dict[str, object] = floor.public_snapshot(WHEEL)["draw"]
        assert draw == studio.books.snapshots()[0]["draw"]
        return draw

    round_id = studio.open()
    promised = commitment(studio.seeds[0])
    assert shown() == {"commitment": promised, "salt": None, "multipliers": None, "seed": None}
    studio.close(round_id)
    assert shown()["multipliers"] == drawn(studio, round_id)
    assert shown()["seed"] is None
    studio.spin(round_id, "17")
    assert shown()["seed"] == studio.seeds[0].hex()


def test_a_round_that_is_asked_for_tells_of_its_draw_what_anybody_may_know(studio: Studio) -> None:
    studio.conn.row_factory = sqlite3.Row

    def asked() -> object:
        found = queries.round_(studio.conn, round_id)
        assert found is not None
        assert found["draw"] == kept(studio, round_id).told()
        return found["draw"]["seed"]

    round_id = studio.open()
    assert asked() is None
    studio.close(round_id)
    assert asked() is None
    studio.spin(round_id, "17")
    assert asked() == studio.seeds[0].hex()
    studio.conn.row_factory = None

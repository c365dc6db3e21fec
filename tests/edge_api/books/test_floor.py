"""The floor's projection follows the books: what is built from notices equals what the books say afresh."""

from __future__ import annotations

from typing import Any

from edge_api.books.messages import Notice
from edge_api.floor import STAFF_FIELDS, Floor, blank_table, change
from schemas.causes import CloseCause, HoldCause, Step
from schemas.facts import RoundHeld, RoundReleased, RoundStep, TablePaused
from tests.edge_api.books.studio import SHOE, WHEEL, Studio
from tests.edge_api.books.test_rounds import BANKER_HAND, DEAL, PLAYER_HAND, coup, deal

RED = ("red", None, 500)
TRANSIENT = {"seq", "closes_at", "board", "clock", "health", "devices"}


class Wall:
    """A floor that hears of everything since the books were opened."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self.floor = Floor()
        self.floor.load(studio.books.snapshots())
        self.heard = len(studio.news)

    def see(self, table_id: str = WHEEL) -> dict[str, Any]:
        for news in self.studio.news[self.heard :]:
            self.heard += 1
            self.floor.apply(
                Notice(news.table_id, self.heard, news.event, news.body, news.player_no, news.staff_only)
            )
        return self.floor.staff_snapshot(table_id)


def lasting(snapshot: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in snapshot.items() if name not in TRANSIENT}


def agree(studio: Studio, wall: Wall) -> None:
    for fresh in studio.books.snapshots():
        assert lasting(wall.see(fresh["table"])) == lasting(fresh)


def test_a_round_is_followed_from_opening_to_result(studio: Studio) -> None:
    wall, player = Wall(studio), studio.player()
    round_id = studio.open()
    seen = wall.see()
    assert (seen["phase"], seen["round_id"]) == ("bets_open", round_id)
    assert seen["closes_at"] > "2026"
    studio.bet(player, round_id, RED)
    studio.close(round_id, CloseCause.BALL_IN_RIM)
    agree(studio, wall)
    studio.fact(RoundStep(round_id=round_id, step=Step.NUMBER_SEEN))
    assert wall.see()["phase"] == "result_pending"
    studio.spin(round_id, "17")
    agree(studio, wall)
    assert wall.see()["last_results"][0]["result"] == "17"


def test_cards_lie_where_they_were_dealt(studio: Studio) -> None:
    wall, round_id = Wall(studio), studio.open(table_id=SHOE)
    studio.close(round_id)
    deal(studio, round_id, DEAL)
    agree(studio, wall)
    assert wall.see(SHOE)["cards"] == {"player": PLAYER_HAND, "banker": BANKER_HAND}
    studio.fact(coup(round_id, PLAYER_HAND, BANKER_HAND), SHOE)
    agree(studio, wall)
    studio.open(table_id=SHOE)
    assert wall.see(SHOE)["cards"] == {"player": [], "banker": []}


def test_holds_alerts_dealers_and_pauses_are_seen(studio: Studio) -> None:
    wall, round_id = Wall(studio), studio.open()
    studio.close(round_id)
    studio.fact(RoundHeld(round_id=round_id, cause=HoldCause.RESULT_MISSING, detail="no number"))
    agree(studio, wall)
    assert wall.see()["hold"] == {"cause": "result_missing", "by": "table"}
    assert [alert["code"] for alert in wall.see()["alerts"]] == ["held_table"]
    studio.act("ack_alert", alert_no=1)
    studio.act("dealer", WHEEL, dealer="D. 12")
    studio.fact(RoundReleased(round_id=round_id, by="maria"))
    studio.fact(TablePaused(by="maria"))
    agree(studio, wall)
    seen = wall.see()
    assert (seen["hold"], seen["alerts"], seen["dealer"], seen["status"]) == (None, [], "D. 12", "paused")


def test_a_void_round_and_a_round_without_a_window_are_seen(studio: Studio) -> None:
    wall, round_id = Wall(studio), studio.open()
    studio.act("void", round_id=round_id)
    agree(studio, wall)
    assert wall.see()["phase"] == "cancelled"
    stale = studio.open(clkerrus=None)
    agree(studio, wall)
    assert (wall.see()["round_id"], wall.see()["phase"]) == (stale, "bets_closed")


def test_news_of_an_older_round_does_not_touch_the_current_one(studio: Studio) -> None:
    wall, first = Wall(studio), studio.open()
    second = studio.open()
    studio.act("void", round_id=first)
    seen = wall.see()
    assert (seen["round_id"], seen["phase"]) == (second, "bets_open")


def test_players_do_not_see_what_is_for_staff(studio: Studio) -> None:
    wall = Wall(studio)
    wall.see()
    public = wall.floor.public_snapshot(WHEEL)
    assert not STAFF_FIELDS & public.keys()
    assert public["limits"]["by_type"] == {"straight": {"min": 100, "max": 20_000}}


def test_what_a_board_shows_its_dealer_is_for_staff_whatever_round_it_is_about(studio: Studio) -> None:
    wall, round_id = Wall(studio), studio.open()
    assert wall.see()["guidance"] is None
    body = {"guidance": "next card: dragon 1", "phase": "dealing", "hold": None, "about": round_id}
    wall.floor.apply(Notice(WHEEL, wall.heard + 1, "guidance", body, None, True))
    assert wall.see()["guidance"] == body
    assert "guidance" not in wall.floor.public_snapshot(WHEEL)


def test_board_clock_and_health_are_kept_apart() -> None:
    floor = Floor()
    floor.load(
        [
            {
                "table": "t",
                "board": {},
                "clock": {},
                "health": None,
                "devices": {},
                "alerts": [],
                "round_id": None,
            }
        ]
    )
    bodies: list[tuple[str, dict[str, Any]]] = [
        ("board", {"online": False, "why": "lost"}),
        ("board", {"clock": "warn", "error_us": 60_000}),
        ("board", {"order": "pause", "accepted": True}),
        ("health", {"backlog": 3}),
        ("device", {"device": "wheel", "condition": "down", "detail": ""}),
    ]
    for seq, (event, body) in enumerate(bodies, start=1):
        floor.apply(Notice("t", seq, event, body))
    alert = {"alert_no": 7, "code": "broker_lost", "text": "", "severity": "warning"}
    floor.apply(Notice(None, 1, "alert", alert))
    seen = floor.staff_snapshot("t")
    assert seen["board"] == {
        "online": False,
        "why": "lost",
        "last_order": {"order": "pause", "accepted": True},
    }
    assert seen["clock"] == {"quality": "warn", "error_us": 60_000}
    assert seen["devices"] == {"wheel": {"condition": "down", "detail": ""}}
    assert (seen["health"], seen["alerts"], seen["seq"]) == ({"backlog": 3}, [alert], 5)


def test_a_window_that_closes_soon_is_not_shown_wide_open_again() -> None:
    table = blank_table() | {"round_id": "r", "phase": "bets_open"}
    for event, body, phase in [
        ("step", {"phase": "bets_open"}, "bets_open"),
        ("betsclosingsoon", {}, "bets_closing_soon"),
        ("step", {"phase": "bets_open"}, "bets_closing_soon"),
        ("step", {"phase": "spinning"}, "spinning"),
    ]:
        change(table, event, {"round_id": "r", **body})
        assert table["phase"] == phase

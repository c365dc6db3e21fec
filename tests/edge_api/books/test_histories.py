"""A scoreboard kept by notices says what one says that is loaded afresh from the books."""

from __future__ import annotations

from edge_api.books.messages import Notice
from edge_api.score_news import summed_up
from edge_api.stats.scoreboard import Scoreboard
from schemas.causes import VoidCause
from schemas.facts import CardBurned, RoundVoided, ShoeChanged
from tests.edge_api.books.studio import SHOE, WHEEL, Studio
from tests.edge_api.books.test_rounds import BANKER_HAND, DEAL, PLAYER_HAND, coup, deal


class Watched:
    """A scoreboard that hears of everything since the books were opened."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self.scores = fresh(studio)
        self.heard = len(studio.news)
        self.followed: list[Notice] = []

    def listen(self) -> Scoreboard:
        for news in self.studio.news[self.heard :]:
            self.heard += 1
            notice = Notice(news.table_id, self.heard, news.event, news.body, news.player_no, news.staff_only)
            self.followed += summed_up(self.scores, notice)
        return self.scores


def fresh(studio: Studio) -> Scoreboard:
    made = Scoreboard({name: setup.rules for name, setup in studio.settings.tables.items()})
    made.load(studio.books.histories())
    return made


def agree(studio: Studio, watched: Watched) -> None:
    heard, loaded = watched.listen(), fresh(studio)
    for table in (WHEEL, SHOE):
        assert heard.statistics(table, 100) == loaded.statistics(table, 100)
        assert heard.roads(table) == loaded.roads(table)


def play_coup(studio: Studio) -> None:
    round_id = studio.open(table_id=SHOE)
    studio.close(round_id)
    deal(studio, round_id, DEAL)
    studio.fact(coup(round_id, PLAYER_HAND, BANKER_HAND), SHOE)


def test_spins_are_counted_by_notices_as_from_the_books(studio: Studio) -> None:
    watched = Watched(studio)
    for pocket in ("17", "0", "17", "32"):
        round_id = studio.open()
        studio.close(round_id)
        studio.spin(round_id, pocket)
        agree(studio, watched)
    assert watched.scores.statistics(WHEEL, 50)["results"] == 4


def test_a_shoe_is_followed_from_its_change_over_voids_and_burned_cards(studio: Studio) -> None:
    watched = Watched(studio)
    play_coup(studio)
    agree(studio, watched)
    assert watched.scores.statistics(SHOE, 50)["penetration"] is None
    studio.fact(ShoeChanged(shoe_number=3), SHOE)
    agree(studio, watched)
    studio.fact(CardBurned(card="5H", what="first_card"), SHOE)
    play_coup(studio)
    agree(studio, watched)
    void = studio.open(table_id=SHOE)
    studio.close(void)
    deal(studio, void, DEAL[:2])
    studio.fact(RoundVoided(round_id=void, cause=VoidCause.DEALER, by="dealer"), SHOE)
    agree(studio, watched)
    found = watched.scores.statistics(SHOE, 50)
    assert (found["shoe"], found["hands"], found["cards_out"]) == (3, 1, 1 + len(DEAL) + 2)


def test_a_result_is_followed_by_roads_and_statistics_with_its_number(studio: Studio) -> None:
    watched = Watched(studio)
    play_coup(studio)
    watched.listen()
    assert [(each.event, each.table_id) for each in watched.followed] == [
        ("roads", SHOE),
        ("statistics", SHOE),
    ]
    assert len({each.seq for each in watched.followed}) == 1
    assert "table" not in watched.followed[0].body


def test_nothing_is_forgotten_at_a_restart(studio: Studio) -> None:
    watched = Watched(studio)
    studio.fact(ShoeChanged(shoe_number=3), SHOE)
    play_coup(studio)
    studio.restart()
    agree(studio, watched)

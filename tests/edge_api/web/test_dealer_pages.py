"""The dealer's console and the tables' list: whole pages that say what to do in every state, and all that a dealer may see."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from hardware.sim.demo.screen import next_card
from schemas.games.blackjack import BlackjackOutcome
from schemas.phases import Phase, TableStatus
from tests.edge_api.web import blackjack_stage as bj
from tests.edge_api.web import stage
from tests.edge_api.web.conftest import Visit
from tests.edge_api.web.page import Page, read

CONSOLE = f"/floor/tables/{bj.BLACKJACK}/dealer"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> stage.Stage:
    return bj.setup(tmp_path_factory.mktemp("stage"))


@pytest.fixture(autouse=True)
def afresh(built: stage.Stage) -> Iterator[None]:
    yield
    bj.forget(built)


def console(visit: Visit, role: str = "dealer", **changed: Any) -> Page:
    """The console of the blackjack table."""
    shown = [stage.roulette(), stage.baccarat(), bj.blackjack(**changed)]
    answer = visit(role, shown).get(CONSOLE)
    assert answer.status_code == 200, answer.text
    return read(answer.text)


def part(page: Page, name: str) -> Any:
    return next(each for each in page.elements if each.attributes.get("data-part") == name)


def classed(page: Page, word: str) -> list[str]:
    """The words of every element of a class, without the space between them."""
    found = [each for each in page.elements if word in each.attributes.get("class", "").split()]
    return [" ".join(each.text.split()) for each in found]


STATES: dict[str, dict[str, Any]] = {
    **{phase.value: {"phase": phase.value} for phase in Phase},
    **{f"table {status.value}": {"status": status.value, "phase": "idle"} for status in TableStatus},
    "bets open": {"phase": "bets_open", "closes_at": bj.soon(), "cards": {}, "seats": [2]},
    "nothing yet": {"phase": "idle", "round_id": None, "cards": {"dealer": []}, "seats": [], "health": None},
    "a turn": {"question": bj.turn(3), "wishes": {"6/1": "stand"}},
    "insurance": {"question": {"kind": "insurance", "closes_at": bj.soon(), "decision_ms": 1, "even_money": []}},
    "a card": {"guidance": bj.says("next card: seat-3 3")},
    "held": {"phase": "held", "hold": {"cause": "extra_card", "by": "table"}, "guidance": bj.says("KH came too early", "extra_card")},
    "frozen": {"status": "frozen"},
    "lost": {"board": {"online": False}},
}  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_the_console_is_whole_in_every_state_and_obeys_the_content_policy(visit: Visit, state: str) -> None:
    page = console(visit, **STATES[state])
    assert page.faults() == []
    assert part(page, "guide").attributes["data-say"].strip()


@pytest.mark.parametrize("table", [stage.ROULETTE, stage.BACCARAT])
def test_every_table_has_a_console(visit: Visit, table: str) -> None:
    answer = visit("dealer", [stage.roulette(), stage.baccarat(), bj.blackjack()]).get(
        f"/floor/tables/{table}/dealer"
    )
    assert answer.status_code == 200
    assert read(answer.text).faults() == []


def test_the_next_card_is_the_largest_thing_and_its_seat_is_marked(visit: Visit) -> None:
    page = console(visit, guidance=bj.says("next card: seat-3 3"), next="seat-3 3")
    guide = part(page, "guide")
    assert (guide.attributes["data-guide"], guide.attributes["data-place"]) == ("go", "seat-3")
    assert "Card for seat 3" in guide.text
    [marked] = classed(page, "at-hand")
    assert marked.startswith("3")
    assert "next card" in marked


def test_the_simulated_dealer_can_read_the_console(visit: Visit) -> None:
    def read_off(**changed: Any) -> str:
        shown = [stage.roulette(), stage.baccarat(), bj.blackjack(**changed)]
        return next_card(visit("dealer", shown).get(CONSOLE).text)

    assert read_off(guidance=bj.says("next card: seat-3 3, hand 2")) == "Card for seat 3, hand 2 card 3"
    assert read_off(question=bj.turn(3), guidance=bj.says("wait for seat 3, hand 1")) == ""
    assert read_off(guidance=bj.says("compare with the layout and confirm")) == ""


def test_while_a_hand_decides_the_dealer_waits_and_sees_the_time(visit: Visit) -> None:
    page = console(visit, question=bj.turn(3), guidance=bj.says("wait for seat 3, hand 1"))
    assert part(page, "guide").attributes["data-guide"] == "stop"
    assert "seat 3 decides" in part(page, "guide").text
    assert len([each for each in page.elements if "data-closes-at" in each.attributes]) == 2


def test_each_seat_shows_what_it_has_and_what_it_wants(visit: Visit, built: stage.Stage) -> None:
    bj.bet(built, 60, ("insurance", {"seat": 3}, 500, None), ("bet_behind", {"seat": 1}, 500, None))
    bj.fact(built, 1, "round.decided", seat=1, hand=1, action="stand")
    page = console(visit, wishes={"6/1": "double"})
    one, three, six = classed(page, "taken")
    assert [word in one for word in ("16", "stand", "1 behind")] == [True] * 3
    assert "insured" in three
    assert "soft 17" in six
    assert "wants to double" in six
    assert classed(page, "dim")[-1] == "none yet"


def test_what_lies_face_down_is_not_told(visit: Visit) -> None:
    page = console(visit)
    assert "card face down" in part(page, "places").text
    assert "??" not in part(page, "places").text


def test_a_held_round_says_what_is_wrong(visit: Visit) -> None:
    page = console(visit, **STATES["held"])
    assert part(page, "guide").attributes["data-guide"] == "wrong"
    assert "KH came too early" in part(page, "guide").text


def test_a_dealer_sees_the_dealers_pages_and_no_other(visit: Visit) -> None:
    dealer = visit("dealer", [stage.roulette(), stage.baccarat(), bj.blackjack()])
    for path in ("/floor/dealer", CONSOLE):
        assert dealer.get(path).status_code == 200
    for path in (f"/floor/tables/{bj.BLACKJACK}", "/floor/alerts", "/floor/audit", "/floor/events"):
        assert dealer.get(path).status_code in (401, 403)


def test_a_dealers_pages_lead_nowhere_that_a_dealer_may_not_go(visit: Visit) -> None:
    dealer = visit("dealer", [stage.roulette(), stage.baccarat(), bj.blackjack()])
    for path in ("/floor/dealer", CONSOLE):
        page = read(dealer.get(path).text)
        for link in page.all("a"):
            href = link.attributes["href"]
            assert href.startswith("#") or dealer.get(href).status_code == 200, href
        assert page.buttons() - {"Leave it", ""} == {"Sign out"}


@pytest.mark.parametrize("role", ["technician", "pit_boss", "auditor", "admin"])
def test_other_people_of_the_floor_see_the_console_too(visit: Visit, role: str) -> None:
    assert console(visit, role).faults() == []


def test_a_new_shoe_is_offered_between_rounds_of_blackjack(visit: Visit) -> None:
    for phase, offered in (("settled", True), ("dealing", False)):
        shown = [stage.roulette(), stage.baccarat(), bj.blackjack(phase=phase)]
        buttons = read(visit("pit_boss", shown).get("/floor").text).buttons()
        assert ("New shoe Blackjack 1" in buttons) == offered


def test_who_may_only_look_is_not_offered_to_change_the_dealer(visit: Visit) -> None:
    for role in ("technician", "auditor"):
        answer = visit(role, [stage.roulette(), stage.baccarat(), bj.blackjack()]).get("/floor")
        assert not [name for name in read(answer.text).buttons() if name.startswith("Change dealer")]


def test_a_rounds_page_shows_the_hands_of_every_seat(visit: Visit, built: stage.Stage) -> None:
    seats = {"3": {"initial": ["KD", "KS"], "hands": [{"cards": ["KD", "6C"]}, {"cards": ["KS", "9C", "3S"], "doubled": True}]}}  # fmt: skip
    outcome = {"seats": seats, "dealer_up": "TH", "dealer_hole": "8S", "dealer_draws": []}
    result = BlackjackOutcome.consume(json.dumps(outcome))
    bj.bet(built, 60, ("bet_behind", {"seat": 3, "follow_double": False, "follow_split": True}, 500, 0))
    bj.bet(built, 61, ("double", {"seat": 3, "hand": 2}, 500, 0))
    bj.ended(built, result.model_dump_json(exclude_none=True))
    shown = [stage.roulette(), stage.baccarat(), bj.blackjack()]
    text = visit("auditor", shown).get(f"/floor/rounds/{bj.ROUND}").text
    page = read(text)
    assert page.faults() == []
    told = [" ".join(each.text.split()) for each in page.elements if each.attributes.get("class") == "bet"]
    assert any(each.startswith("bet behind seat 3 without doubles") for each in told)
    assert any(each.startswith("double seat 3 hand 2") for each in told)
    assert "doubled" in told
    assert "Seat 3" in [each.text for each in page.all("dt")]


def test_the_wall_and_the_table_show_blackjack_in_every_state(visit: Visit) -> None:
    for changed in STATES.values():
        shown = [stage.roulette(), stage.baccarat(), bj.blackjack(**changed)]
        for path in ("/floor", f"/floor/tables/{bj.BLACKJACK}"):
            answer = visit("pit_boss", shown).get(path)
            assert answer.status_code == 200, answer.text
            assert read(answer.text).faults() == []

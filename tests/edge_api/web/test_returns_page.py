"""A table's page shows what each of its bets returns."""

from __future__ import annotations

from tests.edge_api.web import stage
from tests.edge_api.web.conftest import Visit


def test_the_table_page_shows_every_return_with_the_rule_set(visit: Visit) -> None:
    named = stage.roulette(rules_name="european@1", rules_hash="0123456789ab" + "0" * 52)
    text = visit("auditor", [named, stage.baccarat()]).get(f"/floor/tables/{stage.ROULETTE}").text
    for shown in (
        "Returns",
        "straight",
        "1/37",
        "2.7027 %",
        "97.2973 %",
        "straight; split",
        "european@1, 0123456789ab",
    ):
        assert shown in text


def test_a_table_whose_returns_are_not_known_shows_none(visit: Visit) -> None:
    text = visit("auditor").get(f"/floor/tables/{stage.BACCARAT}").text
    assert 'data-part="returns"' not in text

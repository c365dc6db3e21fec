"""An address under /floor that names nothing, or that somebody may not see: a page with the way back for people, JSON for programs."""

from __future__ import annotations

import pytest

from tests.edge_api.web.conftest import Visit
from tests.edge_api.web.page import read

NOWHERE = [
    ("/floor/tables/nope", 404, "There is no table 'nope' here."),
    ("/floor/nix", 404, "The studio has no page /floor/nix."),
    ("/floor/tables/nope/camera", 404, "There is no table 'nope' here."),
    ("/floor/tables/NO PE", 422, "The studio has no page /floor/tables/NO PE."),
    ("/floor/audit?before=x", 422, "query.before: "),
    ("/floor/wheels/none", 404, ""),
]


@pytest.mark.parametrize(("path", "status", "said"), NOWHERE)
def test_people_get_a_page_with_the_way_back(visit: Visit, path: str, status: int, said: str) -> None:
    answer = visit("auditor").get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    shown = read(answer.text)
    assert shown.faults() == [] and any(said in each.text for each in shown.all("p"))
    assert "/floor" in [each.attributes.get("href") for each in shown.all("a")]


def test_who_may_not_see_a_page_is_told_so_and_may_sign_in_as_somebody_else(visit: Visit) -> None:
    answer = visit("dealer").get("/floor/audit")
    assert answer.status_code == 403 and "A dealer may not do this." in answer.text
    assert {"/floor/dealer", "/login"} <= {each.attributes.get("href") for each in read(answer.text).all("a")}


def test_a_dealers_floor_is_the_dealers_page(visit: Visit) -> None:
    answer = visit("dealer").get("/floor")
    assert (answer.status_code, answer.headers["location"]) == (303, "/floor/dealer")


def test_what_the_address_says_is_text_and_nothing_else(visit: Visit) -> None:
    assert "<script>" not in visit("auditor").get("/floor/<script>alert(1)</script>").text


@pytest.mark.parametrize("accept", ["application/json", "*/*", ""])
@pytest.mark.parametrize("path", ["/floor/tables/nope", "/floor/nix", "/floor/tables/NO PE"])
def test_programs_keep_their_json(visit: Visit, path: str, accept: str) -> None:
    assert set(visit("auditor").get(path, accept).json()) == {"error", "message"}


def test_outside_the_floor_nothing_changes(visit: Visit) -> None:
    assert set(visit().get("/api/v1/nothing").json()) == {"error", "message"}

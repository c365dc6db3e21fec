"""Pictures never wait among the facts: they go to those who keep them, whatever their size, and everything else goes to the books."""

from __future__ import annotations

import pytest

from edge_api.books.post import Post
from edge_api.mqtt_message import Down, Message, Report, Up
from tests.edge_api.reference import SITE, TABLE


@pytest.mark.parametrize(
    ("report", "is_picture"),
    [
        (Message(f"floor/v1/{SITE}/t/{TABLE}/still", b"x" * 1_000_000), True),
        (Message(f"floor/v1/{SITE}/t/{TABLE}/ev", b"x"), False),
        (Message(f"floor/v1/{SITE}/t/{TABLE}/sight", b"x"), False),
        (Message(f"floor/v1/elsewhere/t/{TABLE}/still", b"x"), False),
        (Message("floor/v1/nonsense", b"x"), False),
        (Up(), False),
        (Down(), False),
    ],
)
def test_each_report_goes_to_one_taker(report: Report, is_picture: bool) -> None:
    books, pictures = list[Report](), list[tuple[str, bytes]]()
    Post(SITE, books.append, lambda table, picture: pictures.append((table, picture))).put(report)
    assert (len(books), len(pictures)) == ((0, 1) if is_picture else (1, 0))
    assert not is_picture or pictures[0][0] == TABLE

"""Where a message of the studio's line goes first: pictures to those who keep them, everything else to the books. Called from the network's threads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from edge_api.mqtt_message import Emit, Message, Report
from schemas.topics import parse_table_topic

PICTURES = "still"


@dataclass(frozen=True, slots=True)
class Post:
    """``put`` never blocks and never raises: both takers only enqueue. ``pictures``: (table, bytes) of a configured site's table."""

    site: str
    books: Emit
    pictures: Callable[[str, bytes], None]

    def put(self, report: Report) -> None:
        """Hand it on."""
        if isinstance(report, Message):
            address = parse_table_topic(report.topic)
            if address is not None and address.site == self.site and address.leaf == PICTURES:
                self.pictures(address.table, report.payload)
                return
        self.books(report)

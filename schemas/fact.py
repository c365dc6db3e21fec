"""What every assertion of a table is: a message of a kind, about a round or about the table."""

from __future__ import annotations

from typing import ClassVar

from schemas.model import Message


class Fact(Message):
    """One assertion of a table. ``kind`` is the middle of the CloudEvents type: ``floor.{kind}.v1``."""

    kind: ClassVar[str]
    schema_version: ClassVar[str] = "1.0"

    @property
    def about_round(self) -> str | None:
        """The round that this fact is about, if any."""
        return getattr(self, "round_id", None)

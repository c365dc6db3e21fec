"""A request that may not be done now: a code for programs and a sentence for people. Nothing moved."""

from __future__ import annotations

from schemas.bets import Refusal


class NotDone(Exception):
    """Raised before anything was written."""

    def __init__(self, code: Refusal, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

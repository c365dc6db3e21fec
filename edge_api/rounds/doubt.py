"""A fact that can't be taken at its word. The stream goes on; money waits: an alert is raised and, where money could move, the round is held."""

from __future__ import annotations

from edge_api.books.alerts import Severity
from edge_api.rounds.round import Round


class Ignored(Exception):
    """Why a fact has no effect here; ``hold`` is the round that must wait for a human, ``severity`` None makes no alert."""

    def __init__(
        self, why: str, detail: str, hold: Round | None = None, severity: Severity | None = Severity.WARNING
    ) -> None:
        super().__init__(detail)
        self.why = why
        self.detail = detail
        self.hold = hold
        self.severity = severity

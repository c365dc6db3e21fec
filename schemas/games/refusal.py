"""Why a rule set, a result or a bet is not legal: a stable code and a sentence. Decides nothing by itself."""

from __future__ import annotations


class Illegal(ValueError):
    """Something the rules of the game do not allow: ``code`` is stable, ``message`` is for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class IllegalRules(Illegal):
    """A rule set that does not exist, or that contradicts itself."""

    def __init__(self, message: str) -> None:
        super().__init__("bad_rules", message)


class IllegalOutcome(Illegal):
    """A result that the game can't produce."""

    def __init__(self, message: str) -> None:
        super().__init__("bad_outcome", message)


class IllegalBet(Illegal):
    """A bet, selection or stake that this table does not take."""


def bad_selection(message: str) -> IllegalBet:
    """The refusal of a selection."""
    return IllegalBet("bad_selection", message)

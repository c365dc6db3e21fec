"""What the demo's players remember of their bets: every acknowledgement, every refusal, and everything that should not have happened."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from hardware.sim.demo.public_api import Answer

NOT_NOW = "overloaded"
"""The edge could not answer: the bet may count or not, and the same id may be asked again."""

WINDOW_IS_OVER = frozenset({"bets_closed", "too_late", "table_not_open"})


@dataclass(slots=True)
class Notebook:
    """Shared by all players of a demo. ``acknowledged``: bet id -> staked, as the edge answered."""

    acknowledged: dict[str, int] = field(default_factory=dict)
    cancelled: set[str] = field(default_factory=set)
    refused: Counter[str] = field(default_factory=Counter)
    unanswered: int = 0
    surprises: list[str] = field(default_factory=list)

    def accepted(self, bet_id: str, answer: Answer) -> None:
        """The edge says that the bet is on disk."""
        self.acknowledged[bet_id] = int(answer.body["staked"])

    def expect_refusal(self, trick: str, answer: Answer, *codes: str) -> None:
        """It must have been refused with one of ``codes``, or because the window is over."""
        if answer.error is None:
            self.surprises.append(f"{trick}: accepted: {answer.body}"[:300])
            return
        if answer.error == NOT_NOW:
            self.unanswered += 1
            return
        self.refused[answer.error] += 1
        if answer.error not in (*codes, *WINDOW_IS_OVER):
            self.surprises.append(
                f"{trick}: refused as {answer.error}, not as {' or '.join(codes)}: {answer.body}"[:300]
            )

    def expect_the_same(self, trick: str, first: Answer, again: Answer) -> None:
        """The second answer must be the first one."""
        if again.error == NOT_NOW:
            self.unanswered += 1
            return
        if again.error is not None or again.body.get("staked") != first.body.get("staked"):
            self.surprises.append(f"{trick}: {first.body} and then {again.body}"[:400])

    @property
    def words(self) -> str:
        """What the players would tell."""
        refused = ", ".join(f"{count} {code}" for code, count in self.refused.most_common())
        return (
            f"players: {len(self.acknowledged)} placements acknowledged, {len(self.cancelled)} cancelled, "
            f"{self.refused.total()} refused ({refused}), {self.unanswered} unanswered"
        )

"""What a game has to say about its bets so that they can be quoted, settled and shown. Each game fills in one; nothing here knows a game."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from edge_api.settle.profile import Profile
from schemas.games.rule_set import RuleSet
from schemas.model import Message
from schemas.phases import Game

Rules = TypeVar("Rules", bound=RuleSet)
Result = TypeVar("Result", bound=Message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stays(Generic[Rules, Result]):
    """How a game's bets stay on the layout when their round is over. Every function is pure.

    ``under``: whether they do so under a rule set. ``combine``: the results of a bet's own round and of those after it, as one result.
    ``removable``: the bets that a player may take down later. ``moved``: those that no longer lie on their position after their round.
    ``behind``: bets that stand behind another one of their player which stays, and the type of that; ``most_behind``: how much of one may
    stand behind so much, in minor units, at what the last round left.
    ``may_place``: refuses with ``Illegal`` what is not taken at what the last round left (``Deal.carried``).
    """

    under: Callable[[Rules], bool]
    combine: Callable[[Sequence[Result]], Result]
    removable: frozenset[str]
    moved: frozenset[str]
    may_place: Callable[[str | None, object, object], None] | None = None
    behind: Mapping[str, str] = field(default_factory=dict)
    most_behind: Callable[[Rules, str | None, str, int], int] = lambda *_: 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GameBook(Generic[Rules, Result]):
    """One game's bets. Every function is pure and takes selections as JSON values; what is not legal is refused with ``Illegal``.

    ``profile``: what a selection returns after an outcome, for any stake. ``best``: the same when everything goes its way.
    ``canonical``: the one spelling of a legal selection, as a JSON value, so that equal bets are found equal.
    ``read_outcome``: an outcome as a line of `edge-api settle` gives it. ``label``: an outcome in a word, for boards and lists.
    ``bet_fields``: what a bet on such a line may say beside type and sel; it belongs to the selection. ``in_play``: the bets that are
    taken while a round is played, and never before it.
    ``stays``: how bets outlast their round; None where every live round decides all of them.
    """

    game: Game
    rules: type[Rules]
    outcome: type[Result]
    bet_types: frozenset[str]
    profile: Callable[[Rules, Result, object, object], Profile]
    best: Callable[[Rules, object, object], Profile]
    canonical: Callable[[Rules, object, object], object]
    read_outcome: Callable[[Rules, Mapping[str, object]], Result]
    label: Callable[[Result], str]
    bet_fields: frozenset[str] = frozenset()
    in_play: frozenset[str] = frozenset()
    stays: Stays[Rules, Result] | None = None

"""What a line of `edge-api settle` says: game, bet, rules and outcome from their JSON values. Refuses with the codes of ``edge_api.settle.command``."""

from __future__ import annotations

from collections.abc import Mapping

from edge_api.settle.baccarat import BaccaratBet
from edge_api.settle.books import BOOKS
from edge_api.settle.reading import read_model
from edge_api.settle.settlement import Outcome, VoidOutcome
from schemas.games.outcomes import GameOutcome
from schemas.games.refusal import Illegal, IllegalOutcome, IllegalRules
from schemas.games.rules import RULE_SETS, Rules, parse_rules
from schemas.phases import Game

LINE_REQUIRED = frozenset({"game", "outcome", "bet", "stake"})
LINE_FIELDS = LINE_REQUIRED | {"id", "rules"}
BET_REQUIRED = frozenset({"type"})
BET_FIELDS = BET_REQUIRED | {"sel"}
_SECOND_PRICES = {BaccaratBet.PERFECT_PAIR.value: {"perfect_pair_two": None}}
"""What a bet that is given one price on its line does not have besides."""


def bad_line(message: str) -> Illegal:
    """The refusal of a line's shape."""
    return Illegal("bad_line", message)


def check_line(fields: Mapping[str, object]) -> None:
    """Refuse a line with a field missing or unknown."""
    _check_fields(fields, LINE_REQUIRED, LINE_FIELDS, "the line")


def _check_fields(
    fields: Mapping[str, object], required: frozenset[str], known: frozenset[str], where: str
) -> None:
    unknown = sorted(set(fields) - known)
    if unknown:
        raise bad_line(
            f"{where} has an unknown field {unknown[0]!r:.40}; it takes {', '.join(sorted(known))}"
        )
    missing = sorted(required - set(fields))
    if missing:
        raise bad_line(f"{where} has no {missing[0]!r}")


def read_game(name: object) -> Game:
    """The game of that name."""
    if not isinstance(name, str):
        raise bad_line("game must be a string")
    game = next((game for game in BOOKS if game.value == name), None)
    if game is None:
        games = ", ".join(game.value for game in BOOKS)
        raise Illegal("unknown_game", f"{name!r:.40} is not settled here; these are: {games}")
    return game


def read_bet(game: Game, bet: object) -> tuple[str, object]:
    """Type and selection; what a game's bets say beside these belongs to the selection."""
    if not isinstance(bet, dict):
        raise bad_line('bet must be an object, as in {"type": "straight", "sel": ["17"]}')
    further = BOOKS[game].bet_fields
    _check_fields(bet, BET_REQUIRED, BET_FIELDS | further, "bet")
    bet_type, sel = bet["type"], bet.get("sel")
    if not isinstance(bet_type, str):
        raise bad_line("bet type must be a string")
    said = {name: bet[name] for name in sorted(further & set(bet))}
    if said and not isinstance(sel, dict | None):
        raise bad_line(f"bet has {next(iter(said))!r} beside a sel that is no object")
    if said and set(said) & set(sel or {}):
        raise bad_line("bet says something both in sel and beside it")
    return bet_type, (sel or {}) | said if said else sel


def read_rules(game: Game, rules: object, bet_type: str) -> Rules:
    """The rule set; ``pays`` may be the one price of the bet on this line."""
    if not isinstance(rules, dict):
        raise IllegalRules("rules must be an object")
    pays = rules.get("pays")
    if isinstance(pays, str | int) and "pays" in RULE_SETS[game].model_fields:
        rules = rules | {"pays": {bet_type: pays} | _SECOND_PRICES.get(bet_type, {})}
    return parse_rules(game, rules)


def read_outcome(rules: Rules, outcome: object) -> Outcome:
    """The result, or that the round is void."""
    if not isinstance(outcome, dict):
        raise IllegalOutcome("outcome must be an object")
    if "void" in outcome:
        return read_model(VoidOutcome, outcome)
    read: GameOutcome = BOOKS[rules.game].read_outcome(rules, outcome)
    return read

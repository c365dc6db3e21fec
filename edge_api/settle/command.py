"""`edge-api settle`: one JSON object a line in, one a line out, order kept. A line that is not right is answered with its error; nothing stops it.

Error codes (``error``), stable; ``message`` is for people:

- ``bad_json``: the line is not JSON (or names a field twice, or holds NaN)
- ``bad_line``: not an object, a field missing, unknown or of the wrong type
- ``unknown_game``: the game is not settled here
- ``bad_rules``: an unknown parameter or value, or a rule set that contradicts itself
- ``bad_selection``: no such bet, or a selection that the table does not have
- ``bad_stake``: not a whole number above zero, too big, or not a multiple of the bet's units
- ``bad_outcome``: a result that the game can't produce
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from edge_api.settle.baccarat import BaccaratBet
from edge_api.settle.books import BOOKS
from edge_api.settle.profile import Settled
from edge_api.settle.reading import read_model
from edge_api.settle.settlement import Outcome, VoidOutcome, settle_bet
from schemas import strict_json
from schemas.games.outcomes import GameOutcome
from schemas.games.refusal import Illegal, IllegalOutcome, IllegalRules
from schemas.games.rules import RULE_SETS, Rules, parse_rules
from schemas.phases import Game

Fields = Mapping[str, object]

LINE_REQUIRED = frozenset({"game", "outcome", "bet", "stake"})
LINE_FIELDS = LINE_REQUIRED | {"id", "rules"}
BET_REQUIRED = frozenset({"type"})
BET_FIELDS = BET_REQUIRED | {"sel"}
_SECOND_PRICES = {BaccaratBet.PERFECT_PAIR.value: {"perfect_pair_two": None}}
"""What a bet that is given one price on its line does not have besides."""


def settle_lines(lines: Iterable[str]) -> Iterator[str]:
    """Answer each line; neither side needs the line end."""
    for line in lines:
        yield json.dumps(_answer(line))


def _answer(line: str) -> dict[str, object]:
    echo: dict[str, object] = {}
    try:
        fields = _read(line)
        echo = _identity(fields)
        return echo | _settled(_settle(fields))
    except Illegal as wrong:
        return echo | {"error": wrong.code, "message": wrong.message}


def _settled(settled: Settled) -> dict[str, object]:
    return {
        "status": settled.status.value,
        "staked": settled.staked,
        "returned": settled.returned,
        "net": settled.net,
    }


def _bad_line(message: str) -> Illegal:
    return Illegal("bad_line", message)


def _read(line: str) -> Fields:
    try:
        value = strict_json.parse(line)
    except (ValueError, RecursionError) as wrong:
        raise Illegal("bad_json", f"the line is not JSON: {str(wrong)[:200]}") from None
    if not isinstance(value, dict):
        raise _bad_line("a line must be a JSON object")
    return value


def _identity(fields: Fields) -> dict[str, object]:
    if "id" not in fields:
        return {}
    identity = fields["id"]
    if identity is None or type(identity) in (str, int):
        return {"id": identity}
    raise _bad_line("id must be a string or a whole number")


def _check_fields(fields: Fields, required: frozenset[str], known: frozenset[str], where: str) -> None:
    unknown = sorted(set(fields) - known)
    if unknown:
        raise _bad_line(
            f"{where} has an unknown field {unknown[0]!r:.40}; it takes {', '.join(sorted(known))}"
        )
    missing = sorted(required - set(fields))
    if missing:
        raise _bad_line(f"{where} has no {missing[0]!r}")


def _settle(fields: Fields) -> Settled:
    _check_fields(fields, LINE_REQUIRED, LINE_FIELDS, "the line")
    game = _game(fields["game"])
    bet_type, sel = _bet(game, fields["bet"])
    rules = _rules(game, fields.get("rules", {}), bet_type)
    return settle_bet(game, rules, _outcome(rules, fields["outcome"]), bet_type, sel, fields["stake"])


def _game(name: object) -> Game:
    if not isinstance(name, str):
        raise _bad_line("game must be a string")
    game = next((game for game in BOOKS if game.value == name), None)
    if game is None:
        games = ", ".join(game.value for game in BOOKS)
        raise Illegal("unknown_game", f"{name!r:.40} is not settled here; these are: {games}")
    return game


def _bet(game: Game, bet: object) -> tuple[str, object]:
    """Type and selection; what a game's bets say beside these belongs to the selection."""
    if not isinstance(bet, dict):
        raise _bad_line('bet must be an object, as in {"type": "straight", "sel": ["17"]}')
    further = BOOKS[game].bet_fields
    _check_fields(bet, BET_REQUIRED, BET_FIELDS | further, "bet")
    bet_type, sel = bet["type"], bet.get("sel")
    if not isinstance(bet_type, str):
        raise _bad_line("bet type must be a string")
    said = {name: bet[name] for name in sorted(further & set(bet))}
    if said and not isinstance(sel, dict | None):
        raise _bad_line(f"bet has {next(iter(said))!r} beside a sel that is no object")
    if said and set(said) & set(sel or {}):
        raise _bad_line("bet says something both in sel and beside it")
    return bet_type, (sel or {}) | said if said else sel


def _rules(game: Game, rules: object, bet_type: str) -> Rules:
    """The rule set; ``pays`` may be the one price of the bet on this line."""
    if not isinstance(rules, dict):
        raise IllegalRules("rules must be an object")
    pays = rules.get("pays")
    if isinstance(pays, str | int) and "pays" in RULE_SETS[game].model_fields:
        rules = rules | {"pays": {bet_type: pays} | _SECOND_PRICES.get(bet_type, {})}
    return parse_rules(game, rules)


def _outcome(rules: Rules, outcome: object) -> Outcome:
    if not isinstance(outcome, dict):
        raise IllegalOutcome("outcome must be an object")
    if "void" in outcome:
        return read_model(VoidOutcome, outcome)
    read: GameOutcome = BOOKS[rules.game].read_outcome(rules, outcome)
    return read

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

from edge_api.settle.known_lines import KnownLines
from edge_api.settle.line_reading import (
    bad_line,
    check_line,
    read_bet,
    read_game,
    read_outcome,
    read_rules,
)
from edge_api.settle.profile import Settled
from edge_api.settle.settlement import settle_bet
from schemas import strict_json
from schemas.games.refusal import Illegal
from schemas.wrong_value import not_json

Fields = Mapping[str, object]


def settle_lines(lines: Iterable[str]) -> Iterator[str]:
    """Answer each line; neither side needs the line end."""
    known = KnownLines()
    for line in lines:
        yield known.answer(line) or carefully(line)


def carefully(line: str) -> str:
    """The answer to a line of any kind."""
    return json.dumps(_answer(line))


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


def _read(line: str) -> Fields:
    try:
        value = strict_json.parse(line.rstrip("\r\n"))  # its end is not a line of its own
    except (ValueError, RecursionError) as wrong:
        raise Illegal("bad_json", f"the line is not JSON: {not_json(wrong)}") from None
    if not isinstance(value, dict):
        raise bad_line("a line must be a JSON object")
    return value


def _identity(fields: Fields) -> dict[str, object]:
    if "id" not in fields:
        return {}
    identity = fields["id"]
    if identity is None or type(identity) in (str, int):
        return {"id": identity}
    raise bad_line("id must be a string or a whole number")


def _settle(fields: Fields) -> Settled:
    check_line(fields)
    game = read_game(fields["game"])
    bet_type, sel = read_bet(game, fields["bet"])
    rules = read_rules(game, fields.get("rules", {}), bet_type)
    return settle_bet(game, rules, read_outcome(rules, fields["outcome"]), bet_type, sel, fields["stake"])

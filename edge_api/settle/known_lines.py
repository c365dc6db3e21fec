"""Lines of `edge-api settle` that are quick to answer: plain ones, whose parts were read before. Leaves every other line, and every error, to the careful way."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from edge_api.settle.line_reading import read_bet, read_game, read_outcome, read_rules
from edge_api.settle.profile import Profile
from edge_api.settle.settlement import Outcome, profile
from schemas import strict_json
from schemas.games.refusal import Illegal
from schemas.games.rules import Rules

Key = TypeVar("Key")
Value = TypeVar("Value")

KEPT = 16_384
NAMES = tuple(f'"{name}"' for name in ("id", "game", "rules", "outcome", "bet", "stake"))
LONGEST_NUMBER = 18
ZERO = ord("0")
_ROOM = len('{"game":"","outcome":,"bet":,"stake":}')
_ROOM_OF_ID = len('"id":,')
_ROOM_OF_RULES = len('"rules":,')


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    """A line's fields as they are written. A field that is named twice is not noticed here: ``_named_once``."""

    game: str
    outcome: msgspec.Raw
    bet: msgspec.Raw
    stake: msgspec.Raw
    id: msgspec.Raw = msgspec.Raw(b"")
    rules: msgspec.Raw = msgspec.Raw(b"")


class KnownLines:
    """What plain lines say, by the very text of their parts. Only what was read without complaint is known."""

    def __init__(self, most: int = KEPT) -> None:
        """``most``: how many of each kind are kept."""
        self._most = most
        self._decode = msgspec.json.Decoder(_Line).decode
        self._profiles: dict[tuple[str, bytes, bytes, bytes], Profile] = {}
        self._bets: dict[tuple[str, bytes], tuple[str, object]] = {}
        self._rules: dict[tuple[str, bytes, str], Rules] = {}
        self._outcomes: dict[tuple[str, bytes, str, bytes], Outcome] = {}

    def answer(self, line: str) -> str | None:
        """The answer to a plain line; None when it is not plain, or not right."""
        if not line.isascii():
            return None
        try:
            return self._answer(line)
        except (msgspec.MsgspecError, Illegal, ValueError, RecursionError):
            return None

    def _answer(self, line: str) -> str | None:
        said = self._decode(line)
        identity, stake = bytes(said.id), bytes(said.stake)
        bet = said.game, bytes(said.rules), bytes(said.outcome), bytes(said.bet)
        echo = _echo(identity)
        if (
            echo is None
            or not _is_plain_number(stake)
            or not _named_once(line, (identity, *bet[1:], stake), said.game)
        ):
            return None
        found = self._profiles.get(bet) or self._price(*bet)
        status, staked, returned = found.settle(int(stake))
        return (
            f'{{{echo}"status": "{status.value}", "staked": {staked},'
            f' "returned": {returned}, "net": {returned - staked}}}'
        )

    def _price(self, game: str, rules: bytes, outcome: bytes, bet: bytes) -> Profile:
        """The profile of a bet that is met for the first time. Raises Illegal or ValueError: the careful way will say what is wrong."""
        bet_type, sel = self._bets.get((game, bet)) or self._read_bet(game, bet)
        table = game, rules, bet_type
        read = self._rules.get(table) or self._read_rules(*table)
        result = self._outcomes.get((*table, outcome))
        if result is None:
            result = self._keep(self._outcomes, (*table, outcome), read_outcome(read, _parse(outcome)))
        return self._keep(self._profiles, (game, rules, outcome, bet), profile(read, result, bet_type, sel))

    def _read_bet(self, game: str, bet: bytes) -> tuple[str, object]:
        return self._keep(self._bets, (game, bet), read_bet(read_game(game), _parse(bet)))

    def _read_rules(self, game: str, rules: bytes, bet_type: str) -> Rules:
        parameters = _parse(rules) if rules else {}
        return self._keep(
            self._rules, (game, rules, bet_type), read_rules(read_game(game), parameters, bet_type)
        )

    def _keep(self, known: dict[Key, Value], key: Key, value: Value) -> Value:
        """Start afresh before memory grows: a file may hold any number of kinds."""
        if len(known) >= self._most:
            known.clear()
        known[key] = value
        return value

    def __len__(self) -> int:
        """How much is kept."""
        return len(self._profiles) + len(self._bets) + len(self._rules) + len(self._outcomes)


def _parse(text: bytes) -> object:
    return strict_json.parse(text.decode("ascii"))


def _is_plain_number(text: bytes) -> bool:
    """Digits as JSON writes them, few enough to be a number of any kind."""
    return text.isdigit() and len(text) <= LONGEST_NUMBER and (text[0] != ZERO or len(text) == 1)


def _echo(identity: bytes) -> str | None:
    """How the answer begins; None when the id is not its own best spelling."""
    if not identity:
        return ""
    text = identity.decode("ascii")
    if text.isprintable() and text[0] == '"' and "\\" not in text:
        return f'"id": {text}, '
    return f'"id": {text}, ' if _is_plain_number(identity) else None


def _named_once(line: str, values: tuple[bytes, ...], game: str) -> bool:
    """Whether no field is named twice. A line that is as short as these values allow has room for nothing else.

    Any other is searched for the names; an escape may hide one, and a value that looks like one is taken for it.
    """
    identity, rules, outcome, bet, stake = values
    shortest = _ROOM + len(game) + len(outcome) + len(bet) + len(stake)
    shortest += len(identity) + _ROOM_OF_ID if identity else 0
    shortest += len(rules) + _ROOM_OF_RULES if rules else 0
    if len(line) - line.endswith("\n") == shortest:
        return True
    return "\\" not in line and all(line.count(name) < 2 for name in NAMES)

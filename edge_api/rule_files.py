"""Rule sets as files: TOML with a name, a version and the parameters of one game. Refuses what can't be played, and says where and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from edge_api.config_error import ConfigError
from edge_api.small_file import parse_toml, read_text
from schemas.games.refusal import IllegalRules
from schemas.games.rules import Rules, parse_rules
from schemas.phases import Game
from schemas.wrong_value import what_is_wrong

NAME_PATTERN = r"^[a-z0-9][a-z0-9_]{0,39}$"


class RuleFile(BaseModel):
    """What a rule-set file says. ``rules`` holds the parameters of docs/settle.md; what is left out has its default."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    game: Game
    name: Annotated[str, Field(pattern=NAME_PATTERN)]
    version: Annotated[int, Field(strict=True, ge=1, le=999_999)]
    description: Annotated[str, Field(min_length=1, max_length=500)]
    rules: dict[str, Any]


@dataclass(frozen=True, slots=True)
class NamedRules:
    """A rule set that has a name. ``source`` is the file that it came from."""

    name: str
    version: int
    description: str
    rules: Rules
    source: str

    @property
    def game(self) -> Game:
        return self.rules.game

    @property
    def full_name(self) -> str:
        """Name and version, as a table's configuration may ask for it: "european@1"."""
        return f"{self.name}@{self.version}"


def read_rule_file(file: Path) -> NamedRules:
    """The rule set in a TOML file.

    Raises:
        ConfigError: it can't be read, is not TOML, or no such rule set can be played: file, parameter and reason.
    """
    return named_rules(read_toml(file), str(file))


def read_toml(file: Path) -> dict[str, Any]:
    """The tables of a TOML file. Raises ConfigError with the place of what is wrong."""
    return parse_toml(read_text(file), str(file))


def named_rules(tables: Mapping[str, Any], source: str) -> NamedRules:
    """The rule set that ``tables`` describe. Raises ConfigError: ``source``, parameter and reason."""
    try:
        described = RuleFile.model_validate(tables)
    except ValidationError as wrong:
        raise ConfigError(f"{source}: {_first_mistake(wrong)}") from None
    rules = checked_rules(described.game, described.rules, source)
    return NamedRules(described.name, described.version, described.description, rules, source)


def checked_rules(game: Game, parameters: object, source: str) -> Rules:
    """Parameters as a rule set of the game. Raises ConfigError: ``source``, parameter and reason."""
    try:
        return parse_rules(game, parameters)
    except IllegalRules as illegal:
        raise ConfigError(f"{source}: {illegal.message}") from None


def _first_mistake(wrong: ValidationError) -> str:
    error = wrong.errors(include_url=False)[0]
    where = ".".join(str(part)[:40] for part in error["loc"]) or "the file"
    if error["type"] == "extra_forbidden":
        return f"{where}: there is no such key; a rule set has {', '.join(RuleFile.model_fields)}"
    return f"{where}: {what_is_wrong(error)}"

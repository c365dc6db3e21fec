"""All rule sets by game and name: those of the package, and those in the operator's own folder. Refuses two of one name and version that differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import edge_api
from edge_api.config_error import ConfigError
from edge_api.rule_files import NamedRules, read_rule_file
from schemas.phases import Game

Key = tuple[Game, str, int]


@dataclass(frozen=True, slots=True)
class RuleLibrary:
    """Rule sets by game, name and version."""

    sets: dict[Key, NamedRules]

    @classmethod
    def open(cls, folder: Path | None = None) -> RuleLibrary:
        """The package's rule sets and those of every .toml file in ``folder`` and below.

        Raises:
            ConfigError: a file is wrong, two differ under one name and version, or there is no such folder.
        """
        own = [] if folder is None else _of_folder(folder)
        return cls.of([*_of_folder(packaged()), *own])

    @classmethod
    def of(cls, found: Iterable[NamedRules]) -> RuleLibrary:
        """These rule sets. Raises ConfigError when two differ under one name and version."""
        sets: dict[Key, NamedRules] = {}
        for each in found:
            known = sets.setdefault((each.game, each.name, each.version), each)
            if known.rules != each.rules:
                raise ConfigError(
                    f"{each.source}: {each.game.value} {each.full_name} is another rule set in {known.source} "
                    f"({_difference(known, each)} differs): give one of them another version"
                )
        return cls(sets)

    def find(self, game: Game, wanted: str) -> NamedRules:
        """The rule set "name@version", or the newest version of "name".

        Raises:
            ConfigError: there is none; lists those that there are.
        """
        fitting = [each for each in self.of_game(game) if wanted in (each.name, each.full_name)]
        if not fitting:
            there = ", ".join(each.full_name for each in self.of_game(game)) or "none"
            raise ConfigError(f"{game.value} has no rule set {wanted!r:.60}; there are: {there}")
        return fitting[-1]

    def of_game(self, game: Game) -> list[NamedRules]:
        """The rule sets of a game by name and version."""
        return sorted(
            (each for each in self.sets.values() if each.game is game),
            key=lambda each: (each.name, each.version),
        )

    def __iter__(self) -> Iterator[NamedRules]:
        for game in Game:
            yield from self.of_game(game)


def packaged() -> Path:
    """The folder of the rule sets that come with this release."""
    return Path(edge_api.__path__[0]) / "rule_sets"


def _of_folder(folder: Path) -> list[NamedRules]:
    if not folder.is_dir():
        raise ConfigError(f"rules.folder: {folder} is not a folder: make it, or correct the key")
    return [read_rule_file(file) for file in sorted(folder.rglob("*.toml"))]


def _difference(one: NamedRules, other: NamedRules) -> str:
    """The first parameter that is not the same in both."""
    first, second = one.rules.model_dump(mode="json"), other.rules.model_dump(mode="json")
    return next((name for name in first if first[name] != second[name]), "a parameter")

"""The edge's configuration: one TOML file, read once. Refuses an unknown key, an impossible rule set and a table named twice."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Self

from pydantic import Field, ValidationError, model_validator

from edge_api.books.settings import Settings
from edge_api.config_error import EX_CONFIG, ConfigError
from edge_api.config_parts import LIBRARY, Broker, Clock, Http, Relay, Rounds, Site, Store, Table
from edge_api.config_rules import RuleSets
from edge_api.config_section import Section
from edge_api.config_sight import Sight
from edge_api.config_video import Video
from edge_api.rule_library import RuleLibrary
from edge_api.small_file import parse_toml, read_text
from schemas.allowed_keys import advice_on, fields_at
from schemas.wrong_value import what_is_wrong

__all__ = ["EX_CONFIG", "ConfigError", "EdgeConfig", "load", "parse"]


class EdgeConfig(Section):
    """The whole file."""

    site: Site = Field(description="Who this node is.")
    store: Store = Field(description="Where the books are kept.")
    broker: Broker = Field(description="The studio's broker, to which the boards publish.")
    relay: Relay | None = Field(default=None, description="The cloud's broker; left out, nothing is relayed.")
    http: Http = Field(default=Http(), description="The front door.")
    clock: Clock = Field(default=Clock(), description="Demands on clocks.")
    rounds: Rounds = Field(default=Rounds(), description="What happens to rounds.")
    video: Video | None = Field(default=None, description="The video process; left out, there is none.")
    sight: Sight = Field(default=Sight(), description="Pictures behind what cameras said.")
    rules: RuleSets = Field(default=RuleSets(), description="Named rule sets and allowed house edges.")
    table: tuple[Table, ...] = Field(default=(), description="The tables, each as [[table]].")

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        names = [table.id for table in self.table]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"table {twice[0]!r} is described twice: give each table its own id")
        return self

    @model_validator(mode="after")
    def _pictures_have_a_process(self) -> Self:
        shown = [table.id for table in self.table if table.video is not None]
        if shown and self.video is None:
            raise ValueError(f"table {shown[0]!r} has video, and there is no [video] section: add one")
        return self

    @property
    def video_folder(self) -> Path:
        """Where recorded segments, clips and beats are."""
        own = self.video.folder if self.video is not None else None
        return own or self.store.video

    @property
    def tables(self) -> dict[str, Table]:
        """Tables by id."""
        return {table.id: table for table in self.table}

    @property
    def settings(self) -> Settings:
        """What the books need to know of it."""
        return Settings(
            site=self.site.id,
            edge=self.site.edge,
            tables={table.id: table.setup for table in self.table},
            require_sync=self.clock.require_sync,
            max_clock_error_ns=self.clock.max_error_ms * 1_000_000,
            guard_ns=self.clock.guard_ms * 1_000_000,
            max_open_age_ns=int(self.clock.max_open_age_s * 1e9),
            closing_soon_ns=int(self.rounds.closing_soon_s * 1e9),
            void_interrupted=self.rounds.void_interrupted,
        )


def parse(text: str, where: str) -> EdgeConfig:
    """Read a configuration; ``where`` names it in errors.

    Raises:
        ConfigError: every mistake with its place, one a line.
    """
    tables = parse_toml(text, where)
    try:
        return EdgeConfig.model_validate(tables, context={LIBRARY: RuleLibrary.open(_rules_folder(tables))})
    except ValidationError as wrong:
        raise ConfigError("\n".join(_mistakes(wrong, where))) from None


def load(path: Path) -> EdgeConfig:
    """Read the file at ``path``. Raises ConfigError also when it can't be read."""
    return parse(read_text(path), str(path))


def _rules_folder(tables: Mapping[str, object]) -> Path | None:
    """Where the operator's rule sets are; needed to read the tables, so it is looked at before the rest."""
    section = tables.get("rules")
    folder = section.get("folder") if isinstance(section, dict) else None
    return Path(folder) if isinstance(folder, str) else None


def _mistakes(wrong: ValidationError, where: str) -> list[str]:
    lines = []
    for error in wrong.errors(include_url=False):
        place = ".".join(str(part) for part in error["loc"]) or "the file"
        what = what_is_wrong(error)
        if error["type"] == "extra_forbidden":
            *steps, key = error["loc"]
            what = f"there is no such key: {advice_on(str(key), [*fields_at(EdgeConfig, steps)])} (docs/edge-config.md)"
        lines.append(f"{where}: {place}: {what}")
    return lines

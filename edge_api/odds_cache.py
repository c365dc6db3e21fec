"""Odds kept on disk, since some take seconds to work out. One file a rule set, bound to the code that made it; a damaged or foreign file is made again."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import edge_api
import schemas
from edge_api.odds.games import ODDS
from edge_api.odds.odds import BetOdds
from edge_api.odds.record import as_json, from_json
from schemas.games.rules import Rules

log = logging.getLogger(__name__)

KEY_DIGITS = 16


@dataclass(frozen=True, slots=True)
class OddsCache:
    """A folder of known odds; it is made when needed. Without write access everything is worked out each time."""

    folder: Path

    def odds(self, rules: Rules) -> list[BetOdds]:
        """The odds of a rule set, from the folder when it knows them."""
        file = self._file(rules)
        known = _read(file, _key(rules))
        if known is None:
            known = ODDS[rules.game](rules)
            self._keep(file, rules, known)
        return known

    def _file(self, rules: Rules) -> Path:
        return self.folder / f"{rules.game.value}-{rules.rules_hash()[:KEY_DIGITS]}.json"

    def _keep(self, file: Path, rules: Rules, odds: Iterable[BetOdds]) -> None:
        bets = [as_json(each) for each in odds]
        body = json.dumps({**_key(rules), "sha256": _digest(bets), "bets": bets}, indent=1)
        try:
            for folder in (self.folder.parent, self.folder):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _replace(file, body)
        except OSError as wrong:
            log.warning("%s: odds can't be kept, so they are worked out at each start: %s", file, wrong)


def user_cache(environment: Mapping[str, str]) -> Path:
    """Where a person's commands keep odds: under XDG_CACHE_HOME (XDG Base Directory Specification), usually ~/.cache."""
    home = environment.get("XDG_CACHE_HOME", "")
    root = Path(home) if home.startswith("/") else Path(environment.get("HOME", "/")) / ".cache"
    return root / "studio-floor" / "odds"


def _read(file: Path, key: Mapping[str, str]) -> list[BetOdds] | None:
    """The odds in a file; None when there is none, it is damaged, or of other rules or other code."""
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
        bets = record["bets"]
        if any(record[name] != value for name, value in key.items()) or record["sha256"] != _digest(bets):
            return None
        return [from_json(bet) for bet in bets]
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, RecursionError, ZeroDivisionError) as wrong:
        log.warning("%s: damaged, so it is made again: %s", file, wrong)
        return None


def _key(rules: Rules) -> dict[str, str]:
    return {"game": rules.game.value, "rules": rules.rules_hash(), "code": code_fingerprint()}


def _digest(bets: Any) -> str:
    return hashlib.sha256(json.dumps(bets, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


@cache
def code_fingerprint() -> str:
    """SHA-256 (hex) of the package's version and of every source file that odds follow from."""
    digest = hashlib.sha256(version("studio-floor").encode())
    for package in (
        Path(schemas.__path__[0]),
        *(Path(edge_api.__path__[0]) / part for part in ("odds", "settle")),
    ):
        for file in sorted(package.rglob("*.py")):
            digest.update(f"\0{file.relative_to(package)}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def _replace(file: Path, body: str) -> None:
    """Nobody ever sees half of a file."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=file.name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as part:
            part.write(body)
        Path(name).replace(file)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise

"""The checked-in list of routes and who may call them. Deny by default: a route that is not listed stops the start."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files

from fastapi.routing import APIRoute, APIWebSocketRoute
from starlette.routing import BaseRoute

STAFF = frozenset({"dealer", "technician", "pit_boss", "auditor", "admin"})
OPERATOR = frozenset({"wallet", "cloud"})
KNOWN = STAFF | OPERATOR | {"public", "player", "loopback"}

Rule = tuple[str, str]
"""(path template, method or WEBSOCKET)."""


class AccessMismatch(Exception):
    """The list and the routes differ: the message names each difference."""


@dataclass(frozen=True, slots=True)
class Access:
    """Who may call each (path, method)."""

    rules: Mapping[Rule, frozenset[str]]

    def allowed(self, path: str, method: str) -> frozenset[str]:
        """Who may; nobody when the list does not say."""
        return self.rules.get((path, method), frozenset())

    def compare(self, routes: Iterable[BaseRoute]) -> None:
        """Raise AccessMismatch unless the list and the application's routes are the same."""
        served = {rule for route in routes for rule in served_by(route)}
        listed = set(self.rules)
        faults = [f"served but not listed: {rule}" for rule in sorted(served - listed)]
        faults += [f"listed but not served: {rule}" for rule in sorted(listed - served)]
        if faults:
            raise AccessMismatch("access.toml and the routes differ: " + "; ".join(faults))


def served_by(route: BaseRoute) -> set[Rule]:
    """The rules that a route needs. Mounts serve static files only and are public by their nature."""
    if isinstance(route, APIWebSocketRoute):
        return {(route.path, "WEBSOCKET")}
    if isinstance(route, APIRoute):
        return {(route.path, method) for method in route.methods or ()}
    return set()


def load_access(package: str = "edge_api.routes", known: frozenset[str] = KNOWN) -> Access:
    """Read a package's list.

    Raises:
        AccessMismatch: it names a caller that does not exist.
    """
    text = files(package).joinpath("access.toml").read_text(encoding="utf-8")
    rules: dict[Rule, frozenset[str]] = {}
    for entry in tomllib.loads(text)["route"]:
        path = entry.pop("path")
        for method, who in entry.items():
            unknown = set(who) - known
            if unknown:
                raise AccessMismatch(f"access.toml: {method} {path} names unknown callers {sorted(unknown)}")
            rules[(path, method)] = frozenset(who)
    return Access(rules)

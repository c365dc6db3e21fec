"""Checks every request against the access list before its route runs. Knows credentials; keeps no secrets."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import HTTPConnection

from edge_api import queries
from edge_api.books.messages import SessionUse
from edge_api.books_link import BooksLink
from edge_api.clock import Clock
from edge_api.reader import Reader
from edge_api.routes.access import OPERATOR, STAFF, Access
from edge_api.routes.callers import Caller, Operator, Player, Staff, secret_hash
from edge_api.routes.problem import Problem

IDLE_NS = 15 * 60 * 10**9
ABSOLUTE_NS = 8 * 3600 * 10**9
TOUCH_NS = 60 * 10**9
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LOOPBACK = frozenset({"127.0.0.1", "::1"})
MOST_CACHED_TOKENS = 100_000


@dataclass(slots=True)
class Doorkeeper:
    """Turns credentials into a caller and compares it with the access list."""

    access: Access
    reader: Reader
    link: BooksLink
    clock: Clock
    cookie: str
    allowed_origins: frozenset[str]
    _tokens: dict[str, tuple[Player, int]] = field(default_factory=dict)

    async def admit(self, connection: HTTPConnection) -> Caller | None:
        """The caller, or None on a public route.

        Raises:
            Problem: 401 without usable credentials, 403 for the wrong caller or a cross-site request.
        """
        method = connection.scope.get("method", "WEBSOCKET")
        allowed = self.access.allowed(connection.scope["route"].path, method)
        self._refuse_cross_site(connection, method)
        if "public" in allowed or method == "WEBSOCKET" or self._is_loopback(connection, allowed):
            return None
        caller = await self._caller(connection, allowed)
        if caller is None:
            raise Problem(401, "unauthorised", "Credentials are missing, unknown or expired.")
        if _role(caller) not in allowed:
            raise Problem(403, "forbidden", f"A {_role(caller)} may not do this.")
        return caller

    async def player(self, token: str) -> Player | None:
        """The holder of a player token that has not expired."""
        token_hash = secret_hash(token)
        known = self._tokens.get(token_hash)
        if known is None:
            known = await self.reader.read(lambda db: queries.player_of_token(db, token_hash))
            if known is not None:
                self._remember(token_hash, known)
        if known is None or known[1] <= self.clock.utc_ns():
            self._tokens.pop(token_hash, None)
            return None
        return known[0]

    async def staff(self, cookie: str) -> Staff | None:
        """The holder of a live session; touches it once a minute."""
        session_hash = secret_hash(cookie)
        row = await self.reader.read(lambda db: queries.session(db, session_hash))
        now = self.clock.utc_ns()
        if row is None or now - row.seen_utc_ns > IDLE_NS or now - row.created_utc_ns > ABSOLUTE_NS:
            return None
        if now - row.seen_utc_ns > TOUCH_NS:
            await self.link.request(SessionUse(0, session_hash, False))
        return Staff(row.user, row.role, session_hash)

    async def _caller(self, connection: HTTPConnection, allowed: frozenset[str]) -> Caller | None:
        headers = connection.headers
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if "player" in allowed and scheme.lower() == "bearer":
            return await self.player(token.strip())
        if allowed & OPERATOR and "x-operator-key" in headers:
            return await self._operator(headers["x-operator-key"])
        if allowed & STAFF and self.cookie in connection.cookies:
            return await self.staff(connection.cookies[self.cookie])
        return None

    async def _operator(self, key: str) -> Operator | None:
        key_hash = secret_hash(key)
        return await self.reader.read(lambda db: queries.operator_of_key(db, key_hash))

    def _refuse_cross_site(self, connection: HTTPConnection, method: str) -> None:
        """Cookies travel by themselves, so unsafe requests without a header credential must come from our own pages."""
        headers = connection.headers
        if method in SAFE or "authorization" in headers or "x-operator-key" in headers:
            return
        origin = headers.get("origin")
        if origin is None and method == "WEBSOCKET":
            return  # not a browser: nothing travels by itself
        own = headers.get("sec-fetch-site") == "same-origin" or origin == _own_origin(connection)
        if not own and origin not in self.allowed_origins:
            raise Problem(403, "cross_site", "This request did not come from a page of this server.")

    def _remember(self, token_hash: str, known: tuple[Player, int]) -> None:
        if len(self._tokens) >= MOST_CACHED_TOKENS:
            self._tokens.pop(next(iter(self._tokens)))
        self._tokens[token_hash] = known

    @staticmethod
    def _is_loopback(connection: HTTPConnection, allowed: frozenset[str]) -> bool:
        return "loopback" in allowed and connection.client is not None and connection.client.host in LOOPBACK


def _own_origin(connection: HTTPConnection) -> str:
    scheme = {"ws": "http", "wss": "https"}.get(connection.url.scheme, connection.url.scheme)
    return f"{scheme}://{connection.headers.get('host', '')}"


def _role(caller: Caller) -> str:
    match caller:
        case Player():
            return "player"
        case Operator(scope=scope):
            return scope
        case Staff(role=role):
            return role

"""What of a camera's address people and logs may see: never a user, a password or a query. Opens nothing."""

from __future__ import annotations

import re

HIDDEN = "…"
_QUERY = re.compile(r"[?#]")


def shown(address: str) -> str:
    """A URL without user information and query, and without a path that holds words such as ``password=``; a device or file as it is."""
    scheme, mark, rest = address.partition("://")
    if not mark:
        return address if address.startswith(("/", ".")) else address.rpartition("@")[2]
    place, *query = _QUERY.split(rest, maxsplit=1)
    if "@" not in place and "@" in "".join(query):
        return f"{scheme}://{HIDDEN}"  # a password with a ? or # in it
    host, slash, path = place.rpartition("@")[2].partition("/")
    return f"{scheme}://{host}{slash}{HIDDEN if '=' in path else path}"

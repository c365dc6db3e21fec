"""Those at the boards' door who have not proved themselves: so many at most, and when one too many comes, one of those who crowd it must go. Reads no clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

MOST_STRANGERS = 64


@dataclass(eq=False, slots=True)
class _Stranger:
    origin: str
    send_away: Callable[[], None]


class Strangers:
    """A board needs a moment to prove itself, so the oldest is the least likely to be one; and a crowd from elsewhere costs it nothing.

    Boards behind one proxy share an address, and no limit of their own: only with MOST_STRANGERS in all is anybody sent away.
    """

    def __init__(self, crowded: Callable[[str, int], None], most: int = MOST_STRANGERS) -> None:
        self._crowded, self._most = crowded, most
        self._waiting: dict[_Stranger, None] = {}

    @contextmanager
    def one(self, address: str, send_away: Callable[[], None]) -> Iterator[None]:
        """It is a stranger while this lasts; ``send_away`` is called when it must go: the oldest from where most come, of which ``crowded`` is told."""
        stranger = _Stranger(origin_of(address), send_away)
        self._waiting[stranger] = None
        if len(self._waiting) > self._most:
            self._send_one_away()
        try:
            yield
        finally:
            self._waiting.pop(stranger, None)

    def _send_one_away(self) -> None:
        [(origin, count)] = Counter(of.origin for of in self._waiting).most_common(1)
        oldest = next(of for of in self._waiting if of.origin == origin)
        del self._waiting[oldest]
        oldest.send_away()
        self._crowded(origin, count)


def origin_of(address: str) -> str:
    """Who counts as one: an IPv4 address, or the 64 bits of IPv6 within which one host may have any address."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return address
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return f"{IPv6Address(int(found) >> 64 << 64)}/64"

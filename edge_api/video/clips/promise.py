"""What a clip's manifest says of a bet without giving it away: a salted promise, which only the edge can open. Pure.

A digest of the content alone would be found by trying: there are few tables, selections and stakes. A salt is opened to who may see that bet; it opens
no other one.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass

from schemas.envelope import Sign
from schemas.model import Hash, Message, RoundId, Whole


@dataclass(frozen=True, slots=True)
class Placed:
    """A placement as the books have it; ``digest``: of its content, hexadecimal (``edge_api.betting.digest.placement_digest``)."""

    number: int
    bet_id: str
    digest: str
    utc_ns: int


class BetOpened(Message):
    """What opens the promise of one placement: ``digest`` is that of its content."""

    number: Whole
    bet_id: str
    digest: Hash
    salt: Hash


class BetsOpened(Message):
    """Placements of a round, opened."""

    round_id: RoundId
    bets: tuple[BetOpened, ...]


class Salts:
    """The salts of one round's bets, worked out from the edge's private key (an Ed25519 signature is the same each time, RFC 8032): as long as that
    is kept, so are they."""

    def __init__(self, round_id: str, sign: Sign) -> None:
        self._key = hashlib.sha256(sign(f"studio-floor: salts of bets of round {round_id}".encode())).digest()

    def of(self, number: int) -> str:
        """Of that placement: 32 bytes, hexadecimal."""
        return hmac.new(self._key, str(number).encode(), "sha256").hexdigest()

    def promise(self, placed: Placed) -> str:
        """What the manifest says of it."""
        return promised(self.open(placed))

    def open(self, placed: Placed) -> BetOpened:
        """For who may see it."""
        return BetOpened(
            number=placed.number, bet_id=placed.bet_id, digest=placed.digest, salt=self.of(placed.number)
        )


def promised(opened: BetOpened) -> str:
    """SHA-256 of the JSON array [salt, number, bet_id, digest] (UTF-8, no spaces), hexadecimal."""
    content = [opened.salt, opened.number, opened.bet_id, opened.digest]
    return hashlib.sha256(json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()

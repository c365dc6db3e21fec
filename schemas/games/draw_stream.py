"""Numbers from a secret seed that anybody can compute again once the seed is told: HMAC-SHA256 in counter mode. Favours no number.

Word ``j`` (from 0) is bytes ``8 (j mod 4)`` to ``8 (j mod 4) + 7``, big-endian, of block ``j div 4``. Block ``i`` is HMAC-SHA256 under the seed of

    "studio-floor multipliers v1" 00 round_id 00 salt 00 i

with the texts in ASCII, single zero bytes between them and ``i`` as 8 bytes, big-endian.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from typing import TypeVar

LABEL = b"studio-floor multipliers v1"
SEED_BYTES = 32
WORD_BYTES = 8
WORDS = 2 ** (8 * WORD_BYTES)

Choice = TypeVar("Choice")


def commitment(seed: bytes) -> str:
    """What is told of a seed before the draw: its SHA-256, hexadecimal.

    Raises:
        ValueError: not 32 bytes.
    """
    return hashlib.sha256(_checked(seed)).hexdigest()


class DrawStream:
    """The numbers of one draw, in order."""

    def __init__(self, seed: bytes, round_id: str, salt: str) -> None:
        self._words = _words(
            _checked(seed), b"\0".join((LABEL, round_id.encode("ascii"), salt.encode("ascii")))
        )

    def below(self, bound: int) -> int:
        """A whole number from 0 to ``bound - 1``, each equally likely.

        The next word that is below the greatest multiple of ``bound`` within 2^64, modulo ``bound``; words above it are passed over.
        """
        whole = WORDS - WORDS % bound
        return next(word for word in self._words if word < whole) % bound

    def choose(self, weights: Sequence[tuple[Choice, int]]) -> Choice:
        """One of the choices, each as likely as its weight: the first at which the sum of weights so far is above ``below(sum of all)``."""
        mark = self.below(sum(weight for _, weight in weights))
        for choice, weight in weights:
            mark -= weight
            if mark < 0:
                return choice
        raise AssertionError("the mark is below the sum of all weights")


def _words(seed: bytes, head: bytes) -> Iterator[int]:
    counter = 0
    while True:
        block = hmac.digest(seed, head + b"\0" + counter.to_bytes(WORD_BYTES, "big"), "sha256")
        for start in range(0, len(block), WORD_BYTES):
            yield int.from_bytes(block[start : start + WORD_BYTES], "big")
        counter += 1


def _checked(seed: bytes) -> bytes:
    if len(seed) != SEED_BYTES:
        raise ValueError(f"a seed has {SEED_BYTES} bytes, not {len(seed)}")
    return seed

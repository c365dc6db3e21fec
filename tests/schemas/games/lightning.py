"""A rule set of multiplier rounds as a floor may have it, and the draw written down once more from the published description."""

from __future__ import annotations

import hashlib
from typing import Any

LAW: dict[str, Any] = {
    "pays": "for_one",
    "count": {"1": 30, "2": 30, "3": 20, "4": 15, "5": 5},
    "areas": [
        {
            "bet": "straight",
            "base": "29",
            "values": {"50": 30, "100": 41, "150": 11, "200": 9, "300": 5, "400": 2, "500": 2},
        }
    ],
}
SIC_BO_LAW: dict[str, Any] = {
    "pays": "to_one",
    "count": {"0": 1, "2": 3},
    "areas": [
        {"bet": "total", "sels": ["4", "17"], "values": {"60": 3, "499": 1}},
        {"bet": "triple", "base": "120", "values": {"200": 1}},
        {"bet": "any_triple", "values": {"88": 1}},
    ],
}


def changed(**changes: object) -> dict[str, Any]:
    """The law with other parameters."""
    return LAW | changes


def area(**changes: object) -> dict[str, Any]:
    """The law with another area."""
    return changed(areas=[LAW["areas"][0] | changes])


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """RFC 2104 by hand, for keys of at most one block."""
    padded = key.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded) + message).digest()
    return hashlib.sha256(bytes(byte ^ 0x5C for byte in padded) + inner).digest()


def words(seed: bytes, round_id: str, salt: str, count: int) -> list[int]:
    """The first words of a draw."""
    found: list[int] = []
    for block in range(-(-count // 4)):
        message = (
            b"studio-floor multipliers v1\0" + f"{round_id}\0{salt}\0".encode() + block.to_bytes(8, "big")
        )
        digest = hmac_sha256(seed, message)
        found += [int.from_bytes(digest[start : start + 8], "big") for start in (0, 8, 16, 24)]
    return found[:count]


def draw_by_hand(
    law: dict[str, Any], order: list[str], seed: bytes, round_id: str, salt: str
) -> dict[str, int]:
    """A draw of one area, step by step as docs/multipliers.md has it."""
    left_words = words(seed, round_id, salt, 400)

    def below(bound: int) -> int:
        while True:
            word = left_words.pop(0)
            if word < 2**64 // bound * bound:
                return word % bound

    def choose(weights: dict[str, int]) -> int:
        mark, so_far = below(sum(weights.values())), 0
        for number in sorted(map(int, weights)):
            so_far += weights[str(number)]
            if mark < so_far:
                return number
        raise AssertionError("weights")

    left, drawn = list(order), {}
    for _ in range(choose(law["count"])):
        position = left.pop(below(len(left)))
        drawn[position] = choose(law["areas"][0]["values"])
    return drawn

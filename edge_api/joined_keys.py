"""Public keys on a command line: one in 64 begins with a dash."""

from __future__ import annotations

from collections.abc import Sequence

KEY_LENGTH = 43
"""Of a public key in base64url: no option of ours is so long."""


def with_joined_keys(words: Sequence[str]) -> list[str]:
    """``words`` with ``--key K`` as ``--key=K``: one public key in 64 begins with a dash and would be read as an option."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] == "--key" and (len(word) == KEY_LENGTH or not word.startswith("--")):
            joined[-1] = f"--key={word}"
        else:
            joined.append(word)
    return joined

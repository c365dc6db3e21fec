"""A loopback port for a simulated studio, to be listened on a while later."""

from __future__ import annotations

import socket
from random import SystemRandom

LOWEST, HIGHEST = 20_000, 32_000
"""Below what Linux gives to outgoing connections (from 32768): none of ours takes it before it is listened on."""
TRIES = 100


def free_port() -> int:
    """A port that nobody listens on at this moment, and that no outgoing connection will be given.

    Raises:
        OSError: none is free.
    """
    dice = SystemRandom()
    for _ in range(TRIES):
        port = dice.randrange(LOWEST, HIGHEST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"no loopback port between {LOWEST} and {HIGHEST} is free")

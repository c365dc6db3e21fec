"""What is said to a Cammegh Slingshot 2 wheel, as bytes. Knows no ``*K``: while the wheel runs, that starts a game."""

from __future__ import annotations

POLL = b"*X\r\n"
"""Asks for one status line; the wheel wants at least 100 ms between polls."""

START_GAME = b"*u 1\r\n"
"""Fires the ball when the wheel waits for its user; answered ``*u OK``."""

RESTART = b"*R\r\n"
"""Voids the spin and starts over."""

"""Words of `edge-api wheel-stats` as values. Refuses each with a sentence that shows a right one."""

from __future__ import annotations

import argparse

from edge_api.clocks import parse_utc

LEAST_LIFT, MOST_LIFT = 0.001, 0.5


def moment(text: str) -> int:
    """A day (its midnight, UTC) or an RFC 3339 moment as UTC nanoseconds.

    Raises:
        argparse.ArgumentTypeError: it is neither.
    """
    found = parse_utc(text if "T" in text else f"{text}T00:00:00Z")
    if found is None:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no day like 2026-07-01 and no moment like 2026-07-01T12:00:00Z"
        )
    return found


def spin_count(text: str) -> int:
    """A whole number above zero.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number above zero, such as 3700")
    return int(text)


def lift(text: str) -> float:
    """A bias in per cent as a share: 10 is 0.1.

    Raises:
        argparse.ArgumentTypeError: no number, or one that nobody can test for.
    """
    try:
        share = float(text) / 100
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of per cent, such as 10") from None
    if not LEAST_LIFT <= share <= MOST_LIFT:
        raise argparse.ArgumentTypeError(
            f"{text} per cent: give {100 * LEAST_LIFT:g} to {100 * MOST_LIFT:g}, such as 10"
        )
    return share

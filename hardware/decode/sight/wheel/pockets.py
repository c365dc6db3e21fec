"""What a wheel's pockets look like around the rotor: their order and colours as profiles to search for. Knows the wheels of ``schemas.games.wheels`` alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from hardware.decode.sight.reader import Floats
from schemas.games.wheels import Colour, Wheel, colour, wheel_order


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """Where red and green are expected, by angle from the middle of zero's pocket, clockwise; each of mean 0, together of norm 1."""

    red: Floats
    green: Floats


@cache
def profile(wheel: Wheel, steps: int) -> Profile:
    """The wheel's profile at ``steps`` angles."""
    order = wheel_order(wheel)
    places = (np.floor(np.arange(steps) / steps * len(order) + 0.5).astype(np.intp)) % len(order)
    red = _centred(np.array([colour(pocket) is Colour.RED for pocket in order], dtype=np.float32)[places])
    green = _centred(np.array([colour(pocket) is Colour.GREEN for pocket in order], dtype=np.float32)[places])
    return Profile(red / np.linalg.norm(red), green / np.linalg.norm(green))


def pocket_at(wheel: Wheel, place: float) -> tuple[str, float]:
    """The pocket at ``place`` (turns from zero's middle), and how far from its middle, in pockets (-0.5 to 0.5)."""
    order = wheel_order(wheel)
    along = place * len(order)
    nearest = round(along)
    return order[nearest % len(order)], along - nearest


def place_of(wheel: Wheel, pocket: str) -> float:
    """The middle of a pocket, in turns from zero's.

    Raises:
        ValueError: the wheel has no such pocket.
    """
    order = wheel_order(wheel)
    return order.index(pocket) / len(order)


def _centred(profile: Floats) -> Floats:
    return np.asarray(profile - profile.mean(), dtype=np.float32)

"""The second reader: a die's top face as a whole, by a net of one hidden layer that runs in numpy. Says "none" for what is no face; it alone confirms nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.dice.constellations import Lie
from hardware.decode.sight.index import softmax
from hardware.decode.sight.net_file import Arrays
from hardware.decode.sight.reader import Floats, Frame, Vote

VALUES = "123456"
CLASSES = len(VALUES) + 1
"""None is the last."""
LOOK, SMALL = 40, 20
"""Side of the field that is looked at, in pixels, for gradients and for light."""
REACH, FAR = 0.82, 1.1
"""Half of that field, in sides: what lies around the face shows whether it is one. And of a wider one: a die's other faces show where this one looks."""
NAME = "face"


@dataclass(frozen=True, slots=True, eq=False)
class FaceNet:
    """Weights: features x hidden, hidden, hidden x classes, classes; ``mean`` and ``scale`` of each feature."""

    mean: Floats
    scale: Floats
    into: Floats
    into_bias: Floats
    out: Floats
    out_bias: Floats

    def seen(self, rows: Floats) -> Floats:
        """The part of each row that this net was taught, scaled."""
        return cast(Floats, (rows[:, : len(self.mean)] - self.mean) * self.scale)

    def scores(self, rows: Floats) -> Floats:
        """What comes out, row by row."""
        hidden = np.maximum(self.seen(rows) @ self.into + self.into_bias, 0)
        return cast(Floats, hidden @ self.out + self.out_bias)

    def probabilities(self, rows: Floats) -> Floats:
        """Of each value and of none, row by row."""
        return softmax(self.scores(rows))


def features(grey: Frame, places: Sequence[Lie]) -> Floats:
    """Of each place the near field and the far one; a row each."""
    return np.concatenate((near_features(grey, places), _fields(grey, places, FAR)), axis=1)


def near_features(grey: Frame, places: Sequence[Lie]) -> Floats:
    """Gradients and light of each place, turned upright, pips dark; a row each."""
    return _fields(grey, places, REACH)


def _fields(grey: Frame, places: Sequence[Lie], reach: float) -> Floats:
    halved = _halved(grey) if places else []
    rows = [_row(_look(halved, lie, reach)) for lie in places]
    return np.stack(rows) if rows else np.zeros((0, near_length()), dtype=np.float32)


def vote(shares: Floats) -> Vote:
    """The likeliest value; none when nothing is likelier. ``lead``: over the next, none among them."""
    first, second = np.argsort(-shares)[:2]
    value = VALUES[first] if first < len(VALUES) else None
    return Vote(NAME, value, float(shares[first]), float(shares[first] - shares[second]))


def net_arrays(net: FaceNet) -> Arrays:
    """Half precision: the net reads the same, in half the space."""
    return {field.name: getattr(net, field.name).astype(np.float16) for field in fields(FaceNet)}


def net_from(arrays: Mapping[str, NDArray[Any]], classes: int = CLASSES) -> FaceNet:
    """Raises ValueError when a part is missing or of the wrong shape."""
    missing = [field.name for field in fields(FaceNet) if field.name not in arrays]
    if missing:
        raise ValueError(f"not a net: {', '.join(missing)} missing")
    parts = {field.name: np.asarray(arrays[field.name]).astype(np.float32) for field in fields(FaceNet)}
    inputs, hidden = parts["into"].shape if parts["into"].ndim == 2 else (0, 0)
    length = near_length() * (1 if classes == CLASSES else 2)
    wanted = {
        "mean": (length,), "scale": (length,), "into": (length, hidden), "into_bias": (hidden,),
        "out": (hidden, classes), "out_bias": (classes,),
    }  # fmt: skip
    wrong = [name for name, shape in wanted.items() if parts[name].shape != shape]
    if wrong or inputs == 0 or not all(np.isfinite(part).all() for part in parts.values()):
        raise ValueError(f"not a net: {', '.join(wrong) or 'its numbers'} wrong")
    return FaceNet(**parts)


def _halved(grey: Frame) -> list[Frame]:
    """The picture, and it in halves and quarters: of a large face every pixel is looked at, so that noise is evened out."""
    half = cast(Frame, cv2.pyrDown(grey))
    return [grey, half, cast(Frame, cv2.pyrDown(half))]


def _look(halved: Sequence[Frame], lie: Lie, reach: float) -> Floats:
    """The field as 0 (as dark as its pips) to 1, LOOK x LOOK."""
    per = 2 * reach * lie.side / LOOK
    level = min(len(halved) - 1, max(0, round(float(np.log2(per)))))
    per, (x, y) = per / 2**level, (part / 2**level for part in lie.at)
    along, down = np.cos(lie.turn) * per, np.sin(lie.turn) * per
    half = (LOOK - 1) / 2
    plan = np.array(
        (
            (along, -down, x - half * (along - down)),
            (down, along, y - half * (down + along)),
        ),
        dtype=np.float32,
    )
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    field = cv2.warpAffine(halved[level], plan, (LOOK, LOOK), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    edge = round(LOOK / 2 - 0.6 * REACH / reach * LOOK / 2)
    steps = np.sort(field[edge:-edge, edge:-edge], axis=None)
    low, high = float(steps[len(steps) * 3 // 100]), float(steps[len(steps) * 97 // 100])
    out = np.clip((field - low) / max(8.0, high - low), -0.5, 1.5)
    return cast(Floats, (1 - out if lie.bright else out).astype(np.float32))


def _row(field: Floats) -> Floats:
    drawn = ((np.clip(field, -0.5, 1.5) + 0.5) * 127).astype(np.uint8)
    gradients = np.asarray(_hog().compute(drawn), dtype=np.float32).ravel()
    light = cv2.resize(field, (SMALL, SMALL), interpolation=cv2.INTER_AREA).ravel()
    return cast(Floats, np.concatenate((gradients, light)).astype(np.float32))


def near_length() -> int:
    """Columns of the near field: the face's net looks at no more."""
    return int(_hog().getDescriptorSize()) + SMALL * SMALL


@cache
def _hog() -> cv2.HOGDescriptor:
    return cv2.HOGDescriptor((LOOK, LOOK), (16, 16), (8, 8), (8, 8), 9)

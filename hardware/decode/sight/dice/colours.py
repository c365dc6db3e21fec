"""The strongest and the weakest of a pixel's three colours: a chain of two comparisons, several times as fast as numpy's reduction over so short an axis."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray


def strongest(picture: NDArray[Any]) -> NDArray[Any]:
    """Height x width of a picture height x width x 3."""
    return cast(NDArray[Any], np.maximum(np.maximum(picture[:, :, 0], picture[:, :, 1]), picture[:, :, 2]))


def weakest(picture: NDArray[Any]) -> NDArray[Any]:
    """As ``strongest``."""
    return cast(NDArray[Any], np.minimum(np.minimum(picture[:, :, 0], picture[:, :, 1]), picture[:, :, 2]))

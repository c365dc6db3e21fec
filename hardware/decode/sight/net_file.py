"""A net as arrays and back, and the hash that names it. Refuses arrays that do not fit together."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.index import CLASSES, Net

Arrays = dict[str, NDArray[Any]]


def net_arrays(net: Net) -> Arrays:
    """Half precision: the net reads the same, in half the space."""
    return {field.name: getattr(net, field.name).astype(np.float16) for field in fields(Net)}


def net_from(arrays: Mapping[str, NDArray[Any]]) -> Net:
    """Raises ValueError when a part is missing or of the wrong shape."""
    missing = [field.name for field in fields(Net) if field.name not in arrays]
    if missing:
        raise ValueError(f"not a net: {', '.join(missing)} missing")
    parts = {field.name: np.asarray(arrays[field.name]).astype(np.float32) for field in fields(Net)}
    net = Net(**parts)
    inputs, hidden = net.into.shape if net.into.ndim == 2 else (0, 0)
    wanted = {
        "mean": (inputs,),
        "scale": (inputs,),
        "into_bias": (hidden,),
        "out": (hidden, CLASSES),
        "out_bias": (CLASSES,),
    }
    wrong = [name for name, shape in wanted.items() if parts[name].shape != shape]
    if wrong or not all(np.isfinite(part).all() for part in parts.values()):
        raise ValueError(f"not a net: {', '.join(wrong) or 'its numbers'} wrong")
    return net


def hash_of(arrays: Mapping[str, NDArray[Any]]) -> str:
    """SHA-256 over names, shapes, types and contents."""
    digest = hashlib.sha256()
    for name in sorted(arrays):
        part = np.ascontiguousarray(arrays[name])
        digest.update(f"{name} {part.dtype.str} {part.shape}\n".encode())
        digest.update(part.tobytes())
    return digest.hexdigest()

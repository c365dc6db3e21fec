"""Writes a net that was taught from our own drawings, with the data sheet that says how: what every training ends with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from hardware.decode.sight.net_file import Arrays, hash_of


def write_net(path: Path, arrays: Arrays, told: Mapping[str, object], figures: Mapping[str, object]) -> None:
    """``path`` (.npz), and its sheet beside it; ``told``: what it does, how it was made and from what. Prints the figures."""
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]
    sheet = {
        "what": told["what"],
        "sha256_of_arrays": hash_of(arrays),
        **{name: said for name, said in told.items() if name != "what"},
        "shape": {name: list(part.shape) for name, part in arrays.items()},
        **figures,
    }
    path.with_suffix(".json").write_text(json.dumps(sheet, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(figures))

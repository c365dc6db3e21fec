"""Where pips lie: the mean ink of each card from ace to ten over many drawn decks, for reading decks that were never enrolled."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np

from hardware.decode.sight.flat import HEIGHT, WIDTH, ink
from hardware.decode.sight.index import CARDS
from hardware.decode.sight.net_file import Arrays, hash_of
from hardware.decode.sight.reader import Floats
from hardware.decode.sight.whole_card import ink_map
from hardware.sim.faces.faces import face
from hardware.sim.faces.lettering import plain
from hardware.sim.faces.style import DeckStyle, any_style

DECKS = 24
PIPPED = tuple(card for card in CARDS if card[0] not in "JQK")


def write_layouts(folder: Path, seed: int) -> None:
    """`layouts.npz` and its data sheet; letters do not matter here, so it needs no typefaces."""
    decks = _decks(np.random.default_rng([seed, 4]))
    maps = np.stack([np.mean([_map(style, card) for style in decks], axis=0) for card in PIPPED])
    arrays: Arrays = {"maps": np.rint(maps * 255).astype(np.uint8)}
    np.savez_compressed(folder / "layouts.npz", **arrays)  # type: ignore[arg-type]
    sheet = {
        "what": "mean ink of each card from ace to ten over drawn decks, 72 x 48 x 3, 255 is black",
        "sha256_of_arrays": hash_of(arrays),
        "made_by": f"python -m hardware.sim.faces --seed {seed}",
        "decks": DECKS,
        "cards": list(PIPPED),
    }
    (folder / "layouts.json").write_text(json.dumps(sheet, indent=1) + "\n", encoding="utf-8")


def _decks(rng: np.random.Generator) -> list[DeckStyle]:
    decks: list[DeckStyle] = []
    while len(decks) < DECKS:
        style = any_style(rng, plain())
        if not style.one_pip:
            decks.append(style)
    return decks


def _map(style: DeckStyle, card: str) -> Floats:
    flat = cv2.resize(face(style, card), (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    return ink_map(ink(np.asarray(flat, dtype=np.uint8)))

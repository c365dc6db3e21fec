"""Where pips lie: the mean ink of each card from ace to ten over many drawn decks, for reading decks that were never enrolled."""

from __future__ import annotations

import json
from dataclasses import replace
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
    tall = [replace(style, tall_eight=True) for style in decks]
    pairs = [(card, decks) for card in PIPPED] + [(card, tall) for card in PIPPED if card[0] in "89"]
    maps = np.stack([np.mean([_map(style, card) for style in styles], axis=0) for card, styles in pairs])
    arrays: Arrays = {"maps": np.rint(maps * 255).astype(np.uint8)}
    np.savez_compressed(folder / "layouts.npz", **arrays)  # type: ignore[arg-type]
    sheet = {
        "what": "mean ink of each card from ace to ten over drawn decks, 72 x 48 x 3, 255 is black",
        "sha256_of_arrays": hash_of(arrays),
        "made_by": f"python -m hardware.sim.faces --seed {seed}",
        "decks": DECKS,
        "cards": [card for card, _ in pairs],
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

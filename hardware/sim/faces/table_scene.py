"""A photograph of a table with cards on it, drawn, with the truth of every card: whole, covered by a hand, leaving the picture, face down. Repeatable from its generator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight import shake
from hardware.sim.faces import courts
from hardware.sim.faces.faces import HEIGHT, WIDTH, face
from hardware.sim.faces.lessons import FELTS
from hardware.sim.faces.style import DeckStyle

Picture = NDArray[np.uint8]
Quad = NDArray[np.float32]
Rng = np.random.Generator
FRAME = (1280, 720)
OTHERS = ("back", "joker", "cut")
LARGEST_SHARE = 0.9


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """What lies there: a card's code, or "back", "joker", "cut". ``clear``: wholly in the picture, nothing on it."""

    what: str
    quad: Quad
    clear: bool = True

    @property
    def is_card(self) -> bool:
        return self.what not in OTHERS


@dataclass(frozen=True, slots=True, eq=False)
class TableScene:
    """The picture and its truth."""

    picture: Picture
    laid: tuple[Laid, ...]


def scene(
    rng: Rng,
    style: DeckStyle,
    what: Sequence[str],
    tilt: float = 0.0,
    wide: float | None = None,
    hand: bool = False,
) -> TableScene:
    """Those cards anywhere on a felt, none on another; ``tilt`` 0 from above to 0.5 far from the side."""
    picture = felt(rng)
    size = wide if wide is not None else float(rng.uniform(75, 150))
    places = _places(rng, len(what), size)
    laid = [
        _lay(picture, rng, style, card, place, size, tilt) for card, place in zip(what, places, strict=False)
    ]
    if hand:
        laid = _hand(picture, rng, laid)
    return TableScene(picture, tuple(laid))


def felt(rng: Rng) -> Picture:
    """A table without cards: cloth, its print, uneven light, things at its edge."""
    wide, high = FRAME
    colour = np.clip(np.array(FELTS[int(rng.integers(5))]) * rng.uniform(0.6, 1.2), 0, 255)
    grain = rng.normal(0, 5, (high // 2, wide // 2, 1)).astype(np.float32)
    cloth = cv2.resize(colour + grain * np.array((1.0, 1.0, 1.0)), FRAME, interpolation=cv2.INTER_LINEAR)
    picture = np.clip(cloth, 0, 255).astype(np.uint8)
    _print(picture, rng)
    return shake.shaded(picture, rng, float(rng.uniform(0, 0.5)))


def _print(picture: Picture, rng: Rng) -> None:
    ink = [float(part) for part in np.clip(np.array((150, 200, 215)) * rng.uniform(0.6, 1.0), 0, 255)]
    for _ in range(int(rng.integers(1, 5))):
        x, y = int(rng.integers(0, FRAME[0])), int(rng.integers(0, FRAME[1]))
        match int(rng.integers(3)):
            case 0:
                cv2.ellipse(picture, (x, y), (500, 260), 0, 0, 360, ink, 3, cv2.LINE_AA)
            case 1:
                cv2.rectangle(picture, (x, y), (x + 170, y + 240), ink, 3, cv2.LINE_AA)
            case _:
                cv2.putText(picture, "PLAYER", (x, y), cv2.FONT_HERSHEY_TRIPLEX, 1.5, ink, 3, cv2.LINE_AA)
    for _ in range(int(rng.integers(0, 4))):
        chip = [float(part) for part in rng.integers(20, 250, 3)]
        cv2.circle(
            picture, (int(rng.integers(0, FRAME[0])), int(rng.integers(0, 60))), 26, chip, -1, cv2.LINE_AA
        )


def _places(rng: Rng, count: int, size: float) -> list[tuple[float, float]]:
    """Middles that leave room for a card turned any way."""
    reach = size * 0.9
    kept: list[tuple[float, float]] = []
    for _ in range(400):
        if len(kept) == count:
            break
        x, y = float(rng.uniform(reach, FRAME[0] - reach)), float(rng.uniform(reach, FRAME[1] - reach))
        if all(np.hypot(x - a, y - b) > 2 * reach for a, b in kept):
            kept.append((x, y))
    return kept


def _lay(
    picture: Picture,
    rng: Rng,
    style: DeckStyle,
    what: str,
    place: tuple[float, float],
    size: float,
    tilt: float,
) -> Laid:
    turn = float(rng.uniform(0, 2 * np.pi))
    corners = np.array(((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5))) * (size, size * HEIGHT / WIDTH)
    around = np.array(((np.cos(turn), np.sin(turn)), (-np.sin(turn), np.cos(turn))))
    quad = _seen_from(corners @ around + place, tilt).astype(np.float32)
    paste(picture, drawn(style, what), quad)
    return Laid(what, quad)


def drawn(style: DeckStyle, what: str) -> Picture:
    """The flat picture of a card or of one of OTHERS."""
    match what:
        case "back":
            return courts.back(style.seed, WIDTH, HEIGHT)
        case "joker":
            return courts.joker(style.seed, WIDTH, HEIGHT)
        case "cut":
            return courts.cut_card(style.seed, WIDTH, HEIGHT)
        case _:
            return face(style, what)


def paste(picture: Picture, card: Picture, quad: Quad) -> None:
    """Lays a flat picture, with round corners and a soft shadow, onto a quad."""
    mask = np.zeros((HEIGHT, WIDTH), dtype=np.uint8)
    end = 14
    cv2.rectangle(mask, (end, 0), (WIDTH - 1 - end, HEIGHT - 1), (255,), -1)
    cv2.rectangle(mask, (0, end), (WIDTH - 1, HEIGHT - 1 - end), (255,), -1)
    for x in (end, WIDTH - 1 - end):
        for y in (end, HEIGHT - 1 - end):
            cv2.circle(mask, (x, y), end, (255,), -1)
    source = np.array(((0, 0), (WIDTH, 0), (WIDTH, HEIGHT), (0, HEIGHT)), dtype=np.float32) - 0.5
    low = np.maximum(np.floor(quad.min(axis=0)).astype(int) - 6, 0)
    high = np.minimum(np.ceil(quad.max(axis=0)).astype(int) + 7, (picture.shape[1], picture.shape[0]))
    size = (int(high[0] - low[0]), int(high[1] - low[1]))
    fine = cv2.getPerspectiveTransform(source, ((quad - low) * 2 + 0.5).astype(np.float32))
    double = (size[0] * 2, size[1] * 2)
    over = cv2.resize(
        cv2.warpPerspective(card, fine, double, borderMode=cv2.BORDER_REPLICATE),
        size,
        interpolation=cv2.INTER_AREA,
    )
    cover = (
        cv2.resize(cv2.warpPerspective(mask, fine, double), size, interpolation=cv2.INTER_AREA).astype(
            np.float32
        )
        / 255
    )
    part = picture[low[1] : high[1], low[0] : high[0]]
    shadow = cv2.GaussianBlur(cover, (0, 0), 2.5)[:, :, None]
    below = part * (1 - 0.45 * shadow)
    part[:] = np.rint(below * (1 - cover[:, :, None]) + over * cover[:, :, None]).astype(np.uint8)


def _seen_from(points: NDArray[np.float64], tilt: float) -> NDArray[np.float64]:
    """As a camera sees them that looks from the near side: far things smaller, depth shortened."""
    wide, high = FRAME
    x, y = points[:, 0] - wide / 2, points[:, 1] / high
    depth = 1 / (1 + tilt * (1 - y))
    return np.stack((x * depth + wide / 2, high * (1 - (1 - y) * depth * (1 - 0.5 * tilt))), axis=1)


def _hand(picture: Picture, rng: Rng, laid: list[Laid]) -> list[Laid]:
    """An arm from the upper edge whose fingers lie on the first thing, or on the felt when there is none."""
    skin = np.clip(np.array((110, 140, 205)) * float(rng.uniform(0.4, 1.15)), 0, 255)
    colour = [float(part) for part in skin]
    if laid:
        target = laid[0].quad[int(rng.integers(4))] * 0.75 + laid[0].quad.mean(axis=0) * 0.25
    else:
        target = rng.uniform((200, 150), (FRAME[0] - 200, FRAME[1] - 150))
    cover = np.zeros(picture.shape[:2], dtype=np.uint8)
    start = (int(target[0] + rng.uniform(-200, 200)), -20)
    cv2.line(
        cover, start, (int(target[0]), int(target[1]) - 40), (255,), int(rng.integers(60, 90)), cv2.LINE_AA
    )
    for finger in range(4):
        tip = (int(target[0]) - 36 + 22 * finger, int(target[1] + rng.uniform(-12, 12)))
        cv2.line(cover, (tip[0], tip[1] - 60), tip, (255,), 20, cv2.LINE_AA)
    soft = cv2.GaussianBlur(cover, (0, 0), 1.2).astype(np.float32)[:, :, None] / 255
    shade = 1 - 0.25 * cv2.GaussianBlur(cover, (0, 0), 14).astype(np.float32)[:, :, None] / 255
    picture[:] = np.rint(picture * shade * (1 - soft) + np.array(colour) * soft).astype(np.uint8)
    return [Laid(one.what, one.quad, one.clear and not _touched(cover, one.quad)) for one in laid]


def _touched(cover: NDArray[np.uint8], quad: Quad) -> bool:
    inside = np.zeros_like(cover)
    cv2.fillConvexPoly(inside, np.rint(quad).astype(np.int32), (255,))
    return bool(cast(NDArray[np.uint8], cover & inside).any())

"""What cameras, light and hands do to a card, as repeatable changes of a picture: calibration and training look at each card in many of them. Needs a seeded generator; keeps no state."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import cv2
import numpy as np

from hardware.decode.sight.reader import Floats, Frame

Rng = np.random.Generator
GRAINS = 20_011
"""So many different grains are enough; being a prime, their repetition falls on no line."""
CONDITIONS = ("plain", "dark", "blur", "white balance", "jpeg", "over-exposed", "coarse", "slipped")
Shake = Callable[[Frame, Rng], Frame]


def lit(frame: Frame, gain: float, lift: float = 0.0) -> Frame:
    """Brighter or darker; what is over 255 is lost, as in a camera."""
    return cast(Frame, cv2.convertScaleAbs(frame, alpha=gain, beta=lift))


def noisy(frame: Frame, rng: Rng, by: float) -> Frame:
    """Sensor noise of standard deviation ``by``."""
    grain = np.resize(rng.standard_normal(GRAINS, dtype=np.float32) * by, frame.shape)
    return cast(Frame, np.clip(frame + grain, 0, 255).astype(np.uint8))


def tinted(frame: Frame, blue: float, red: float) -> Frame:
    """Wrong white balance."""
    gains = np.array((blue, 1.0, red), dtype=np.float32)
    return cast(Frame, np.clip(frame * gains, 0, 255).astype(np.uint8))


def defocused(frame: Frame, sigma: float) -> Frame:
    """Out of focus by ``sigma`` pixels."""
    return cast(Frame, cv2.GaussianBlur(frame, (0, 0), sigma)) if sigma > 0.2 else frame


def moved(frame: Frame, length: float, angle: float) -> Frame:
    """Moved by ``length`` pixels during the exposure."""
    side = max(3, int(length) | 1)
    kernel = np.zeros((side, side), dtype=np.float32)
    step = np.array((np.cos(angle), np.sin(angle))) * length / 2
    ends = [(round(side // 2 + sign * step[0]), round(side // 2 + sign * step[1])) for sign in (-1, 1)]
    cv2.line(kernel, ends[0], ends[1], (1.0,))
    return cast(Frame, cv2.filter2D(frame, -1, kernel / max(1.0, float(kernel.sum()))))


def squeezed(frame: Frame, quality: int) -> Frame:
    """Through JPEG and back."""
    _, data = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return cast(Frame, cv2.imdecode(data, cv2.IMREAD_COLOR))


def coarse(frame: Frame, part: float) -> Frame:
    """As from a camera that has only ``part`` of the pixels."""
    height, width = frame.shape[:2]
    small = cv2.resize(
        frame, (max(8, int(width * part)), max(8, int(height * part))), interpolation=cv2.INTER_AREA
    )
    return cast(Frame, cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR))


def shaded(frame: Frame, rng: Rng, depth: float) -> Frame:
    """A soft or hard-edged shadow over a part."""
    height, width = frame.shape[:2]
    edge = _across(height, width, rng) / (0.02 + 0.5 * float(rng.random()))
    dark = 1 - depth * np.clip(edge, 0, 1)
    return cast(Frame, (frame * dark[:, :, None]).astype(np.uint8))


def glared(frame: Frame, rng: Rng, strength: float) -> Frame:
    """A spot or band of reflected light."""
    height, width = frame.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    turn, size = float(rng.uniform(0, np.pi)), float(rng.uniform(0.1, 0.35)) * width
    x, y = x - float(rng.uniform(0, width)), y - float(rng.uniform(0, height))
    along, off = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
    spot = np.exp(-((off / size) ** 2) - (along / (size * float(rng.uniform(1, 4)))) ** 2)
    return cast(Frame, np.clip(frame + strength * 255 * spot[:, :, None], 0, 255).astype(np.uint8))


def slipped(frame: Frame, rng: Rng, by: float) -> Frame:
    """Its corners off by up to ``by`` pixels, as after a badly fitted quad; also looked at from a slightly other place."""
    height, width = frame.shape[:2]
    corners = np.array(((0, 0), (width, 0), (width, height), (0, height)), dtype=np.float32)
    off = (rng.uniform(-by, by, (4, 2)) * 0.6 + rng.uniform(-by, by, (1, 2)) * 0.4).astype(np.float32)
    plan = cv2.getPerspectiveTransform(corners, corners + off)
    return cast(Frame, cv2.warpPerspective(frame, plan, (width, height), borderMode=cv2.BORDER_REPLICATE))


def covered(frame: Frame, rng: Rng) -> Frame:
    """A fingertip over an edge."""
    height, width = frame.shape[:2]
    skin = np.array((90, 120, 190)) * float(rng.uniform(0.35, 1.25))
    middle = (int(rng.uniform(0, width)), int(rng.choice((0, height))))
    axes = (int(width * rng.uniform(0.07, 0.14)), int(height * rng.uniform(0.05, 0.16)))
    out = frame.copy()
    cv2.ellipse(
        out,
        middle,
        axes,
        float(rng.uniform(-30, 30)),
        0,
        360,
        [float(min(255, s)) for s in skin],
        -1,
        cv2.LINE_AA,
    )
    return out


def any_look(frame: Frame, rng: Rng, slip: float = 3.0) -> Frame:
    """One of all the ways in which a card is seen in a working night; several things at once, few of them strong."""
    out = slipped(frame, rng, slip * float(rng.random()))
    if rng.random() < 0.3:
        out = shaded(out, rng, float(rng.uniform(0.1, 0.6)))
    if rng.random() < 0.25:
        out = glared(out, rng, float(rng.uniform(0.1, 0.7)))
    if rng.random() < 0.4:
        out = coarse(out, float(rng.uniform(0.22, 0.6)))
    out = _unsharp(out, rng)
    if rng.random() < 0.5:
        out = tinted(out, float(rng.uniform(0.55, 1.3)), float(rng.uniform(0.7, 1.3)))
    out = lit(out, float(np.exp(rng.uniform(-1.2, 0.4))), float(rng.uniform(0, 25)))
    out = noisy(out, rng, float(rng.choice((1.0, rng.uniform(1, 9)))))
    return squeezed(out, int(rng.integers(15, 60))) if rng.random() < 0.4 else out


def condition(name: str, frame: Frame, rng: Rng, card_px: float) -> Frame:
    """One of CONDITIONS, in which a site is measured; ``card_px``: how wide a card is in this frame.

    Raises:
        ValueError: no such condition.
    """
    match name:
        case "plain":
            return noisy(frame, rng, 1.5)
        case "dark":
            return noisy(lit(frame, 0.3), rng, 6)
        case "blur":
            return defocused(frame, 0.012 * card_px)
        case "white balance":
            return tinted(frame, 0.65, 1.25)
        case "jpeg":
            return squeezed(frame, 18)
        case "over-exposed":
            return lit(frame, 1.45)
        case "coarse":
            return coarse(frame, 0.4)
        case "slipped":
            return slipped(frame, rng, 0.02 * card_px)
    raise ValueError(f"{name!r} is no condition: {', '.join(CONDITIONS)}")


def _unsharp(frame: Frame, rng: Rng) -> Frame:
    if rng.random() < 0.4:
        return defocused(frame, float(rng.uniform(0.3, 2.2)))
    if rng.random() < 0.2:
        return moved(frame, float(rng.uniform(2, 7)), float(rng.uniform(0, np.pi)))
    return frame


def _across(height: int, width: int, rng: Rng) -> Floats:
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    turn = float(rng.uniform(0, 2 * np.pi))
    way = (x - width * float(rng.uniform(0.2, 0.8))) * np.cos(turn) + (
        y - height * float(rng.uniform(0.2, 0.8))
    ) * np.sin(turn)
    return cast(Floats, way / max(width, height))

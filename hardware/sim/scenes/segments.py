"""Photographs of money wheels, drawn: an upright wheel with its pegs and pointer in some studio, at rest or turning, under named conditions. The truth is what stands under the pointer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight import shake
from hardware.decode.sight.reader import Floats, Frame
from hardware.sim.scenes import wheel_face
from hardware.sim.scenes.scene import NOTHING_IS_THERE, DrawnScene
from hardware.sim.scenes.wheel_face import RIM, SIDE, Rng

SIZE = (960, 540)
STOPS = 10
NEAR_BORDER, UP = 0.12, np.pi / 2
CONDITIONS = (
    "plain", "dark", "blur", "white_balance", "jpeg", "overexposed", "coarse", "glare", "shade", "motion", "on_peg", "hand",
    "rolled_camera", "moved_pointer", "no_pointer", NOTHING_IS_THERE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Pose:
    """Where the camera stands: middle and radius in pixels; the plane of the wheel into the picture."""

    plan: NDArray[np.float64]
    middle: tuple[float, float]
    radius: float


class SegmentsSite:
    """One studio's wheel."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng([seed, 5])
        self._seed, self.make = seed, wheel_face.any_make(rng)
        self._face = wheel_face.face(self.make)
        self._pose = _any_pose(rng)
        self._wall = _wall(rng, self._pose)
        self._light = float(rng.uniform(0.75, 1.1)), float(rng.uniform(0.0, 0.4)), int(rng.integers(1 << 30))
        self._pointer = int(rng.integers(3)), wheel_face._any_colour(rng, float(rng.uniform(0, 180)))

    def labelled(self) -> list[tuple[Frame, object]]:
        """At rest at ten stops, and the order of the wheel."""
        rng = np.random.default_rng([self._seed, 6])
        stops = [self._stop(rng) for _ in range(STOPS)]
        return [
            (shake.noisy(self.at_turns(turns), rng, 1.5), {"segment": name, "order": list(self.make.order)})
            for turns, name in stops
        ]

    def draw(self, condition: str, number: int) -> DrawnScene:
        """Repeatable."""
        rng = np.random.default_rng([self._seed, 7, CONDITIONS.index(condition), number])
        turns, name = self._stop(rng)
        match condition:
            case "motion":
                return self._moving(rng, turns, name)
            case "on_peg":
                edge = -0.25 - int(rng.integers(len(self.make.order))) / len(self.make.order)
                off = float(rng.uniform(-0.03, 0.03)) / len(self.make.order)
                return DrawnScene(shake.noisy(self.at_turns(edge + off), rng, 2), ())
            case "hand":
                return self._handled(rng, turns, name)
            case "rolled_camera":
                return DrawnScene(self._rolled(rng, turns), ())
            case "moved_pointer":
                return DrawnScene(
                    shake.noisy(self.at_turns(turns, away=self._some_segments(rng)), rng, 2), ()
                )
            case "no_pointer":
                return DrawnScene(shake.noisy(self.at_turns(turns, away=None), rng, 2), ())
            case _ if condition == NOTHING_IS_THERE:
                return DrawnScene(self._nothing(rng, turns), ())
            case _:
                return DrawnScene(_seen(condition, self.at_turns(turns), rng), (name,))

    def _stop(self, rng: Rng) -> tuple[float, str]:
        """A turn of the wheel that brings the pointer into a segment, and its name; never onto a border."""
        order = self.make.order
        place = int(rng.integers(len(order)))
        spot = float(rng.uniform(NEAR_BORDER, 1 - NEAR_BORDER))
        return (-0.25 - (place + spot) / len(order)) % 1.0, order[place]

    def at_turns(self, turns: float, blur: float = 0.0, away: float | None = 0.0) -> Frame:
        """The studio with the wheel turned so far, the first segment's beginning to the right at 0; ``blur``: how far it turns while the shutter is open;
        ``away``: turns by which the pointer is beside its place, None where there is none."""
        steps = [turns + blur * part for part in np.linspace(-0.5, 0.5, 9)] if blur else [turns]
        faces = [wheel_face.turned(self._face, step) for step in steps]
        disc = faces[0] if len(faces) == 1 else np.mean(faces, axis=0).astype(np.uint8)
        return self._lit(self._placed(disc, away))

    def _some_segments(self, rng: Rng) -> float:
        """One to four, either way, in turns."""
        return float(rng.choice((-1, 1)) * rng.integers(1, 5)) / len(self.make.order)

    def _rolled(self, rng: Rng, turns: float) -> Frame:
        """The camera rolled about the axle by some segments: the wheel looks as it may, all else stands turned."""
        by = cv2.getRotationMatrix2D(self._pose.middle, 360 * self._some_segments(rng), 1.0)
        seen = cv2.warpAffine(self.at_turns(turns), by, SIZE, borderMode=cv2.BORDER_REPLICATE)
        return shake.noisy(cast(Frame, seen), rng, 2)

    def _placed(self, disc: Frame, away: float | None = 0.0) -> Frame:
        mask = np.zeros((SIDE, SIDE), dtype=np.uint8)
        cv2.circle(mask, (SIDE // 2, SIDE // 2), round(RIM), (255,), -1, cv2.LINE_AA)
        seen = _warped(disc, self._pose.plan)
        cover = _warped(mask, self._pose.plan).astype(np.float32)[:, :, None] / 255
        out = np.rint(self._wall * (1 - cover) + seen * cover).astype(np.uint8)
        if away is not None:
            _point(out, self._pose, away, *self._pointer)
        return out

    def _lit(self, picture: Frame) -> Frame:
        gain, depth, seed = self._light
        return shake.lit(shake.shaded(picture, np.random.default_rng(seed), depth), gain)

    def _moving(self, rng: Rng, turns: float, name: str) -> DrawnScene:
        """Less than half a segment during the exposure: what is under the pointer in its middle can be told; up to one it may be."""
        blur = float(rng.uniform(0.05, 1.5))
        picture = shake.noisy(self.at_turns(turns, blur / len(self.make.order)), rng, 2)
        told, also = ((name,), ()) if blur < 0.5 else ((), (name,) if blur < 1.0 else ())
        return DrawnScene(picture, told, also)

    def _handled(self, rng: Rng, turns: float, name: str) -> DrawnScene:
        """A hand on the wheel, near the pointer in one picture of three; what it covers by a twelfth can't be told, what it touches may be."""
        bare, near = self.at_turns(turns), rng.random() < 0.33
        angle = -np.pi / 2 + (rng.uniform(-0.03, 0.03) if near else rng.uniform(0.6, 5.6))
        out = 0.85 * RIM if near else float(rng.uniform(0.4, 0.9)) * RIM
        at = _seen_at(self._pose.plan, out * np.cos(angle), out * np.sin(angle))
        picture = bare.copy()
        _hand(picture, rng, at, self._pose.radius)
        covered = self._covered((picture != bare).any(axis=2))
        truth, also = ((name,) if covered == 0 else ()), ((name,) if 0 < covered < 1 / 12 else ())
        return DrawnScene(shake.noisy(picture, rng, 2), truth, also)

    def _covered(self, hand: NDArray[np.bool_]) -> float:
        """Part of the place under the pointer, a segment wide, that lies under it."""
        half = np.pi / len(self.make.order)
        edge = [
            _seen_at(self._pose.plan, out * RIM * np.cos(a), out * RIM * np.sin(a))
            for out, a in ((1.0, -half - UP), (1.0, half - UP), (0.4, half - UP), (0.4, -half - UP))
        ]
        place = np.zeros(hand.shape, dtype=np.uint8)
        cv2.fillConvexPoly(place, np.rint(np.array(edge)).astype(np.int32), (1,))
        return float(hand[place > 0].mean())

    def _nothing(self, rng: Rng, turns: float) -> Frame:
        """The wheel is not there, is covered with a cloth, or the lens is; or nobody has switched on the light."""
        match int(rng.integers(4)):
            case 0:
                picture = self._lit(self._wall)
            case 1:
                cloth = np.full((SIDE, SIDE, 3), rng.integers(20, 200, 3), dtype=np.uint8)
                picture = self._lit(self._placed(shake.shaded(cloth, rng, 0.6)))
            case 2:
                picture = np.full((SIZE[1], SIZE[0], 3), int(rng.integers(0, 9)), dtype=np.uint8)
            case _:
                picture = shake.lit(self.at_turns(turns), 0.015)
        return shake.noisy(picture, rng, 2)


class SegmentsKind:
    """``scene.DrawnKind`` of money wheels."""

    conditions: tuple[str, ...] = CONDITIONS

    def site(self, seed: int) -> SegmentsSite:
        return SegmentsSite(seed)


SCENES = SegmentsKind()


def _seen(condition: str, picture: Frame, rng: Rng) -> Frame:
    match condition:
        case "dark":
            return shake.noisy(shake.lit(picture, 0.3), rng, 4)
        case "blur":
            return shake.noisy(shake.defocused(picture, 1.5), rng, 2)
        case "white_balance":
            return shake.noisy(shake.tinted(picture, float(rng.uniform(0.6, 0.8)), 1.25), rng, 2)
        case "jpeg":
            return shake.squeezed(picture, 18)
        case "overexposed":
            return shake.noisy(shake.lit(picture, 1.45), rng, 2)
        case "coarse":
            return shake.noisy(shake.coarse(picture, 0.5), rng, 2)
        case "glare":
            return shake.noisy(shake.glared(picture, rng, 0.6), rng, 2)
        case "shade":
            return shake.noisy(shake.shaded(picture, rng, 0.6), rng, 2)
        case _:
            return shake.noisy(picture, rng, 2)


def _any_pose(rng: Rng) -> _Pose:
    """A little from the side and from below, a little turned."""
    radius = float(rng.uniform(170, 225))
    middle = SIZE[0] / 2 + float(rng.uniform(-90, 90)), SIZE[1] / 2 + float(rng.uniform(5, 25))
    roll, lean = float(rng.uniform(-0.02, 0.02)), rng.uniform(-0.16, 0.16, 2)
    turn = np.array(((np.cos(roll), -np.sin(roll)), (np.sin(roll), np.cos(roll))))
    plan = np.eye(3)
    plan[:2, :2] = turn @ np.diag(1 - 2.0 * lean**2) * radius / RIM
    plan[2, :2] = lean / RIM
    plan[:2] += np.outer(middle, plan[2])
    plan[:2, 2] = middle
    return _Pose(plan, middle, radius)


def _wall(rng: Rng, pose: _Pose) -> Frame:
    """What stands behind and around the wheel: a wall, things beside it, its rim with lamps."""
    wide, high = SIZE
    ground = rng.integers(15, 120, 3) + rng.normal(0, 3, (high // 4, wide // 4, 1))
    out = np.clip(cv2.resize(ground, SIZE, interpolation=cv2.INTER_LINEAR), 0, 255).astype(np.uint8)
    _things(out, rng)
    edge = [_seen_on(pose, 1.1, angle) for angle in np.linspace(0, 6.2832, 90)]
    colour = [float(part) for part in rng.integers(15, 120, 3)]
    cv2.fillPoly(out, [np.rint(np.array(edge)).astype(np.int32)], colour, cv2.LINE_AA)
    _lamps(out, pose, int(rng.integers(12, 40)))
    return out


def _things(out: Frame, rng: Rng) -> None:
    for _ in range(12):
        x, y = int(rng.integers(0, SIZE[0])), int(rng.integers(0, SIZE[1]))
        colour = [float(part) for part in rng.integers(10, 230, 3)]
        far = x + int(rng.integers(15, 130)), y + int(rng.integers(15, 130))
        cv2.rectangle(out, (x, y), far, colour, -1)


def _lamps(out: Frame, pose: _Pose, lamps: int) -> None:
    """On the rim, every third of them yellow."""
    for lamp in range(lamps):
        across, down = _seen_on(pose, 1.05, lamp / lamps * 2 * np.pi + 0.1)
        colour = (200, 240, 255) if lamp % 3 else (90, 190, 255)
        cv2.circle(out, (round(across), round(down)), 4, colour, -1, cv2.LINE_AA)


def _seen_on(pose: _Pose, out: float, angle: float) -> tuple[float, float]:
    """The pixel of a place ``out`` radii from the axle."""
    return _seen_at(pose.plan, out * RIM * np.cos(angle), out * RIM * np.sin(angle))


def _seen_at(plan: NDArray[np.float64], x: float, y: float) -> tuple[float, float]:
    across, down, depth = plan @ np.array((x, y, 1.0))
    return float(across / depth), float(down / depth)


def _warped(face: Frame, plan: NDArray[np.float64]) -> Frame:
    """Twice as fine, then smaller: no staircase."""
    middle = np.array(((1, 0, -SIDE / 2), (0, 1, -SIDE / 2), (0, 0, 1)), dtype=np.float64)
    fine = np.diag((2.0, 2.0, 1.0)) @ plan @ middle
    seen = cv2.warpPerspective(face, fine, (2 * SIZE[0], 2 * SIZE[1]), flags=cv2.INTER_LINEAR)
    return cast(Frame, cv2.resize(seen, SIZE, interpolation=cv2.INTER_AREA))


def _point(out: Frame, pose: _Pose, away: float, style: int, colour: tuple[float, float, float]) -> None:
    """The pointer above the wheel, or ``away`` from there, its tip over the rim."""
    shapes = (
        ((-22, -1.16), (22, -1.16), (0, -0.92)),
        ((-9, -1.2), (9, -1.2), (9, -0.97), (0, -0.93), (-9, -0.97)),
        ((-30, -1.14), (30, -1.14), (6, -0.98), (0, -0.9), (-6, -0.98)),
    )[style]
    cos, sin = np.cos(2 * np.pi * away), np.sin(2 * np.pi * away)
    edge = [_seen_at(pose.plan, x * cos - y * RIM * sin, x * sin + y * RIM * cos) for x, y in shapes]
    corners: Floats = np.array(edge, dtype=np.float32)
    cv2.fillPoly(out, [np.rint(corners * 16).astype(np.int32)], (30.0, 30.0, 30.0), cv2.LINE_AA, 4)
    inner = corners.mean(axis=0) + 0.75 * (corners - corners.mean(axis=0))
    cv2.fillPoly(out, [np.rint(inner * 16).astype(np.int32)], colour, cv2.LINE_AA, 4)


def _hand(out: Frame, rng: Rng, at: tuple[float, float], radius: float) -> None:
    skin = np.clip(np.array((110, 140, 205)) * float(rng.uniform(0.4, 1.15)), 0, 255)
    colour = [float(part) for part in skin]
    tip = int(at[0]), int(at[1])
    start = (int(SIZE[0] if at[0] > SIZE[0] / 2 else 0), int(at[1] + rng.uniform(-80, 120)))
    wide = round(0.17 * radius)
    cv2.line(out, start, tip, colour, wide, cv2.LINE_AA)
    for finger in range(4):
        end = (tip[0] + int(rng.uniform(-8, 8)), tip[1] - wide // 2 + finger * wide // 4 - 6)
        cv2.line(out, tip, end, colour, wide // 4, cv2.LINE_AA)
